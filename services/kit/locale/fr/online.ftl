# Payer en ligne

online-title = Facture { $number }
online-title-deposit = Acompte de la soumission { $number }

online-consent = J'autorise { $company } à débiter cette carte ou ce compte bancaire du montant des prochains versements et factures de ce dossier, à leur échéance. Un avis du montant et de la date me sera envoyé par courriel au moins 24 heures avant chaque débit : j'accepte ce délai plutôt que celui de 10 jours. Ce sont des débits personnels, de montants variables. Je peux retirer cette autorisation en tout temps, sur cette page ou auprès de { $company }; elle ne change rien à ce que je dois. J'ai des recours si un débit n'est pas conforme à cet accord, dont le remboursement d'un débit non autorisé : mon institution financière ou paiements.ca m'en informent.

problem-online-off = Le paiement en ligne n'est pas offert ici.
problem-nothing-owed = Il ne reste rien à payer sur la facture { $number }.
problem-pays-too-much = En ligne, on ne peut pas payer plus que ce qui reste dû sur la facture { $number }.
problem-payment-in-process = Un paiement de la facture { $number } est déjà en traitement à la banque. Attendez qu'il aboutisse.
problem-payment-contradicted = Ce que dit le fournisseur de paiement ne correspond pas à ce paiement ({ $reason }). Rien n'a été inscrit; votre entrepreneur vérifiera.
problem-provider-away = Le fournisseur de paiement ne répond pas en ce moment. Réessayez dans quelques instants : vous ne paierez pas deux fois.
problem-provider-refused = Le fournisseur de paiement a refusé la demande ({ $reason }). Rien n'a été débité.
problem-not-paid-online = Ce paiement n'est pas venu en ligne : on ne peut pas le rembourser par là.
problem-webhook-signature-invalid = La signature de cet appel n'est pas bonne.
problem-webhook-signature-old = Cet appel a été signé il y a trop longtemps.
problem-webhook-malformed = Cet appel n'est pas un événement que nous comprenons.
problem-webhook-refused = Cet événement contredit ce que nous savons de ce paiement ({ $reason }). Il est conservé, et rien n'a changé.

online-code-insufficient-funds = Les fonds sont insuffisants.
online-code-card-declined = La banque a refusé la carte.
online-code-generic-decline = La banque a refusé la carte.
online-code-declined = La banque a refusé le paiement.
online-code-do-not-honor = La banque a refusé la carte, sans dire pourquoi. Elle seule peut le dire.
online-code-expired-card = La carte est expirée.
online-code-incorrect-cvc = Le code de sécurité de la carte n'est pas le bon.
online-code-incorrect-number = Le numéro de la carte n'est pas le bon.
online-code-processing-error = La banque n'a pas pu traiter le paiement. Réessayez.
online-code-authentication-required = La banque veut que vous confirmiez ce paiement vous-même.
online-code-account-closed = Le compte bancaire est fermé.
online-code-no-account = Ce compte bancaire n'existe pas.
online-code-debit-not-authorized = La banque dit que le débit n'a pas été autorisé.
online-code-payment-method-not-available = Ce mode de paiement n'est pas disponible en ce moment.
online-code-method-revoked = L'autorisation de débiter ce mode de paiement a été retirée.
online-code-other = La banque a refusé le paiement.

online-call-amount-mismatch = Le montant ou la devise n'est pas ce qui était demandé.
online-call-account-mismatch = L'appel vient d'un autre compte que le vôtre.
online-call-attempt-mismatch = L'appel parle d'un autre paiement que celui qu'il nomme.
online-call-refund-made-elsewhere = Un remboursement a été fait chez le fournisseur, hors d'ici : notez-le sur le paiement.
online-call-dispute-of-nothing = Une contestation d'un paiement que nous n'avons pas reçu.
online-call-dispute-mismatch = Le montant contesté ne va pas avec le paiement.
online-call-dispute-of-a-part = Une partie seulement est contestée ou perdue : notez sur le paiement ce qui est dû de nouveau.
online-call-unavailable = Le fournisseur ne répondait pas. L'appel est repris de lui-même.
online-call-other = L'appel n'a pas pu se faire ({ $code }).
