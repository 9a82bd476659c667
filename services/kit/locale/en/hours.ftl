problem-time-overlap = { $running ->
    [true] { $who }'s clock has been running on job { $number } since { $starts }.
   *[other] { $who } already has hours on job { $number }, from { $starts } to { $ends }.
}
    .title = Hours at the same time
problem-week-approved = The week of { $first } is approved. Reopen it first.
    .title = Week approved
problem-entry-running = That clock is still running. Stop it at its real end first.
problem-entry-not-running = That clock has already stopped.
problem-entry-replaced = Those hours were already corrected or voided. Correct the version that counts.
problem-timesheet-changed = The hours of that week have changed meanwhile. Look at them before approving.
problem-timesheet-status = The state of that timesheet does not allow it.
problem-timesheet-clock-running = { $who }'s clock is still running in that week. Stop it first.
problem-timesheet-not-over = That week is not over.

problem-field-entry-too-long = An entry is 24 hours at most.
problem-field-week = A week looks like 2026-W48.
problem-field-too-many-weeks = The period is 53 weeks at most.

time-kind-work = Work
time-kind-travel = Travel
time-source-clock = Clock
time-source-manual = By hand
time-source-correction = Correction
time-source-late = Clock, received later
timesheet-status-open = Open
timesheet-status-submitted = Submitted
timesheet-status-approved = Approved
timesheet-status-sent-back = Sent back
timesheet-line-entry = Hours
timesheet-line-week = Week total
timesheet-line-total = Total
timesheet-csv-line = Line
timesheet-csv-week = Week
timesheet-csv-resource = Resource
timesheet-csv-day = Day
timesheet-csv-begin = Start
timesheet-csv-end = End
timesheet-csv-job = Job
timesheet-csv-title = Title
timesheet-csv-kind = Kind
timesheet-csv-source = Source
timesheet-csv-duration = Duration
timesheet-csv-hours = Hours
timesheet-csv-minutes = Minutes
timesheet-csv-seconds = Seconds
timesheet-csv-cost = Cost
timesheet-csv-note = Note
timesheet-csv-status = Status
