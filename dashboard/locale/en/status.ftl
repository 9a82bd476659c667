# The word of each status: status-<kind>-<value>.

status-phase-new = New
status-phase-contacted = Contacted
status-phase-quoting = Quoting
status-phase-quoted = Quoted
status-phase-won = Won
status-phase-scheduled = Scheduled
status-phase-in-progress = In progress
status-phase-to-invoice = To invoice
status-phase-invoiced = Invoiced
status-phase-paid = Paid
status-phase-closed = Closed
status-phase-lost = Lost
status-phase-cancelled = Cancelled

status-quote-draft = Draft
status-quote-sent = Sent
status-quote-viewed = Viewed
status-quote-accepted = Accepted
status-quote-declined = Declined
status-quote-expired = Expired
status-quote-superseded = Replaced
status-quote-voided = Voided

status-visit-unscheduled = To schedule
status-visit-scheduled = Scheduled
status-visit-en-route = On the way
status-visit-started = Started
status-visit-paused = Paused
status-visit-completed = Completed
status-visit-cancelled = Cancelled
status-visit-no-show = Client absent

status-invoice-draft = Draft
status-invoice-issued = Issued
status-invoice-sent = Sent
status-invoice-viewed = Viewed
status-invoice-partially-paid = Partly paid
status-invoice-paid = Paid
status-invoice-overdue = Overdue
status-invoice-written-off = Written off
status-invoice-voided = Voided

status-payment-pending = Processing
status-payment-received = Received
status-payment-failed = Failed
status-payment-refunded = Refunded
status-payment-voided = Voided
status-payment-disputed = Disputed

status-delivery-none = Not sent
status-delivery-queued = Waiting to be sent
status-delivery-sending = Being sent
status-delivery-accepted = Accepted by the server
status-delivery-delivered = Delivered
status-delivery-opened = Opened
status-delivery-deferred = Delayed, trying again
status-delivery-failed = Not sent: failed
status-delivery-bounced = Bounced: address refused
status-delivery-ambiguous = Perhaps sent twice

status-step-due = Due
status-step-upcoming = Upcoming
status-step-held = On hold
status-step-paused = Paused
