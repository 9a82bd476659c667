# The numbers of documents.

settings-numbers = Document numbers
settings-numbers-about = Prefix, zeros and next number of quotes, invoices, receipts and credit notes.
numbers-lead = Numbers follow each other without a gap. A change applies to documents to come.
numbers-quote = Quotes
numbers-invoice = Invoices
numbers-credit-note = Credit notes
numbers-receipt = Receipts
numbers-refund = Refund receipts
numbers-next = Next number:
numbers-yearly-said = Starts over every year
numbers-running-said = Runs on from year to year
numbers-prefix = Prefix
numbers-suffix = Suffix
numbers-affix-hint = {"{YYYY}"} or {"{YY}"} gives the year.
numbers-width = Number of digits
numbers-width-hint = Filled up with zeros: 4 gives 0007.
numbers-start = First number
numbers-start-hint = The one at the beginning, or of every year.
numbers-next-label = Next number
numbers-next-hint = Empty: { $next }, as it comes.
numbers-yearly = Start over every year on January 1
numbers-not-a-number = Enter a whole number.
flash-numbers-saved = Numbers saved.
