"""In which consortium we are.

Every model of a consortium declares itself by `kernel.models.OfConsortium`; a query on it
outside `inside(...)` raises. On PostgreSQL the same context sets the consortium and an
unprivileged role inside the transaction, so that row-level security holds by itself, even
where a filter was forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django_scopes import scope, scopes_disabled

APP_ROLE = "silian_app"
ALL = "*"


@contextmanager
def inside(consortium_id: int) -> Iterator[None]:
    """Everything inside sees this consortium alone.

    On PostgreSQL it runs in a transaction, because the setting must end with it; on SQLite
    it does not, so that readers never take the write lock.
    """
    with scope(consortium=consortium_id), _database(str(consortium_id)):
        yield


@contextmanager
def across() -> Iterator[None]:
    """Everything inside sees all consortia: for figures of the installation and public lists.

    Use it as narrowly as possible; each use is listed with its reason in the tests.
    """
    with scopes_disabled(), _database(ALL):
        yield


@contextmanager
def _database(value: str) -> Iterator[None]:
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic():
        before = _set(value)
        yield
        # After an error there is nothing to set back: rolling back ends SET LOCAL, and another
        # statement would only hide what went wrong.
        _set(before)


def _set(value: str) -> str:
    """Sets the consortium for the rest of the transaction and returns what it was before."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('silian.consortium', true)")
        before = cursor.fetchone()[0] or ""
        cursor.execute("SELECT set_config('silian.consortium', %s, true)", [value])
        role = APP_ROLE if value else "none"
        cursor.execute(f"SET LOCAL ROLE {role}")
    return before
