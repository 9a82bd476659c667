# Home, the job list, the new job and the folder.

job-word = Job

home-title = Home
home-new = New requests
home-new-empty = No request is waiting. A request from your website arrives here by itself; for a call, open a job.
home-received = Received { $when }
home-answer-by = Answer before: { $when }
home-ours = Your move
home-ours-empty = Nothing waits for you today.
home-waiting = Waiting for the client
home-waiting-empty = No client owes you an answer today.
home-visits = Today’s visits
home-visits-empty = No visit scheduled today.
home-failed = Messages to look at
visit-word = Visit

jobs-title = Job list
jobs-search = Number, client, phone, address…
jobs-filters = Filter by phase
jobs-group-all = All
jobs-group-new = New
jobs-group-quotes = Quotes
jobs-group-work = Work
jobs-group-money = To be paid
jobs-group-over = Finished
jobs-nothing-next = Nothing ahead
jobs-none-found = No job matches.
jobs-show-all = Show all jobs
jobs-empty = Your jobs will be here. The first one comes from your website, or you open it yourself.

job-new-title = New job
job-new-who = For whom?
job-new-new-contact = New contact
job-new-known-contact = Existing contact
job-new-search = Name, e-mail or phone
job-new-type-contact = Type at least two letters.
job-new-no-contact = No contact matches “{ $query }”.
job-new-choose-contact = Choose a contact from the list.
job-new-name-missing = Enter the contact’s name.
job-new-what = For what?
job-new-button = Open the job
job-title = Title
job-title-hint = Without a title, the job bears the client’s name.
job-description = Description
job-source = Source
source-web = Website
source-phone = Phone
source-email = E-mail
source-walk-in = Walk-in
source-referral = Referral
source-app = App
source-other = Other
contact-name = Name
contact-email = E-mail
contact-phone = Phone
contact-language = Language
address-line1 = Service address
address-city = City
address-postal-code = Postal code

job-paused = Messages paused
phase-set-by = Phase set by { $by }, { $when }.
figure-hours = Hours
figure-quoted = Quoted
figure-accepted = Accepted
figure-invoiced = Invoiced
figure-paid = Paid
figure-outstanding = Balance due

do-bar = Next activity
do-next = this comes next
do-reply = Reply
do-quote = Quote
do-visit = Visit
do-invoice = Invoice
do-payment = Payment
do-route = Route
do-route-locked = Premium plan
do-route-later = Soon

next-title = What happens next
next-because = Why:
next-due-since = Since { $when }
next-more =
    { $count ->
        [one] One more step planned
       *[other] { $count } more steps planned
    }
next-skip = Skip
next-skip-reason = Why skip this step?
next-skip-button = Skip the step
next-empty = This job is finished: nothing more is planned.
owner-system = Dossier does it
owner-office = Yours
owner-user = Yours
owner-contact = The client’s

move-answer = Reply
move-send-quote = Send the quote
move-schedule = Schedule the visit
move-visit = See the visit
move-invoice = Invoice
move-issue = Issue the invoice
move-send-invoice = Send the invoice
move-mail-failed = See the message
move-close = Close
move-see-contract = See the contract
move-see-quote = See the quote
move-record-payment = Record a payment
move-open = Open

way-title = The job’s way
way-request = Request
way-reply = Reply
way-quote = Quote
way-visit = Visit
way-invoice = Invoice
way-payment = Payment
way-state-done = Done
way-state-now = Now
way-state-later = Ahead
way-state-skipped = Without

acts-title = Activities
acts-empty = Nothing yet. It often begins with a quote or a visit.
quote-number = Quote { $number }
quote-valid-until = Valid until: { $day }
invoice-number = Invoice { $number }
invoice-draft = Draft invoice
invoice-due-on = Due: { $day }
invoice-balance = Balance
payment-method-cash = Cash
payment-method-cheque = Cheque
payment-method-interac = Interac transfer
payment-method-card = Card
payment-method-bank-debit = Bank debit
payment-method-other = Other payment
payment-receipt = Receipt { $number }
visit-start = Start
visit-pause = Pause
visit-resume = Resume
visit-complete = Complete

messages-title = Messages
messages-empty = No message yet.
messages-automatic = Dossier, in your name
messages-long = Whole message
channel-form = web form
channel-mail = e-mail
channel-portal = client area
channel-phone = phone
channel-note = note
reply-label = Reply to { $name }
reply-hint = Leaves by e-mail to { $email } and stays on the job.
reply-button = Send
reply-empty = Write your message.
reply-no-email = This client has no e-mail: call them.

about-title = Description
about-empty = No description.
about-edit = Edit title and description
about-opened = Opened
about-service = Service wanted
about-assigned = In charge

story-title = History
story-older = Older
actor-user = Office
actor-contact = Client
actor-system = Dossier
actor-site = Website

manage-title = Manage the job
manage-close = Close the job
manage-reopen = Reopen
manage-pause = Pause messages
manage-pause-hint = Reminders and follow-ups are held until you resume; nothing leaves late in a burst.
manage-resume = Resume messages
manage-phase = Change the phase
manage-phase-label = Phase
manage-cancel = Cancel the job
