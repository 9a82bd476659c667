# My Day. { "{" }count{ "}" }, { "{" }when{ "}" } and { "{" }time{ "}" } are filled in by the phone.

my-day-title = My day
my-day-app = Dossier, my day
my-day-days = Days
my-day-before = Day before
my-day-after = Day after
my-day-today = Today
my-day-whose = The day of
my-day-mine = Me
my-day-look = Look
my-day-empty = No visit on this day.
my-day-nobody = You have no visits in your name.
my-day-all-done = Everything is done for today.
my-day-over =
    { $count ->
        [one] One finished visit
       *[other] { $count } finished visits
    }
my-day-all-day = All day
my-day-window = Arrival between { $first } and { $last }
my-day-start = Start
my-day-resume = Resume
my-day-pause = Pause
my-day-complete = Complete
my-day-en-route = On my way
my-day-call = Call
my-day-navigate = Navigate
my-day-photo = Photo
my-day-invoice = Invoice on site
my-day-note = Add a note
my-day-note-keep = Keep the note
my-day-minutes = Expected arrival
my-day-minutes-unsaid = no time
my-day-in-minutes = in { $minutes } min
my-day-photos =
    { $count ->
        [one] One photo
       *[other] { $count } photos
    }
my-day-material = Add material
my-day-material-what = What
my-day-material-amount = Quantity
my-day-material-unit = Unit
my-day-material-keep = Note the material
my-day-sign = Signature
my-day-sign-title = Client's signature
my-day-sign-for = I confirm that { $company } has done this work.
my-day-sign-name = Name
my-day-sign-here = Sign here with a finger
my-day-sign-missing = The name or the signature is missing.
my-day-sign-keep = Keep the signature
my-day-sign-clear = Clear
my-day-signed = Signed { $when }
my-day-signed-word = Signature
my-day-running = At work for { "{" }time{ "}" }
my-day-running-since = At work since { $when }
my-day-wait-one = 1 action waiting to be sent
my-day-wait-many = { "{" }count{ "}" } actions waiting to be sent
my-day-said-photo = Photo added.
my-day-net-offline = No network. This is your day as received { "{" }when{ "}" }: go on, everything is sent when the network is back.
my-day-net-sending = Sending.
my-day-net-signed-out = Your sign-in has expired. Your actions stay on this phone; sign in to send them.
my-day-net-other = Actions of somebody else wait on this phone. They will be sent when that person signs in.
my-day-answers = What happened
flash-my-day = { $text }

unsent-leave-one = 1 action is not sent yet. It stays on this phone and is sent when you sign in here again. Sign out anyway?
unsent-leave-many = { "{" }count{ "}" } actions are not sent yet. They stay on this phone and are sent when you sign in here again. Sign out anyway?
unsent-sign-in-one = 1 action of My day waits on this phone. It is sent as soon as the person who did it signs in.
unsent-sign-in-many = { "{" }count{ "}" } actions of My day wait on this phone. They are sent as soon as the person who did them signs in.
