# L'étape d'une job : phase-<valeur>.
phase-new = Nouvelle
phase-contacted = Contactée
phase-quoting = En soumission
phase-quoted = Soumise
phase-won = Gagnée
phase-scheduled = Cédulée
phase-in-progress = En cours
phase-to-invoice = À facturer
phase-invoiced = Facturée
phase-paid = Payée
phase-closed = Terminée
phase-lost = Perdue
phase-cancelled = Annulée
