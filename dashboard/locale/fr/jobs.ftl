# L’accueil, la liste des jobs, la nouvelle job et le dossier.

job-word = Job

home-title = Accueil
home-new = Nouvelles demandes
home-new-empty = Aucune demande en attente. Une demande de votre site arrive ici d’elle-même ; pour un appel, ouvrez une job.
home-received = Reçue { $when }
home-answer-by = Répondre avant : { $when }
home-ours = À vous de jouer
home-ours-empty = Rien ne vous attend aujourd’hui.
home-waiting = On attend le client
home-waiting-empty = Aucun client ne vous doit de réponse aujourd’hui.
home-visits = Visites d’aujourd’hui
home-visits-empty = Aucune visite cédulée aujourd’hui.
home-failed = Messages à reprendre
visit-word = Visite

jobs-title = Liste des jobs
jobs-search = Numéro, client, téléphone, adresse…
jobs-filters = Filtrer par phase
jobs-group-all = Toutes
jobs-group-new = Nouvelles
jobs-group-quotes = En soumission
jobs-group-work = Travaux
jobs-group-money = À payer
jobs-group-over = Finies
jobs-nothing-next = Rien à venir
jobs-none-found = Aucune job ne correspond.
jobs-show-all = Voir toutes les jobs
jobs-empty = Vos jobs seront ici. La première arrive de votre site, ou vous l’ouvrez vous-même.

job-new-title = Nouvelle job
job-new-who = Pour qui ?
job-new-new-contact = Nouveau contact
job-new-known-contact = Contact existant
job-new-search = Nom, courriel ou téléphone
job-new-type-contact = Tapez au moins deux lettres.
job-new-no-contact = Aucun contact ne correspond à « { $query } ».
job-new-choose-contact = Choisissez un contact dans la liste.
job-new-name-missing = Entrez le nom du contact.
job-new-what = Pour quoi ?
job-new-button = Ouvrir la job
job-title = Titre
job-title-hint = Sans titre, la job porte le nom du client.
job-description = Description
job-source = Origine
source-web = Site web
source-phone = Téléphone
source-email = Courriel
source-walk-in = Sur place
source-referral = Référence
source-app = Application
source-other = Autre
contact-name = Nom
contact-email = Courriel
contact-phone = Téléphone
contact-language = Langue
address-line1 = Adresse d’intervention
address-city = Ville
address-postal-code = Code postal

job-paused = Envois en pause
phase-set-by = Phase choisie par { $by }, { $when }.
figure-hours = Heures
figure-quoted = Soumis
figure-accepted = Accepté
figure-invoiced = Facturé
figure-paid = Payé
figure-outstanding = Solde dû

do-bar = Prochaine activité
do-next = c’est la suite
do-reply = Répondre
do-quote = Soumission
do-visit = Visite
do-invoice = Facture
do-payment = Paiement
do-route = Route
do-route-locked = Forfait Premium
do-route-later = Bientôt

next-title = Ce qui vient
next-because = Pourquoi :
next-due-since = Depuis { $when }
next-more =
    { $count ->
        [one] Encore une étape prévue
       *[other] Encore { $count } étapes prévues
    }
next-skip = Sauter
next-skip-reason = Pourquoi sauter cette étape ?
next-skip-button = Sauter l’étape
next-empty = Cette job est finie : plus rien n’est prévu.
owner-system = Dossier s’en occupe
owner-office = À vous
owner-user = À vous
owner-contact = Au client

move-answer = Répondre
move-send-quote = Envoyer la soumission
move-schedule = Céduler la visite
move-visit = Voir la visite
move-invoice = Facturer
move-issue = Émettre la facture
move-send-invoice = Envoyer la facture
move-mail-failed = Voir le message
move-close = Terminer
move-see-contract = Voir le contrat
move-see-quote = Voir la soumission
move-record-payment = Noter un paiement
move-open = Ouvrir

way-title = Le chemin de la job
way-request = Demande
way-reply = Réponse
way-quote = Soumission
way-visit = Visite
way-invoice = Facture
way-payment = Paiement
way-state-done = Fait
way-state-now = Maintenant
way-state-later = À venir
way-state-skipped = Sans

acts-title = Activités
acts-empty = Rien encore. La suite commence souvent par une soumission ou une visite.
quote-number = Soumission { $number }
quote-valid-until = Valide jusqu’à : { $day }
invoice-number = Facture { $number }
invoice-draft = Facture en brouillon
invoice-due-on = Échéance : { $day }
invoice-balance = Solde
payment-method-cash = Comptant
payment-method-cheque = Chèque
payment-method-interac = Virement Interac
payment-method-card = Carte
payment-method-bank-debit = Débit bancaire
payment-method-other = Autre paiement
payment-receipt = Reçu { $number }
visit-start = Commencer
visit-pause = Pause
visit-resume = Reprendre
visit-complete = Compléter

messages-title = Messages
messages-empty = Aucun message encore.
messages-automatic = Dossier, en votre nom
messages-long = Message au complet
channel-form = formulaire web
channel-mail = courriel
channel-portal = espace client
channel-phone = téléphone
channel-note = note
reply-label = Répondre à { $name }
reply-hint = Part par courriel à { $email } et reste dans la job.
reply-button = Envoyer
reply-empty = Écrivez votre message.
reply-no-email = Ce client n’a pas de courriel : appelez-le.

about-title = Description
about-empty = Pas de description.
about-edit = Modifier le titre et la description
about-opened = Ouverte
about-service = Service demandé
about-assigned = Responsable

story-title = Historique
story-older = Plus ancien
actor-user = Bureau
actor-contact = Client
actor-system = Dossier
actor-site = Site web

manage-title = Gérer la job
manage-close = Terminer la job
manage-reopen = Rouvrir
manage-pause = Mettre les envois en pause
manage-pause-hint = Rappels et relances sont retenus jusqu’à la reprise ; rien ne part en retard d’un coup.
manage-resume = Reprendre les envois
manage-phase = Changer la phase
manage-phase-label = Phase
manage-cancel = Annuler la job
