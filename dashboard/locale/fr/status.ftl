# Le mot de chaque statut : status-<genre>-<valeur>.

status-phase-new = Nouvelle
status-phase-contacted = Contactée
status-phase-quoting = En soumission
status-phase-quoted = Soumise
status-phase-won = Gagnée
status-phase-scheduled = Cédulée
status-phase-in-progress = En cours
status-phase-to-invoice = À facturer
status-phase-invoiced = Facturée
status-phase-paid = Payée
status-phase-closed = Terminée
status-phase-lost = Perdue
status-phase-cancelled = Annulée

status-quote-draft = Brouillon
status-quote-sent = Envoyée
status-quote-viewed = Vue
status-quote-accepted = Acceptée
status-quote-declined = Refusée
status-quote-expired = Expirée
status-quote-superseded = Remplacée
status-quote-voided = Annulée

status-visit-unscheduled = À céduler
status-visit-scheduled = Cédulée
status-visit-en-route = En route
status-visit-started = Commencée
status-visit-paused = En pause
status-visit-completed = Complétée
status-visit-cancelled = Annulée
status-visit-no-show = Client absent

status-invoice-draft = Brouillon
status-invoice-issued = Émise
status-invoice-sent = Envoyée
status-invoice-viewed = Vue
status-invoice-partially-paid = Payée en partie
status-invoice-paid = Payée
status-invoice-overdue = En retard
status-invoice-written-off = Radiée
status-invoice-voided = Annulée

status-payment-pending = En traitement
status-payment-received = Reçu
status-payment-failed = Refusé
status-payment-refunded = Remboursé
status-payment-voided = Annulé
status-payment-disputed = Contesté

status-delivery-none = Pas envoyé
status-delivery-queued = En attente d’envoi
status-delivery-sending = Envoi en cours
status-delivery-accepted = Accepté par le serveur
status-delivery-delivered = Livré
status-delivery-opened = Ouvert
status-delivery-deferred = Retardé, on réessaie
status-delivery-failed = Pas envoyé : échec
status-delivery-bounced = Revenu : adresse refusée
status-delivery-ambiguous = Peut-être envoyé deux fois

status-step-due = Dû
status-step-upcoming = À venir
status-step-held = Retenu
status-step-paused = En pause
