"""The organ of commands: one transaction, in the actor's consortium, never without its entry."""

from __future__ import annotations

from enum import StrEnum

import pytest
from django.utils.translation import gettext_lazy as _

from silian.kernel import access, audit, commands
from silian.kernel.access import Actor, system_actor
from silian.kernel.commands import Unaudited, command, lock
from silian.kernel.models import AuditEntry, DailyMark, ImportBatch
from silian.kernel.refusals import Forbidden, Missing
from silian.kernel.scoping import inside

pytestmark = pytest.mark.django_db


class Try(StrEnum):
    MARK = "try.mark"


access.register_permissions({Try.MARK: (_("试一试"), "Try")})


@command("try.mark.set", Try.MARK)
def set_mark(*, actor: Actor, name: str, fail: bool = False, audited: bool = True) -> DailyMark:
    """Sets a mark, for these tests."""
    access.require(actor, Try.MARK)
    mark = DailyMark.objects.create(name=name, day="2026-01-01")
    if audited:
        audit.record(actor, mark, {"name": name})
    if fail:
        raise Forbidden("no")
    return mark


def test_command_writes_and_leaves_exactly_one_entry() -> None:
    set_mark(actor=system_actor("test"), name="a")

    entry = AuditEntry.objects.get()
    assert (entry.command, entry.actor, entry.chain, entry.number) == ("try.mark.set", "test", 0, 1)
    assert DailyMark.objects.filter(name="a").exists()


def test_refused_command_changes_nothing() -> None:
    with pytest.raises(Forbidden):
        set_mark(actor=system_actor("test"), name="a", fail=True)

    assert not DailyMark.objects.exists()
    assert not AuditEntry.objects.exists()


def test_command_without_its_entry_is_undone() -> None:
    with pytest.raises(Unaudited):
        set_mark(actor=system_actor("test"), name="a", audited=False)

    assert not DailyMark.objects.exists()


def test_command_refuses_whom_no_role_allows() -> None:
    stranger = Actor(label="张三", user_id=7)

    with pytest.raises(Forbidden, match="试一试"):
        set_mark(actor=stranger, name="a")


def test_entry_goes_into_the_chain_of_the_consortium() -> None:
    set_mark(actor=system_actor("test", consortium_id=5), name="a")
    set_mark(actor=system_actor("test", consortium_id=6), name="b")

    with inside(5):
        assert list(AuditEntry.objects.filter(chain=5).values_list("number", flat=True)) == [1]


def test_entry_outside_a_command_is_an_error() -> None:
    with pytest.raises(LookupError):
        audit.record(system_actor("test"), "nothing")


@pytest.mark.parametrize("wrong", ["positional", "actor_later", "twice"])
def test_registering_a_command_wrongly_fails_at_once(wrong: str) -> None:
    def positional(actor: Actor) -> None: ...
    def actor_later(*, name: str, actor: Actor) -> None: ...
    def twice(*, actor: Actor) -> None: ...

    name = "try.mark.set" if wrong == "twice" else f"try.{wrong}"
    with pytest.raises((TypeError, ValueError)):
        command(name, None)(locals()[wrong])
    assert wrong == "twice" or f"try.{wrong}" not in commands.COMMANDS


def test_lock_of_another_consortium_is_missing() -> None:
    with inside(1):
        batch = ImportBatch.objects.create(
            consortium_id=1, sheet="s", file_name="f", sha256="0", size=1
        )
        assert lock(ImportBatch, batch.ref) == batch
    with inside(2), pytest.raises(Missing):
        lock(ImportBatch, batch.ref)
