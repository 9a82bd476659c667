"""A bank on this machine that moves no money: it speaks the part of Stripe's API that Dossier uses, and its page plays the client's bank."""
