# Payments: recording, allocating, moving, refunding them, and what the bank makes of them

status-payment-returned = Returned by the bank
status-refund-pending = Under way
status-refund-succeeded = Done
status-refund-failed = Failed

payment-number = Payment { $number }
payment-nothing-owed = This client owes nothing. To record a deposit, open the job.
payment-oldest = Oldest due first
payment-owed-in-all = In all
payment-several = Several invoices, amount by amount
payment-deposit-of = Deposit for quote { $number }
payment-shares = Amount for each invoice
payment-shares-hint = An invoice that is left empty gets nothing.
payment-share = Invoice { $number }, balance { $balance }
payment-no-share = Enter the amount of at least one invoice.
payment-choose-invoice = Choose what this payment is for.
payment-cash-hint = Cash: the total rounded to 5¢ settles the invoice in full.
payment-of-it-held = Credit
invoice-choice = Invoice { $number } (balance { $balance })

payment-pays = What it pays
payment-pays-nothing = This payment pays no invoice yet.
payment-pays-no-more = This payment pays nothing any more.
payment-move-button = Move
payment-move = Move to another invoice
payment-move-to = Right invoice
payment-move-hint = Empty: as much as can be.
payment-release-button = Take off
payment-release = Take off this invoice
payment-release-hint = Empty: all of it. The amount goes back to the client's credit.
payment-held = Client's credit
payment-held-hint = This amount pays nothing yet. It goes on the job's next invoice by itself.
payment-held-deposit = Deposit: it goes on its quote's invoice by itself.
payment-apply-button = Apply
payment-apply = Apply to an invoice
payment-apply-to = Invoice
payment-apply-hint = Empty: as much as possible.
payment-nothing-to-apply = The client has no other invoice to settle.
payment-refund = Refund
payment-handed-over = Handed over in cash
payment-rounding = Cash rounding
payment-share-of = Share of

refund-online = To the card or account it came from
refund-on = Refunded on
refund-hint = The client gets a proof of the refund by e-mail.
refund-word = Refund
refund-number = Refund { $number }
refunds-title = Refunds

payment-trouble = A problem with this payment?
payment-return-button = Record the return
payment-return = Returned by the bank
payment-return-hint = Everything that it paid is owed again. Reminders go on.
return-nsf = Cheque without funds
return-bank-debit-failed = Debit refused
return-dispute-lost = Dispute lost
return-other = Other
return-on = Returned on
payment-dispute-button = Record the dispute
payment-dispute = Disputed by the client
payment-dispute-hint = Empty: the whole payment. The money stays as it is until the bank decides.
dispute-won = The bank sides with us
dispute-lost = Dispute lost
payment-void-button = Void the payment
payment-void = Void, recorded by mistake
payment-void-hint = The receipt keeps its number. Everything that it paid is owed again.
payment-returned-notice = Returned by the bank, { $day }: { $reason }. Everything that it paid is owed again.
payment-voided-notice = Voided { $when }. { $reason }
payment-disputed-notice = The client has disputed { $amount } with their bank since { $day }.
payment-charge-fee = Invoice a fee

move-credit = See the credit
move-dispute = See the payment

invoice-payments = Payments
invoice-apply-credit = Apply the client's credit ({ $amount })

credit-title = Client's credit
credit-none = This client has no credit.
credit-deposit = Deposit

flash-payment-allocate = Credit applied.
flash-payment-release = Amount put back to the client's credit.
flash-payment-move = Amount moved.
flash-payment-refund = Refund recorded.
flash-payment-return = Return recorded.
flash-payment-dispute = Dispute recorded.
flash-payment-dispute-won = Dispute settled.
flash-payment-void = Payment voided.
