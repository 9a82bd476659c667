# Home, and the search of the whole dashboard.

home-nothing-next = Jobs with nothing next
home-nothing-next-why = Nothing is planned for these jobs: open them and decide what comes next.
home-nothing-next-none = No job without a next step: every open job has one.
home-held = { $count ->
    [one] { $count } received e-mail is waiting for you to decide
   *[other] { $count } received e-mails are waiting for you to decide
  }
home-clocks = Clocks over 12 hours
home-clock-since = Running since { $when }
home-clock-look = See the hours
home-late = { $count } late
home-nobody = Nobody in charge
home-system = Dossier takes care of it
home-unscheduled = Visits to schedule
home-unscheduled-empty = Every visit has a date.

search-title = Search
search-label = Search for a job, a contact, a quote, an invoice or a message
search-hint = Search
search-go = Search
search-what = A name, a number, part of a phone number or an address, a word of a message: accents and capitals do not matter.
search-close = Nothing exact: here is what is close to what you typed.
search-none = Nothing found for “{ $query }”.
search-all = See all results
search-number = No. { $number }
search-count = { $count ->
    [0] No result
    [one] { $count } result
   *[other] { $count } results
  }
search-kind-job = Jobs
search-kind-contact = Contacts
search-kind-quote = Quotes
search-kind-invoice = Invoices
search-kind-message = Messages
