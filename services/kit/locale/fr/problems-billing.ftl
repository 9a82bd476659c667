# Ce que la facturation refuse, et pourquoi

problem-quote-not-draft = La soumission { $number } est déjà envoyée : elle ne change plus. Faites-en une nouvelle version.
problem-quote-has-draft = La soumission { $number } a déjà une ébauche, la version { $version }. Modifiez celle-là.
problem-quote-already-sent = La version { $version } de la soumission { $number } est déjà envoyée. Pour la changer, faites-en une nouvelle version.
problem-quote-validity-over = La soumission { $number } n'est valide que jusqu'au { $date }, qui est passé. Changez d'abord cette date.
problem-quote-has-invoices = Une facture a été faite à partir de la soumission { $number }. Annulez d'abord la facture.
problem-quote-document-changed = Le document de la soumission { $number } n'est pas celui que vous avez lu. Rouvrez la page et relisez-le avant d'accepter.
problem-quote-already-accepted = La soumission { $number } est déjà acceptée. Il n'y a rien d'autre à faire.
problem-quote-expired = La soumission { $number } n'est plus valide. Demandez à votre entrepreneur de la renouveler.
problem-quote-not-accepted = La soumission { $number } n'est pas encore acceptée : il n'y a rien à facturer.
problem-invoice-empty = Cette facture n'a aucune ligne.
problem-invoice-due-before-issue = L'échéance du { $date } est déjà passée. Changez-la avant d'émettre la facture.
problem-invoice-draft-deleted = Ce brouillon est supprimé.
problem-invoice-voided = Cette facture est déjà annulée.
problem-document-failed = Ce document n'a pas pu être produit. Votre équipe en a été avisée.

problem-field-quantity = La quantité est un nombre entre guillemets, avec un point et au plus 6 décimales : "1.5".
problem-field-quantity-zero = La quantité ne peut pas être zéro.
problem-field-quantity-too-large = Cette quantité est trop grande.
problem-field-amount-too-large = Ce montant est trop grand.
problem-field-date = La date a la forme AAAA-MM-JJ.
problem-field-date-range = Cette date n'est pas plausible ici.
problem-field-date-order = La fin doit venir après le début.
problem-field-one-line = Ce champ tient sur une seule ligne.
problem-field-rate = Le taux est un pourcentage entre guillemets, avec au plus 3 décimales : "9.975".
problem-field-currency-mismatch = La devise doit être { $currency }.
problem-field-unknown-item = Cet article n'est pas dans votre liste de produits et services.
problem-field-total-negative = Le total ne peut pas être inférieur à zéro.
problem-field-total-too-large = Le total ne peut pas dépasser 10 millions.
problem-field-deposit-too-large = L'acompte ne peut pas dépasser le total.
problem-field-option-on-invoice = Une facture n'a pas de ligne en option.
problem-field-unknown-option = Cette ligne n'est pas une option de la soumission.
problem-field-invoice-twice = La même facture ne peut figurer qu'une fois.
problem-field-allocations-exceed-amount = On ne peut pas répartir plus que le montant reçu.
problem-field-unknown-alternative = La soumission n'offre pas ce choix.
