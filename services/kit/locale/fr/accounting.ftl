# L'export comptable

problem-accounts-missing = Il manque un compte pour : { $accounts }. Indiquez-le dans les comptes comptables, puis recommencez.
    .title = Compte manquant
problem-nothing-to-export = Rien de nouveau du { $since } au { $until } : votre comptable a déjà tout.
    .title = Rien à exporter
problem-field-unknown-role = Ce poste comptable n'existe pas.

account-receivable = Comptes clients
account-deposits = Acomptes de clients
account-write-off = Créances irrécouvrables
account-rounding = Arrondi du comptant
account-sales = Ventes
account-bank = Banque : { $method }
account-tax = Taxe à payer : { $code }
account-tax-gst = TPS à payer
account-tax-qst = TVQ à payer
account-tax-hst = TVH à payer
account-item = Ventes de l'article : { $name }
account-group = Ventes du groupe de taxes : { $name }

accounting-file-journal = journal-general
accounting-file-quickbooks = quickbooks

journal-date = Date
journal-account = Compte
journal-description = Description
journal-debit = Débit
journal-credit = Crédit
journal-reference = Référence
journal-what-invoice = Facture { $number }
journal-what-void = Annulation de la facture { $number }
journal-what-credit-note = Note de crédit { $number }
journal-what-write-off = Radiation, facture { $number }
journal-what-write-off-reversed = Radiation renversée, facture { $number }
journal-what-payment = Paiement { $number }
journal-what-payment-void = Annulation du paiement { $number }
journal-what-returned = Paiement retourné { $number }
journal-what-allocation = Application du paiement { $number }
journal-what-refund = Remboursement { $number }
journal-what-refund-failed = Remboursement échoué { $number }
journal-what-correction = Correction { $number }

quickbooks-item = Services
quickbooks-rebate = Rabais
quickbooks-refund = Remboursement
quickbooks-voided = Annulé
quickbooks-returned = Retourné par la banque
quickbooks-refund-failed = Remboursement échoué
quickbooks-bad-debt = Créance irrécouvrable
quickbooks-credit-of = Crédit sur la facture { $number }
quickbooks-rounding = Arrondi du comptant, { $number }
