# Pourquoi une job est à son étape : phase-because-<raison>.
phase-because-by-hand = L'étape a été fixée à la main.
phase-because-closed = La job a été terminée le { $at }.
phase-because-lost = La job a été perdue le { $at }.
phase-because-cancelled = La job a été annulée le { $at }.
phase-because-visit-running = Une visite est en cours.
phase-because-visit-planned = La prochaine visite est cédulée { $starts }.
phase-because-invoice-open = Il reste { $balance } à payer sur la facture { $number }.
phase-because-invoice-draft = Un brouillon de facture de { $total } attend d'être émis.
phase-because-work-done = { $count ->
    [one] Une visite est complétée
   *[other] { $count } visites sont complétées
} et rien n'est encore facturé.
phase-because-quote-accepted = La soumission { $number } est acceptée.
phase-because-quote-open = La soumission { $number } attend la réponse du client.
phase-because-quote-draft = La soumission { $number } est en préparation.
phase-because-all-paid = Tout ce qui est facturé est payé.
phase-because-answered = Le client a reçu une réponse.
phase-because-unanswered = Personne n'a encore répondu au client.
