# Messages: templates, repairs, unsubscribing.
settings-messages = Message templates
settings-messages-about = The words of your mails and text messages, in French and English.
templates-title = Message templates
templates-intro = What Dossier writes to your clients in your name. Change the words; fields in braces fill themselves in.
template-own = Your words
template-standard = Standard text
template-channel-mail = E-mail
template-channel-sms = Text message
template-subject = Subject
template-body = Text
template-preview = What the client will read
template-preview-wait = The preview follows what you write.
template-words = Fields that you can write
template-required = (required)
template-reset = Back to the standard text
template-sms = { $units } characters, { $segments ->
    [one] { $segments } text message
   *[other] { $segments } text messages
} ({ $encoding })
language-fr = French
language-en = English
flash-template-saved = Template saved.
flash-template-reset = The standard text is back.

channel-sms = text message
reply-channel = How to send it
reply-by-mail = By e-mail
reply-by-sms = By text message
reply-hint-sms = Leaves as a text message and stays on the job.
reply-attach = Attach files of the job
reply-attach-hint = Up to 15 MB together; beyond that the client finds them on their page.
message-uncertain = The message may have arrived, or not.
message-retry = Try again
message-elsewhere = Another address
message-to-email = E-mail
message-to-phone = Mobile
message-keep-address = Keep it for this client
message-send-there = Send it there
message-called = I called
message-called-what = What was said
message-called-note = Note the call
called-empty = Write what was said.
flash-message-retried = Message handed over for sending.
flash-message-called = Call noted: settled.

trouble-title = Messages that did not arrive
trouble-none = All your messages have arrived.
trouble-waiting = Only those that wait for somebody
trouble-all = Show settled ones, too
trouble-open = Open the job
trouble-more = Show more

unsubscribe-title = Your e-mails
unsubscribe-ask = Get no more follow-ups or offers from { $company } at { $address }?
unsubscribe-still = You will still get what is about your own work: visits, invoices, receipts and answers.
unsubscribe-do = Get no more of them
unsubscribe-done = Done: { $company } will send you no more follow-ups or offers.
unsubscribe-again = Get them again

settings-snippets = Ready answers
settings-snippets-about = What the office often answers, one choice away.
snippets-title = Ready answers
snippets-none = No ready answer yet. Keep here what you often write.
snippet-new = New answer
snippet-title = Name
snippet-body-fr = Text in French
snippet-body-en = Text in English
snippet-hint = You can write {"{"}client{"}"}, {"{"}company{"}"}, {"{"}phone{"}"} and {"{"}job{"}"}.
snippet-remove = Remove
flash-snippet-saved = Answer kept.
flash-snippet-removed = Answer removed.
reply-snippet = Ready answer
reply-snippet-none = Choose…
