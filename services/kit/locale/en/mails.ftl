mail-licence-rbq = RBQ licence: { $number }
mail-visit-event = Visit of { $company } (job { $job })

mail-message-deliver =
    { $message }
    .subject = Message from { $company } about job { $job }
    .button = Answer

mail-message-notice =
    { $client } wrote about job { $job }:

    { $body }
    .subject = Job { $job }: { $client } wrote
    .button = Open the job

mail-request-acknowledge =
    Hello { $client },

    We have received your request. Its number is { $job }.

    We will answer as soon as we can. You can follow your file and write to us at any time through the link below.
    .subject = We have received your request { $job }
    .button = Follow my request

mail-quote-mail =
    Hello { $client },

    Here is our quote { $number} for { $total }. It is valid until { $until }.

    You can read it, ask a question, accept or decline it online, without a password.
    .subject = Your quote { $number } from { $company }
    .button = See the quote

mail-quote-follow-up =
    Hello { $client },

    Did you have time to look at our quote { $number } for { $total }? It is valid until { $until }.

    If you have a question, write to us: just open the link below.
    .subject = About your quote { $number }
    .button = See the quote

mail-visit-confirm =
    Hello { $client },

    Our visit is scheduled: { $starts }.

    The attached file adds it to your calendar. If that time no longer suits you, tell us through the link below.
    .subject = Your visit is scheduled: { $starts }
    .button = See my file

mail-visit-remind =
    Hello { $client },

    A reminder of our visit: { $starts }.

    If that time no longer suits you, please tell us now through the link below.
    .subject = Reminder of your visit: { $starts }
    .button = See my file

mail-visit-window = { $day }, arrival between { $from } and { $to }
mail-visit-day = { $day }, during the day
mail-visit-days = from { $day } to { $until }
mail-visit-arrival = Expected arrival: { $expected }.

mail-visit-cancelled-notice =
    The visit of job { $job } planned { $starts } is cancelled. Person planned: { $person }.
    .subject = Visit cancelled (job { $job }): { $starts }
    .button = Open the job

mail-visit-clock-notice =
    The clock of { $person } has been running for { $hours } hours on job { $job } (since { $since }).

    If it was forgotten, stop it and correct the end. Otherwise there is nothing to do.
    .subject = The clock is still running (job { $job })
    .button = Open the job

mail-invoice-mail =
    Hello { $client },

    Here is invoice { $number } for { $total }. It is payable by { $due }.

    Thank you for your trust.
    .subject = Your invoice { $number } from { $company }
    .button = See the invoice

mail-invoice-remind =
    Hello { $client },

    Unless we are mistaken, { $balance } is still open on invoice { $number }, which was payable by { $due }.

    If your payment is on its way, please disregard this reminder.
    .subject = Reminder: invoice { $number }
    .button = See the invoice

mail-invoice-overdue-notice =
    Invoice { $number } of { $client } (job { $job }) is still unpaid in spite of the reminders. Balance: { $balance }.
    .subject = Invoice { $number } unpaid (job { $job })
    .button = Open the job

mail-payment-receipt =
    Hello { $client },

    We have received your payment of { $amount }. Receipt { $number } is attached to this e-mail.

    { $account }
    .subject = Receipt { $number }: { $amount }
    .button = See my file
