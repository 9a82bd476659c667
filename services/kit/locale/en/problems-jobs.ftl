problem-contact-without-email = There is no e-mail address for { $name }. Add one, or note down a call.
problem-visit-overlap = { $who } already has a visit for job { $number }, from { $starts } to { $ends }.
    .title = Visits at the same time
problem-clock-running = { $who } is already at work on a visit of job { $number }. Pause that one first.
problem-step-not-yours = This step is not yours: it happens by itself or is the client's move.

problem-field-phone-extension = Give the number without an extension.
problem-field-instant-range = This date is not plausible.
problem-field-postal-code = A Canadian postal code looks like A1A 1A1.
problem-field-ends-before-start = The end must come after the start.
problem-field-visit-too-long = A visit lasts 14 days at most.
problem-field-span-too-long = The period is 93 days at most.
problem-field-too-far-ahead = This is too far ahead.
problem-field-in-the-past = This moment is past.
problem-field-inactive = This resource is inactive.
problem-field-one-contact = Choose a contact or create one, not both.
