# Lists

filter-by-field = Filter by { $name }

# Text messages
settings-sms = Text messages
settings-sms-about = Whether clients get text messages, and the number that they come from.
sms-enabled = Send text messages to clients who want them
sms-number = Sending number
sms-number-hint = The number that your provider gave you, for example 450 555-0142.
flash-sms-on = Text messages are on for new jobs.
flash-sms-off = Text messages are off for new jobs.

# Opening hours
opening-hours = Opening hours
opening-hours-hint = New jobs count their delays in opening hours, and slots offered to clients lie within them.
opens-at = Opens
closes-at = Closes
open-days = Open on

# Calendar link
feed-copy = Copy the link
feed-copied = Link copied
