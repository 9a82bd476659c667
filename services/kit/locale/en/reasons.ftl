# Why a step is in the plan: because-<reason>. One sentence, for whoever reads the folder.
because-reply-written = A message is waiting to leave for the client.
because-client-wrote = The client wrote: the office is told.
because-request-received = A request came in on { $at }.
because-request-unanswered = The request has been waiting for an answer since { $since }.
because-message-unanswered = The client's message has been waiting for an answer since { $since }.
because-quote-needs-pdf = The quote was sent: its PDF is still to be made.
because-invoice-needs-pdf = The invoice was issued: its PDF is still to be made.
because-receipt-needs-pdf = The payment came in: the receipt's PDF is still to be made.
because-pdf-failed = The PDF could not be made, after several tries.
because-quote-is-draft = Quote { $number } is still a draft.
because-quote-sent = Quote { $number } is ready to leave.
because-quote-undecided = Quote { $number } has had no answer for { $days ->
    [one] { $days } day
   *[other] { $days } days
}.
because-quote-expires-soon = Quote { $number } has had no answer and is valid only until { $until }.
because-quote-valid-until = Quote { $number } is valid until { $until }.
because-quote-waits = Quote { $number } has been waiting for the client's answer since { $since }.
because-visit-planned = A visit is scheduled: { $starts }.
because-visit-soon = The visit is { $hours } hours away: { $starts }.
because-visit-ahead = The visit is scheduled: { $starts }.
because-visit-running = The visit has started (planned for { $starts }) and is not completed.
because-technician-en-route = Somebody is on the way, expected { $expected }.
because-visit-was-cancelled = The visit planned { $starts } is cancelled.
because-visit-without-date = A visit needs a date.
because-clock-runs-long = The clock has run for { $hours } hours (since { $since }): it may have been forgotten.
because-series-runs-out = The visits of the series are scheduled until { $until }.
because-job-was-cancelled = The job is cancelled.
because-cancelled-but-invoiced = The job is cancelled, and invoice { $number } over { $total } is issued: a credit note is proposed.
because-cancelled-but-paid = The job is cancelled, and { $amount } received in advance is still held.
because-invoice-is-draft = The invoice of { $total } is still a draft.
because-invoice-not-sent = Invoice { $number } is issued but was not sent to the client.
because-invoice-sent = Invoice { $number } is ready to leave.
because-invoice-overdue = Invoice { $number } is { $days ->
    [one] { $days } day
   *[other] { $days } days
} past due: { $balance } is owed.
because-invoice-still-unpaid = In spite of reminders, invoice { $number } is unpaid { $days ->
    [one] { $days } day
   *[other] { $days } days
} after its due date.
because-invoice-waits = Invoice { $number } waits for { $balance } from the client, due { $due }.
because-payment-received = A payment of { $amount } came in.
because-paid-and-quiet = All is paid, nothing is planned, and nothing has happened for { $days ->
    [one] { $days } day
   *[other] { $days } days
}.
because-mail-deferred = { $attempt ->
    [one] The first try to send it did not succeed
   *[other] { $attempt } tries to send it did not succeed
} ({ $code }): trying again.
because-mail-failed = An e-mail could not be delivered: { $code ->
    [no-address] there is no e-mail address
   *[other] the server refused it or did not answer ({ $code })
}.
because-step-stuck = Dossier could not do it: somebody must look. Once ticked off, it tries again.
because-won-needs-visit = The quote is accepted: the work is to be scheduled.
because-done-needs-invoice = The work is done: it is to be invoiced.
because-contract-stopped = The contract's invoice of { $on } is refused.
because-contract-of-finished-job = The job is finished and its contract is not: no invoice will come on { $on }.
because-contract-runs = All is paid; the contract's next invoice is planned for { $on }.
because-paid-what-now = All is paid: the job is closed or goes on.
because-what-now = Nothing else is planned for this job.

# What is still open when a job is closed.
warning-open-balance = { $balance } is still to come in.
warning-planned-visits = { $count ->
    [one] One visit is not completed.
   *[other] { $count } visits are not completed.
}
