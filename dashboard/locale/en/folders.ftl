# Labels, custom fields, settings, and what is done from the folder.

settings-title = Settings
settings-none = Settings need the “Settings” permission. Ask your administrator for it.
settings-labels = Labels
settings-labels-about = A word and a colour, on jobs, contacts and visits.
settings-custom-fields = Custom fields
settings-custom-fields-about = What you add to your contacts, jobs, visits, quotes and invoices.
inactive = Inactive
yes = Yes
no = No
name-fr = Name in French
name-en = Name in English
move-up = Move { $name } up
move-down = Move { $name } down
flash-saved = Saved.

labels-title = Labels
labels-empty = No label yet. Make the first one below.
labels-pick = Choose labels
labels-make = Make labels
label-new = New label
label-create = Make the label
label-colour = Colour
label-active = Can be put on
label-used =
    { $count ->
        [0] Used nowhere
        [one] Used in one place
       *[other] Used in { $count } places
    }
label-remove = Remove the label
label-remove-hint = It is used nowhere: removing it changes nothing else.
colour-grey = Grey
colour-red = Red
colour-orange = Orange
colour-ochre = Ochre
colour-green = Green
colour-teal = Teal
colour-blue = Blue
colour-violet = Violet
colour-pink = Pink
colour-own = Current
jobs-by-label = Filter by label
flash-label-created = Label “{ $name }” made.
flash-label-removed = Label removed.
flash-labels-set = Labels saved.

custom-fields-title = Custom fields
on-job = On jobs
on-contact = On contacts
on-visit = On visits
on-quote = On quotes
on-invoice = On invoices
fields-empty = No field yet.
field-add = Add a field
field-new = New field
field-kind = What kind of field?
field-kind-text = Text
field-kind-text-about = One line: an access code, a serial number.
field-kind-paragraph = Paragraph
field-kind-paragraph-about = Several lines: instructions, a finding.
field-kind-number = Number
field-kind-number-about = With or without decimals, with or without bounds.
field-kind-date = Date
field-kind-date-about = End of a warranty, next inspection.
field-kind-choice = Choice
field-kind-choice-about = One value of your list.
field-kind-toggle = Yes or no
field-kind-toggle-about = A question that is answered by yes or no.
field-help-fr = Help in French
field-help-en = Help in English
field-minimum = Minimum
field-maximum = Maximum
field-decimals = Decimals
field-choices = Choices
field-choices-hint = Empty rows do not count. A choice in use can be retired, not removed.
choice-fr = Choice { $n }, French
choice-en = Choice { $n }, English
choice-retired = Retired
field-default = Starting value
field-nothing = –
field-required = Required
field-copied = Copied when a visit recurs
field-active = Active
field-inactive = (inactive)
field-remove = Remove the field
field-remove-hint = Only a field that was never used can be removed. Deactivate it otherwise: its values stay.
fields-title = Details
fields-nothing = Nothing yet.
fields-edit = Edit the details
fields-missing =
    { $count ->
        [one] A required detail is missing.
       *[other] { $count } required details are missing.
    }
flash-field-created = Field “{ $name }” made.
flash-field-removed = Field removed.

assign-label = In charge
assign-nobody = Nobody
assign-button = Assign
flash-assigned = Person in charge saved.
next-snooze = Snooze
next-snooze-button = Snooze the step
snooze-day = Until
snooze-time = At
snooze-when-missing = Choose a day.
flash-step-snoozed = Step snoozed.
call-title = Log a call
call-label = What was said with { $name }
call-hint = Nothing is sent. A logged call counts as an answer to the client.
call-kind = Kind
call-kind-phone = Call
call-kind-note = Note
call-button = Log
call-empty = Write what was said.
flash-call-logged = Logged on the job.
phase-give-back = Give the phase back to Dossier
flash-phase-given-back = The phase follows what happens again.

archive-chip = Archived
archive-do = Put in the archive
archive-undo = Take out of the archive
jobs-archived = Archive
flash-archived = Job put in the archive: it is no longer in the list.
flash-unarchived = Job taken out of the archive.
phase-why = Because:
phase-derived = By what happened: { $phase }.
cancel-title = Cancel job { $number }
cancelled-title = Job { $number } cancelled
cancel-see = What the cancellation brought
cancelled-by = Cancelled by { $by }, { $when }.
chain-before = What will happen
chain-after = What was done
chain-empty = There is nothing to undo.
chain-gone =
    { $count ->
        [one] One message or step will not happen
       *[other] { $count } messages or steps will not happen
    }
chain-will-happen = Will happen
chain-done = Done
chain-pending = Under way
chain-yours = Yours
chain-failed = Needs a person
chain-dropped = Not needed
cancel-impossible = This job is finished: reopen it before you cancel it.
cancel-reason = Why cancel?
cancel-reason-hint = It stays in the job’s story; the client does not see it.
cancel-keep = Keep the job
details-back = Back
details-none = No custom field is defined here.
labels-none = No label has been made.
contacts-by-label = Filter by label

# The time machine.
past-link = See another day
past-at = As on { $day }, { $time }
past-read-only = You are looking at the past: nothing changes here.
past-slide = Go back in time
past-go = See that day
past-back = Back to now
past-names-of-today = Names of the client and of people are today’s.
past-next = What was to come
past-payment = Payment
past-no-activity = Nothing yet at that moment.
past-moments = Moments
past-not-yet = not yet happened
past-older = To go further back, choose a date.
