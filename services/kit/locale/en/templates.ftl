# The texts that each company may word itself: templates of mails and text messages.

template-kind-request-acknowledge = Acknowledgement of a request
template-kind-message-deliver = Frame of your messages
template-kind-quote-mail = Sending a quote
template-kind-quote-follow-up = Following up on a quote
template-kind-visit-confirm = Confirmation of a visit
template-kind-visit-remind = Reminder of a visit
template-kind-visit-en-route = The technician is on the way
template-kind-invoice-mail = Sending an invoice
template-kind-invoice-remind = Reminder of an invoice
template-kind-payment-receipt = Receipt of a payment

template-about-client = The client's name
template-about-company = Your company's name
template-about-phone = Your company's phone number
template-about-job = The job's number
template-about-message = What you wrote
template-about-number = The number of the quote, invoice or receipt
template-about-total = The total, taxes included
template-about-until = The last day of validity
template-about-starts = The day and time when it starts
template-about-ends = The day and time when it ends
template-about-arrival = The expected time of arrival, when it is known
template-about-due = The day by which it is payable
template-about-balance = What is still to be paid
template-about-amount = The amount received
template-about-account = A sentence: the account is settled, or what is still open
template-about-link = The address of the client's page

template-sample-client = Mary Tremblay
template-sample-company = Maple Plumbing
template-sample-phone = 450 555-0142
template-sample-job = 318
template-sample-message = We will come tomorrow morning with the part. See you then!
template-sample-number = 1042
template-sample-total = $1,234.56
template-sample-until = Thursday, December 24, 2026
template-sample-starts = Tuesday, December 1, 2026, 9:00 a.m.
template-sample-ends = Tuesday, December 1, 2026, 11:30 a.m.
template-sample-arrival = Expected arrival: 9:20 a.m.
template-sample-due = Thursday, December 24, 2026
template-sample-balance = $456.78
template-sample-amount = $777.78
template-sample-account = $456.78 is still open. Thank you!
template-sample-link = https://exemple.quebec/c/AbCdEf

mail-payment-account = { $settled ->
    [yes] Your account for this job is settled. Thank you!
   *[no] { $outstanding } is still open. Thank you!
}

sms-request-acknowledge = { $company }: we have received your request { $job }. We will answer as soon as we can.
sms-message-deliver =
    { $message }

    { $company } { $link }
sms-quote-mail = { $company }: your quote { $number } ({ $total }) is ready. Read and answer it: { $link }
sms-quote-follow-up = { $company }: did you look at quote { $number }? It is valid until { $until }. { $link } Reply STOP to get no more follow-ups.
sms-visit-confirm = { $company }: your visit is scheduled: { $starts }
sms-visit-remind = { $company }: a reminder of your visit: { $starts } - Not possible? Call { $phone }
sms-visit-en-route = { $company }: we are on our way. { $arrival }
sms-invoice-mail = { $company }: your invoice { $number } ({ $total }), payable by { $due }. { $link }
sms-invoice-remind = { $company }: { $balance } is still open on invoice { $number }. { $link }
sms-payment-receipt = { $company }: we have received your payment of { $amount }. { $account }

problem-field-template-unknown = { $name } does not exist here. You can write: { $known }.
problem-field-template-missing = { $name } is missing from this text.
problem-field-template-brace = A brace stands alone: a field is written like {"{"}client{"}"}.

mail-visit-en-route =
    Hello { $client },

    We are on our way to you. { $arrival }

    Need to reach us? { $phone }
    .subject = We are on our way
    .button = See my file
