# The accounting export

problem-accounts-missing = There is no account for: { $accounts }. Set it among the accounts, then try again.
    .title = Account missing
problem-nothing-to-export = Nothing new from { $since } to { $until }: your accountant already has everything.
    .title = Nothing to export
problem-field-unknown-role = There is no such role in the books.

account-receivable = Accounts receivable
account-deposits = Client deposits
account-write-off = Bad debts
account-rounding = Cash rounding
account-sales = Sales
account-bank = Bank: { $method }
account-tax = Tax payable: { $code }
account-tax-gst = GST payable
account-tax-qst = QST payable
account-tax-hst = HST payable
account-item = Sales of the item: { $name }
account-group = Sales of the tax group: { $name }

accounting-file-journal = general-journal
accounting-file-quickbooks = quickbooks

journal-date = Date
journal-account = Account
journal-description = Description
journal-debit = Debit
journal-credit = Credit
journal-reference = Reference
journal-what-invoice = Invoice { $number }
journal-what-void = Invoice { $number } voided
journal-what-credit-note = Credit note { $number }
journal-what-write-off = Write-off, invoice { $number }
journal-what-write-off-reversed = Write-off reversed, invoice { $number }
journal-what-payment = Payment { $number }
journal-what-payment-void = Payment { $number } voided
journal-what-returned = Payment { $number } returned
journal-what-allocation = Payment { $number } applied
journal-what-refund = Refund { $number }
journal-what-refund-failed = Refund { $number } failed
journal-what-correction = Correction { $number }

quickbooks-item = Services
quickbooks-rebate = Discount
quickbooks-refund = Refund
quickbooks-voided = Voided
quickbooks-returned = Returned by the bank
quickbooks-refund-failed = Refund failed
quickbooks-bad-debt = Bad debt
quickbooks-credit-of = Credit on invoice { $number }
quickbooks-rounding = Rounding of cash, { $number }
