# What quotes refuse, and why

problem-quote-not-renewable = Quote { $number } cannot be renewed: it is { $status ->
    [accepted] accepted
    [declined] declined
    [voided] void
   *[other] still a draft
}.
problem-quote-not-expired = Quote { $number } is still valid: you can accept it right now.
problem-quote-schedule-over = A date of the payment schedule of quote { $number } has passed. Make a new version and change it.
problem-quote-cancellable = Quote { $number } is an itinerant merchant’s contract: the client may cancel it until { $date }. No money may be asked for before.
problem-quote-not-cancellable = Quote { $number } cannot be cancelled here, or no longer. Write to your contractor.
problem-itinerant-without-permit = Quote { $number } is an itinerant merchant’s contract, which must state your OPC permit number. First enter it in the company’s settings.
problem-template-archived = The template “{ $name }” is archived. Put it back on the list first.

problem-field-deposit-twice = The deposit is an amount or a percentage, not both.
problem-field-deposit-itinerant = An itinerant merchant’s contract allows no deposit: the client has 10 days to cancel.
problem-field-instalment-date = A date goes with “on a date”, and only with it.
problem-field-instalment-itinerant = An itinerant merchant’s contract allows no payment before 10 days.
problem-field-share-twice = An instalment is a percentage or an amount, not both.
problem-field-share-missing = Enter a percentage or an amount. Only the last instalment takes what is left.
problem-field-percents-not-100 = The percentages must come to 100%.
problem-field-schedule-over-total = The instalments come to more than the total.
problem-field-schedule-adds-up = The instalments do not come to the total.
problem-field-unknown-schedule = This payment schedule is not on offer.
problem-field-template-source = A template comes from a quote or from a content: one of the two.
problem-field-discount-without-choice = A schedule’s discount is for who chooses it: offer at least two schedules, or give the discount on the whole document.
problem-field-acceptance-without-proof = Say how the client accepted, or attach what shows it: a signed page, a photo.
problem-field-unknown-proof = This file is not of this job, or it was removed.
