"""Resolutions: made from what was decided, numbered by year, carried out by tasks, on paper."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from silian.consortia import public as consortia
from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.audit.chain import lock_chain
from silian.kernel.commands import command, lock
from silian.kernel.refusals import Conflict, Invalid

from ..enums import BallotState, ElectionState, MotionState
from ..models import Ballot, Election, Motion, Resolution
from ..permissions import P
from ..policy import place_of
from . import live
from .values import fill, valid


@command("governance.resolution.issue", P.MEETING_MANAGE)
def issue(
    *,
    actor: Actor,
    motion: Motion | str | None = None,
    election: Election | str | None = None,
    title: str = "",
    text: str = "",
) -> Resolution:
    """The resolution of a motion that passed or an election that was decided, with the next number.

    Without a title or text it has those of the motion. `Conflict` where there is one already or
    nothing was decided. Numbers have no gaps: one after the other within the year.
    """
    if (motion is None) == (election is None):
        raise Invalid(_("请选择一项通过的议案，或一次已选出的选举。"))
    source: Any = lock(Motion, motion) if motion is not None else lock(Election, election)  # type: ignore[arg-type]
    require(actor, P.MEETING_MANAGE, source)
    row = Resolution(consortium_id=place_of(actor), is_demo=source.is_demo)
    if isinstance(source, Motion):
        if source.state != MotionState.PASSED or source.meeting is None:
            raise Conflict(_("只有表决通过的议案才能形成决议。"))
        if Resolution.objects.filter(motion=source).exists():
            raise Conflict(_("这项议案已经形成决议。"))
        row.motion = source
    elif source.state != ElectionState.DECIDED:
        raise Conflict(_("宣布当选以后才能形成决议。"))
    elif Resolution.objects.filter(ballot__election=source).exists():
        raise Conflict(_("这次选举已经形成决议。"))
    row.meeting = source.meeting
    row.ballot = _last_ballot(source)
    row.adopted_on = _day_of(row.ballot)
    row.title = (title or source.title).strip()
    row.text = text or getattr(source, "text", "") or (row.ballot.sentence if row.ballot else "")
    row.text = row.text.strip()
    _number(row)
    valid(row)
    row.save()
    live.touch(row.meeting)
    audit.record(actor, row, {"number": [row.year, row.number], "title": row.title})
    return row


def _last_ballot(source: Motion | Election) -> Ballot | None:
    return source.ballots.filter(state=BallotState.CLOSED).order_by("-number").first()


def _day_of(ballot: Ballot | None) -> dt.date:
    """The day on which it was voted, else today."""
    return consortia.today() if ballot is None else dt.date.fromisoformat(ballot.closing["day"])


def _number(row: Resolution) -> None:
    """The next number of the year. The audit chain has one writer at a time: so have numbers."""
    lock_chain(row.consortium_id)
    row.year = consortia.today().year
    of_year = Resolution.objects.filter(year=row.year)
    row.number = (of_year.aggregate(last=Max("number"))["last"] or 0) + 1


@command("governance.resolution.edit", P.MEETING_MANAGE)
def edit(*, actor: Actor, resolution: Resolution | str, title: str, text: str) -> Resolution:
    """Corrects title and text, until the resolution is issued as a paper."""
    row = lock(Resolution, resolution)
    require(actor, P.MEETING_MANAGE, row)
    if row.paper_id is not None:
        raise Conflict(_("决议文件已经印发，不能再改。要更正，请另作决议。"))
    if not text.strip():
        raise Invalid({"text": [_("请写明决议内容。")]})
    changes = fill(row, {"title": title.strip(), "text": text.strip()})
    valid(row)
    row.save()
    audit.record(actor, row, changes)
    return row
