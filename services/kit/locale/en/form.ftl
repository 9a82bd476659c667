# The form page, as a contractor’s client sees it
form-title = Service request – { $company }
form-heading = Service request
form-lead = Tell us what you need. Your request gets a number right away.
form-skip = Go to the form
form-languages = Language
form-language-fr = Français
form-language-en = English

form-you = You
form-place = Where the work is
form-work = What you need
form-name = Name
form-reach-hint = An e-mail address or a phone number is enough.
form-email = E-mail
form-phone = Phone
form-line1 = Address
form-city = City
form-postal-code = Postal code
form-service = Service wanted
form-service-choose = Choose
form-service-other = Something else
form-message = Your message
form-message-hint = What, where, since when, and the times you are there.
form-optional = (optional)
form-trap = Leave this field empty
form-send = Send the request

form-consent = I agree that { $company } uses this information to answer my request and follow up on it.
form-privacy = { $officer ->
    [blank] It is used for nothing else. When you open the link in one of our messages, that is noted; nothing else follows you. To see it, correct it or withdraw your consent, write to { $company }: { $email }.
   *[other] It is used for nothing else. When you open the link in one of our messages, that is noted; nothing else follows you. To see it, correct it or withdraw your consent, write to { $officer }, in charge of personal information at { $company }: { $email }.
}

form-next = What happens next
form-next-number = Your request gets a number, which you see at once.
form-next-mail = If you give an e-mail address, an acknowledgement is sent there, with a link to follow your file.
form-next-answer = { $company } answers you.
form-contact = Contact
form-licence-rbq = RBQ licence: { $number }
form-licence-cmeq = CMEQ member: { $number }
form-licence-cmmtq = CMMTQ member: { $number }

form-wrong-summary = { $count ->
    [one] One thing needs to be corrected. Nothing has been sent yet.
   *[other] { $count } things need to be corrected. Nothing has been sent yet.
}
form-wrong-name-required = Write your name.
form-wrong-name-too-short = Write your name.
form-wrong-phone-email-or-phone = Give a phone number or, above, an e-mail address.
form-wrong-line1-required = Add the number and the street.
form-wrong-service-choice = Choose a service from the list.
form-wrong-message-too-short = Say in a few words what you need.
form-wrong-message-required = Say in a few words what you need.
form-wrong-consent-consent-required = Tick the box so that we may handle your request.

form-stale = This page stayed open for a long time. Everything you wrote is still there: send it again.
form-sent-before = Your request was already received under number { $number }. To send what you changed as well, send it again.
form-unavailable = We could not receive your request. Nothing is lost: send it again in a moment.

form-thanks-title = Thank you! – { $company }
form-thanks-heading = Thank you, your request is received.
form-thanks-number = Its number is
form-thanks-mail = An acknowledgement is on its way by e-mail, with a link to follow your file and write to us.
form-thanks-answer = { $company } will answer as soon as possible.
form-thanks-keep = Keep this number: giving it is enough when you call us.
form-again = Send another request

form-nowhere-title = Form not found
form-nowhere-hint = Check the address with your contractor.
form-away-title = Form unavailable
form-away-hint = Go back to the previous page: what you wrote is still there.
