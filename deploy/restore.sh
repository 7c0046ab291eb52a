#!/usr/bin/env bash
# Restores a backup of deploy/backup.sh into an EMPTY installation, then proves it.
#
#     deploy/restore.sh silian-<time>.tar [silian-<time>.keys]
#
# Reads SILIAN_DATA (default: var) and DATABASE_URL, as the product does. Without the .keys file
# the keys must come from SILIAN_SECRET_KEY and SILIAN_FIELD_KEY. Refuses (exit 2) a data folder
# or a database that already holds something, and a backup whose sums do not fit.
# A PostgreSQL database must be there, empty, with the role silian_app (docs/how-to/postgresql.md).
set -euo pipefail
umask 077

archive=${1:?deploy/restore.sh silian-<time>.tar [silian-<time>.keys]}
keys=${2:-}
here=$(cd "$(dirname "$0")/.." && pwd)
data=${SILIAN_DATA:-$here/var}
url=${DATABASE_URL:-}
silian=${SILIAN_COMMAND:-$here/.venv/bin/silian}
refuse() { echo "$*" >&2; exit 2; }

[ -f "$archive" ] || refuse "没有这个文件 / no such file: $archive"
[ -z "$keys" ] || [ -f "$keys" ] || refuse "没有这个文件 / no such file: $keys"
[ -e "$data/silian.sqlite3" ] && refuse "数据目录里已有数据库 / there is a database in $data"
mkdir -p "$data"
if [ -z "$keys" ] && [ -z "${SILIAN_FIELD_KEY:-}" ] && [ ! -f "$data/field.key" ]; then
  refuse "缺少密钥：给出 .keys 文件，或设 SILIAN_FIELD_KEY / no key: give the .keys file"
fi

work=$(mktemp -d "$data/.silian-restore.XXXXXX")
trap 'rm -rf "$work"' EXIT
tar -C "$work" --no-same-owner -xf "$archive"
(cd "$work" && sha256sum --quiet -c manifest.sha256) || refuse "备份已损坏 / the backup is damaged"

if [ -n "$url" ]; then
  [ -f "$work/database.pgdump" ] || refuse "这是 SQLite 的备份 / this is a backup of SQLite"
  tables=$(psql -qtA "$url" -c "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND n.nspname = current_schema()")
  [ "$tables" = 0 ] || refuse "数据库不是空的（$tables 张表）/ the database is not empty"
  pg_restore --no-owner --exit-on-error --single-transaction --dbname="$url" "$work/database.pgdump"
else
  [ -f "$work/database.sqlite3" ] || refuse "这是 PostgreSQL 的备份 / this is a backup of PostgreSQL"
  mv "$work/database.sqlite3" "$data/silian.sqlite3"
fi
for part in files publications imports audit-anchors.jsonl; do
  [ -e "$work/$part" ] && mv -T "$work/$part" "$data/$part"
done
if [ -n "$keys" ]; then
  for key in secret.key field.key paper-keys.json; do
    # Older archives lack the last one.
    ! tar -tf "$keys" | grep -x "$key" >/dev/null || tar -C "$data" --no-same-owner -xf "$keys" "$key"
  done
fi

# Triggers, roles and policies are laid by migrating; the chain and its anchors prove the rest.
export SILIAN_DATA=$data
"$silian" migrate
"$silian" audit verify
