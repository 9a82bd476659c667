# The money of a job: credit notes, deposits, refunds, debits. Steps, their reasons, the timeline, the mails.

step-quote-invoice = Make the quote's invoices
step-invoice-issue-planned = Issue and send the planned invoice
step-invoice-debit-notice = Tell the client of the debit ahead
step-invoice-debit = Take the authorised payment
step-credit-note-mail = Send the credit note
step-payment-refund-receipt = Send the proof of the refund
step-contact-pay-deposit = Client's payment of the deposit
step-office-use-credit = Use or refund the client's credit
step-office-answer-dispute = Answer a disputed payment

stop-credit-note-issued = a credit note is issued
stop-invoice-written-off = the invoice is written off
stop-payment-allocated = a credit is applied
stop-payment-failed = the payment fails
stop-payment-refunded = the money is refunded
stop-payment-returned = the bank takes the payment back
stop-payment-dispute-won = the bank sides with the company
stop-autopay-revoked = the client withdraws the authorisation

because-credit_note-needs-pdf = The credit note is issued: its PDF is still to be made.
because-refund-needs-pdf = The refund is made: the PDF of its proof is still to be made.
because-quote-accepted = Quote { $number } is accepted: its invoices are made by themselves.
because-invoice-planned = The invoice is planned for { $on }.
because-work-done-invoice = { $count ->
    [one] The visit is completed: the planned invoice can leave.
   *[other] All { $count } visits are completed: the planned invoice can leave.
}
because-credit-note-issued = Credit note { $number } over { $total } is issued.
because-debit-ahead = The client authorised that { $amount } is taken on { $on } for invoice { $number }.
because-payment-in-flight = { $amount } has been on its way since { $since }: the bank has not confirmed yet.
because-deposit-waits = Quote { $number } is accepted: a deposit of { $amount } is expected.
because-money-is-held = { $amount } is held for the client with nothing to pay.
because-payment-refunded = { $amount } was refunded.
because-payment-disputed = The client disputes { $amount } with their bank.

phase-because-invoice-to-come = An invoice over { $total } is planned.

timeline-invoice-written-off = Invoice { $number } written off: { $amount } will not be collected.
timeline-invoice-write-off-reversed = Write-off of invoice { $number } taken back.
timeline-credit-note-issued = Credit note over { $total } issued on invoice { $number }.
timeline-payment-returned = Payment taken back by the bank { $reason ->
    [nsf] (cheque without funds)
    [bank_debit_failed] (debit refused)
    [dispute_lost] (dispute lost)
   *[other] (another reason)
}.
timeline-payment-allocated = { $amount } applied to invoice { $number }.
timeline-payment-released = { $amount } taken off invoice { $number }.
timeline-payment-transferred = Credit of { $amount } received from another job of the client.
timeline-payment-transferred-away = Credit of { $amount } moved to another job of the client.
timeline-payment-refunded = { $amount } refunded to the client.
timeline-payment-refund-failed = The refund of { $amount } did not succeed.
timeline-payment-disputed = Payment disputed by the client with their bank ({ $amount }).
timeline-payment-dispute-won = Dispute settled in our favour.
timeline-payment-pending = Payment of { $amount } on its way.
timeline-payment-failed = The payment did not succeed.
timeline-payment-recalled = Old payment (receipt { $receipt }) brought back from the archive.
timeline-invoice-recalled = Old invoice { $number } brought back from the archive.
timeline-autopay-authorised = The client authorised debits.
timeline-autopay-revoked = Authorisation of debits withdrawn.

problem-invoice-written-off = Invoice { $number } is already written off.
problem-invoice-not-written-off = Invoice { $number } is not written off.
problem-invoice-not-owed = Nothing is left to write off on invoice { $number }, or its balance has changed.
problem-credit-too-large = The credit exceeds what is left of invoice { $number }.
problem-payment-unknown = This payment is not one of this job.
problem-payment-over = This payment was voided or taken back by the bank.
problem-payment-was-refunded = This payment was refunded in part: it can no longer be voided.
problem-payment-not-held = Not enough of payment { $number } is left for that.
problem-payment-not-allocated = Payment { $number } did not pay as much of this invoice.
problem-refund-over = This refund is no longer under way.

mail-credit-note-mail =
    Hello { $client },

    Here is credit note { $number }, for { $total }. It lowers your invoice by as much.
    .subject = Credit note { $number } from { $company }
    .button = See my file

mail-payment-refund-receipt =
    Hello { $client },

    We have refunded you { $amount }. The proof is attached to this e-mail.
    .subject = Refund of { $amount } from { $company }
    .button = See my file

mail-invoice-debit-notice =
    Hello { $client },

    As you authorised, { $amount } will be taken on { $on } for invoice { $number }.

    If this is no longer what you want, withdraw your authorisation or pay another way through the link below before that day.
    .subject = Debit of { $amount } on { $on }
    .button = See the invoice

step-office-renew-quote = Renew the quote
because-quote-renewal-asked = Quote { $number } has expired, and the client has been asking for it again since { $since }.
step-office-handle-cancellation = Deal with the cancelled contract
because-quote-cancelled = The client cancelled the contract of quote { $number } on { $since }, as the law lets them. Stop what is planned and answer them.
timeline-quote-renewal-asked = The client asks to renew quote { $number }.

timeline-invoice-delivered = Invoice { $number } delivered to the client { $by ->
    [hand] by hand
    [post] by post
   *[other] by other means
}.
stop-invoice-delivered = the invoice is delivered by other means
