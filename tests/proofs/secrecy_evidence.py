"""What somebody has who holds everything after the close: tables, files, logs, pages, back-ups."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Row = dict[str, Any]
WAL_SEGMENTS = 24
CHUNK = 64 * 1024 * 1024


@dataclass
class Evidence:
    """`tables`: every table's rows as the database lays them, on PostgreSQL with `xmin`, `ctid`.

    `statistics`: what the database keeps on its own account; `raw`: its bytes on the disk and
    its log; `files`: what else lies in the data folder; `backups`: by ballot, the tables and the
    raw bytes while it was open; `pages`: by ballot, what is published; `log`: of the server.
    """

    tables: dict[str, list[Row]] = field(default_factory=dict)
    statistics: dict[str, list[Row]] = field(default_factory=dict)
    raw: bytes = b""
    files: dict[str, bytes] = field(default_factory=dict)
    backups: dict[str, Evidence] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    log: str = ""

    def ballot(self, ref: str) -> Row:
        return next(row for row in self.tables["governance_ballot"] if row["ref"] == ref)

    def of_ballot(self, table: str, ref: str) -> list[Row]:
        """Rows of a table that belong to a ballot, as they lie."""
        pk = self.ballot(ref)["id"]
        return [row for row in self.tables[table] if row["ballot_id"] == pk]


def taken(folder: Path, log: Path | None = None, since: str = "") -> Evidence:
    """Everything that there is now; `since`: where the database's log stood at the beginning."""
    from django.db import connection

    found = Evidence(files=_files(folder))
    if log is not None and log.exists():
        found.log = log.read_text("utf-8", "replace")
    if connection.vendor == "sqlite":
        _sqlite(found, folder)
    else:
        _postgres(found, since)
    return found


def log_position() -> str:
    """Where PostgreSQL's log stands; empty elsewhere."""
    from django.db import connection

    if connection.vendor == "sqlite":
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_walfile_name(pg_current_wal_lsn())")
        return str(cursor.fetchone()[0])


def _files(folder: Path) -> dict[str, bytes]:
    """All but the database itself."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "sqlite3" not in path.name and path.stat().st_size < CHUNK
    }


def _sqlite(found: Evidence, folder: Path) -> None:
    file = folder / "silian.sqlite3"
    # The bytes first: also pages that are free, and the log that is not merged yet.
    for name in (file.name, f"{file.name}-wal", f"{file.name}-shm"):
        if (folder / name).exists():
            found.raw += (folder / name).read_bytes()
    line = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    line.row_factory = sqlite3.Row
    names = [row[0] for row in line.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for name in names:
        rows = [dict(row) for row in line.execute(f'SELECT * FROM "{name}"')]
        place = found.statistics if name.startswith("sqlite_") else found.tables
        place[name] = rows
    for row in found.statistics.get("sqlite_sequence", []):
        row["last_value"] = row["seq"]
    line.close()


def _postgres(found: Evidence, since: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:

        def rows(query: str, given: Iterable[Any] = ()) -> list[Row]:
            cursor.execute(query, list(given))
            names = [column.name for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

        for row in rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"):
            name = row["tablename"]
            query = f'SELECT xmin::text AS xmin, ctid::text AS ctid, * FROM "{name}"'
            found.tables[name] = rows(query)
        cursor.execute("ANALYZE")
        found.statistics = {
            "sqlite_sequence": [
                {"name": row["sequencename"].removesuffix("_id_seq"), **row}
                for row in rows("SELECT sequencename, last_value FROM pg_sequences")
            ],
            "pg_stats": rows("SELECT *, most_common_vals::text AS common, "
                             "histogram_bounds::text AS bounds FROM pg_stats "
                             "WHERE schemaname = 'public'"),
            "pg_stat": rows("SELECT * FROM pg_stat_user_tables"),
        }  # fmt: skip
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = session_user")
        if cursor.fetchone()[0] and since:
            found.raw = _disk(cursor, rows, since)


def _disk(cursor: Any, rows: Any, since: str) -> bytes:
    """The files of the tables, dead rows included, and the log since the beginning."""
    cursor.execute("CHECKPOINT")
    parts = []
    tables = rows(
        "SELECT pg_relation_filepath(oid::regclass) AS path FROM pg_class WHERE relkind = 't' "
        "OR (relkind = 'r' AND relname ~ '^(governance_|kernel_audit|django_session)')"
    )
    for row in tables:
        cursor.execute("SELECT pg_read_binary_file(%s, 0, %s, true)", [row["path"], CHUNK])
        parts.append(bytes(cursor.fetchone()[0] or b""))
    segments = rows(
        "SELECT name FROM pg_ls_waldir() WHERE name >= %s AND length(name) = 24 "
        "AND name <= pg_walfile_name(pg_current_wal_lsn()) ORDER BY name",
        [since],
    )
    for row in segments[:WAL_SEGMENTS]:
        cursor.execute("SELECT pg_read_binary_file(%s, 0, %s, true)",
                       [f"pg_wal/{row['name']}", CHUNK])  # fmt: skip
        parts.append(bytes(cursor.fetchone()[0] or b""))
    return b"".join(parts)


def everything(evidence: Evidence) -> bytes:
    """All of it as bytes, to be searched."""
    parts = [evidence.raw, evidence.log.encode(), *evidence.files.values()]
    parts += [repr(rows).encode() for rows in evidence.tables.values()]
    parts += [repr(rows).encode() for rows in evidence.statistics.values()]
    return b"\n".join(parts)


def sessions(evidence: Evidence) -> dict[int, str]:
    """What the sessions say, by user."""
    from django.contrib.sessions.backends.db import SessionStore

    found = {}
    for row in evidence.tables["django_session"]:
        data = SessionStore().decode(row["session_data"])
        found[int(data.get("_auth_user_id", 0))] = repr(data)
    return found


def words(text: str) -> list[str]:
    """What looks like a receipt in a text."""
    return re.findall(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){7}", text)


def folder() -> Path:
    """The data folder of this process."""
    return Path(os.environ["SILIAN_DATA"])
