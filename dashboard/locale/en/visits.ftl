# The form of a visit or a series, its page, checklists.

visit-when = When and who
visit-what = What
visit-timing-fixed = Fixed time
visit-timing-window = Arrival window
visit-timing-all-day = All day
visit-timing-none = To schedule
visit-undated-hint = No date for now: the visit waits in the “To schedule” list.
visit-last-day = Last day
visit-window-to = Arrival at the latest
visit-window-hint = The client gets the arrival window, from the start time to this one. “To” is the end of the booked time.
visit-day-wrong = Enter the date.
visit-last-day-wrong = The last day is before the first.
visit-window-wrong = The arrival window must end after the start.
visit-title = Title of the visit
visit-title-hint = Without a title: { $title }
visit-note-visible = Note for the client
visit-note-visible-hint = The client sees it through their link and on what they sign.
visit-note-internal = Internal note
visit-note-internal-hint = For the team only.
visit-checklists = Checklists
checklist-count = { $count ->
        [one] 1 item
       *[other] { $count } items
    }
visit-conflicts = Not free at that time
visit-conflict-job = job { $number }
visit-conflict-held = held until { $time }
visit-anyway = Book anyway

slots-button = Suggest a time
slots-title = Free times
slots-hint = The time you choose is held for 10 minutes while the client answers.
slots-hint-edit = The time you choose is put in the form.
slots-none = No free time of that length in the 14 days that follow. Choose another date or other people.
hold-kept = Held for you: { $when }, { $who }. Until { $until }.
hold-release = Release this time
hold-over = The 10 minutes are over: this time is no longer held.

series-title = Recurrence
series-repeat = Repeats
series-repeat-no = Only once
series-repeat-day = By days
series-repeat-week = By weeks
series-repeat-month = By months
series-repeat-year = By years
series-every = Every (number)
series-weekdays = Days of the week
series-weekdays-hint = None chosen: the day of the first date.
weekday-mo = Mon.
weekday-tu = Tue.
weekday-we = Wed.
weekday-th = Thu.
weekday-fr = Fri.
weekday-sa = Sat.
weekday-su = Sun.
series-month-by = In the month
series-month-day = On the same date
series-month-weekday = On the same weekday
series-ends = End
series-ends-never = No end
series-ends-until = On a date
series-ends-count = After a number
series-until = Until
series-count = Number of visits
series-until-wrong = Enter an end date, after the first visit.
series-count-wrong = Enter the number of visits.
series-holidays = Holidays
series-holidays-skip = Skip the visit
series-holidays-next = Move to the next business day
series-holidays-keep = Keep the visit
series-preview = See the next dates
series-next = Next dates
series-more = And so on: visits are created ahead of time, by themselves.
series-last = The series ends there.
series-choose-rule = Choose how the visit repeats.
series-needs-time = A series needs a date: choose a time, a window or all day.
series-day-moves-one = Another date applies to this visit only. Choose “This visit”.
series-scope = This visit is part of a series. Change:
series-scope-this = This visit
series-scope-following = This one and the following
series-scope-all = All upcoming
series-scope-hint = Visits that were moved one by one keep their date and people.

flash-visit-drafted = Visit added, to schedule.
flash-series-planned = Series created: its visits are scheduled.
flash-series-changed = Series changed.
