# The accounting export
accounting-title = Accounting
accounting-lead = What the accountant does not have yet, in one file. No document is in it twice; what has changed since is corrected.
accounting-about = General journal and QuickBooks, by period
accounting-accounts = Accounts
accounting-accounts-lead = Where each amount goes. An account that is emptied goes back to the one proposed.
accounting-format = Format
accounting-format-journal = General journal (Acomba, Sage)
accounting-format-quickbooks = QuickBooks Online
accounting-contents = Contents
accounting-contents-new = What is new or has changed
accounting-contents-all = Everything once more
accounting-from = From
accounting-to = To
accounting-export = Export
accounting-runs = Exports
accounting-run = Export { $number }
accounting-records = { $count ->
    [one] { $count } document
   *[other] { $count } documents
}
accounting-no-runs = Nothing was exported yet.
accounting-standing = Documents from { $from } to { $to }
accounting-state = State
accounting-state-not-exported = Not exported yet
accounting-state-changed = Changed since
accounting-state-exported = Exported
accounting-paper = Document
accounting-day = Date
accounting-client = Client
accounting-kind-invoice = Invoice
accounting-kind-credit-note = Credit note
accounting-kind-payment = Payment
accounting-kind-refund = Refund
accounting-kind-write-off = Write-off
accounting-more = { $count ->
    [one] And { $count } more.
   *[other] And { $count } more.
}
accounting-role = Amount
accounting-account = Account
accounting-account-name = Account name
accounting-account-of = Account: { $role }
accounting-name-of = Account name: { $role }
flash-exported = Export { $number } is ready.
flash-accounts-saved = Accounts saved.
