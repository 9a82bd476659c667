# The local mail inbox

inbox-title = Mail inbox
inbox-purpose = Every mail that Dossier sends here. Nothing leaves this machine.
inbox-other-language = Français
inbox-list = Mails received
inbox-filter = Recipient
inbox-filter-example = name@example.ca
inbox-filter-do = Filter
inbox-nothing = No mail yet. They appear here as they arrive.
inbox-nothing-for = No mail for { $to }.
inbox-no-subject = (no subject)
inbox-back = All mails
inbox-from = From
inbox-to = To
inbox-received = Received
inbox-attachments = Attachments
inbox-kilobytes = { NUMBER($size) } kB
inbox-html = Formatted message
inbox-text = Text
inbox-headers = All headers
inbox-raw = Download the mail as received
inbox-unreadable = This mail is too broken to be shown.
inbox-texts = Text messages
inbox-texts-count = Text messages ({ $count })
inbox-no-texts = No text message has left.
inbox-answer = Answer as the client
inbox-answer-do = Answer
