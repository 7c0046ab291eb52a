"""Motions: proposed by a unit or the secretariat, admitted with a number, or withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.commands import command, lock
from silian.kernel.refusals import Conflict, Invalid

from ..enums import BallotState, ItemKind, Matter, MeetingState, MotionState
from ..models import AgendaItem, Ballot, Meeting, Motion
from ..permissions import P
from ..policy import place_of
from ..workflows import MOTION
from .agenda import GOING
from .live import touch
from .values import fill, valid

FIELDS = ("title", "text", "matter", "charter", "plan", "is_demo")


@command("governance.motion.propose", P.MOTION_PROPOSE)
def propose(
    *, actor: Actor, values: Mapping[str, Any], meeting: Meeting | str | None = None
) -> Motion:
    """Proposes a motion, for a meeting that has not closed or for one to come.

    `values`: title, text, matter, charter, plan. The proposer is the unit acted for; motions of
    the secretariat have none. A motion with a charter is decided as a matter of the charter.
    """
    row = Motion(consortium_id=place_of(actor), proposer_id=actor.organisation_id)
    require(actor, P.MOTION_PROPOSE, row)
    if meeting is not None:
        row.meeting = lock(Meeting, meeting)
        if row.meeting.state not in GOING:
            raise Conflict(_("会议已经结束或取消，不能再提出议案。"))
    changes = _fill(actor, row, values)
    row.save()
    audit.record(actor, row, changes)
    return row


@command("governance.motion.update", P.MOTION_PROPOSE)
def update(*, actor: Actor, motion: Motion | str, values: Mapping[str, Any]) -> Motion:
    """Changes a motion: the proposer until it is admitted, the secretariat until it is voted on."""
    row = lock(Motion, motion)
    require(actor, P.MOTION_PROPOSE, row)
    states = [MotionState.PROPOSED]
    if actor.has(P.MEETING_MANAGE):
        states.append(MotionState.ADMITTED)
    if row.state not in states:
        raise Conflict(_("现在是“%(state)s”，不能再改。") % {"state": MotionState(row.state).label})
    _not_voted(row)
    changes = _fill(actor, row, values)
    row.save()
    _shown(row)
    audit.record(actor, row, changes)
    return row


@command("governance.motion.admit", P.MEETING_MANAGE)
def admit(
    *,
    actor: Actor,
    motion: Motion | str,
    meeting: Meeting | str | None = None,
    item: AgendaItem | str | None = None,
) -> Motion:
    """Puts a motion on the agenda with the next number of the meeting.

    Without an item it gets one of its own at the end. `Invalid` without a meeting, or with an
    item of another one; `Conflict` for a meeting that is over.
    """
    row = lock(Motion, motion)
    require(actor, P.MEETING_MANAGE, row)
    changes = MOTION.advance(actor, row, "admit")
    target = meeting or row.meeting
    if target is None:
        raise Invalid({"meeting": [_("请选择在哪次会议上审议。")]})
    place = lock(Meeting, target)
    if place.state not in GOING:
        raise Conflict(_("会议已经结束或取消，不能再列入议案。"))
    row.meeting, row.item = place, _item(place, item, row.title)
    last = Motion.objects.filter(meeting=place).exclude(pk=row.pk)
    row.number = (last.aggregate(last=Max("number"))["last"] or 0) + 1
    row.save()
    _shown(row)
    audit.record(actor, row, {**changes, "meeting": place.title, "number": row.number})
    return row


@command("governance.motion.withdraw", P.MOTION_PROPOSE)
def withdraw(*, actor: Actor, motion: Motion | str) -> Motion:
    """Takes a motion back; `Conflict` once a vote on it is open or closed."""
    row = lock(Motion, motion)
    changes = MOTION.advance(actor, row, "withdraw")
    _not_voted(row)
    row.save()
    _shown(row)
    audit.record(actor, row, changes)
    return row


def _item(meeting: Meeting, item: AgendaItem | str | None, title: str) -> AgendaItem:
    if item is not None:
        found = lock(AgendaItem, item)
        if found.meeting_id != meeting.pk:
            raise Invalid({"item": [_("这项议题不在这次会议里。")]})
        return found
    last = meeting.items.aggregate(last=Max("position"))["last"] or 0
    return AgendaItem.objects.create(
        consortium_id=meeting.consortium_id, meeting=meeting, position=last + 1,
        kind=ItemKind.MOTION, title=title,
    )  # fmt: skip


def _not_voted(row: Motion) -> None:
    voted = Ballot.objects.filter(motion=row, state__in=[BallotState.OPEN, BallotState.CLOSED])
    if voted.exists():
        raise Conflict(_("这项议案已开始表决，不能再改或撤回。"))


def _shown(row: Motion) -> None:
    if row.meeting is not None and row.meeting.state == MeetingState.OPEN:
        touch(row.meeting)


def _fill(actor: Actor, row: Motion, values: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := set(values) - set(FIELDS):
        raise TypeError(f"not a field of a motion: {sorted(unknown)}")
    given = dict(values)
    for name in ("charter", "plan"):
        if given.get(name) is not None and not actor.has(P.MEETING_MANAGE):
            raise Invalid({name: [_("章程和年度计划由秘书处提请审议。")]})
    if given.get("charter") is not None:
        given["matter"] = Matter.CHARTER
    changes = fill(row, given)
    valid(row, leave_out=["meeting", "item", "proposer"])
    return changes
