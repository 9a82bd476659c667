# Visites : ce qui ne va pas

problem-slot-held = { $who } est réservé du { $starts } au { $ends } pour un client qui choisit, jusqu'au { $until } au plus tard.
    .title = Plage réservée pour un client
problem-hold-over = Cette plage n'est plus réservée. Choisissez-en une autre.
    .title = Réservation expirée

problem-field-comes-from-hold = La réservation le dit déjà : laissez ce champ vide.
problem-field-hold-of-another-job = Cette réservation est pour une autre job.
problem-field-lead-not-among = La personne responsable doit faire partie de la visite.
problem-field-window-range = La plage d'arrivée se termine après le début de la visite, au plus 24 heures plus tard.
problem-field-window-without-timing = Une plage d'arrivée ne va qu'avec une visite à plage d'arrivée.
problem-field-slot-span = La période compte au plus 31 jours.
