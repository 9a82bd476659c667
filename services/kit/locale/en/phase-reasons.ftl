# Why a job is in its phase: phase-because-<reason>.
phase-because-by-hand = The phase was set by hand.
phase-because-closed = The job was closed { $at }.
phase-because-lost = The job was lost { $at }.
phase-because-cancelled = The job was cancelled { $at }.
phase-because-visit-running = A visit is running.
phase-because-visit-planned = The next visit is scheduled { $starts }.
phase-because-invoice-open = { $balance } is still to be paid on invoice { $number }.
phase-because-invoice-draft = A draft invoice over { $total } waits to be issued.
phase-because-work-done = { $count ->
    [one] One visit is completed
   *[other] { $count } visits are completed
} and nothing is invoiced yet.
phase-because-quote-accepted = Quote { $number } is accepted.
phase-because-quote-open = Quote { $number } waits for the client's answer.
phase-because-quote-draft = Quote { $number } is in preparation.
phase-because-all-paid = Everything invoiced is paid.
phase-because-answered = The client has been answered.
phase-because-unanswered = Nobody has answered the client yet.
