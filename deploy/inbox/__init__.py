"""The local mail inbox: takes every mail by SMTP, keeps it on disk, shows it on a page and to programs."""
