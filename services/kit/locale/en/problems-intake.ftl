# What requests and forms refuse
problem-site-key-taken = The address “{ $key }” is taken. Choose another one.

problem-field-email-or-phone = Give an e-mail address or a phone number, so that we can answer.
problem-field-consent-required = Without this consent the request cannot be received.
problem-field-site-key = The form's address holds lower-case letters without accents, digits and hyphens only.
problem-field-origin = An origin looks like https://www.example.ca, without a path.
