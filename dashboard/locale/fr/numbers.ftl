# Les numéros des documents.

settings-numbers = Numéros des documents
settings-numbers-about = Préfixe, zéros et numéro suivant des soumissions, factures, reçus et notes de crédit.
numbers-lead = Les numéros se suivent sans trou. Un changement vaut pour les documents à venir.
numbers-quote = Soumissions
numbers-invoice = Factures
numbers-credit-note = Notes de crédit
numbers-receipt = Reçus
numbers-refund = Reçus de remboursement
numbers-next = Prochain numéro :
numbers-yearly-said = Recommence chaque année
numbers-running-said = Se suit d’une année à l’autre
numbers-prefix = Préfixe
numbers-suffix = Suffixe
numbers-affix-hint = {"{YYYY}"} ou {"{YY}"} donne l’année.
numbers-width = Nombre de chiffres
numbers-width-hint = Des zéros complètent devant : 4 donne 0007.
numbers-start = Premier numéro
numbers-start-hint = Celui du début, ou de chaque année.
numbers-next-label = Prochain numéro
numbers-next-hint = Vide : { $next }, à la suite.
numbers-yearly = Recommencer chaque année, le 1er janvier
numbers-not-a-number = Entrez un nombre entier.
flash-numbers-saved = Numéros enregistrés.
