# The quote in the client’s area: choice, payment, signature.

client-all = all of it
client-rest = the rest
client-recount = Count the total again
client-choice-unknown = This choice cannot be counted. Write to us and we will help.
client-sign = Sign by hand
client-sign-here = Sign here
client-sign-clear = Clear
client-renew = Ask to renew it
client-renewal-asked = You asked to renew this quote { $when }.
client-terms = Terms
client-itinerant = Your right to cancel
client-itinerant-text = You may cancel this contract without a reason and at no cost until { $day }. Nothing is to be paid before.
client-cancel = Cancel this contract
client-cancelled = You cancelled this contract { $when }.
flash-client-renewal-asked = Your request is passed on.
flash-client-cancelled = The contract is cancelled.
