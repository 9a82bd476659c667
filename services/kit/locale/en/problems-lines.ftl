# Lines of quotes and invoices: discounts, tax groups, choices.
problem-field-discount-one = A discount is a percentage or an amount: one of the two.
problem-field-discount-too-large = The discount cannot be more than what it is taken from.
problem-field-unknown-tax-group = This tax group does not exist, or is no longer in use.
problem-field-choice-on-invoice = Choices belong to quotes: on an invoice every line counts.
problem-field-percent = A percentage is a number above 0 and up to 100, such as "30" or "7.5".
