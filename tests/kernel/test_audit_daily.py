"""The nightly anchor: the schedule has it, and verifying reads what it wrote."""

from __future__ import annotations

import pytest

from silian.kernel import audit
from silian.kernel.access import system_actor
from silian.kernel.audit.daily import anchor_daily, anchor_file
from silian.kernel.audit.verify import read_anchors
from silian.kernel.commands import command
from silian.kernel.jobs import JOBS


@command("tests.daily.enter", None)
def enter(*, actor) -> None:
    """Writes an entry."""
    audit.record(actor, "something done", {})


@pytest.mark.django_db
def test_heads_are_anchored_every_night(settings, tmp_path) -> None:
    settings.DATA = tmp_path
    assert JOBS["audit.anchor"].daily_at is not None
    for _night in range(2):
        enter(actor=system_actor("cli"))
        anchor_daily()
    found = read_anchors(anchor_file())
    assert [(a.chain, a.number) for a in found] == [(0, 1), (0, 2)]
    assert audit.verify(found) == (2, [])
