# L’état de compte d’un client

statement-title = État de compte
statement-of-contact = État de compte
statement-open-only = Factures à payer seulement
statement-from = Activité depuis le
statement-owed = Ce qui est dû au { $day }
statement-closing = Solde dû
statement-held = À son crédit, non déduit
statement-ages = Ce qui est dû, par âge
statement-age-current = Non échu
statement-age-d30 = 1 à 30 jours
statement-age-d60 = 31 à 60 jours
statement-age-d90 = 61 à 90 jours
statement-age-older = Plus de 90 jours
statement-activity = Activité
statement-earlier =
    { $count ->
        [one] Une opération d’avant est dans le CSV et le PDF.
       *[other] { $count } opérations d’avant sont dans le CSV et le PDF.
    }
statement-opening = Solde reporté
statement-day = Date
statement-entry = Opération
statement-detail = Détail
statement-amount = Montant
statement-balance = Solde
statement-open = Factures à payer
statement-nothing = Aucune facture à payer à cette date.
statement-number = Numéro
statement-job = Job
statement-due = Échéance
statement-late = Jours de retard
statement-total = Total
statement-send = Envoyer le relevé
statement-note = Mot d’accompagnement
statement-send-hint = Le PDF part par courriel à { $email }, dans la langue du client. L’envoi se suit dans la conversation de la job dont la facture attend depuis le plus longtemps.
statement-no-email = Ce client n’a pas d’adresse courriel. Ajoutez-en une à sa fiche, ou imprimez le PDF.
statement-mailed = Relevés envoyés
statement-never-mailed = Aucun relevé n’a encore été envoyé.
flash-statement-mailed = Le relevé part tout de suite. Il est « accepté » quand le serveur du client l’a pris.
