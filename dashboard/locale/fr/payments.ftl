# Les paiements : les noter, les répartir, les déplacer, les rembourser, et ce que la banque en fait

status-payment-returned = Retourné par la banque
status-refund-pending = En cours
status-refund-succeeded = Fait
status-refund-failed = Échoué

payment-number = Paiement { $number }
payment-nothing-owed = Ce client ne doit rien. Pour noter un acompte, ouvrez la job.
payment-oldest = La plus ancienne échéance d’abord
payment-owed-in-all = En tout
payment-several = Plusieurs factures, montant par montant
payment-deposit-of = Acompte de la soumission { $number }
payment-shares = Montant pour chaque facture
payment-shares-hint = Une facture laissée vide ne reçoit rien.
payment-share = Facture { $number }, solde { $balance }
payment-no-share = Inscrivez le montant d’au moins une facture.
payment-choose-invoice = Choisissez ce que ce paiement règle.
payment-cash-hint = Comptant : le total arrondi au 5 ¢ règle la facture en entier.
payment-of-it-held = Au crédit
invoice-choice = Facture { $number } (solde { $balance })

payment-pays = Ce qu’il règle
payment-pays-nothing = Ce paiement ne règle aucune facture pour l’instant.
payment-pays-no-more = Ce paiement ne règle plus rien.
payment-move-button = Déplacer
payment-move = Déplacer sur une autre facture
payment-move-to = Bonne facture
payment-move-hint = Vide : tout ce qui peut l’être.
payment-release-button = Retirer
payment-release = Retirer de cette facture
payment-release-hint = Vide : tout. Le montant revient au crédit du client.
payment-held = Au crédit du client
payment-held-hint = Ce montant ne règle encore rien. Il va de lui-même sur la prochaine facture de la job.
payment-held-deposit = Acompte : il ira de lui-même sur la facture de sa soumission.
payment-apply-button = Appliquer
payment-apply = Appliquer à une facture
payment-apply-to = Facture
payment-apply-hint = Vide : autant que possible.
payment-nothing-to-apply = Le client n’a aucune autre facture à régler.
payment-refund = Rembourser
payment-handed-over = Remis en espèces
payment-rounding = Arrondi comptant
payment-share-of = Part de

refund-online = Sur la carte ou le compte d’origine
refund-on = Remboursé le
refund-hint = Le client reçoit une preuve de remboursement par courriel.
refund-word = Remboursement
refund-number = Remboursement { $number }
refunds-title = Remboursements

payment-trouble = Un problème avec ce paiement ?
payment-return-button = Noter le retour
payment-return = Retourné par la banque
payment-return-hint = Tout ce qu’il réglait redevient dû. Les rappels reprennent.
return-nsf = Chèque sans provision
return-bank-debit-failed = Débit refusé
return-dispute-lost = Contestation perdue
return-other = Autre
return-on = Retourné le
payment-dispute-button = Noter la contestation
payment-dispute = Contesté par le client
payment-dispute-hint = Vide : tout le paiement. L’argent ne bouge pas avant la décision de la banque.
dispute-won = La banque nous donne raison
dispute-lost = Contestation perdue
payment-void-button = Annuler le paiement
payment-void = Annuler, noté par erreur
payment-void-hint = Le reçu garde son numéro. Tout ce qu’il réglait redevient dû.
payment-returned-notice = Retourné par la banque, { $day } : { $reason }. Tout ce qu’il réglait est dû de nouveau.
payment-voided-notice = Annulé { $when }. { $reason }
payment-disputed-notice = Le client conteste { $amount } auprès de sa banque depuis { $day }.
payment-charge-fee = Facturer des frais

move-credit = Voir le crédit
move-dispute = Voir le paiement

invoice-payments = Paiements
invoice-apply-credit = Appliquer le crédit du client ({ $amount })

credit-title = Crédit du client
credit-none = Rien n’est au crédit de ce client.
credit-deposit = Acompte

flash-payment-allocate = Crédit appliqué.
flash-payment-release = Montant remis au crédit du client.
flash-payment-move = Montant déplacé.
flash-payment-refund = Remboursement noté.
flash-payment-return = Retour de la banque noté.
flash-payment-dispute = Contestation notée.
flash-payment-dispute-won = Contestation réglée.
flash-payment-void = Paiement annulé.
