# Ma journée : ce que le serveur a fait de chaque geste du téléphone. Les morceaux d'une phrase, joints par late-and.

late-and = { $first }; { $second }
late-at = à { $time }
late-on = le { $day } à { $time }
# L'espace de tête est voulue : « à 14 h 05 par Josée Gagnon ».
late-by = { " " }par { $who }
late-hours-length = { $hours } h { $minutes }

late-done-en-route = en route, noté { $at }
late-done-start = visite commencée { $at }
late-done-resume = visite reprise { $at }
late-done-pause = pause notée { $at }
late-done-complete = visite complétée { $at }
late-done-note = note ajoutée à la job { $number }
late-done-check = point coché
late-done-uncheck = point décoché
late-done-material = matériel noté : { $what }
late-done-signature = signature reçue, donnée { $at }

late-hours-added = heures ajoutées ({ $length })
late-clock-kept = vos heures seront ajoutées quand vous arrêterez
late-clock-stopped = heures arrêtées { $at }

late-already-en-route = vous étiez déjà en route
late-already-start = la visite était déjà commencée
late-already-resume = la visite était déjà reprise
late-already-pause = la visite était déjà en pause
late-already-complete = la visite était déjà complétée{ $by }

late-ignored = { $verb ->
    [en_route] départ ignoré
    [start] début ignoré
    [resume] reprise ignorée
    [pause] pause ignorée
    [note] note non gardée
    [check] point non coché
    [material] matériel non noté
    [signature] signature non gardée
   *[complete] fin ignorée
}, { $why }
late-why-cancelled = la visite a été annulée { $when }{ $by }
late-why-completed = la visite a été complétée { $when }{ $by }
late-why-no-show = le client a été noté absent { $when }{ $by }
late-why-unscheduled = la visite a été remise à céduler { $when }{ $by }
late-why-started = la visite a été commencée { $when }{ $by }
late-why-paused = la visite a été mise en pause { $when }{ $by }
late-why-resumed = la visite a été reprise { $when }{ $by }
late-why-reopened = la visite a été rouverte { $when }{ $by }
late-why-moved = la visite a été confiée à { $people } { $when }{ $by }
late-why-others = la visite est celle de { $people }
late-why-nobody = la visite n'est plus confiée à personne
late-why-not-begun = la visite n'était pas commencée
late-why-checklist-incomplete = il reste à cocher : { $items }
late-why-visit-over = la visite est annulée ou n'a pas eu lieu
late-why-visit-signed = le client a déjà signé
late-why-visit-status = l'état de la visite ne le permet pas
late-why-other = l'état de la visite ne le permet plus

late-refused-future = refusé : l'heure de ce téléphone est en avance. Entrez ces heures à la main
late-refused-too-old = refusé : ce geste date de plus de sept jours. Demandez au bureau d'entrer ces heures
late-refused-person = refusé : ce geste a été envoyé par une autre personne

problem-late-verb-data = Il manque ce que ce geste doit contenir.
problem-field-no-login = Cette ressource n'a pas d'accès : elle n'a pas de journée à elle.
