# What payments, credits and refunds refuse, and why

problem-payment-in-dispute = Payment { $number } is disputed: it stays as it is until the bank decides.
problem-credit-too-small = Only { $held } of the client's credit is left for that.
problem-invoice-of-another-client = Invoice { $number } is another client's.
problem-refund-too-large = Only what is not allocated can be refunded: { $held } of payment { $number }.
problem-refund-pending = A refund of payment { $number } is still under way. Wait for the bank's answer.
problem-dispute-too-large = The client can only dispute what is left of payment { $number }: { $amount }.
problem-quote-takes-no-deposit = Quote { $number } expects no deposit: it was not sent, or it is no longer open.
problem-invoice-paid-already = Invoice { $number } is already settled.

problem-field-several-clients = A payment comes from one client. Record one for each client.
problem-field-another-client = This job is another client's.
problem-field-quote-of-another-job = This quote belongs to another job.
problem-field-same-invoice = Choose another invoice than the one that the amount comes from.
problem-field-refund-too-early = On that day this money was not free yet.
problem-field-return-too-early = Money of this payment was moved or refunded after that day.
