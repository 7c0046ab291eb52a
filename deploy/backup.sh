#!/usr/bin/env bash
# Backs up one installation, while it runs: database, uploaded and published files, audit anchors.
#
#     deploy/backup.sh FOLDER
#
# Reads SILIAN_DATA (default: var) and DATABASE_URL (empty: the SQLite file in SILIAN_DATA).
# Writes into FOLDER, readable by the owner alone:
#     silian-<time>.tar    database, files, anchors, manifest with a SHA-256 for each part
#     silian-<time>.keys   the keys of the data folder. Keep it apart from the .tar: together
#                          they open the encrypted personal data; without it nobody can.
# Prints both names. A failure leaves neither behind.
set -euo pipefail
umask 077

folder=${1:?deploy/backup.sh FOLDER}
here=$(cd "$(dirname "$0")/.." && pwd)
data=${SILIAN_DATA:-$here/var}
url=${DATABASE_URL:-}
python=${SILIAN_PYTHON:-$here/.venv/bin/python}
[ -x "$python" ] || python=python3
[ -d "$data" ] || { echo "没有数据目录 / no data folder: $data" >&2; exit 2; }
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)

work=$(mktemp -d "$folder/.silian-backup.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir "$work/parts"

if [ -z "$url" ]; then
  [ -f "$data/silian.sqlite3" ] || { echo "没有数据库 / no database: $data/silian.sqlite3" >&2; exit 2; }
  # SQLite's own online copy: a consistent state, even while others write.
  "$python" - "$data/silian.sqlite3" "$work/parts/database.sqlite3" <<'PYTHON'
import sqlite3, sys
source = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True, timeout=60)
target = sqlite3.connect(sys.argv[2])
with target:
    source.backup(target)
if target.execute("PRAGMA integrity_check").fetchone() != ("ok",):
    sys.exit("database copy is damaged")
target.execute("PRAGMA journal_mode=DELETE")
PYTHON
else
  # Row-level security is forced on the owner too; '*' is the setting that shows every consortium.
  PGOPTIONS="-c silian.consortium=*" pg_dump --format=custom --enable-row-security --no-owner \
    --file="$work/parts/database.pgdump" --dbname="$url"
fi

# The database first: whatever a row of it names was written before and is copied now.
for part in files publications imports audit-anchors.jsonl; do
  [ -e "$data/$part" ] && cp -a "$data/$part" "$work/parts/$part"
done

(cd "$work/parts" && find . -type f ! -name manifest.sha256 -print0 | sort -z |
  xargs -0 sha256sum > ../manifest.sha256 && mv ../manifest.sha256 manifest.sha256)

name=silian-$(date -u +%Y%m%dT%H%M%SZ)
tar -C "$work/parts" -cf "$work/$name.tar" .
mv "$work/$name.tar" "$folder/$name.tar"
echo "$folder/$name.tar"

keys=()
for key in secret.key field.key paper-keys.json; do [ -f "$data/$key" ] && keys+=("$key"); done
if [ ${#keys[@]} -gt 0 ]; then
  tar -C "$data" -cf "$folder/$name.keys" "${keys[@]}"
  echo "$folder/$name.keys"
fi
