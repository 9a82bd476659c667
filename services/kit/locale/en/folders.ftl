# Labels and custom fields
problem-label-name-taken = There is already a label “{ $name }”.
problem-label-in-use =
    { $count ->
        [one] The label “{ $name }” is still used in one place. Deactivate it instead: it stays there, but is put on nothing new.
       *[other] The label “{ $name }” is still used in { $count } places. Deactivate it instead: it stays there, but is put on nothing new.
    }
problem-custom-fields-too-many = There are already { $limit } fields for this kind of object. Deactivate or remove one.
problem-custom-field-in-use = The field “{ $name }” has been used. Deactivate it instead: its values stay.
problem-custom-choice-in-use = This choice is still used and cannot be removed: { $names }. Retire it instead.

problem-field-label-inactive = This label is inactive.
problem-field-custom-text = This field is a text.
problem-field-custom-number = This field is a number, for example 12 or 12.5.
problem-field-custom-decimals =
    { $decimals ->
        [0] This number has no decimals.
        [one] This number has at most one decimal.
       *[other] This number has at most { $decimals } decimals.
    }
problem-field-custom-minimum = The smallest number allowed is { $minimum }.
problem-field-custom-maximum = The largest number allowed is { $maximum }.
problem-field-custom-date = This field is a date, for example 2026-12-03.
problem-field-custom-toggle = This field is yes or no.
problem-field-custom-inactive = This field is inactive: its value does not change any more.
problem-field-custom-no-choices = Only a choice field has choices.
problem-field-custom-no-bounds = Only a number has bounds.
problem-field-custom-bounds = The maximum must be at least the minimum.
problem-field-custom-key-twice = Two choices have the same key.
problem-field-custom-order = Name every field of this kind, each once.

custom-yes = Yes
custom-no = No

# Archive, cancellation and the time machine
problem-job-is-archived = Job { $number } is archived already.
problem-job-not-archived = Job { $number } is not archived.
problem-job-not-then = This job did not exist yet at that moment.
problem-field-as-of-future = This moment is still to come.

cancel-visit-freed = Frees the visit of { $starts } ({ $names })
cancel-visit-freed-undated = Takes back the visit that was still to be scheduled
cancel-series-ended = Ends the series of visits
cancel-visit-cancelled-notice = Tells { $names } that the visit of { $starts } is cancelled
cancel-quote-void = Voids quote { $number }, which the client has received
cancel-quote-void-draft = Voids quote { $number } (draft)
cancel-invoice-discard = Discards the draft invoice of { $total }
cancel-office-credit-invoice = Proposes a credit note for invoice { $number } ({ $total })
cancel-office-credit-invoice-paid = Proposes a credit note for invoice { $number } ({ $total }, of which { $paid } paid)
cancel-office-refund-deposit = Proposes to refund the deposit of { $amount }
cancel-office-complete-visit = Leaves the visit that has begun to be completed
cancel-office-mend-contract = Proposes to end the billing contract
cancel-step-gone = Will not happen: { $step } ({ $due })
