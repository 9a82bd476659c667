# Where an invoice comes from: a copy, a visit, a part of a quote; its payment plan, its two versions, the contracts.

invoice-duplicate = Duplicate
invoice-from-visit = From a completed visit
invoice-its-visit = See the visit
invoice-issue-on = Issued and sent by itself on
invoice-issue-on-hint = Empty: somebody issues it.
invoice-issue-work-done = Empty: it leaves by itself once the work is done.
flash-invoice-duplicated = The copy is ready, as a draft.

visit-invoice = Invoice the visit
visit-invoice-materials = Invoice the materials
visit-invoice-make = Make the draft
visit-invoice-hint = It is a draft: prices and lines can be corrected before it is issued.
visit-invoiced-before = This visit is invoiced already.
visit-price-of-catalogue = catalogue price
visit-price-none = no price
visit-hourly-rate = Hourly rate
visit-hourly-rate-hint = Empty: the hours are not invoiced.
visit-hours-taxable = Labour is taxable

part-title = Invoice a part
part-so-far = Invoiced so far
part-total = Quote
part-invoiced = Invoiced before
part-left = Left to invoice
part-how = How much this time?
part-percent = A percentage
part-amount = An amount
part-rest = All the rest
part-percent-label = Percentage of the quote
part-percent-hint = Of { $total }, taxes included.
part-percent-wrong = Enter a percentage between 0 and 100, for example 30 or 12.5.
part-amount-label = Amount, taxes included
part-amount-hint = At most { $left }.
part-make = Make the draft
part-nothing-left = All of this quote is invoiced.
part-lines-stay = This is a part of a quote: its amounts follow from the quote and do not change here.

plan-title = Instalments
plan-make = Payable in instalments
plan-change = Change the instalments
plan-split = Split into equal instalments
plan-count = How many
plan-first = The first
plan-every = Then
plan-every-month = every month
plan-every-two-weeks = every two weeks
plan-every-week = every week
plan-split-button = Calculate
plan-count-wrong = Enter a number from 2 to { $most }.
plan-first-wrong = Enter a date.
plan-dues = Instalments
plan-hint = Together they make the total. An amount that is left empty takes the rest.
plan-nth = Instalment { $number }
plan-empty = Enter at least one instalment, or have them calculated.
plan-one-rest = Only one instalment can take the rest.
plan-save = Keep these instalments
plan-clear = Payable at once
plan-in-parts = { $count ->
        [one] Payable in 1 instalment.
       *[other] Payable in { $count } instalments.
    }
plan-last-follows = If the total changes, the last instalment follows.
plan-does-not-fit = The new total is smaller than the instalments. Change the instalments first.
plan-due-paid = paid
flash-plan-saved = Instalments saved.
flash-plan-removed = The invoice is payable at once.

invoice-delete = Delete the draft
invoice-delete-hint = It is gone for good and takes no number.
invoice-delete-visit = The visit can be invoiced again.
invoice-delete-quote = Its part of the quote is left to invoice again.
invoice-changed-unread = Somebody else changed this draft meanwhile. Nothing was done: read it over, here it is up to date.
invoice-issued-unread = Somebody else issued this invoice meanwhile. Nothing else was done.
status-invoice-deleted = Deleted
flash-invoice-deleted = Draft deleted.

versions-title = Somebody else changed this draft meanwhile
versions-title-contract = Somebody else changed this contract meanwhile
versions-title-item = Somebody else changed this item meanwhile
versions-title-taxes = Somebody else changed this tax group meanwhile
versions-due = Instalment
versions-title-settings = Somebody else changed these settings meanwhile
versions-about = Nothing is lost: what you wrote is still in the form. What differs is marked.
versions-mine = Yours
versions-theirs = Theirs, saved
versions-line = Line { $number }
versions-differ = differs
versions-keep-mine = Keep mine
versions-take-theirs = Take theirs
versions-hint = You may also correct the form below and save: it will replace their version.
versions-usual-terms = by the terms
versions-by-hand = by somebody

contracts-title = Recurring contracts
contracts-none = No contract. A contract makes its invoices by itself, every month or every season.
contract-new = New recurring contract
contract-name = Name of the contract
contract-name-hint = For example: Monthly maintenance. Empty: the first line.
contract-days = When
contract-days-stay = The dates of a contract do not change: end it and make another one.
contract-first = First invoice on
contract-repeat-month = By months
contract-repeat-week = By weeks
contract-repeat-year = By years
contract-count = Number of invoices
contract-starts-wrong = Enter the date of the first invoice.
contract-every-wrong = Enter a number greater than zero.
contract-until-wrong = Enter an end date after the first invoice.
contract-count-wrong = Enter the number of invoices.
contract-mode = On each date the invoice
contract-mode-send = is issued and sent
contract-mode-issue = is issued, not sent
contract-mode-draft = waits as a draft
contract-terms = Time to pay (days)
contract-terms-hint = From the day of issue. Empty: the client’s or the company’s.
contract-terms-wrong = Enter a number of days, or nothing.
contract-terms-fact = Time to pay
contract-terms-usual = the client’s or the company’s
contract-terms-days = { $count ->
    [0] due on issue
    [one] { $count } day
   *[other] { $count } days
}
contract-each-invoice = Each invoice
contract-taxes-hint = With the taxes of today; each invoice takes those of its date.
contract-invoices = Invoices of the contract
contract-no-invoice = None yet.
contract-since = Since
contract-next = Next invoice
contract-next-on = next: { $day }
contract-none-while-paused = none, it is paused
contract-pause = Pause
contract-resume = Go on
contract-resume-hint = Nothing is invoiced for the time of the pause.
contract-end = End the contract
contract-end-hint = No invoice will come any more. Those before stay.
contract-trouble = invoice refused
contract-trouble-more = The last invoice could not be made. It is tried again every hour: check the lines and the tax numbers.
contract-each-month = { $count ->
        [one] every month
       *[other] every { $count } months
    }
contract-each-week = { $count ->
        [one] every week
       *[other] every { $count } weeks
    }
contract-each-year = { $count ->
        [one] every year
       *[other] every { $count } years
    }
contract-said-until = until { $day }
contract-said-count = { $count } times
status-contract-active = Active
status-contract-paused = Paused
status-contract-ended = Ended
flash-contract-made = Contract made.
flash-contract-changed = Contract changed.
flash-contract-pause = Contract paused.
flash-contract-resume = Contract goes on.
flash-contract-end = Contract ended.

invoice-deliver = Delivered by other means
invoice-deliver-hint = The client got it other than by mail from here. Nothing leaves now; the reminders follow all the same.
invoice-deliver-button = Record the delivery
invoice-delivered = Delivered
invoice-delivered-how = How
invoice-delivered-on = On
invoice-delivered-hand = By hand
invoice-delivered-post = By post
invoice-delivered-other = Otherwise
status-invoice-delivered = Delivered
flash-invoice-delivered = Delivery of invoice { $number } recorded.

online-calls = Refused calls of the provider
online-calls-about = What the payment provider told and what changed nothing here.
online-calls-none = None. All that the provider told is done.
online-call-refused = Refused
online-call-waiting = Tried again by itself
online-call-tries = { $count ->
        [one] 1 try
       *[other] { $count } tries
    }
online-calls-more = Older ones

payment-fee = Fee to invoice
payment-fee-hint = A draft of its own on the same job, without taxes.
payment-fee-button = Make the draft of the fee
payment-fee-wrong = Enter the amount of the fee, up to $10,000.
payment-fee-line = Fee for a payment returned by the bank (receipt { $number })
flash-payment-fee = The fee is ready, as a draft.
payment-refund-after-release = To refund to the card or account that it came from, take the amount off the invoice first.
