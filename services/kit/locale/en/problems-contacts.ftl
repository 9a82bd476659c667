problem-contact-erased = The personal data of this contact was erased: it does not change any more.
    .title = Contact erased
problem-contact-people-full = A contact has at most { $most } people.

problem-field-lat-and-lon = Latitude and longitude go together.
problem-field-exempt-why = Say why this contact is exempt from taxes.
problem-field-phone-or-phones = Give "phone" or "phones", not both.
problem-field-in-the-future = That moment is still to come.
