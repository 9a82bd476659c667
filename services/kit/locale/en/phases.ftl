# How far a job is: phase-<value>.
phase-new = New
phase-contacted = Contacted
phase-quoting = Quoting
phase-quoted = Quoted
phase-won = Won
phase-scheduled = Scheduled
phase-in-progress = In progress
phase-to-invoice = To invoice
phase-invoiced = Invoiced
phase-paid = Paid
phase-closed = Closed
phase-lost = Lost
phase-cancelled = Cancelled
