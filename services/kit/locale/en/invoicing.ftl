# What numbers, invoices and credit notes refuse, and why

problem-field-number-affix = Only letters without accents, digits, spaces, ".", "/", "-", "_" and {"{YYYY}"} or {"{YY}"} are allowed.
problem-field-number-year-missing = Numbers that start over every year must name the year: put {"{YYYY}"} or {"{YY}"} into the prefix or the suffix.
problem-field-number-used = This number was given out already. The first one that is free is { $free }.

problem-invoice-share-fixed = This invoice is a part of a quote: its lines follow from it. Void it and make another one.
problem-quote-invoiced = Quote { $number } is already invoiced in full.
problem-quote-invoiced-otherwise = This quote already has an invoice with other taxes. Make a free invoice.
problem-visit-invoiced = Visit { $number } already has its invoice.
problem-visit-clock-running = Time is still running on visit { $number }. Stop it first.
problem-visit-without-work = There are neither materials nor hours to invoice on visit { $number }.

problem-field-percent-and-amount = Give a percentage or an amount, not both.
problem-field-part-too-large = This part is more than what is left to invoice, or nothing.
problem-field-issue-after-due = It would be due before the day on which it is issued.
problem-field-dues-and-date = An invoice has one due date or several payments, not both.
problem-field-dues-order = Payments go in the order of their dates, one a day.
problem-field-dues-sum = The payments must add up to the total of the invoice.

# What is written on an invoice, in the client's language

invoicing-part = Progress billing of quote { $number }: { $percent }% of { $total } (invoiced before: { $before })
invoicing-part-exempt = Non-taxable part of quote { $number }
invoicing-labour = Labour, visit { $visit }

# Credit notes and write-offs

problem-invoice-credited = Invoice { $number } is already credited in full.
problem-invoice-lowered = Invoice { $number } was credited or written off: it can no longer be voided.
problem-field-lines-and-amount = Give lines or an amount, not both.
problem-field-quantity-and-amount = Give a quantity or an amount, not both.
problem-field-credit-too-large = This credit exceeds what is left to credit.
problem-field-unknown-line = The invoice has no such line.
problem-field-line-twice = This line is asked for twice.

invoicing-credit = Credit on invoice { $number }
invoicing-credit-exempt = Credit on invoice { $number }, part without taxes
invoicing-reason-error = Billing error
invoicing-reason-duplicate = Billed twice
invoicing-reason-unsatisfactory = Unsatisfactory work
invoicing-reason-change = Order changed
invoicing-reason-cancellation = Cancelled
invoicing-reason-goodwill = Goodwill
invoicing-reason-other = Other

problem-field-unknown-invoice = There is no such invoice.
problem-recurring-ended = This contract has ended.
