# What the accounts service refuses
problem-sign-in-refused = This e-mail address and this password do not match.
problem-session-over = Your sign-in has ended. Sign in again.
problem-email-taken = Somebody already uses this e-mail address.
problem-plan-users = Your plan allows { $limit } active people.
problem-last-administrator = There must always be at least one active administrator.
problem-yourself = You cannot deactivate yourself.
problem-administrators-only = Only an administrator may do this.

problem-field-code-taken = Another company already uses this code.
problem-field-gst-number = A GST number looks like 123456789 RT0001.
problem-field-qst-number = A QST number looks like 1234567890 TQ0001.
problem-field-rbq-number = An RBQ licence number looks like 1234-5678-90.
problem-field-rbq-number-missing = The RBQ requires its licence number on your documents: enter it.
problem-field-website = A web address starts with http:// or https://.
problem-field-time-zone = There is no such time zone.
problem-field-wrong-password = This is not your current password.
problem-field-colour = A colour looks like #0B5563.
problem-field-colour-contrast = This colour is too light to be read on white. Choose a darker one.
problem-field-logo-type = A logo must be a PNG, JPEG or WebP picture. Your drawing program can export an SVG file as PNG.
problem-field-logo-broken = This picture is damaged and cannot be read to its end.
problem-field-logo-size = This picture is too large. It may have 40 million pixels and 5 MB.
