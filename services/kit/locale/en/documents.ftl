# What is read on printed quotes, invoices and receipts.

documents-quote = Quote
documents-invoice = Invoice
documents-credit_note = Credit note
documents-receipt = Receipt
documents-refund = Refund
documents-title = { $kind } { $number } – { $seller }
documents-number = No. { $number }
documents-number-version = No. { $number } · version { $version }

documents-date = Date
documents-job = Job
documents-credited-invoice = Invoice credited
documents-reason = Reason
documents-from-quote = Quote
documents-due-on = Due
documents-subject = Subject
documents-work-address = Work address

documents-client = Client
documents-quote-total = Quote total
documents-invoice-total = Amount due
documents-credit_note-total = Amount credited
documents-receipt-total = Amount received
documents-refund-total = Amount refunded
documents-panel-valid = Valid until { $date }
documents-panel-due = Please pay by { $date }
documents-panel-received = { $method }, { $date }
documents-panel-refunded = { $method }, { $date }

documents-description = Description
documents-quantity = Quantity
documents-unit-price = Unit price
documents-amount = Amount
documents-exempt = Not taxable
documents-options = Options
documents-options-note = These options are not included in the total.

documents-subtotal = Subtotal
documents-taxable = Taxable amount
documents-total = Total
documents-deposit = Deposit requested on acceptance
documents-tax-number = No. { $number }
documents-tax-scope-all = Taxes apply to every line.
documents-tax-scope-some = Taxes apply to every line except those marked “Not taxable”.
documents-tax-none = No tax is charged: the supplier is not registered for GST and QST.

documents-terms = Terms
documents-payment-terms = Terms of payment
documents-payment-within = { $days ->
    [0] Payable upon receipt of the invoice.
    [one] Payable within { $days } day of the invoice date, by { $date } at the latest.
   *[other] Payable within { $days } days of the invoice date, by { $date } at the latest.
}
documents-payment-by = Payable by { $date } at the latest.
documents-quote-payment-within = { $days ->
    [0] Payable upon receipt of the invoice.
    [one] Payable within { $days } day of the invoice date.
   *[other] Payable within { $days } days of the invoice date.
}
documents-acceptance = Acceptance
documents-acceptance-note = Accept this quote online with the link you received by e-mail, or sign below and return this page to us.
documents-signature-name = Name in block letters
documents-signature = Signature
documents-signature-date = Date

documents-receipt-invoice = Invoice
documents-receipt-applied = Amount applied
documents-receipt-balance = Invoice balance
documents-receipt-unapplied = Held to your credit
documents-receipt-method = Payment method
documents-receipt-reference = Reference
documents-method-cash = Cash
documents-method-cheque = Cheque
documents-method-interac = Interac e-Transfer
documents-method-card = Card
documents-method-bank_debit = Bank debit
documents-method-other = Other

documents-licence-rbq = Licence RBQ: { $number }
documents-licence-cmeq = CMEQ member: { $number }
documents-licence-cmmtq = CMMTQ member: { $number }
documents-member-cmeq = Member of the Corporation des maîtres électriciens du Québec (CMEQ)
documents-member-cmmtq = Member of the Corporation des maîtres mécaniciens en tuyauterie du Québec (CMMTQ)
documents-page = Page { $page } of { $pages }
documents-phone = Tel. { $phone }
documents-unprintable = The sign { $mark } stands for characters that cannot be printed.

documents-tax-gst = GST
documents-tax-qst = QST
documents-tax-hst = HST
documents-tax-pst = PST

# File names: plain letters.
documents-file-quote = quote
documents-file-invoice = invoice
documents-file-credit_note = credit-note
documents-file-receipt = receipt
documents-file-refund = refund
documents-draft = draft

documents-line-discount = Discount { $amount }
documents-line-discount-percent = Discount { $percent }: { $amount }
documents-zero-rated = Zero-rated (0%)
documents-lines-total = Total of the lines
documents-discount = Discount
documents-tax-exempt = Client exempt from taxes: { $reason }
documents-due = { $date }: { $amount }
documents-schedule = Payment schedule
documents-schedule-discount = Discount for this choice: { $discount }; total { $total }
documents-instalment-on-acceptance = On acceptance
documents-instalment-on-date = On { $date }
documents-instalment-on-completion = When the work is done
documents-instalment-to-plan = On a date to be agreed
documents-itinerant = Statement of consumer cancellation rights
documents-itinerant-notice =
    You may cancel this contract for any reason within 10 days after you receive a copy of the contract along with the other required documents (Consumer Protection Act, section 59). No deposit is taken during that time.
    If you do not receive the goods or services within 30 days of the date stated in the contract, you have one year to cancel it. You lose that right if you accept delivery after the 30 days.
    To cancel, give the merchant or a representative the form below or another written notice of your decision, in person or by a means that lets you prove that it was sent. The Office de la protection du consommateur can tell you about your rights.
documents-concluded = Itinerant merchant’s contract
documents-concluded-permit = Itinerant merchant’s permit (OPC): { $value }
documents-concluded-representative = Merchant’s representative: { $value }
documents-concluded-place = Place where the contract is made: { $value }
documents-cancellation = Cancellation form
documents-cancellation-form =
    To be completed by the consumer and sent to the merchant named at the head of this document.
    Under section 59 of the Consumer Protection Act, I cancel contract No. ____________ made on ____________ at ____________________________.
    Name and address of the consumer: ________________________________________________
    Signature: ______________________________     Date: ____________________

documents-logo = Logo of { $name }
documents-applied = Deposits and credits applied
documents-left = Balance due
documents-panel-settled = Settled by your deposits and credits
documents-credited = Applied to invoice No. { $number }
documents-released = Held to your credit
documents-credited-left = Balance of invoice No. { $number }
documents-progress = Progress billing
documents-progress-said =
    Quote No. { $number }: { $whole }
    Invoiced before: { $before }
    This invoice ({ $percent } of the quote): { $part }
    Left to invoice: { $left }
