# Lines of quotes and invoices: discounts, tax groups, choices.
problem-field-discount-one = A discount is a percentage or an amount: one of the two.
problem-field-discount-too-large = The discount cannot be more than what it is taken from.
problem-field-unknown-tax-group = This tax group does not exist, or is no longer in use.
problem-field-choice-on-invoice = Choices belong to quotes: on an invoice every line counts.
problem-field-percent = A percentage is a number above 0 and up to 100, such as "30" or "7.5".
problem-tax-numbers-missing = Your company says it is registered for taxes, but a registration number is missing: { $taxes }. Add it in the settings: without it your client would lose their tax credits.
problem-tax-group-built-in = This tax group comes with Dossier: its rates follow the law. Make one of your own for other taxes.
problem-tax-group-retired = This tax group is no longer in use. Put it back in use first.
problem-tax-group-default = This is the default tax group: choose another one first.
problem-field-tax-twice = This tax already has a rate on those days.
