# A quote’s page, for the office.

# What it says besides its lines.
quote-content-choices = Choices offered
quote-content-chosen = Chosen
quote-content-no-schedule = No schedule: a single invoice, made when the work is done.
quote-content-by-hand-itinerant = By hand, once the days to cancel are over
quote-content-itinerant = Itinerant merchant
quote-content-cancel = Right to cancel
quote-content-cancel-last = Last day to cancel
quote-content-cancellable = The client may still cancel: nothing can be asked of them until then.
quote-content-was-cancellable = These days are over.
quote-content-on-date = Due: { $day }
quote-content-terms-usual = The company’s, printed on the PDF.
