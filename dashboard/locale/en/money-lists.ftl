# All quotes, invoices and payments.

nav-quotes = Quotes
nav-invoices = Invoices
nav-payments = Payments
list-title-quotes = Quotes
list-title-invoices = Invoices
list-title-payments = Payments
list-search = Number or client
list-filters = Filter by status

list-quotes-all = All
list-quotes-draft = Drafts
list-quotes-sent = Sent
list-quotes-viewed = Viewed
list-quotes-accepted = Accepted
list-quotes-declined = Declined
list-quotes-expired = Expired
list-invoices-all = All
list-invoices-draft = Drafts
list-invoices-open = To pay
list-invoices-overdue = Overdue
list-invoices-paid = Paid
list-payments-all = All
list-payments-received = Received
list-payments-disputed = Disputed
list-payments-returned = Returned by the bank
list-payments-refunded = Refunded
list-payments-voided = Voided

list-client = Client
list-quote = Quote
list-invoice = Invoice
list-payment = Payment
list-method = Method
list-day = Date
list-due = Due
list-valid = Valid until
list-receipt = Receipt
list-total = Total
list-amount = Amount
list-older-quotes = Older
list-older-invoices = Older
list-older-payments = Older

list-none-found = Nothing matches this search.
list-show-quotes = Show all quotes
list-show-invoices = Show all invoices
list-show-payments = Show all payments
list-empty-quotes = The quotes of all jobs will be here. A quote is prepared in its job.
list-empty-invoices = The invoices of all jobs will be here. An invoice is prepared in its job.
list-empty-payments = The payments of all clients will be here. A payment is recorded in its job.
list-empty-jobs = See the jobs

list-tick = Tick: { $invoice }, { $client }
list-statement = See the statement of account
list-statement-hint = Tick invoices to pay of one client: their statement of account opens, ready to send.
list-none-ticked = Tick at least one invoice to pay.
list-many-clients = Tick the invoices of one client only: a statement of account is one client's.
