# Texts of `./dossier demo`: what it plays, and what it says about it.

intro = One job, from web form to paid, over the public APIs of { $stack }
outro = Job { $number }: { $phase }. { $facts } facts, { $mails } mails, { $seconds } s.
phase-paid = paid
phase-closed = closed
outro-retries = { $count ->
    [one] One call had to be made again: a process was restarting.
   *[other] { $count } calls had to be made again: a process was restarting.
}
gave-up = The demo stopped: { $why }
no-sign-in = stack.json names no account to sign in with.
no-stack = No stack is running: { $file } does not exist. Start it first with ./dossier up.
picture-written = Picture of the job's way: { $file }
doubled = The mail “{ $subject }” arrived { $copies } times without being marked ambiguous.
waiting-mail = mail “{ $purpose }” to { $to }
waiting-notice = notice to the office
waiting-phase = phase “paid” of the job

step-request = { $client } fills in the form of the website: job { $number } is open
step-acknowledge = The acknowledgement leaves by itself: “{ $subject }”
step-reply = The office replies; the mail server took the mail
step-answer = { $client } answers on their page, without a password; the office is told
step-quote = Quote { $number } drafted: { $total }, taxes included
step-quote-sent = Quote sent with its PDF: “{ $subject }”
step-accepted = { $client } reads the quote and accepts it (version { $version }, document { $sha }…)
step-visit = Visit scheduled: { $starts }, { $resource }
step-confirmed = Confirmation sent with the calendar file: “{ $subject }”
step-done = Visit started, paused, resumed, completed
step-draft = Invoice drafted from the quote: { $total }
step-issued = Invoice { $number } issued, due { $due }
step-invoice-sent = Invoice sent with its PDF: “{ $subject }”
step-partial = Partial payment of { $amount }; { $balance } remains
step-receipt = Receipt { $number } sent: “{ $subject }”
step-rest = The rest is paid: { $amount }
step-paid = The job is paid; it will close by itself: { $because }

link-form = form
link-job = job
link-mail = mail
link-client = client's page
link-quote = quote
link-invoice = invoice
link-temporal = Temporal

client-name = Jordan Ellis
client-line1 = 214 Lilac Street
client-service = Water heater
client-message = Hello, our water heater is twelve years old and has started to leak. Could you replace it this week?
reply-subject = Your water heater
reply-body = Hello, thank you for writing to us. Is it a 40 or a 60 gallon tank, and is it in the basement? We are preparing a price for you today.
answer-body = It is a 60 gallon tank, in the basement, next to the electrical panel. Mornings suit us better.
free-line = Replacement of the water heater
visit-instructions = Water heater in the basement, next to the electrical panel.
technician = Technician of the demo

picture-title = The way of a job: no. { $number }
picture-client = Client
picture-office = Office
picture-dossier = Dossier
