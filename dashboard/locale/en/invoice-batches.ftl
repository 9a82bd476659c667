# Several invoices at once.

batch-title = Issue several invoices
batch-several = Issue several drafts
batch-lead = Each ticked draft takes its number, in the order in which they were made.
batch-none-chosen = Tick at least one draft.
batch-no-drafts = No draft is waiting to be issued.
batch-running = Issuing
batch-done = All issued
batch-count = { $done } of { $total }
batch-outcome = { $done } issued, { $failed } refused
batch-go-on = Go on
batch-line-pending = Waiting
batch-line-done = Issued
batch-line-failed = Refused
