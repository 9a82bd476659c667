# The reports: titles, columns, what they count

report-receivables = Aged receivables
    .about = What each client owes, and for how many days it has been due
    .file = receivables
report-sales = Sales and taxes
    .about = What was invoiced and credited, and each tax, by period
    .file = sales
report-taxes = GST and QST collected
    .about = Taxes charged and credited, with their bases, for your returns
    .file = taxes
report-documents = Sales journal
    .about = Every invoice and credit note: date, client, taxes, total, due date
    .file = sales-journal
report-payments = Money received
    .about = What came in and was refunded, by payment method
    .file = payments
report-deposits = Deposits held
    .about = Clients' money that no invoice has taken yet
    .file = deposits
report-quotes = Accepted quotes
    .about = Quotes that were accepted, and what is already invoiced of them
    .file = accepted-quotes
report-items = Sales by item
    .about = What sells, item by item
    .file = sales-by-item
report-people = Sales by person
    .about = The sales of whoever was in charge of the job
    .file = sales-by-person
report-margin = Job margin
    .about = What each job sold, less its hours and its items
    .file = job-margin

report-total = Total
report-owed = Owed to you
report-net-sales = Net sales
report-quarter = Q{ $quarter } { $year }
report-week = week of { $day }
report-note-deposits-apart = Deposits and credit that you hold are not taken off: they have a report of their own.

report-chart-receivables = Owed to you, by age
report-chart-sales = Net sales, before taxes
report-chart-taxes = Net taxes
report-chart-payments = Received, by payment method
report-chart-deposits = Deposits held, by client
report-chart-quotes = Accepted quotes, before taxes
report-chart-items = Net sales, by item
report-chart-people = Net sales, by person
report-chart-margin = Where the sales go

report-column-accepted-by = Accepted by
report-column-amount = Amount
report-column-base = Taxed sales
report-column-base-credited = Credited sales
report-column-charged = Tax charged
report-column-contact = Client
report-column-credited = Voided or credited
report-column-credited-tax = Tax credited
report-column-current = Not due yet
report-column-d30 = 1 to 30 days
report-column-d60 = 31 to 60 days
report-column-d90 = 61 to 90 days
report-column-day = Date
report-column-document = Document
report-column-due-on = Due
report-column-held = Held
report-column-hours = Hours
report-column-invoiced = Invoiced
report-column-invoiced-before-tax = Invoiced (before taxes)
report-column-invoices = Invoices
report-column-issued-on = Issued
report-column-item = Item
report-column-item-cost = Cost of items
report-column-job = Job
report-column-jobs = Jobs
report-column-kept = Net received
report-column-labour = Labour
report-column-late = Days late
report-column-margin = Margin
report-column-margin-percent = Margin %
report-column-method = Payment method
report-column-movement = Movement
report-column-net = Net sales
report-column-net-base = Net taxed sales
report-column-net-tax = Net tax
report-column-number = Number
report-column-older = Over 90 days
report-column-payments = Payments
report-column-period = Period
report-column-person = Person
report-column-quantity = Quantity
report-column-received = Received
report-column-reference = Reference
report-column-refunded = Refunded
report-column-registration = Registration number
report-column-subtotal = Before taxes
report-column-taken-back = Voided or bounced
report-column-tax = Tax
report-column-taxes = Taxes
report-column-title = Title
report-column-total = Total
report-column-unit = Unit
report-column-used = Used

report-document-invoice = Invoice
report-document-void = Voided invoice
report-document-credit-note = Credit note

report-method-cash = Cash
report-method-cheque = Cheque
report-method-interac = Interac e-Transfer
report-method-card = Card
report-method-bank-debit = Bank debit
report-method-other = Other

report-movement-payment = Payment
report-movement-payment-void = Voided payment
report-movement-returned = Returned payment
report-movement-refund = Refund
report-movement-refund-failed = Failed refund

report-accepted-by-contact = The client
report-accepted-by-office = The office
report-item-free = Free lines
report-item-rebates = Rebates on documents
report-person-nobody = Nobody

statement-file = statement
statement-opening = Balance brought forward
statement-closing = Balance due
statement-invoice = Invoice
statement-void = Voided invoice
statement-credit-note = Credit note
statement-write-off = Write-off
statement-write-off-reversed = Write-off reversed
statement-payment = Payment
statement-applied = Deposit or credit applied
statement-released = Payment taken off the invoice
statement-returned = Returned payment
statement-payment-void = Voided payment

report-column-entry = Entry
report-column-note = Detail
report-column-balance = Balance

statement-paper = Statement of account
statement-paper-on = as of { $day }
statement-paper-named = Statement of account as of { $day } – { $client } – { $seller }
statement-paper-date = As of
statement-paper-since = Since
statement-paper-held = Your credit, not deducted
statement-paper-late = of which { $amount } is past due
statement-paper-aging = Age of the account
statement-paper-activity = Account activity
statement-paper-open = Invoices to pay
statement-paper-nothing = No invoice to pay as of this day.
statement-pay = How to pay
statement-pay-link = Online: by the link that came with each invoice.
statement-pay-cheque = By cheque: payable to { $name }, { $address }.
statement-pay-reference = Please give the numbers of the invoices that you pay.
statement-pay-question = A question, or already paid? Write to { $email }.
statement-mail-subject = Statement of account as of { $day }
statement-mail-hello = Hello { $name },
statement-mail-body = Please find attached your statement of account as of { $day }. Balance due: { $amount }.
statement-mail-late = Of this amount, { $amount } is past due.
statement-mail-bye = { $company }
problem-contact-without-job = { $name } has no job yet: a statement of account is sent from a job’s conversation.

report-paper-span = from { $first } to { $last }
report-paper-on = as of { $day }
report-paper-named = { $title } { $span } – { $seller }
report-paper-nothing = There is nothing to show here.
report-paper-more =
    { $count ->
        [one] One more row is in the CSV; the total includes it.
       *[other] { $count } more rows are in the CSV; the total includes them.
    }
