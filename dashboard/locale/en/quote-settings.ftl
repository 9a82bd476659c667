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
client-schedule-saves = Discount of { $amount }

# Text below each choice (good, better, best).
quote-choices = Text below each choice
quote-choices-hint = What the client reads below the choice, to compare: the warranty, the brand, what is included.
quote-choice-note = Text
quote-choice-add = Add a text
quote-choice-remove = Remove this text

# The proof of an acceptance, on the quote's page.
proof-title = Proof of acceptance
proof-broken = The data no longer matches the hash of the acceptance: something was changed since.
proof-signature = Download the signature
proof-download = Download the proof
proof-name = Name
proof-when = Date and time
proof-how = How
proof-kind-typed = Name typed by the client
proof-kind-drawn = Signature drawn by the client
proof-kind-office = By the office, on the client’s behalf
proof-note = Note of the office
proof-ip = IP address
proof-browser = Browser
proof-document = Accepted document
proof-version = quote { $number }, version { $version }
proof-document-hash = Hash of the document
proof-choice = Choice
proof-options = Options
proof-options-none = none
proof-schedule = Schedule
proof-total = Total
proof-hash = Hash of the acceptance
proof-intact = Check
proof-intact-yes = intact: nothing was changed since
proof-intact-no = no longer matches

# What the client says in the thread who asks to renew, or cancels.
client-thread-renewal = Quote { $number } has expired. Could you renew it?
client-thread-cancelled = I cancel the contract of quote { $number }.
client-replaces = This version { $version } replaces version { $old }, which you received { $when }.
quote-cancelled-by-client = The client cancelled this contract { $when }.

# Two versions of a draft quote.
quote-yes = yes
quote-part-on-acceptance = on acceptance
quote-part-on-completion = when the work is done
quote-part-on-date = on
quote-part-to-plan = to be planned
