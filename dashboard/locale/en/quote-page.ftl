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

# Its versions.
quote-versions = Versions
quote-version = Version { $number }
quote-version-sent = Sent { $when }
quote-version-not-sent = Never sent
quote-version-pdf = PDF
quote-version-old = This version is not in force: the one that counts is version { $newest }.
quote-version-with-client = The client still has this version, until version { $newest } is sent.
quote-version-newest = See version { $newest }
quote-version-compared = Compared with version { $newest }
quote-client-has = The client has version { $number }; this draft replaces it once it is sent.

# Voiding it.
quote-void-hint = It keeps its number, and the client can no longer answer it. All its versions are voided.
quote-void-hint-accepted = The client accepted it: talk to them first. It keeps its number and its proof, and nothing more can be invoiced from it.
quote-void-invoiced = It cannot be voided while there is an invoice made from it. First void:
quote-voided = Voided.

# Handing it over without a mail.
quote-deliver = Hand over otherwise
quote-deliver-hint = The client gets it printed, by post or otherwise. It no longer changes and its PDF is made; no mail leaves, and none follows up.
quote-deliver-button = Note the delivery
quote-no-email = This client has no e-mail: hand them the PDF otherwise.
quote-renew-no-email = This client has no e-mail: to renew it, make a new version and hand it over.
flash-quote-delivered = Quote { $number } handed over to the client.

# The client’s answer, given to the office: what shows it.
quote-accept-how = How
quote-accept-how-phone = By phone
quote-accept-how-paper = On paper
quote-accept-how-email = By e-mail
quote-accept-how-other = Otherwise
quote-accept-note = What the client said
quote-accept-note-hint = When, to whom, in what words. Needed if nothing is attached.
quote-accept-paper = Supporting document
quote-accept-paper-hint = The signed page, a photo or a PDF, 25 MB at most. It is kept with the quote.
quote-accept-kept = Already attached: { $name }
quote-accept-proof-missing = Say how the client accepted, or attach what shows it.
proof-way = By what means
proof-file-hash = Hash of the attached document
proof-file-open = See the attached document

# Copying it.
quote-copy-title = Duplicate quote { $number }, version { $version }
quote-copy-title-only = Duplicate quote { $number }
quote-copy-hint = The copy is a draft with a number of its own, at today’s taxes. Nothing leaves.
quote-copy-here = On the same job
quote-copy-same = Duplicate here
quote-copy-elsewhere = On another job
quote-copy-search = Number, title or client of the job
quote-copy-none = No other job matches “{ $query }”.
quote-copy-button = Copy
quote-copy-to = Copy to job { $number }
quote-copy-version = Duplicate this version
