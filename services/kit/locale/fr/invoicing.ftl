# Ce que les numéros, les factures et les notes de crédit refusent, et pourquoi

problem-field-number-affix = Seuls des lettres sans accent, des chiffres, des espaces, « . », « / », « - », « _ » et {"{YYYY}"} ou {"{YY}"} sont permis.
problem-field-number-year-missing = Des numéros qui recommencent chaque année doivent nommer l'année : mettez {"{YYYY}"} ou {"{YY}"} dans le préfixe ou le suffixe.
problem-field-number-used = Ce numéro a déjà été donné. Le premier qui est libre est { $free }.

problem-invoice-share-fixed = Cette facture est une part d'une soumission : ses lignes en découlent. Annulez-la et faites-en une autre.
problem-quote-invoiced = La soumission { $number } est déjà entièrement facturée.
problem-quote-invoiced-otherwise = Cette soumission a déjà une facture avec d'autres taxes. Faites une facture libre.
problem-visit-invoiced = La visite { $number } a déjà sa facture.
problem-visit-clock-running = Le temps court encore sur la visite { $number }. Arrêtez-le d'abord.
problem-visit-without-work = Il n'y a ni matériel ni heures à facturer sur la visite { $number }.

problem-field-percent-and-amount = Donnez un pourcentage ou un montant, pas les deux.
problem-field-part-too-large = Cette part dépasse ce qui reste à facturer, ou elle est nulle.
problem-field-issue-after-due = Elle serait due avant le jour de son émission.
problem-field-dues-and-date = Une facture a une seule échéance ou plusieurs versements, pas les deux.
problem-field-dues-order = Les versements vont dans l'ordre des dates, un par jour.
problem-field-dues-sum = La somme des versements doit égaler le total de la facture.

# Ce qui est écrit sur une facture, dans la langue du client

invoicing-part = Facturation progressive de la soumission { $number } : { $percent } % de { $total } (déjà facturé : { $before })
invoicing-part-exempt = Part non taxable de la soumission { $number }
invoicing-labour = Main-d'œuvre, visite { $visit }

# Notes de crédit et radiations

problem-invoice-credited = La facture { $number } est déjà créditée au complet.
problem-invoice-lowered = La facture { $number } a été créditée ou radiée : elle ne peut plus être annulée.
problem-field-lines-and-amount = Donnez des lignes ou un montant, pas les deux.
problem-field-quantity-and-amount = Donnez une quantité ou un montant, pas les deux.
problem-field-credit-too-large = Ce crédit dépasse ce qui reste à créditer.
problem-field-unknown-line = La facture n'a pas cette ligne.
problem-field-line-twice = Cette ligne est demandée deux fois.

invoicing-credit = Crédit sur la facture { $number }
invoicing-credit-exempt = Crédit sur la facture { $number }, part non taxable
invoicing-reason-error = Erreur de facturation
invoicing-reason-duplicate = Facturé en double
invoicing-reason-unsatisfactory = Travail insatisfaisant
invoicing-reason-change = Changement à la commande
invoicing-reason-cancellation = Annulation
invoicing-reason-goodwill = Geste commercial
invoicing-reason-other = Autre

problem-field-unknown-invoice = Cette facture n'existe pas.
problem-recurring-ended = Ce contrat est terminé.
