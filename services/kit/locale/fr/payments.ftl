# Ce que les paiements, les crédits et les remboursements refusent, et pourquoi

problem-payment-in-dispute = Le paiement { $number } est contesté : il ne bouge pas avant la décision de la banque.
problem-credit-too-small = Il ne reste que { $held } au crédit du client pour cela.
problem-invoice-of-another-client = La facture { $number } est celle d'un autre client.
problem-refund-too-large = On ne peut rembourser que ce qui n'est pas réparti : { $held } du paiement { $number }.
problem-refund-pending = Un remboursement du paiement { $number } est encore en cours. Attendez la réponse de la banque.
problem-dispute-too-large = Le client ne peut contester que ce qu'il reste du paiement { $number } : { $amount }.
problem-quote-takes-no-deposit = La soumission { $number } n'attend pas d'acompte : elle n'est pas envoyée, ou elle n'est plus valable.
problem-invoice-paid-already = La facture { $number } est déjà réglée.

problem-field-several-clients = Un paiement vient d'un seul client. Enregistrez-en un par client.
problem-field-another-client = Cette job est celle d'un autre client.
problem-field-quote-of-another-job = Cette soumission est celle d'une autre job.
problem-field-same-invoice = Choisissez une autre facture que celle d'où vient le montant.
problem-field-refund-too-early = Ce jour-là, cet argent n'était pas encore libre.
problem-field-return-too-early = De l'argent de ce paiement a été déplacé ou remboursé après ce jour.
