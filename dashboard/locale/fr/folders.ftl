# Étiquettes, champs personnalisés, paramètres, et ce qui se fait du dossier.

settings-title = Paramètres
settings-none = Les paramètres se règlent avec la permission « Paramètres ». Demandez-la à votre administrateur.
settings-labels = Étiquettes
settings-labels-about = Un mot et une couleur, sur les jobs, les contacts et les visites.
settings-custom-fields = Champs personnalisés
settings-custom-fields-about = Ce que vous ajoutez à vos contacts, jobs, visites, soumissions et factures.
inactive = Désactivé
yes = Oui
no = Non
name-fr = Nom en français
name-en = Nom en anglais
move-up = Monter { $name }
move-down = Descendre { $name }
flash-saved = Enregistré.

labels-title = Étiquettes
labels-empty = Aucune étiquette encore. La première se crée ci-dessous.
labels-pick = Choisir les étiquettes
labels-make = Créer des étiquettes
label-new = Nouvelle étiquette
label-create = Créer l’étiquette
label-colour = Couleur
label-active = Peut être posée
label-used =
    { $count ->
        [0] Ne sert nulle part
        [one] Sert à un endroit
       *[other] Sert à { $count } endroits
    }
label-remove = Supprimer l’étiquette
label-remove-hint = Elle ne sert nulle part : la supprimer ne change rien d’autre.
colour-grey = Gris
colour-red = Rouge
colour-orange = Orange
colour-ochre = Ocre
colour-green = Vert
colour-teal = Sarcelle
colour-blue = Bleu
colour-violet = Violet
colour-pink = Rose
colour-own = Actuelle
jobs-by-label = Filtrer par étiquette
flash-label-created = Étiquette « { $name } » créée.
flash-label-removed = Étiquette supprimée.
flash-labels-set = Étiquettes enregistrées.

custom-fields-title = Champs personnalisés
on-job = Sur les jobs
on-contact = Sur les contacts
on-visit = Sur les visites
on-quote = Sur les soumissions
on-invoice = Sur les factures
fields-empty = Aucun champ encore.
field-add = Ajouter un champ
field-new = Nouveau champ
field-kind = Quel genre de champ ?
field-kind-text = Texte
field-kind-text-about = Une ligne : un code d’accès, un numéro de série.
field-kind-paragraph = Paragraphe
field-kind-paragraph-about = Plusieurs lignes : des consignes, un constat.
field-kind-number = Nombre
field-kind-number-about = Avec ou sans décimales, avec ou sans bornes.
field-kind-date = Date
field-kind-date-about = Une fin de garantie, une prochaine inspection.
field-kind-choice = Choix
field-kind-choice-about = Une valeur parmi celles de votre liste.
field-kind-toggle = Oui ou non
field-kind-toggle-about = Une question qui se répond par oui ou non.
field-help-fr = Aide en français
field-help-en = Aide en anglais
field-minimum = Minimum
field-maximum = Maximum
field-decimals = Décimales
field-choices = Choix
field-choices-hint = Les lignes vides ne comptent pas. Un choix qui sert déjà se retire, mais ne se supprime pas.
choice-fr = Choix { $n }, français
choice-en = Choix { $n }, anglais
choice-retired = Retiré
field-default = Valeur de départ
field-nothing = –
field-required = Obligatoire
field-copied = Copié quand une visite se répète
field-active = Actif
field-inactive = (désactivé)
field-remove = Supprimer le champ
field-remove-hint = Seul un champ qui n’a jamais servi se supprime. Désactivez-le sinon : ses valeurs restent.
fields-title = Renseignements
fields-nothing = Rien encore.
fields-edit = Modifier les renseignements
fields-missing =
    { $count ->
        [one] Il manque un renseignement obligatoire.
       *[other] Il manque { $count } renseignements obligatoires.
    }
flash-field-created = Champ « { $name } » créé.
flash-field-removed = Champ supprimé.

assign-label = Responsable
assign-nobody = Personne
assign-button = Confier
flash-assigned = Responsable enregistré.
next-snooze = Reporter
next-snooze-button = Reporter l’étape
snooze-day = Jusqu’au
snooze-time = À
snooze-when-missing = Choisissez un jour.
flash-step-snoozed = Étape reportée.
call-title = Noter un appel
call-label = Ce qui s’est dit avec { $name }
call-hint = Rien n’est envoyé. Un appel noté compte comme une réponse au client.
call-kind = Genre
call-kind-phone = Appel
call-kind-note = Note
call-button = Noter
call-empty = Écrivez ce qui s’est dit.
flash-call-logged = Noté dans la job.
phase-give-back = Rendre la phase à Dossier
flash-phase-given-back = La phase suit de nouveau ce qui se passe.

archive-chip = Archivée
archive-do = Mettre aux archives
archive-undo = Sortir des archives
jobs-archived = Archives
flash-archived = Job mise aux archives : elle n’est plus dans la liste.
flash-unarchived = Job sortie des archives.
phase-why = Pourquoi :
phase-derived = Selon ce qui s’est passé : { $phase }.
cancel-title = Annuler la job { $number }
cancelled-title = Job { $number } annulée
cancel-see = Suites de l’annulation
cancelled-by = Annulée par { $by }, { $when }.
chain-before = Ce qui arrivera
chain-after = Ce qui s’est fait
chain-empty = Rien n’est à défaire.
chain-gone =
    { $count ->
        [one] Un envoi ou une étape n’aura pas lieu
       *[other] { $count } envois ou étapes n’auront pas lieu
    }
chain-will-happen = Arrivera
chain-done = Fait
chain-pending = En cours
chain-yours = À vous
chain-failed = À reprendre
chain-dropped = Sans objet
cancel-impossible = Cette job est finie : rouvrez-la avant de l’annuler.
cancel-reason = Pourquoi annuler ?
cancel-reason-hint = Reste dans l’historique de la job ; le client ne le voit pas.
cancel-keep = Garder la job
details-back = Retour
details-none = Aucun champ personnalisé n’est défini ici.
labels-none = Aucune étiquette n’est créée.
contacts-by-label = Filtrer par étiquette

# La machine à remonter le temps.
past-link = Revoir une date
past-at = Comme le { $day }, { $time }
past-read-only = Vous regardez le passé : rien ne se change ici.
past-slide = Remonter le temps
past-go = Voir ce jour
past-back = Revenir à maintenant
past-names-of-today = Le nom du client et des personnes est celui d’aujourd’hui.
past-next = Ce qui devait suivre
past-payment = Paiement
past-no-activity = Rien encore à ce moment.
past-moments = Moments
past-not-yet = pas encore arrivé
past-older = Pour remonter plus loin, choisissez une date.
