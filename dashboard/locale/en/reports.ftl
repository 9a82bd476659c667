# Reports

nav-reports = Reports
reports-title = Reports
reports-lead = Your books as of any day you like. Whatever happened later changes nothing in them.
reports-now = Right now
reports-owed = Owed to you
reports-late = of it late
reports-held = Deposits held
reports-sold = Sales this month
reports-tax = Taxes this quarter
reports-twelve-months = Net sales of the last twelve months
reports-group-owed = What you are owed
reports-group-sales = Sales
reports-group-tax = Taxes and money received
reports-group-work = Quotes and jobs
reports-pack = For your accountant
reports-pack-about = The four files that you are always asked for, as CSV.

pack-documents = Sales journal
pack-taxes = GST and QST
pack-payments = Money received
pack-receivables = Receivables

span-this-month = This month
span-last-month = Last month
span-this-quarter = This quarter
span-last-quarter = Last quarter
span-this-year = This year
span-last-year = Last year

report-spans = Periods
report-from = From
report-to = To
report-as-of = As of
report-step = By
report-step-day = day
report-step-week = week
report-step-month = month
report-step-quarter = quarter
report-step-year = year
report-detail = Detail
report-detail-receivables-no = By client
report-detail-receivables-yes = By invoice
report-detail-payments-no = By payment method
report-detail-payments-yes = Every movement
report-show = Show
report-csv = CSV
report-pdf = PDF
report-figures = Figures
report-picture = { $title } (picture; the same figures are in the table)
report-span = From { $first } to { $last }
report-on = As of { $day }, end of day
report-nothing = There is nothing to show here.
report-more =
    { $count ->
        [one] One more line is in the CSV.
       *[other] { $count } more lines are in the CSV.
    }
