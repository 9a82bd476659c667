# What billing refuses, and why

problem-quote-not-draft = Quote { $number } was sent and no longer changes. Make a new version of it.
problem-quote-has-draft = Quote { $number } already has a draft, version { $version }. Change that one.
problem-quote-already-sent = Version { $version } of quote { $number } was already sent. To change it, make a new version.
problem-quote-validity-over = Quote { $number } is only valid until { $date }, which has passed. Change that date first.
problem-quote-has-invoices = An invoice was made from quote { $number }. Void the invoice first.
problem-quote-document-changed = The document of quote { $number } is not the one you read. Open the page again and read it before you accept.
problem-quote-already-accepted = Quote { $number } is already accepted. There is nothing else to do.
problem-quote-expired = Quote { $number } is no longer valid. Ask your contractor to renew it.
problem-quote-not-accepted = Quote { $number } is not accepted yet: there is nothing to invoice.
problem-invoice-empty = This invoice has no lines.
problem-invoice-due-before-issue = The due date, { $date }, has already passed. Change it before you issue the invoice.
problem-invoice-draft-deleted = This draft is deleted.
problem-invoice-voided = This invoice is already void.
problem-document-failed = This document could not be produced. Your team has been told.

problem-field-quantity = The quantity is a number in quotes with a point and at most 6 decimals: "1.5".
problem-field-quantity-zero = The quantity cannot be zero.
problem-field-quantity-too-large = This quantity is too large.
problem-field-amount-too-large = This amount is too large.
problem-field-date = The date has the form YYYY-MM-DD.
problem-field-date-range = This date is not plausible here.
problem-field-date-order = The end must come after the start.
problem-field-one-line = This field takes a single line.
problem-field-rate = The rate is a percentage in quotes with at most 3 decimals: "9.975".
problem-field-currency-mismatch = The currency must be { $currency }.
problem-field-unknown-item = This item is not in your list of products and services.
problem-field-total-negative = The total cannot be less than zero.
problem-field-total-too-large = The total cannot exceed 10 million.
problem-field-deposit-too-large = The deposit cannot exceed the total.
problem-field-option-on-invoice = An invoice has no optional lines.
problem-field-unknown-option = This line is not an option of the quote.
problem-field-invoice-twice = The same invoice can only be listed once.
problem-field-allocations-exceed-amount = You cannot allocate more than the amount received.
problem-field-unknown-alternative = The quote has no such choice.
