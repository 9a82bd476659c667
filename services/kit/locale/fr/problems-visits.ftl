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

problem-checklist-incomplete = Il reste à cocher : { $items }.
    .title = Liste de vérification incomplète
problem-checklist-begun = Quelque chose est déjà coché sur cette liste.
problem-visit-over = Cette visite est annulée ou n'a pas eu lieu.
problem-visit-signed = Le client a signé : ce qu'il a signé ne change plus. Rouvrez la visite pour continuer le travail.
    .title = Visite signée
problem-signature-of-other-content = La visite a changé depuis qu'on l'a montrée au client. Montrez-lui la version actuelle.
problem-too-many-materials = Une visite compte au plus { $limit } matériaux.
problem-too-many-feeds = Une ressource a au plus { $limit } liens de calendrier. Révoquez-en un.
problem-series-ended = Cette série est terminée.

problem-field-checklist-inactive = Cette liste est inactive.
problem-field-signature-too-large = L'image de la signature dépasse 200 ko.
problem-field-signature-no-png = La signature doit être une image PNG.
problem-field-rrule = Cette règle de répétition ne peut pas être suivie : jours, semaines, mois ou années, selon RFC 5545.
problem-field-rrule-never = Avec cette règle, il n'y aurait aucune visite.
problem-field-local-time = Indiquez l'heure locale, sans fuseau.
problem-field-skip-or-move = Sautez la date ou déplacez-la, l'un des deux.
problem-field-not-a-date-of-the-series = La série n'a pas de visite prévue ce jour-là.

unscheduled-overlap = Les personnes de la série étaient déjà prises à ce moment.
unscheduled-nobody = Plus personne de la série n'est actif.

series-holiday = Jour férié : pas de visite.
series-moved-holiday = Jour férié : déplacée au jour ouvrable suivant.
series-skipped = Sautée.
series-moved = Déplacée.
series-taken-place = Jour férié : la visite suivante a lieu le même jour.

feed-window = Arrivée entre { $first } et { $last }
