"""Who holds an open ballot: all voters together, or the one who ends it.

PostgreSQL lets every further voter pass a row that is held FOR SHARE, also while somebody waits
to close the ballot: as long as votes kept coming, it could not be closed. An advisory lock is
given in the order in which it was asked for. SQLite has one writer at a time in any case.
"""

from __future__ import annotations

from django.db import connection

from ..models import Ballot

# Any number would do: it separates these locks from other advisory locks in the database.
LOCK_SPACE = 7_141_012


def together(ballot: Ballot | str) -> None:
    """Until the transaction ends nobody closes the ballot; other voters may hold it as well."""
    _hold("pg_advisory_xact_lock_shared", ballot)


def alone(ballot: Ballot | str) -> None:
    """Waits for the votes that are being cast, and lets no further one begin before the end."""
    _hold("pg_advisory_xact_lock", ballot)


def _hold(function: str, ballot: Ballot | str) -> None:
    if connection.vendor != "postgresql":
        return
    ref = ballot.ref if isinstance(ballot, Ballot) else ballot
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, hashtext(%s))", [LOCK_SPACE, ref])
