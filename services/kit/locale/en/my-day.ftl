# My Day: what the server did with each press on the phone. Parts of a sentence, joined by late-and.

late-and = { $first }; { $second }
late-at = at { $time }
late-on = on { $day } at { $time }
# The blank at its beginning is meant: "at 2:05 p.m. by Josée Gagnon".
late-by = { " " }by { $who }
late-hours-length = { $hours } h { $minutes }

late-done-en-route = on the way, noted { $at }
late-done-start = visit started { $at }
late-done-resume = visit resumed { $at }
late-done-pause = pause noted { $at }
late-done-complete = visit completed { $at }
late-done-note = note added to job { $number }
late-done-check = item ticked
late-done-uncheck = tick taken back
late-done-material = material noted: { $what }
late-done-signature = signature received, given { $at }

late-hours-added = hours added ({ $length })
late-clock-kept = your hours will be added when you stop
late-clock-stopped = hours stopped { $at }

late-already-en-route = you were on the way already
late-already-start = the visit was started already
late-already-resume = the visit was resumed already
late-already-pause = the visit was paused already
late-already-complete = the visit was completed already{ $by }

late-ignored = { $verb ->
    [en_route] departure
    [start] start
    [resume] resumption
    [pause] pause
    [note] note
    [check] tick
    [material] material
    [signature] signature
   *[complete] completion
} ignored, { $why }
late-why-cancelled = the visit was cancelled { $when }{ $by }
late-why-completed = the visit was completed { $when }{ $by }
late-why-no-show = the client was noted absent { $when }{ $by }
late-why-unscheduled = the visit lost its date { $when }{ $by }
late-why-started = the visit was started { $when }{ $by }
late-why-paused = the visit was paused { $when }{ $by }
late-why-resumed = the visit was resumed { $when }{ $by }
late-why-reopened = the visit was reopened { $when }{ $by }
late-why-moved = the visit was given to { $people } { $when }{ $by }
late-why-others = the visit is { $people }'s
late-why-nobody = the visit is nobody's any more
late-why-not-begun = the visit had not begun
late-why-checklist-incomplete = still to tick: { $items }
late-why-visit-over = the visit is cancelled or did not take place
late-why-visit-signed = the client has signed already
late-why-visit-status = the state of the visit does not allow it
late-why-other = the visit does not allow it any more

late-refused-future = refused: this phone's clock is ahead. Enter these hours by hand
late-refused-too-old = refused: this press is more than seven days old. Ask the office to enter these hours
late-refused-person = refused: this press was sent by somebody else

problem-late-verb-data = What this action should contain is missing.
problem-field-no-login = This resource has no login, so it has no day of its own.
