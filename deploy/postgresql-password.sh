#!/bin/sh
# Run by the database container once, after postgresql.sql.
set -e
psql -v ON_ERROR_STOP=1 -v secret="$POSTGRES_PASSWORD" -U postgres <<'SQL'
ALTER ROLE silian PASSWORD :'secret';
SQL
