# Les rapports

nav-reports = Rapports
reports-title = Rapports
reports-lead = Vos livres à la date que vous voulez. Ce qui est arrivé après n’y change rien.
reports-now = En ce moment
reports-owed = À recevoir
reports-late = dont en retard
reports-held = Acomptes détenus
reports-sold = Ventes du mois
reports-tax = Taxes du trimestre
reports-twelve-months = Ventes nettes des douze derniers mois
reports-group-owed = Ce qu’on vous doit
reports-group-sales = Ventes
reports-group-tax = Taxes et encaissements
reports-group-work = Soumissions et jobs
reports-pack = Pour votre comptable
reports-pack-about = Les quatre fichiers qu’on vous demande toujours, en CSV.

pack-documents = Journal des ventes
pack-taxes = TPS et TVQ
pack-payments = Encaissements
pack-receivables = Comptes clients

span-this-month = Ce mois-ci
span-last-month = Le mois dernier
span-this-quarter = Ce trimestre
span-last-quarter = Le trimestre dernier
span-this-year = Cette année
span-last-year = L’an dernier

report-spans = Périodes
report-from = Du
report-to = Au
report-as-of = En date du
report-step = Par
report-step-day = jour
report-step-week = semaine
report-step-month = mois
report-step-quarter = trimestre
report-step-year = année
report-detail = Détail
report-detail-receivables-no = Par client
report-detail-receivables-yes = Par facture
report-detail-payments-no = Par mode de paiement
report-detail-payments-yes = Chaque mouvement
report-show = Afficher
report-csv = CSV
report-pdf = PDF
report-figures = Chiffres
report-picture = { $title } (graphique ; les mêmes chiffres sont dans le tableau)
report-span = Du { $first } au { $last }
report-on = En date du { $day }, fin de journée
report-nothing = Il n’y a rien à montrer ici.
report-more =
    { $count ->
        [one] Une autre ligne est dans le CSV.
       *[other] { $count } autres lignes sont dans le CSV.
    }
