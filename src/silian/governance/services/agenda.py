"""The agenda, its papers, and where the meeting stands in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.files.base import File
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.commands import command, lock
from silian.kernel.files import keep
from silian.kernel.refusals import Conflict, Invalid, Missing

from ..enums import ItemState, MeetingState, SpeakerState
from ..models import AgendaItem, Meeting, MeetingPaper, Speaker
from ..permissions import P
from .live import touch
from .values import fill, valid

FIELDS = ("kind", "title", "text", "presenter", "minutes")
GOING = (MeetingState.DRAFT, MeetingState.CONVENED, MeetingState.OPEN)


@command("governance.agenda.add", P.MEETING_MANAGE)
def add_item(*, actor: Actor, meeting: Meeting | str, values: Mapping[str, Any]) -> AgendaItem:
    """Puts an item at the end: kind, title, text, presenter, minutes. `Invalid` by field."""
    row = _going(actor, meeting)
    last = row.items.aggregate(last=Max("position"))["last"] or 0
    item = AgendaItem(consortium_id=row.consortium_id, meeting=row, position=last + 1)
    changes = _fill(item, values)
    item.save()
    _shown(row)
    audit.record(actor, item, changes)
    return item


@command("governance.agenda.update", P.MEETING_MANAGE)
def update_item(*, actor: Actor, item: AgendaItem | str, values: Mapping[str, Any]) -> AgendaItem:
    """Changes an item that was not taken up yet."""
    meeting = _going(actor, _meeting_of(item))
    row = lock(AgendaItem, item)
    _waiting(row)
    changes = _fill(row, values)
    row.save()
    _shown(meeting)
    audit.record(actor, row, changes)
    return row


@command("governance.agenda.move", P.MEETING_MANAGE)
def move_item(*, actor: Actor, item: AgendaItem | str, up: bool) -> AgendaItem:
    """Changes places with the item before or after it; at the end of the list nothing moves."""
    meeting = _going(actor, _meeting_of(item))
    row = lock(AgendaItem, item)
    _waiting(row)
    rows = list(meeting.items.select_for_update(of=("self",)).order_by("position", "pk"))
    at = rows.index(row)
    other = at - 1 if up else at + 1
    if 0 <= other < len(rows):
        _waiting(rows[other])
        rows[at], rows[other] = rows[other], rows[at]
    _number(rows)
    _shown(meeting)
    audit.record(actor, row, {"up": up})
    return row


@command("governance.agenda.remove", P.MEETING_MANAGE)
def remove_item(*, actor: Actor, item: AgendaItem | str) -> None:
    """Takes an item off; `Conflict` once it was taken up or has motions, elections or papers."""
    meeting = _going(actor, _meeting_of(item))
    row = lock(AgendaItem, item)
    _waiting(row)
    if row.motions.exists() or row.elections.exists() or row.papers.exists():
        raise Conflict(_("这项议题下有议案、选举或材料，请先移走它们。"))
    audit.record(actor, row, {"removed": row.title})
    row.delete()
    _number(list(meeting.items.order_by("position", "pk")))
    _shown(meeting)


@command("governance.agenda.take", P.MEETING_MANAGE)
def take_item(*, actor: Actor, item: AgendaItem | str) -> AgendaItem:
    """Takes an item up; the one before is done and nobody speaks to it any more."""
    meeting = _open(actor, _meeting_of(item))
    row = lock(AgendaItem, item)
    _finish_current(meeting, leave=row)
    row.state = ItemState.CURRENT
    row.save(update_fields=["state"])
    touch(meeting)
    audit.record(actor, row, {"state": row.state})
    return row


@command("governance.agenda.next", P.MEETING_MANAGE)
def next_item(*, actor: Actor, meeting: Meeting | str) -> AgendaItem | None:
    """Goes on to the next item that waits; None after the last one."""
    row = _open(actor, meeting)
    _finish_current(row)
    following = row.items.filter(state=ItemState.WAITING).order_by("position", "pk").first()
    if following is not None:
        following.state = ItemState.CURRENT
        following.save(update_fields=["state"])
    touch(row)
    audit.record(actor, following or row, {"state": ItemState.CURRENT if following else "end"})
    return following


@command("governance.agenda.note", P.MEETING_MANAGE)
def note_item(*, actor: Actor, item: AgendaItem | str, notes: str) -> AgendaItem:
    """Writes down what was said to an item, during the meeting or until the minutes stand."""
    row = lock(AgendaItem, item)
    require(actor, P.MEETING_MANAGE, row)
    if row.meeting.state not in {MeetingState.OPEN, MeetingState.CLOSED}:
        raise Conflict(_("会议开始后才能记录，纪要确认后不能再改。"))
    if len(notes) > 20_000:
        raise Invalid({"notes": [_("记录太长，请控制在两万字以内。")]})
    row.notes = notes.strip()
    row.save(update_fields=["notes"])
    audit.record(actor, row, {"notes": len(row.notes)})
    return row


@command("governance.paper.add", P.MEETING_MANAGE)
def add_paper(
    *,
    actor: Actor,
    meeting: Meeting | str,
    title: str,
    upload: File[bytes],
    item: AgendaItem | str | None = None,
) -> MeetingPaper:
    """Keeps a file for the meeting, or for one item of it."""
    row = _going(actor, meeting)
    place = lock(AgendaItem, item) if item else None
    if place is not None and place.meeting_id != row.pk:
        raise Invalid({"item": [_("这项议题不在这次会议里。")]})
    stored = keep(actor=actor, upload=upload)
    paper = MeetingPaper(
        consortium_id=row.consortium_id, meeting=row, item=place, file=stored,
        title=title.strip() or stored.name,
    )  # fmt: skip
    valid(paper)
    paper.save()
    _shown(row)
    audit.record(actor, paper, {"file": stored.name, "sha256": stored.sha256})
    return paper


@command("governance.paper.remove", P.MEETING_MANAGE)
def remove_paper(*, actor: Actor, paper: MeetingPaper | str) -> None:
    """Takes a paper off the meeting."""
    row = lock(MeetingPaper, paper)
    meeting = _going(actor, row.meeting)
    audit.record(actor, row, {"removed": row.title})
    row.delete()
    _shown(meeting)


def _meeting_of(item: AgendaItem | str) -> Meeting:
    """The meeting is locked before its items, always in this order."""
    rows = AgendaItem.objects.select_related("meeting")
    found = rows.filter(ref=item.ref if isinstance(item, AgendaItem) else item).first()
    if found is None:
        raise Missing()
    return found.meeting


def _going(actor: Actor, meeting: Meeting | str) -> Meeting:
    row = lock(Meeting, meeting)
    require(actor, P.MEETING_MANAGE, row)
    if row.state not in GOING:
        raise Conflict(_("会议已经结束或取消，议程和材料不能再改。"))
    return row


def _open(actor: Actor, meeting: Meeting | str) -> Meeting:
    row = lock(Meeting, meeting)
    require(actor, P.MEETING_MANAGE, row)
    if row.state != MeetingState.OPEN:
        raise Conflict(_("会议不在进行中。"))
    return row


def _waiting(row: AgendaItem) -> None:
    if row.state != ItemState.WAITING:
        raise Conflict(_("“%(title)s”已经开始审议，不能再改。") % {"title": row.title})


def _finish_current(meeting: Meeting, leave: AgendaItem | None = None) -> None:
    current = meeting.items.filter(state=ItemState.CURRENT)
    if leave is not None:
        current = current.exclude(pk=leave.pk)
    keys = list(current.values_list("pk", flat=True))
    speaking = Speaker.objects.filter(item_id__in=keys, state=SpeakerState.SPEAKING)
    speaking.update(state=SpeakerState.DONE, ended_at=timezone.now())
    current.update(state=ItemState.DONE)


def _number(rows: list[AgendaItem]) -> None:
    for position, row in enumerate(rows, 1):
        if row.position != position:
            row.position = position
            row.save(update_fields=["position"])


def _shown(meeting: Meeting) -> None:
    if meeting.state == MeetingState.OPEN:
        touch(meeting)


def _fill(item: AgendaItem, values: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := set(values) - set(FIELDS):
        raise TypeError(f"not a field of an item: {sorted(unknown)}")
    changes = fill(item, values)
    valid(item, leave_out=["meeting"])
    return changes
