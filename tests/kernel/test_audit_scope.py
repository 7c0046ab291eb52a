"""A connection without privileges: what row-level security refuses and what it must not hide."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from silian.kernel import audit, scoping
from silian.kernel.access import system_actor
from silian.kernel.commands import command
from silian.kernel.models import AuditEntry

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db,
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="row-level security is PostgreSQL's"
    ),
]


@command("tests.chain.enter", None)
def enter(*, actor, chain: int) -> AuditEntry:
    """A command of the platform that writes into a consortium's chain."""
    return audit.record(actor.within(chain), "a consortium just founded", {})


def test_platform_command_continues_the_chain_of_a_consortium() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {scoping.APP_ROLE}")
    numbers = [enter(actor=system_actor("cli"), chain=77).number for _time in range(2)]
    assert numbers == [1, 2]


def test_error_of_the_database_is_not_hidden_by_leaving_the_scope() -> None:
    missing = pytest.raises(DatabaseError, match="no_such_table")
    with missing, transaction.atomic(), scoping.inside(77), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM no_such_table")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('silian.consortium', true)")
        assert cursor.fetchone()[0] in ("", None)
