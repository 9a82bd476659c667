# Toutes les soumissions, les factures et les paiements.

nav-quotes = Soumissions
nav-invoices = Factures
nav-payments = Paiements
list-title-quotes = Soumissions
list-title-invoices = Factures
list-title-payments = Paiements
list-search = Numéro ou client
list-filters = Filtrer par statut

list-quotes-all = Toutes
list-quotes-draft = Brouillons
list-quotes-sent = Envoyées
list-quotes-viewed = Vues
list-quotes-accepted = Acceptées
list-quotes-declined = Refusées
list-quotes-expired = Expirées
list-invoices-all = Toutes
list-invoices-draft = Brouillons
list-invoices-open = À payer
list-invoices-overdue = En retard
list-invoices-paid = Payées
list-payments-all = Tous
list-payments-received = Reçus
list-payments-disputed = Contestés
list-payments-returned = Retournés par la banque
list-payments-refunded = Remboursés
list-payments-voided = Annulés

list-client = Client
list-quote = Soumission
list-invoice = Facture
list-payment = Paiement
list-method = Mode
list-day = Date
list-due = Échéance
list-valid = Validité
list-receipt = Reçu
list-total = Total
list-amount = Montant
list-older-quotes = Plus anciennes
list-older-invoices = Plus anciennes
list-older-payments = Plus anciens

list-none-found = Rien ne correspond à cette recherche.
list-show-quotes = Voir toutes les soumissions
list-show-invoices = Voir toutes les factures
list-show-payments = Voir tous les paiements
list-empty-quotes = Les soumissions de toutes les jobs seront ici. On prépare une soumission dans sa job.
list-empty-invoices = Les factures de toutes les jobs seront ici. On prépare une facture dans sa job.
list-empty-payments = Les paiements de tous les clients seront ici. On note un paiement dans sa job.
list-empty-jobs = Voir les jobs

list-tick = Cocher : { $invoice }, { $client }
list-statement = Voir l’état de compte
list-statement-hint = Cochez des factures à payer d’un même client : son état de compte s’ouvre, prêt à envoyer.
list-none-ticked = Cochez au moins une facture à payer.
list-many-clients = Cochez les factures d’un seul client : un état de compte est celui d’un client.
