# L'argent d'une job : notes de crédit, acomptes, remboursements, prélèvements. Les étapes, leurs raisons, l'historique, les courriels.

step-quote-invoice = Préparer les factures de la soumission
step-invoice-issue-planned = Émettre et envoyer la facture prévue
step-invoice-debit-notice = Annoncer le prélèvement au client
step-invoice-debit = Prélever le paiement autorisé
step-credit-note-mail = Envoyer la note de crédit
step-payment-refund-receipt = Envoyer la preuve du remboursement
step-contact-pay-deposit = Paiement de l'acompte par le client
step-office-use-credit = Utiliser ou rembourser le crédit du client
step-office-answer-dispute = Répondre à la contestation d'un paiement

stop-credit-note-issued = une note de crédit est émise
stop-invoice-written-off = la facture est radiée
stop-payment-allocated = un crédit est appliqué
stop-payment-failed = le paiement échoue
stop-payment-refunded = l'argent est remboursé
stop-payment-returned = la banque reprend le paiement
stop-payment-dispute-won = la banque donne raison à l'entreprise
stop-autopay-revoked = le client retire son autorisation

because-credit_note-needs-pdf = La note de crédit est émise : son PDF reste à produire.
because-refund-needs-pdf = Le remboursement est fait : le PDF de sa preuve reste à produire.
because-quote-accepted = La soumission { $number } est acceptée : ses factures se préparent toutes seules.
because-invoice-planned = La facture est prévue pour le { $on }.
because-work-done-invoice = { $count ->
    [one] La visite est complétée : la facture prévue peut partir.
   *[other] Les { $count } visites sont complétées : la facture prévue peut partir.
}
because-credit-note-issued = La note de crédit { $number } de { $total } est émise.
because-debit-ahead = Le client a autorisé le prélèvement de { $amount } le { $on } pour la facture { $number }.
because-payment-in-flight = { $amount } sont en route depuis le { $since } : la banque n'a pas encore confirmé.
because-deposit-waits = La soumission { $number } est acceptée : un acompte de { $amount } est attendu.
because-money-is-held = { $amount } sont gardés pour le client sans rien à payer.
because-payment-refunded = { $amount } ont été remboursés.
because-payment-disputed = Le client conteste { $amount } auprès de sa banque.

phase-because-invoice-to-come = Une facture de { $total } est prévue.

timeline-invoice-written-off = Facture { $number } radiée : { $amount } ne seront pas perçus.
timeline-invoice-write-off-reversed = Radiation de la facture { $number } annulée.
timeline-credit-note-issued = Note de crédit de { $total } émise sur la facture { $number }.
timeline-payment-returned = Paiement repris par la banque { $reason ->
    [nsf] (chèque sans provision)
    [bank_debit_failed] (prélèvement refusé)
    [dispute_lost] (contestation perdue)
   *[other] (autre motif)
}.
timeline-payment-allocated = { $amount } appliqués à la facture { $number }.
timeline-payment-released = { $amount } retirés de la facture { $number }.
timeline-payment-transferred = Crédit de { $amount } reçu d'une autre job du client.
timeline-payment-transferred-away = Crédit de { $amount } passé à une autre job du client.
timeline-payment-refunded = { $amount } remboursés au client.
timeline-payment-refund-failed = Le remboursement de { $amount } n'a pas réussi.
timeline-payment-disputed = Paiement contesté par le client auprès de sa banque ({ $amount }).
timeline-payment-dispute-won = Contestation réglée en notre faveur.
timeline-payment-pending = Paiement de { $amount } en route.
timeline-payment-failed = Le paiement n'a pas réussi.
timeline-payment-recalled = Ancien paiement (reçu { $receipt }) ressorti des archives.
timeline-invoice-recalled = Ancienne facture { $number } ressortie des archives.
timeline-autopay-authorised = Le client a autorisé les prélèvements.
timeline-autopay-revoked = Autorisation de prélèvement retirée.

problem-invoice-written-off = La facture { $number } est déjà radiée.
problem-invoice-not-written-off = La facture { $number } n'est pas radiée.
problem-invoice-not-owed = Il ne reste rien à radier sur la facture { $number }, ou le solde a changé.
problem-credit-too-large = Le crédit dépasse ce qui reste de la facture { $number }.
problem-payment-unknown = Ce paiement n'est pas de ce dossier.
problem-payment-over = Ce paiement a été annulé ou repris par la banque.
problem-payment-was-refunded = Ce paiement a été remboursé en partie : il ne peut plus être annulé.
problem-payment-not-held = Il ne reste pas assez du paiement { $number } pour cela.
problem-payment-not-allocated = Le paiement { $number } n'a pas payé autant de cette facture.
problem-refund-over = Ce remboursement n'est plus en cours.

mail-credit-note-mail =
    Bonjour { $client },

    Voici la note de crédit { $number }, au montant de { $total }. Elle réduit d'autant votre facture.
    .subject = Note de crédit { $number } de { $company }
    .button = Voir mon dossier

mail-payment-refund-receipt =
    Bonjour { $client },

    Nous vous avons remboursé { $amount }. La preuve est jointe à ce courriel.
    .subject = Remboursement de { $amount } par { $company }
    .button = Voir mon dossier

mail-invoice-debit-notice =
    Bonjour { $client },

    Comme vous l'avez autorisé, { $amount } seront prélevés le { $on } pour la facture { $number }.

    Si ce n'est plus ce que vous voulez, retirez votre autorisation ou payez autrement par le lien ci-dessous avant ce jour.
    .subject = Prélèvement de { $amount } le { $on }
    .button = Voir la facture

step-office-renew-quote = Renouveler la soumission
because-quote-renewal-asked = La soumission { $number } est expirée, et le client la demande encore depuis le { $since }.
step-office-handle-cancellation = Donner suite à l’annulation du contrat
because-quote-cancelled = Le client a annulé le contrat de la soumission { $number } le { $since }, comme la loi le lui permet. Arrêtez ce qui est prévu et répondez-lui.
timeline-quote-renewal-asked = Le client demande de renouveler la soumission { $number }.

timeline-invoice-delivered = Facture { $number } remise au client { $by ->
    [hand] en main propre
    [post] par la poste
   *[other] autrement
}.
stop-invoice-delivered = la facture est remise autrement
