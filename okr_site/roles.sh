#!/bin/sh
# The database container runs this once, on an empty volume: the three roles, with their passwords from the environment.
set -eu
run() { psql --set ON_ERROR_STOP=1 --no-psqlrc --quiet --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" "$@"; }
run --file "${ROLES_SQL:-/sightline/roles.sql}"
run --set owner="$OWNER_PASSWORD" --set app="$APP_PASSWORD" --set operator="$OPERATOR_PASSWORD" <<'SQL'
ALTER ROLE sightline_owner PASSWORD :'owner';
ALTER ROLE sightline_app PASSWORD :'app';
ALTER ROLE sightline_operator PASSWORD :'operator';
SQL
