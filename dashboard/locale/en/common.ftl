# The frame: navigation, session, problems, common words.

skip = Skip to content
nav = Main navigation
nav-home = Home
nav-new = New job
nav-jobs = Jobs
nav-menu = Menu
language = Language
sign-out = Sign out
save = Save
cancel = Cancel
search = Search
optional = (optional)
reason = Reason
pages = Pages
next-page = Next page
see-all = See all
go-home = Back to home
try-again = Try again
back-to-job = Back to the job

day-today = today
day-tomorrow = tomorrow
day-yesterday = yesterday
day-at = { $day }, { $time }
hours = { $hours } h { $minutes }

form-problem =
    { $count ->
        [one] One thing to correct
       *[other] { $count } things to correct
    }

not-found-title = This page does not exist
not-found-text = The address is incomplete, or what you are looking for is gone.
forbidden-title = You do not have access to this page
problem-title = That did not work
problem-bad-form = The form that arrived cannot be read.
down-title = One moment
down-text = One of our services does not answer. Nothing is lost: try again in a few seconds.
broken-title = An error on our side
broken-text = It has been noted. Nothing is lost: go back or try again.

sign-in-title = Sign in
sign-in-lead = Your jobs, from request to payment.
sign-in-email = E-mail
sign-in-password = Password
sign-in-button = Sign in
sign-in-missing = Enter your e-mail and your password.
sign-in-refused = Unknown e-mail or password.

account-title = Menu
account-name = Name
account-email = E-mail
account-company = Company
account-plan = Plan

flash-job-opened = Job { $number } opened.
flash-job-closed = Job closed.
flash-job-reopened = Job reopened.
flash-job-cancelled = Job cancelled.
flash-job-paused = Automatic messages paused.
flash-job-resumed = Automatic messages resumed.
flash-described = Saved.
flash-reply-queued = Message handed over for sending.
flash-phase-set = Phase changed.
flash-step-skipped = Step skipped.
