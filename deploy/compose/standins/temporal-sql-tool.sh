#!/bin/sh
# Takes the arguments of the real tool, proves that they lead to the database, and changes nothing in it.
set -eu
while [ $# -gt 0 ]; do
    case $1 in
    --ep) host=$2 ;;
    -p) port=$2 ;;
    -u) user=$2 ;;
    --db) database=$2 ;;
    setup-schema | update-schema) command=$1 && break ;;
    esac
    shift
done
PGPASSWORD=$SQL_PASSWORD psql -qAt -h "$host" -p "$port" -U "$user" -d "$database" \
    -c "BEGIN; CREATE TABLE may_create (x int); ROLLBACK; SELECT '$command: ' || current_user || ' may make tables in ' || current_database()"
