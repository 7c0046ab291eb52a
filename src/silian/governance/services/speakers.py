"""The floor: who asks for it, who has it, in which order, for how long."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.commands import command, lock
from silian.kernel.refusals import Conflict, Missing

from ..enums import ItemState, MeetingState, Presence, SpeakerState
from ..models import Attendance, Meeting, Speaker
from ..permissions import P
from .live import touch


@command("governance.speaker.ask", P.MEETING_ATTEND)
def ask(*, actor: Actor, attendance: Attendance | str) -> Speaker:
    """Asks for the floor on the item that is being dealt with; guests who are there may too."""
    row = lock(Attendance, attendance)
    require(actor, P.MEETING_ATTEND, row)
    meeting = row.meeting
    if meeting.state != MeetingState.OPEN:
        raise Conflict(_("会议不在进行中。"))
    if row.presence == Presence.ABSENT:
        raise Conflict(_("请先签到，再申请发言。"))
    item = meeting.items.filter(state=ItemState.CURRENT).first()
    if item is None:
        raise Conflict(_("现在没有正在进行的议题。"))
    waiting = (SpeakerState.WAITING, SpeakerState.SPEAKING)
    if Speaker.objects.filter(item=item, attendance=row, state__in=waiting).exists():
        raise Conflict(_("本单位已在发言名单里。"))
    speaker = Speaker.objects.create(consortium_id=row.consortium_id, item=item, attendance=row)
    touch(meeting)
    audit.record(actor, speaker, {"item": item.title})
    return speaker


@command("governance.speaker.withdraw", P.MEETING_ATTEND)
def withdraw(*, actor: Actor, speaker: Speaker | str) -> Speaker:
    """Takes the wish to speak back: the unit itself, or the chair for it."""
    meeting, row = _locked(speaker)
    require(
        actor,
        P.MEETING_MANAGE if actor.has(P.MEETING_MANAGE) else P.MEETING_ATTEND,
        row.attendance,
    )
    _is(row, SpeakerState.WAITING)
    row.state = SpeakerState.WITHDRAWN
    row.save(update_fields=["state"])
    touch(meeting)
    audit.record(actor, row, {"state": row.state})
    return row


@command("governance.speaker.give_floor", P.MEETING_MANAGE)
def give_floor(*, actor: Actor, speaker: Speaker | str) -> Speaker:
    """Gives the floor; who had it has spoken."""
    row, meeting = _chaired(actor, speaker)
    _is(row, SpeakerState.WAITING)
    now = timezone.now()
    Speaker.objects.filter(item__meeting=meeting, state=SpeakerState.SPEAKING).update(
        state=SpeakerState.DONE, ended_at=now
    )
    row.state, row.began_at = SpeakerState.SPEAKING, now
    row.save(update_fields=["state", "began_at"])
    touch(meeting)
    audit.record(actor, row, {"state": row.state})
    return row


@command("governance.speaker.finish", P.MEETING_MANAGE)
def finish(*, actor: Actor, speaker: Speaker | str) -> Speaker:
    """Ends a speech; how long it took is kept."""
    row, meeting = _chaired(actor, speaker)
    _is(row, SpeakerState.SPEAKING)
    row.state, row.ended_at = SpeakerState.DONE, timezone.now()
    row.save(update_fields=["state", "ended_at"])
    touch(meeting)
    audit.record(actor, row, {"state": row.state})
    return row


@command("governance.speaker.move", P.MEETING_MANAGE)
def move(*, actor: Actor, speaker: Speaker | str, up: bool) -> Speaker:
    """Changes the order of those who wait; at the end of the queue nothing moves.

    The queue stands in the order of its rows, so it is written anew in the new order.
    """
    row, meeting = _chaired(actor, speaker)
    _is(row, SpeakerState.WAITING)
    queue = list(
        Speaker.objects.select_for_update(of=("self",))
        .filter(item=row.item, state=SpeakerState.WAITING)
        .order_by("pk")
    )
    at = queue.index(row)
    other = at - 1 if up else at + 1
    if 0 <= other < len(queue):
        queue[at], queue[other] = queue[other], queue[at]
        Speaker.objects.filter(pk__in=[one.pk for one in queue]).delete()
        for one in queue:
            one.pk = None
        Speaker.objects.bulk_create(queue)
        row = Speaker.objects.get(ref=row.ref)
        touch(meeting)
    audit.record(actor, row, {"up": up})
    return row


def _locked(speaker: Speaker | str) -> tuple[Meeting, Speaker]:
    """The meeting first, then the speaker: always in this order."""
    ref = speaker.ref if isinstance(speaker, Speaker) else speaker
    found = Speaker.objects.filter(ref=ref).select_related("item__meeting").first()
    if found is None:
        raise Missing()
    meeting = lock(Meeting, found.item.meeting)
    return meeting, lock(Speaker, ref)


def _chaired(actor: Actor, speaker: Speaker | str) -> tuple[Speaker, Meeting]:
    meeting, row = _locked(speaker)
    require(actor, P.MEETING_MANAGE, row)
    if meeting.state != MeetingState.OPEN:
        raise Conflict(_("会议不在进行中。"))
    return row, meeting


def _is(row: Speaker, state: SpeakerState) -> None:
    if row.state != state:
        sentence = _("现在是“%(state)s”，页面可能已经过时，请看最新的发言名单。")
        raise Conflict(sentence % {"state": SpeakerState(row.state).label})
