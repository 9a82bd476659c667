# Les rapports : titres, colonnes, ce qu'ils comptent

report-receivables = Âge des comptes clients
    .about = Ce que chaque client doit, et depuis combien de jours c'est échu
    .file = comptes-clients
report-sales = Ventes et taxes
    .about = Le facturé, le crédité et chaque taxe, par période
    .file = ventes
report-taxes = TPS et TVQ perçues
    .about = Taxes facturées et créditées, avec leurs bases, pour vos déclarations
    .file = taxes
report-documents = Journal des ventes
    .about = Chaque facture et note de crédit : date, client, taxes, total, échéance
    .file = journal-des-ventes
report-payments = Encaissements
    .about = L'argent reçu et remboursé, par mode de paiement
    .file = encaissements
report-deposits = Acomptes détenus
    .about = L'argent des clients qu'aucune facture n'a encore pris
    .file = acomptes
report-quotes = Soumissions acceptées
    .about = Les soumissions acceptées, et ce qui en est déjà facturé
    .file = soumissions-acceptees
report-items = Ventes par article
    .about = Ce qui se vend, article par article
    .file = ventes-par-article
report-people = Ventes par personne
    .about = Les ventes de qui était responsable de la job
    .file = ventes-par-personne
report-margin = Rentabilité des jobs
    .about = Les ventes de chaque job, moins ses heures et ses articles
    .file = rentabilite

report-total = Total
report-owed = À recevoir
report-net-sales = Ventes nettes
report-quarter = T{ $quarter } { $year }
report-week = semaine du { $day }
report-note-deposits-apart = Les acomptes et les crédits que vous détenez ne sont pas déduits : ils ont leur propre rapport.

report-chart-receivables = À recevoir, par âge
report-chart-sales = Ventes nettes, avant taxes
report-chart-taxes = Taxes nettes
report-chart-payments = Encaissé, par mode de paiement
report-chart-deposits = Acomptes détenus, par client
report-chart-quotes = Soumissions acceptées, avant taxes
report-chart-items = Ventes nettes, par article
report-chart-people = Ventes nettes, par personne
report-chart-margin = Où vont les ventes

report-column-accepted-by = Acceptée par
report-column-amount = Montant
report-column-base = Ventes taxées
report-column-base-credited = Ventes créditées
report-column-charged = Taxe facturée
report-column-contact = Client
report-column-credited = Annulé ou crédité
report-column-credited-tax = Taxe créditée
report-column-current = Non échu
report-column-d30 = 1 à 30 jours
report-column-d60 = 31 à 60 jours
report-column-d90 = 61 à 90 jours
report-column-day = Date
report-column-document = Document
report-column-due-on = Échéance
report-column-held = Détenu
report-column-hours = Heures
report-column-invoiced = Facturé
report-column-invoiced-before-tax = Facturé (avant taxes)
report-column-invoices = Factures
report-column-issued-on = Émise le
report-column-item = Article
report-column-item-cost = Coût des articles
report-column-job = Job
report-column-jobs = Jobs
report-column-kept = Net encaissé
report-column-labour = Main-d'œuvre
report-column-late = Jours de retard
report-column-margin = Marge
report-column-margin-percent = Marge %
report-column-method = Mode de paiement
report-column-movement = Mouvement
report-column-net = Ventes nettes
report-column-net-base = Ventes taxées nettes
report-column-net-tax = Taxe nette
report-column-number = Numéro
report-column-older = Plus de 90 jours
report-column-payments = Paiements
report-column-period = Période
report-column-person = Personne
report-column-quantity = Quantité
report-column-received = Reçu
report-column-reference = Référence
report-column-refunded = Remboursé
report-column-registration = Numéro d'inscription
report-column-subtotal = Avant taxes
report-column-taken-back = Annulé ou sans provision
report-column-tax = Taxe
report-column-taxes = Taxes
report-column-title = Titre
report-column-total = Total
report-column-unit = Unité
report-column-used = Utilisé

report-document-invoice = Facture
report-document-void = Facture annulée
report-document-credit-note = Note de crédit

report-method-cash = Comptant
report-method-cheque = Chèque
report-method-interac = Virement Interac
report-method-card = Carte
report-method-bank-debit = Débit bancaire
report-method-other = Autre

report-movement-payment = Paiement
report-movement-payment-void = Paiement annulé
report-movement-returned = Paiement retourné
report-movement-refund = Remboursement
report-movement-refund-failed = Remboursement échoué

report-accepted-by-contact = Le client
report-accepted-by-office = Le bureau
report-item-free = Lignes libres
report-item-rebates = Rabais sur le document
report-person-nobody = Personne

statement-file = etat-de-compte
statement-opening = Solde reporté
statement-closing = Solde dû
statement-invoice = Facture
statement-void = Facture annulée
statement-credit-note = Note de crédit
statement-write-off = Radiation
statement-write-off-reversed = Radiation renversée
statement-payment = Paiement
statement-applied = Acompte ou crédit appliqué
statement-released = Paiement repris de la facture
statement-returned = Paiement retourné
statement-payment-void = Paiement annulé

report-column-entry = Opération
report-column-note = Détail
report-column-balance = Solde

statement-paper = État de compte
statement-paper-on = au { $day }
statement-paper-named = État de compte au { $day } – { $client } – { $seller }
statement-paper-date = En date du
statement-paper-since = Depuis le
statement-paper-held = À votre crédit, non déduit
statement-paper-late = dont { $amount } en retard
statement-paper-aging = Âge du compte
statement-paper-activity = Activité du compte
statement-paper-open = Factures à payer
statement-paper-nothing = Aucune facture à payer à cette date.
statement-pay = Pour payer
statement-pay-link = En ligne : par le lien reçu avec chaque facture.
statement-pay-cheque = Par chèque : à l’ordre de { $name }, { $address }.
statement-pay-reference = Indiquez le numéro des factures que vous payez.
statement-pay-question = Une question, ou un paiement déjà fait ? Écrivez à { $email }.
statement-mail-subject = État de compte au { $day }
statement-mail-hello = Bonjour { $name },
statement-mail-body = Voici votre état de compte en date du { $day }, en pièce jointe. Solde dû : { $amount }.
statement-mail-late = De ce montant, { $amount } est en retard.
statement-mail-bye = { $company }
problem-contact-without-job = { $name } n’a pas encore de job : un état de compte part de la conversation d’une job.

report-paper-span = du { $first } au { $last }
report-paper-on = au { $day }
report-paper-named = { $title } { $span } – { $seller }
report-paper-nothing = Il n’y a rien à montrer ici.
report-paper-more =
    { $count ->
        [one] Une autre ligne est dans le CSV ; elle est comprise dans le total.
       *[other] { $count } autres lignes sont dans le CSV ; elles sont comprises dans le total.
    }
