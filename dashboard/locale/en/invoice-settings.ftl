# Settings of invoices.
settings-invoices = Invoices
settings-invoices-about = When they are due, and the terms that are printed.
invoice-settings-due = Due date
invoice-settings-days = Payable within (days)
invoice-settings-days-hint = From the day of issue; 0: that same day. An invoice, or a client, may have another term.
invoice-settings-days-wrong = Enter a number of days from 0 to 365.
invoice-settings-terms-hint = Printed on each invoice issued from now on. Invoices issued before stay as they are.
invoice-settings-terms-fr = In French
invoice-settings-terms-en = In English
invoice-settings-terms-en-hint = Empty: an English-speaking client gets the French ones.
flash-invoice-settings = Invoice settings saved.
