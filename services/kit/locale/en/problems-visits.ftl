# Visits: what may be wrong

problem-slot-held = { $who } is held from { $starts } to { $ends } for a client who is choosing, until { $until } at the latest.
    .title = Slot held for a client
problem-hold-over = This slot is no longer held. Choose another one.
    .title = Hold over

problem-field-comes-from-hold = The hold says this already: leave it empty.
problem-field-hold-of-another-job = This hold is for another job.
problem-field-lead-not-among = The lead must be one of those who come.
problem-field-window-range = The arrival window ends after the visit starts, 24 hours later at most.
problem-field-window-without-timing = An arrival window only goes with a visit of that kind.
problem-field-slot-span = The period is 31 days at most.
