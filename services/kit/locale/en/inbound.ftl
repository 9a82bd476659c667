# Inbound mail: why it waits, what was ignored, what is unusual about a message.

inbound-reason-reply = The client's reply, added to the job.
inbound-reason-request = A request by mail: a job was opened.
inbound-reason-delivered-by-hand = Added to the job by your team.
inbound-reason-unknown-sender = The sender is not an address of this job's client.
inbound-reason-forged = The mail server could not confirm the sender (SPF, DKIM or DMARC): it may be forged.
inbound-reason-sender-differs = The address shown and the sending server belong to different domains: the sender may be forged.
inbound-reason-no-sender = The mail does not say who sent it.
inbound-reason-odd-sender = The sender's name or address cannot become a contact.
inbound-reason-colleague = Sent by someone on your team to the client's address: it was not passed on.
inbound-reason-too-many = Many mails from this address within an hour.
inbound-reason-spam = Looks like spam.
inbound-reason-return-address = Sent to the automatic sending address, with no link to a job.
inbound-reason-refused = The job could not take it (for example: too many files).
inbound-reason-internal = An error on our side; the mail is kept and can be delivered by hand.
inbound-reason-raw-missing = The mail's content could not be read again.
inbound-reason-discarded = Discarded by your team.
inbound-reason-erased = Erased with the person who wrote it.
inbound-reason-loop = One of our own mails, come back.
inbound-reason-auto-reply = Automatic reply (out of office).
inbound-reason-automatic = Sent by a program.
inbound-reason-list = Newsletter or mailing list.
inbound-reason-null-sender = A mail without a sender, from a server.
inbound-reason-read-receipt = Read receipt.
inbound-reason-report-bounced = A server's notice: our mail was not delivered.
inbound-reason-report-delayed = A server's notice: our mail is delayed.
inbound-reason-report-delivered = A server's notice: our mail was delivered.
inbound-reason-report-other = A mail server's notice.
inbound-reason-report-of-nothing = A server's notice about a mail that is not ours.

timeline-request-received-mail = Request received by mail.

mail-note-unreadable = This mail is damaged: the complete original can be downloaded.
mail-note-too-deep = This mail has too many parts in parts to be read to the end: the complete original can be downloaded.
mail-note-too-long = This mail is very long: its end is in the original.
mail-note-too-many-parts = This mail has too many parts: the rest is in the original.
mail-note-undecodable = An attachment is damaged and may not open.
mail-note-tnef = An attachment is in Outlook's own format (winmail.dat): ask the client to send it another way if it does not open.
mail-note-empty-attachment = An empty attachment was left out.

problem-inbound-not-waiting = This mail is not waiting any more: { $status ->
    [delivered] it was added to a job.
    [discarded] it was discarded.
   *[other] it has been dealt with.
  }
problem-inbound-needs-job = Choose the job to add this mail to.
problem-inbound-sender-unfit = This mail's sender cannot become a contact: choose an existing job.
