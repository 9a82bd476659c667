# Titles by HTTP status
problem-status-400 = Unreadable request
problem-status-401 = Sign-in required
problem-status-403 = Not allowed
problem-status-404 = Not found
problem-status-405 = Method not allowed
problem-status-409 = Conflict
problem-status-410 = No longer available
problem-status-412 = Changed meanwhile
problem-status-413 = Too large
problem-status-415 = Unsupported content type
problem-status-422 = Input to correct
problem-status-429 = Too many requests
problem-status-500 = Internal error
problem-status-503 = Service unavailable for the moment

problem-not-found = { $what ->
    [logo] There is no logo.
    [job] There is no such job.
    [contact] There is no such contact.
    [quote] There is no such quote.
    [visit] There is no such visit.
    [invoice] There is no such invoice.
    [credit-note] There is no such credit note.
    [payment] There is no such payment.
    [template] There is no such template.
    [refund] There is no such refund.
    [message] There is no such message.
    [mail] There is no such mail.
    [item] There is no such item.
    [site] There is no such form.
    [user] There is no such person.
    [resource] There is no such resource.
    [checklist] This checklist does not exist.
    [series] This series does not exist.
    [feed] This calendar link does not exist.
    [signature] There is no signature.
    [hold] This hold is gone.
    [service] There is no such service.
    [step] This step is no longer there.
    [file] There is no such file.
    [file-link] This link is no longer valid. Reload the page it came from.
    [link] This link is no longer valid. Ask your contractor for a new one.
   *[other] There is no such thing.
}
problem-no-such-page = There is nothing at this address.
problem-method-not-allowed = This method does not exist here.
problem-forbidden = You lack the permission “{ $permission }”.
problem-token-missing = Sign in first.
problem-token-invalid = Your sign-in is not valid. Sign in again.
problem-token-expired = Your sign-in has expired. Sign in again.
problem-invalid = Some fields need to be corrected.
problem-malformed-json = The request body is not valid JSON.
problem-malformed-request = The request does not have the expected shape.
problem-too-large = The request is larger than allowed.
problem-media-type = This content type is not accepted here.
problem-too-many = Too many requests in a short time. Try again in a moment.
problem-changed-meanwhile = Somebody changed this meanwhile. Here is the current version.
problem-constraint = This contradicts what is already recorded.
problem-in-progress = The first request with this key is still running. Try again in a moment.
problem-key-reuse = This idempotency key was already used for another request.
problem-key-malformed = The idempotency key must have 1 to 255 characters.
problem-key-required = This call needs the Idempotency-Key header.
problem-unavailable = A service is not answering for the moment. Nothing was saved; try again shortly.
problem-newer-build = A newer version already handles this job. Try again in a moment.
problem-internal = Something went wrong on our side. Nothing was saved.

# What the facts refuse
problem-job-not-open = This job is not open yet.
problem-job-already-open = Job { $number } is already open.
problem-job-finished = Job { $number } is finished. Reopen it first.
problem-job-is-open = Job { $number } is already open.
problem-job-not-finished = Job { $number } is still open: close or cancel it first.
problem-job-is-paused = Job { $number } is already paused.
problem-job-not-paused = Job { $number } is not paused.
problem-quote-archived = This quote is archived.
problem-quote-settled = Quote { $number } is settled: it no longer changes.
problem-quote-not-sendable = Quote { $number } cannot be sent as it is now.
problem-quote-superseded = Quote { $number } was replaced: the version in force is { $version }.
problem-quote-not-open = Quote { $number } no longer waits for an answer.
problem-visit-archived = This visit is archived.
problem-visit-already-scheduled = This visit is already scheduled.
problem-visit-status = The state of this visit does not allow that.
problem-invoice-unknown = This invoice is not one of this job.
problem-invoice-not-draft = Invoice { $number } is no longer a draft.
problem-invoice-not-issued = This invoice is not issued.
problem-invoice-has-payments = Invoice { $number } has received a payment: void that first.
problem-allocation-too-large = The amount exceeds the balance of invoice { $number }.
problem-payment-not-voidable = This payment can no longer be voided.
problem-step-not-skippable = This step cannot be skipped: the job would have nothing ahead.

# Fields
problem-field-required = This field is required.
problem-field-unknown = There is no such field.
problem-field-too-short = This is too short.
problem-field-too-long = This is too long.
problem-field-too-many = There are too many entries.
problem-field-too-few = Entries are missing.
problem-field-choice = This value is not one of the choices.
problem-field-range = This value is out of range.
problem-field-malformed = This value does not have the right form.
problem-field-email = This e-mail address is not valid.
problem-field-phone = This phone number is not valid.
problem-field-not-positive = The value must be greater than zero.
problem-field-control-characters = This field contains characters that are not allowed.
problem-field-json = This is not valid JSON.
problem-field-not-found = There is no such thing.
problem-field-in-the-future = That moment has not come yet.
