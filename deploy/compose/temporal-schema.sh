#!/bin/sh
# Temporal's tables, made or brought up to date. Runs to its end before the server starts, at every `up`.
set -eu
: "${SQL_PASSWORD:?}"
sql() { temporal-sql-tool --plugin postgres12 --ep "$POSTGRES_SEEDS" -p "$DB_PORT" -u "$POSTGRES_USER" "$@"; }

for pair in temporal:temporal temporal_visibility:visibility; do
    database=${pair%%:*}
    schema=/etc/temporal/schema/postgresql/v12/${pair##*:}/versioned
    # Makes the version tables; on a database that has them it changes nothing, so its word does not count. The next one's does.
    sql --db "$database" setup-schema -v 0.0 || echo "$database: has a schema already"
    sql --db "$database" update-schema -d "$schema"
done
