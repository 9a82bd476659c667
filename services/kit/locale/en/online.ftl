# Paying online

online-title = Invoice { $number }
online-title-deposit = Deposit on quote { $number }

online-consent = I authorise { $company } to debit this card or bank account for the amounts of the later instalments and invoices of this file, when they fall due. A notice of the amount and the date will be sent to me by e-mail at least 24 hours before each debit: I accept this instead of 10 days. These are personal debits of variable amounts. I may withdraw this authorisation at any time, on this page or with { $company }; that does not change what I owe. I have recourse if a debit does not comply with this agreement, including reimbursement of a debit that was not authorised: my financial institution or payments.ca can tell me more.

problem-online-off = Paying online is not offered here.
problem-nothing-owed = There is nothing left to pay on invoice { $number }.
problem-pays-too-much = Online, no more can be paid than what is still owed on invoice { $number }.
problem-payment-in-process = A payment of invoice { $number } is already being processed by the bank. Wait until it has gone through.
problem-payment-contradicted = What the payment provider says does not fit this payment ({ $reason }). Nothing was recorded; your contractor will look into it.
problem-provider-away = The payment provider is not answering right now. Try again in a moment: you will not pay twice.
problem-provider-refused = The payment provider refused the request ({ $reason }). Nothing was charged.
problem-not-paid-online = This payment did not come in online, so it cannot be refunded that way.
problem-webhook-signature-invalid = The signature of this call is not right.
problem-webhook-signature-old = This call was signed too long ago.
problem-webhook-malformed = This call is not an event that we understand.
problem-webhook-refused = This event contradicts what we know of this payment ({ $reason }). It is kept, and nothing changed.

online-code-insufficient-funds = There are not enough funds.
online-code-card-declined = The bank declined the card.
online-code-generic-decline = The bank declined the card.
online-code-declined = The bank declined the payment.
online-code-do-not-honor = The bank declined the card without saying why. Only the bank can tell.
online-code-expired-card = The card has expired.
online-code-incorrect-cvc = The card's security code is wrong.
online-code-incorrect-number = The card's number is wrong.
online-code-processing-error = The bank could not process the payment. Try again.
online-code-authentication-required = The bank wants you to confirm this payment yourself.
online-code-account-closed = The bank account is closed.
online-code-no-account = This bank account does not exist.
online-code-debit-not-authorized = The bank says that the debit was not authorised.
online-code-payment-method-not-available = This payment method is not available right now.
online-code-method-revoked = The permission to charge this payment method was withdrawn.
online-code-other = The bank declined the payment.

online-call-amount-mismatch = The amount or the currency is not what was asked for.
online-call-account-mismatch = The call comes from another account than yours.
online-call-attempt-mismatch = The call is about another payment than the one that it names.
online-call-refund-made-elsewhere = A refund was made at the provider, not from here: record it on the payment.
online-call-dispute-of-nothing = A dispute of a payment that we did not receive.
online-call-dispute-mismatch = The disputed amount does not fit the payment.
online-call-dispute-of-a-part = Only a part is disputed or lost: record on the payment what is owed again.
online-call-unavailable = The provider did not answer. The call is tried again by itself.
online-call-other = The call could not be done ({ $code }).
