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

problem-checklist-incomplete = Still to be ticked: { $items }.
    .title = Checklist incomplete
problem-checklist-begun = Something on this list is ticked already.
problem-visit-over = This visit is cancelled, or nobody was there.
problem-visit-signed = The client has signed: what they signed for does not change any more. Reopen the visit to go on working.
    .title = Visit signed
problem-signature-of-other-content = The visit has changed since it was shown to the client. Show them the current one.
problem-too-many-materials = A visit has { $limit } materials at most.
problem-too-many-feeds = A resource has { $limit } calendar links at most. Revoke one.
problem-series-ended = This series is over.

problem-field-checklist-inactive = This checklist is inactive.
problem-field-signature-too-large = The image of the signature is over 200 kB.
problem-field-signature-no-png = The signature must be a PNG image.
problem-field-rrule = This rule cannot be followed: days, weeks, months or years, as in RFC 5545.
problem-field-rrule-never = With this rule there would be no visit at all.
problem-field-local-time = Give local time, without a zone.
problem-field-skip-or-move = Skip the date or move it, one of the two.
problem-field-not-a-date-of-the-series = The series has no visit on that day.

unscheduled-overlap = Those of the series were taken at that time already.
unscheduled-nobody = Nobody of the series is active any more.

series-holiday = Holiday: no visit.
series-moved-holiday = Holiday: moved to the next business day.
series-skipped = Skipped.
series-moved = Moved.
series-taken-place = Holiday: the next visit takes place on the same day.

feed-window = Arrival between { $first } and { $last }
