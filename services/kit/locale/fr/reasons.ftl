# Pourquoi une étape est au plan : because-<raison>. Une phrase, dite à la personne qui lit le dossier.
because-reply-written = Un message attend d'être envoyé au client.
because-client-wrote = Le client a écrit : le bureau en est averti.
because-request-received = Une demande est arrivée le { $at }.
because-request-unanswered = La demande attend une réponse depuis le { $since }.
because-message-unanswered = Le message du client attend une réponse depuis le { $since }.
because-quote-needs-pdf = La soumission est envoyée : son PDF reste à produire.
because-invoice-needs-pdf = La facture est émise : son PDF reste à produire.
because-receipt-needs-pdf = Le paiement est reçu : le PDF du reçu reste à produire.
because-pdf-failed = Le PDF n'a pas pu être produit malgré plusieurs essais.
because-quote-is-draft = La soumission { $number } est encore un brouillon.
because-quote-sent = La soumission { $number } est prête à partir.
because-quote-undecided = La soumission { $number } est sans réponse { $days ->
    [one] depuis { $days } jour
   *[other] depuis { $days } jours
}.
because-quote-expires-soon = La soumission { $number } est sans réponse et n'est valide que jusqu'au { $until }.
because-quote-valid-until = La soumission { $number } est valide jusqu'au { $until }.
because-quote-waits = La soumission { $number } attend la réponse du client depuis le { $since }.
because-visit-planned = Une visite est cédulée : { $starts }.
because-visit-soon = La visite a lieu dans { $hours } heures : { $starts }.
because-visit-ahead = La visite est cédulée : { $starts }.
because-visit-running = La visite est commencée (prévue { $starts }) et n'est pas complétée.
because-technician-en-route = Quelqu'un est en route, attendu { $expected }.
because-visit-was-cancelled = La visite prévue { $starts } est annulée.
because-visit-without-date = Une visite attend une date.
because-clock-runs-long = L'horloge tourne depuis { $hours } heures (depuis { $since }) : elle a peut-être été oubliée.
because-series-runs-out = Les visites de la série sont cédulées jusqu'au { $until }.
because-job-was-cancelled = La job est annulée.
because-cancelled-but-invoiced = La job est annulée, et la facture { $number } de { $total } est émise : une note de crédit est proposée.
because-cancelled-but-paid = La job est annulée, et { $amount } reçus d'avance sont encore gardés.
because-invoice-is-draft = La facture de { $total } est encore un brouillon.
because-invoice-not-sent = La facture { $number } est émise, mais n'a pas été envoyée au client.
because-invoice-sent = La facture { $number } est prête à partir.
because-invoice-overdue = La facture { $number } est échue { $days ->
    [one] depuis { $days } jour
   *[other] depuis { $days } jours
} : il reste { $balance } à payer.
because-invoice-still-unpaid = Malgré les rappels, la facture { $number } est impayée { $days ->
    [one] { $days } jour
   *[other] { $days } jours
} après l'échéance.
because-invoice-waits = La facture { $number } attend { $balance } du client, au plus tard le { $due }.
because-payment-received = Un paiement de { $amount } a été reçu.
because-paid-and-quiet = Tout est payé, rien n'est prévu, et il ne s'est rien passé depuis { $days ->
    [one] { $days } jour
   *[other] { $days } jours
}.
because-mail-deferred = { $attempt ->
    [one] Le premier essai d'envoi n'a pas réussi
   *[other] { $attempt } essais d'envoi n'ont pas réussi
} ({ $code }) : on réessaie.
because-mail-failed = Un courriel n'a pas pu être livré : { $code ->
    [no-address] il n'y a pas d'adresse courriel
   *[other] le serveur l'a refusé ou n'a pas répondu ({ $code })
}.
because-step-stuck = Dossier n'a pas pu le faire : quelqu'un doit y voir. Une fois coché, il essaie de nouveau.
because-won-needs-visit = La soumission est acceptée : il reste à céduler le travail.
because-done-needs-invoice = Le travail est fait : il reste à facturer.
because-contract-stopped = La facture du contrat prévue le { $on } est refusée.
because-contract-of-finished-job = La job est terminée, mais son contrat ne l'est pas : la facture du { $on } ne se fera pas.
because-contract-runs = Tout est payé ; la prochaine facture du contrat est prévue le { $on }.
because-paid-what-now = Tout est payé : la job se termine ou se poursuit.
because-what-now = Rien d'autre n'est prévu pour cette job.

# Ce qui reste ouvert quand on termine une job.
warning-open-balance = Il reste { $balance } à recevoir.
warning-planned-visits = { $count ->
    [one] Une visite n'est pas complétée.
   *[other] { $count } visites ne sont pas complétées.
}
