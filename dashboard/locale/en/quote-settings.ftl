# Templates of quotes (settings).
settings-quote-templates = Quote templates
settings-quote-templates-about = What you often offer: lines, texts, terms and schedules, ready to use again.
quote-templates-none = No template yet. Write one here, or save a quote as a template from its page.
quote-templates-archived = { $count ->
    [one] One archived template
   *[other] { $count } archived templates
    }
quote-template-new = New template
quote-template-hint = For you only: the client does not see it.
quote-template-lines = { $count ->
    [one] One line
   *[other] { $count } lines
    }
quote-template-changed = changed { $when }
quote-template-archive = Archive this template
quote-template-unarchive = Offer again
quote-template-is-archived = This template is archived: it is no longer offered when you write a quote.
flash-quote-template-saved = Template “{ $name }” saved. Quotes made before stay as they are.
flash-quote-template-archived = Template archived.
flash-quote-template-back = Template offered again.

# Settings of quotes.
settings-quotes = Quotes
settings-quotes-about = Validity, deposit, terms, and whether acceptance makes the invoices.
quote-settings-new = A new quote
quote-settings-new-hint = What the form suggests. You can change it on each quote.
quote-settings-validity = Valid for (days)
quote-settings-validity-hint = After that it expires, and the client can ask you to renew it.
quote-settings-deposit = Deposit
quote-settings-deposit-hint = In percent of the total, asked for at acceptance. Empty: none.
quote-settings-itinerant = Our contracts are made at the client’s place (itinerant merchant)
quote-settings-itinerant-hint = The client then has ten days to cancel; no deposit and no invoice until then.
quote-settings-accepted = When the client accepts
quote-settings-invoicing-hint = Upon acceptance: the schedule’s invoices are made and planned by themselves. A quote may say otherwise.
quote-settings-terms-hint = Printed on each quote that has none of its own.
quote-settings-terms-fr = In French
quote-settings-terms-en = In English
quote-settings-terms-en-hint = Empty: an English-speaking client gets the French ones.
flash-quote-settings = Quote settings saved.

# Discount of a schedule.
quote-plan-discount = Discount for this choice
quote-plan-discount-hint = For the client who chooses this schedule: 5% or 50.00.
totals-schedule-discount = Discount for the way to pay
client-schedule-saves = Discount of { $amount }: total { $total }

# Text below each choice (good, better, best).
quote-choices = Text below each choice
quote-choices-hint = What the client reads below the choice, to compare: the warranty, the brand, what is included.
quote-choice-note = Text
quote-choice-add = Add a text
quote-choice-remove = Remove this text
