# The terminal: ./dossier

help-dossier = Dossier: one request, one numbered folder, one workflow that does not stop.
help-up = Run all of Dossier on this machine, until Ctrl-C.
help-test = Run every check and every test; with arguments, pytest alone.
help-demo = Play one job, from web form to paid, against the running stack.
help-migrate = Bring the schema of the running stack's database up to date.
help-lock = Make requirements.lock again from pyproject.toml.
help-fresh = First forget all data of this folder.
help-empty = The first time, make only the company, its owner and its form.
help-port-base = First of thirteen consecutive ports, instead of the usual ones.
help-data = Where the database, Temporal, the mail inbox and the logs keep their data.

assets = Browser parts
migrations = Database schema
company = Demo company
rebuild = Workflows rebuilt from the database
start-postgres = Postgres
start-temporal = Temporal
start-mail = Local mail inbox
start-bank = Local bank
start-accounts = Service accounts
start-intake = Service intake
start-jobs = Service jobs
start-billing = Service billing
start-workers = Workers
start-relay = Relay
start-inbound = Inbound mail
start-dashboard = Dashboard

table-what = What
table-where = Where
table-sign-in = Sign in
table-password = Password
table-role = Role
table-dashboard = Dashboard
table-intake = intake API
table-jobs = jobs API
table-billing = billing API
table-accounts = accounts API
table-temporal-ui = Temporal (pages)
table-mail = Mail inbox
table-bank = The clients' bank
table-form = Request form
table-temporal-address = Temporal
table-smtp-address = SMTP
table-database-address = Postgres
ready = Ready. The same addresses for programs: { $file }. Ctrl-C stops everything.
stopping = Stopping…
stopped = Stopped. "./dossier up" will go on with the same data.
process-died = "{ $name }" ended; restarting it.
process-back = "{ $name }" is back.
ending-leftovers = { $count ->
    [one] Ending one process left by an earlier start.
   *[other] Ending { $count } processes left by an earlier start.
}

folder-in-use = Another Dossier stack already uses { $folder }: stop it, or choose another folder with --data.
folder-not-ours = { $folder } holds something that is not a Dossier stack: choose an empty or new folder with --data.
port-taken = Port { $port } is already taken: stop the program that uses it, or choose other ports, for example with --port-base 20000.
port-out-of-range = { $port } is no possible port: choose --port-base between 1 and 65523.
disk-full = The disk of { $folder } is full ({ $free } MB free, { $needed } needed): free some space, or choose another disk with --data.
library-missing = The system library { $library } is missing: install it, on Debian or Ubuntu with "apt-get install { $package }".
not-allowed = Cannot write { $path }: correct its permissions, or choose another folder with --data.
system-refused = The system refused: { $reason } ({ $path }).
process-failed = "{ $name }" did not start: { $last } (log: { $log })
postgres-failed = Postgres did not start: { $last }
assets-failed = npm could not install the browser parts: { $last }
nothing-running = No stack is running in { $folder }: first start "./dossier up" in another terminal.
uv-missing = The program uv cannot be found: install it with "pip install uv".
chromium-missing = Chromium cannot be found: install it, on Debian or Ubuntu with "sudo apt-get update && sudo apt-get install -y chromium".
chromium-installing = Installing Chromium with apt-get.

check-lint = ruff check
check-format = ruff format --check
check-types = mypy (strict)
check-imports = lint-imports
check-tests = pytest
check-passed = passed
check-failed = failed
