"""The audit chain: what the chain finds by itself, and what only an anchor finds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from silian.kernel import access, audit, scoping
from silian.kernel.access import system_actor
from silian.kernel.audit.chain import GENESIS, HASHED, digest
from silian.kernel.audit.verify import read_anchors
from silian.kernel.commands import COMMANDS, command
from silian.kernel.database import lift_guards
from silian.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db

if "try.note.write" not in COMMANDS:

    @command("try.note.write", None)
    def write_note(*, actor: access.Actor, text: str) -> None:
        """Writes an entry, for these tests."""
        audit.record(actor, text, {"text": text})


def entries(count: int, chain: int = 3) -> None:
    for number in range(count):
        write_note(actor=system_actor("test", consortium_id=chain), text=f"第 {number} 条")


def check(path: Path) -> list[str]:
    with scoping.across():
        _read, faults = audit.verify(read_anchors(path))
    return [fault.kind for fault in faults]


def test_untouched_chains_verify(tmp_path: Path) -> None:
    entries(5)
    entries(2, chain=4)
    with scoping.across():
        audit.anchor(tmp_path / "anchors")
        read, faults = audit.verify(read_anchors(tmp_path / "anchors"))

    assert (read, faults) == (7, [])


@pytest.mark.parametrize(
    "verb", ["UPDATE kernel_auditentry SET actor = 'x'", "DELETE FROM kernel_auditentry"]
)
def test_database_refuses_to_change_entries(verb: str) -> None:
    entries(2)

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(verb)
    assert AuditEntry.objects.count() == 2


def edit() -> None:
    AuditEntry.objects.filter(number=3).update(actor="李某")


def delete() -> None:
    AuditEntry.objects.filter(number=3).delete()


def swap() -> None:
    first, second = AuditEntry.objects.get(number=3), AuditEntry.objects.get(number=4)
    AuditEntry.objects.filter(pk=first.pk).update(number=99)
    AuditEntry.objects.filter(pk=second.pk).update(number=3)
    AuditEntry.objects.filter(pk=first.pk).update(number=4)


def insert() -> None:
    last = AuditEntry.objects.get(number=6)
    AuditEntry.objects.filter(pk=last.pk).update(number=7)
    fifth = AuditEntry.objects.get(number=5)
    values = {name: getattr(fifth, name) for name in HASHED} | {"number": 6, "previous": fifth.hash}
    AuditEntry.objects.create(**values, hash=digest(values))


def cut_tail() -> None:
    AuditEntry.objects.filter(number__gte=5).delete()


def rewrite() -> None:
    previous = GENESIS
    for entry in AuditEntry.objects.order_by("number"):
        values = {name: getattr(entry, name) for name in HASHED}
        values |= {"actor": "李某" if entry.number == 2 else entry.actor, "previous": previous}
        previous = digest(values)
        AuditEntry.objects.filter(pk=entry.pk).update(**values, hash=previous)


TAMPERINGS: list[Callable[[], None]] = [edit, delete, swap, insert, cut_tail, rewrite]


@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda f: f.__name__)
def test_tampering_is_found_with_an_anchor(tamper: Callable[[], None], tmp_path: Path) -> None:
    entries(6)
    with scoping.across():
        audit.anchor(tmp_path / "anchors")
    assert check(tmp_path / "anchors") == []

    lift_guards()
    tamper()

    assert check(tmp_path / "anchors") != []


@pytest.mark.parametrize("tamper", [cut_tail, rewrite], ids=lambda f: f.__name__)
def test_without_an_anchor_cut_and_rewrite_stay_hidden(
    tamper: Callable[[], None], tmp_path: Path
) -> None:
    """The negative control: it is the anchor that finds these two."""
    entries(6)
    lift_guards()
    tamper()

    assert check(tmp_path / "no-anchors") == []
