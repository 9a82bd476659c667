# Lignes de soumissions et de factures : rabais, groupes de taxes, choix.
problem-field-discount-one = Un rabais est un pourcentage ou un montant : l'un des deux.
problem-field-discount-too-large = Le rabais ne peut pas dépasser le montant dont il est retiré.
problem-field-unknown-tax-group = Ce groupe de taxes n'existe pas, ou ne sert plus.
problem-field-choice-on-invoice = Les choix appartiennent aux soumissions : sur une facture, toute ligne compte.
problem-field-percent = Un pourcentage est un nombre au-dessus de 0 et d’au plus 100, comme « 30 » ou « 7.5 ».
