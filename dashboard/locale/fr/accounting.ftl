# L'exportation comptable
accounting-title = Comptabilité
accounting-lead = Ce que la comptable n'a pas encore, en un fichier. Un même document n'y est jamais deux fois; ce qui a changé depuis y est corrigé.
accounting-about = Journal général et QuickBooks, par période
accounting-accounts = Comptes
accounting-accounts-lead = Où va chaque montant. Un compte vidé reprend le compte proposé.
accounting-format = Format
accounting-format-journal = Journal général (Acomba, Sage)
accounting-format-quickbooks = QuickBooks en ligne
accounting-contents = Contenu
accounting-contents-new = Ce qui est nouveau ou a changé
accounting-contents-all = Tout, encore une fois
accounting-from = Du
accounting-to = Au
accounting-export = Exporter
accounting-runs = Exportations
accounting-run = Exportation { $number }
accounting-records = { $count ->
    [one] { $count } document
   *[other] { $count } documents
}
accounting-no-runs = Rien n'a encore été exporté.
accounting-standing = Documents du { $from } au { $to }
accounting-state = État
accounting-show = Voir l'état
accounting-states = États
accounting-state-all = Tous
accounting-went = Exporté dans
accounting-nothing = Aucun document pour ce choix.
accounting-runs-older = Exportations plus anciennes
accounting-runs-newest = Exportations récentes
accounting-more = { $count ->
    [one] Et { $count } autre.
   *[other] Et { $count } autres.
}
accounting-first-page = Première page
status-record-not-exported = Pas encore exporté
status-record-changed = Changé depuis
status-record-exported = Exporté
accounting-paper = Document
accounting-day = Date
accounting-client = Client
accounting-kind-invoice = Facture
accounting-kind-credit-note = Note de crédit
accounting-kind-payment = Paiement
accounting-kind-refund = Remboursement
accounting-kind-write-off = Radiation
accounting-role = Montant
accounting-account = Compte
accounting-account-name = Nom du compte
accounting-account-of = Compte : { $role }
accounting-name-of = Nom du compte : { $role }
flash-exported = Exportation { $number } prête.
flash-accounts-saved = Comptes enregistrés.
