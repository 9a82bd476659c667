# A client's statement of account

statement-title = Statement of account
statement-of-contact = Statement of account
statement-open-only = Invoices to pay only
statement-from = Activity since
statement-owed = What is owed as of { $day }
statement-closing = Balance due
statement-held = Their credit, not deducted
statement-ages = What is owed, by age
statement-age-current = Not due yet
statement-age-d30 = 1 to 30 days
statement-age-d60 = 31 to 60 days
statement-age-d90 = 61 to 90 days
statement-age-older = Over 90 days
statement-activity = Activity
statement-earlier =
    { $count ->
        [one] One earlier entry is in the CSV and the PDF.
       *[other] { $count } earlier entries are in the CSV and the PDF.
    }
statement-opening = Balance brought forward
statement-day = Date
statement-entry = Entry
statement-detail = Detail
statement-amount = Amount
statement-balance = Balance
statement-open = Invoices to pay
statement-nothing = No invoice to pay as of this day.
statement-number = Number
statement-job = Job
statement-due = Due
statement-late = Days late
statement-total = Total
statement-send = Send the statement
statement-note = Covering note
statement-send-hint = The PDF goes by e-mail to { $email }, in the client’s language. You can follow it in the conversation of the job whose invoice has waited the longest.
statement-no-email = This client has no e-mail address. Add one to their record, or print the PDF.
statement-mailed = Statements sent
statement-never-mailed = No statement has been sent yet.
flash-statement-mailed = The statement leaves now. It is “accepted” once the client’s server took it.
