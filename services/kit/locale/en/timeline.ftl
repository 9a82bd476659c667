# The story of a job: timeline-<fact>, one sentence in the past.
timeline-with-reason = { $text } Reason: { $reason }
timeline-other = Something was recorded.

timeline-actor-user = Team member
timeline-actor-contact = Client
timeline-actor-site = Website
timeline-actor-system = Dossier

timeline-request-received = Request received from the website.

timeline-job-opened = Job { $number } opened { $source ->
    [web] from the website
    [phone] after a call
    [email] after an e-mail
   *[app] on the dashboard
}.
timeline-job-opened-imported = Job { $number } brought over from another system.
timeline-job-described = Title or description changed.
timeline-job-assigned = Job assigned to { $name }.
timeline-job-assigned-nobody = The job is not assigned to anybody any more.
timeline-job-phase-set = Phase set by hand: { $phase }.
timeline-job-phase-set-back = The phase follows what happens again.
timeline-job-paused = Automatic messages paused.
timeline-job-paused-until = Automatic messages paused until { $until }.
timeline-job-resumed = Automatic messages resumed.
timeline-job-closed = Job closed.
timeline-job-closed-lost = Job lost.
timeline-job-reopened = Job reopened.
timeline-job-cancelled = Job cancelled.
timeline-policy-pinned = New automation settings apply to this job.

timeline-step-done = Step done: { $step }.
timeline-step-skipped = Step skipped: { $step }.
timeline-step-snoozed = Step postponed to { $until }: { $step }.
timeline-step-dropped = Step dropped at the last moment, no longer needed: { $step }.
timeline-step-stuck = Step stuck: { $step }.

timeline-time-recorded = { $hours } h of work noted for { $name }.

timeline-document-rendered = The PDF is ready.
timeline-document-failed = The PDF could not be made. Next try: { $until }.
timeline-document-failed-for-good = The PDF could not be made. Somebody must look.

timeline-message-received = Message received from the client { $channel ->
    [portal] on their page
    [mail] by e-mail
    [sms] by text message
   *[phone] by phone
}.
timeline-message-queued = Answer written to the client.
timeline-message-logged = { $channel ->
    [phone] Call noted down.
   *[note] Note added.
}
timeline-message-accepted = E-mail left: { $step }.
timeline-message-ambiguous = E-mail left, perhaps twice: { $step }.
timeline-message-deferred = E-mail delayed: { $step }. Next try: { $until }.
timeline-message-failed = E-mail not delivered: { $step }.

timeline-quote-drafted = Quote { $number } prepared (version { $version }, { $total }).
timeline-quote-sent = Quote { $number } sent (version { $version }, { $total }), valid until { $valid-until }.
timeline-quote-sent-delivered = Quote { $number } delivered to the client { $by ->
    [hand] by hand
    [post] by post
   *[other] by other means
} (version { $version }, { $total }), valid until { $valid-until }.
timeline-quote-viewed = Quote { $number } opened by the client.
timeline-quote-accepted = Quote { $number } accepted by the client ({ $total }).
timeline-quote-accepted-office = Quote { $number } accepted, noted by the office ({ $total }).
timeline-quote-declined = Quote { $number } declined by the client.
timeline-quote-declined-office = Quote { $number } declined, noted by the office.
timeline-quote-expired = Quote { $number } expired.
timeline-quote-superseded = Version { $version } of quote { $number } replaced.
timeline-quote-voided = The client cancels the contract of quote { $number }.
timeline-quote-voided-office = Quote { $number } voided.

timeline-visit-scheduled = Visit scheduled: { $starts } ({ $names }).
timeline-visit-rescheduled = Visit moved: { $starts } ({ $names }).
timeline-visit-en-route = On the way to the client.
timeline-visit-started = Visit started.
timeline-visit-paused = Visit paused.
timeline-visit-resumed = Visit resumed.
timeline-visit-completed = Visit completed.
timeline-visit-cancelled = Visit cancelled.
timeline-visit-reopened = Visit reopened.

timeline-invoice-drafted = Draft invoice prepared ({ $total }).
timeline-invoice-issued = Invoice { $number } issued ({ $total }), due { $due }.
timeline-invoice-sent = Invoice { $number } { $occurrence ->
    [1] sent
   *[other] sent again
}.
timeline-invoice-viewed = Invoice { $number } opened by the client.
timeline-invoice-voided = Invoice { $number } voided.
timeline-invoice-voided-draft = Draft invoice deleted.

timeline-payment-received = Payment of { $amount } received { $method ->
    [cash] in cash
    [cheque] by cheque
    [interac] by Interac transfer
    [card] by card
    [bank_debit] by bank debit
   *[other] another way
} (receipt { $receipt }).
timeline-payment-voided = Payment voided.

timeline-job-archived = Job archived.
timeline-job-unarchived = Job taken out of the archive.
timeline-job-contact-set = The job now belongs to { $client }.
timeline-job-preferences-set = The client's preferences changed.
timeline-job-contract-set = Billing contract: next invoice on { $on }.
timeline-job-contract-set-paused = Billing contract paused.
timeline-job-contract-set-stopped = Billing contract: the invoice of { $on } is refused.
timeline-job-contract-set-ended = Billing contract ended.
timeline-job-statement-sent = Statement of account sent to the client: no reminder leaves on that day.
timeline-time-corrected = Hours of { $name } corrected ({ $hours } h).
timeline-file-added = File added.
timeline-file-removed = File removed.
timeline-series-planned = Series of visits scheduled until { $until }.
timeline-series-extended = Series of visits extended until { $until }.
timeline-series-ended = Series of visits ended.
timeline-message-delivered = Mail delivered: { $step }.
timeline-message-opened = Mail opened by the client: { $step }.
timeline-message-bounced = Mail came back: { $step }.
timeline-message-retried = Another try asked for: { $step }.
timeline-visit-drafted = Visit to schedule added.
timeline-visit-unscheduled = The visit has no date any more.
timeline-visit-no-show = Client not there.
timeline-visit-en-route-expected = On the way to the client, expected { $expected }.
timeline-visit-described = { $what ->
    [checklist] Checklist updated.
    [materials] Materials updated.
    [signature] Client's signature received.
    [notes] Visit notes updated.
   *[details] Details of the visit changed.
}
