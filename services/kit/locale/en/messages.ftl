# Why a message did not arrive: failure-<class>; what the office can do about it: .todo.
failure-no-address = There is no address for this client.
    .todo = Add an address to their contact and try again, or call.
failure-address-wrong = The address does not exist or takes no messages.
    .todo = Check the address with the client, then send to the right one.
failure-mailbox-full = The recipient's mailbox is full.
    .todo = Call the client, or try again later.
failure-too-large = The message is too large for the recipient's server.
    .todo = Send it without the attachment: the client finds it on their page.
failure-refused-by-policy = The recipient's server refused the message.
    .todo = Try another address of the client, or call.
failure-greylisted = The recipient's server asks to come back later.
    .todo = Try again, or call the client.
failure-busy = The server is not available.
    .todo = Try again, or call the client.
failure-our-side = The message was refused because of a setting on our side.
    .todo = Tell whoever runs Dossier, then try again.
failure-stopped = The delivery was stopped, by you or by the client.
    .todo = Nothing to do; to reach the client, call.
failure-uncertain = The connection broke before the answer: the message may have arrived.
    .todo = Ask the client whether they got it before you send it again.
failure-unknown = The message was refused ({ $code }).
    .todo = Try another address of the client, or call.
failure-waiting = We try again by ourselves; nothing to do for now.

problem-sms-off = Text messages are not turned on for your company.
problem-sms-stopped = This number wants no more text messages (STOP). Write by e-mail or call.
problem-contact-without-mobile = There is no mobile number for { $name }. Add one, write by e-mail, or call.
problem-message-not-failed = This message has not failed: there is nothing to try again.
problem-message-no-longer-due = This message has no place any more: what it said is no longer true.
problem-signature-invalid = The signature of this call is not right.
problem-field-sms-number = A number is needed to send text messages.
problem-field-sms-number-taken = This number is in use already.

mail-unsubscribe = Get no more follow-ups or offers by e-mail
mail-files-on-page = On your page, through the link below: { $names }.
