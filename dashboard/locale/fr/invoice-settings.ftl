# Réglages des factures (paramètres).
settings-invoices = Factures
settings-invoices-about = Délai de paiement et conditions imprimées.
invoice-settings-due = Échéance
invoice-settings-days = Payable dans (jours)
invoice-settings-days-hint = À partir de l’émission ; 0 : le jour même. Une facture, ou un client, peut avoir un autre délai.
invoice-settings-days-wrong = Entrez un nombre de jours, de 0 à 365.
invoice-settings-terms-hint = Imprimées sur chaque facture émise à partir de maintenant. Les factures déjà émises restent comme elles sont.
invoice-settings-terms-fr = En français
invoice-settings-terms-en = En anglais
invoice-settings-terms-en-hint = Vide : un client anglophone reçoit celles en français.
flash-invoice-settings = Réglages des factures enregistrés.
