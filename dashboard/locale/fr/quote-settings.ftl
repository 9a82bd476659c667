# Modèles de soumissions (paramètres).
settings-quote-templates = Modèles de soumissions
settings-quote-templates-about = Ce que vous offrez souvent : lignes, textes, conditions et échéanciers, prêts à reprendre.
quote-templates-none = Aucun modèle. Écrivez-en un ici, ou enregistrez une soumission comme modèle à partir de sa page.
quote-templates-archived = { $count ->
    [one] Un modèle archivé
   *[other] { $count } modèles archivés
    }
quote-template-new = Nouveau modèle
quote-template-hint = Pour vous seulement : le client ne le voit pas.
quote-template-lines = { $count ->
    [one] Une ligne
   *[other] { $count } lignes
    }
quote-template-changed = modifié { $when }
quote-template-archive = Archiver ce modèle
quote-template-unarchive = Offrir de nouveau
quote-template-is-archived = Ce modèle est archivé : il n’est plus offert quand vous écrivez une soumission.
flash-quote-template-saved = Modèle « { $name } » enregistré. Les soumissions déjà faites restent comme elles sont.
flash-quote-template-archived = Modèle archivé.
flash-quote-template-back = Modèle offert de nouveau.

# Réglages des soumissions (paramètres).
settings-quotes = Soumissions
settings-quotes-about = Validité, acompte, conditions, et si l’acceptation fait les factures.
quote-settings-new = Une nouvelle soumission
quote-settings-new-hint = Ce que le formulaire propose. Vous pouvez changer chaque soumission.
quote-settings-validity = Valide pendant (jours)
quote-settings-validity-hint = Après, elle expire, et le client peut demander de la renouveler.
quote-settings-deposit = Acompte
quote-settings-deposit-hint = En pourcentage du total, demandé à l’acceptation. Vide : aucun.
quote-settings-itinerant = Nos contrats se concluent chez le client (commerce itinérant)
quote-settings-itinerant-hint = Le client a alors dix jours pour annuler ; aucun acompte et aucune facture d’ici là.
quote-settings-accepted = Quand le client accepte
quote-settings-invoicing-hint = Dès l’acceptation : les factures de l’échéancier se font et se planifient d’elles-mêmes. Une soumission peut dire autrement.
quote-settings-terms-hint = Imprimées sur chaque soumission qui n’a pas les siennes.
quote-settings-terms-fr = En français
quote-settings-terms-en = En anglais
quote-settings-terms-en-hint = Vide : un client anglophone reçoit celles en français.
flash-quote-settings = Réglages des soumissions enregistrés.

# Rabais d’un échéancier.
quote-plan-discount = Rabais pour ce choix
quote-plan-discount-hint = Pour le client qui choisit cet échéancier : 5 % ou 50,00.
totals-schedule-discount = Rabais du mode de paiement
client-schedule-saves = Rabais de { $amount }

# Texte sous chaque choix (bon, mieux, meilleur).
quote-choices = Texte sous chaque choix
quote-choices-hint = Ce que le client lit sous le choix, pour comparer : la garantie, la marque, ce qui est compris.
quote-choice-note = Texte
quote-choice-add = Ajouter un texte
quote-choice-remove = Retirer ce texte

# La preuve de l’acceptation, sur la page de la soumission.
proof-title = Preuve de l’acceptation
proof-broken = Les données ne correspondent plus à l’empreinte de l’acceptation : quelque chose a été changé depuis.
proof-signature = Télécharger la signature
proof-download = Télécharger la preuve
proof-name = Nom
proof-when = Date et heure
proof-how = De quelle façon
proof-kind-typed = Nom écrit par le client
proof-kind-drawn = Signature dessinée par le client
proof-kind-office = Par le bureau, au nom du client
proof-note = Note du bureau
proof-ip = Adresse IP
proof-browser = Navigateur
proof-document = Document accepté
proof-version = soumission { $number }, version { $version }
proof-document-hash = Empreinte du document
proof-choice = Choix
proof-options = Options
proof-options-none = aucune
proof-schedule = Échéancier
proof-total = Total
proof-hash = Empreinte de l’acceptation
proof-intact = Vérification
proof-intact-yes = intacte : rien n’a été changé depuis
proof-intact-no = ne correspond plus

# Ce que le client dit dans le fil quand il demande de renouveler ou qu’il annule.
client-thread-renewal = La soumission { $number } est expirée. Pouvez-vous la renouveler ?
client-thread-cancelled = J’annule le contrat de la soumission { $number }.
client-replaces = Cette version { $version } remplace la version { $old }, que vous avez reçue { $when }.
quote-cancelled-by-client = Le client a annulé ce contrat { $when }.

# Deux versions d’un brouillon de soumission.
quote-yes = oui
quote-part-on-acceptance = à l’acceptation
quote-part-on-completion = à la fin des travaux
quote-part-on-date = le
quote-part-to-plan = à planifier
