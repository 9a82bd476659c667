# Lignes de soumissions et de factures : rabais, groupes de taxes, choix.
problem-field-discount-one = Un rabais est un pourcentage ou un montant : l'un des deux.
problem-field-discount-too-large = Le rabais ne peut pas dépasser le montant dont il est retiré.
problem-field-unknown-tax-group = Ce groupe de taxes n'existe pas, ou ne sert plus.
problem-field-choice-on-invoice = Les choix appartiennent aux soumissions : sur une facture, toute ligne compte.
problem-field-percent = Un pourcentage est un nombre au-dessus de 0 et d’au plus 100, comme « 30 » ou « 7.5 ».
problem-tax-numbers-missing = Votre entreprise se dit inscrite aux taxes, mais un numéro d’inscription manque : { $taxes }. Ajoutez-le dans les paramètres : sans lui, votre client perdrait ses crédits de taxe.
problem-tax-group-built-in = Ce groupe de taxes vient avec Dossier : ses taux suivent la loi. Faites-en un à vous pour d’autres taxes.
problem-tax-group-retired = Ce groupe de taxes ne sert plus. Remettez-le d’abord en service.
problem-tax-group-default = C’est le groupe de taxes par défaut : choisissez-en d’abord un autre.
problem-field-tax-twice = Cette taxe a déjà un taux à ces dates.
