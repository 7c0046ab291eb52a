"""Who answers the notice, who comes and goes: by the unit itself, or noted by the secretariat."""

from __future__ import annotations

import hmac
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.commands import command, lock
from silian.kernel.refusals import Conflict, Forbidden, Invalid

from ..enums import MeetingMode, MeetingState, Presence, Reply
from ..models import Attendance, Meeting, PresenceChange, Proxy
from ..permissions import P
from ..queries.meetings import day_of
from .live import touch
from .values import valid

BEFORE_END = (MeetingState.DRAFT, MeetingState.CONVENED, MeetingState.OPEN)
ANSWERS = (Reply.YES, Reply.NO)


@command("governance.presence.reply", P.MEETING_ATTEND)
def reply(
    *,
    actor: Actor,
    attendance: Attendance | str,
    answer: str,
    representative: str = "",
    representative_title: str = "",
    note: str = "",
) -> Attendance:
    """The unit's answer to the notice, yes or no; a yes names who comes.

    Either answer takes back a proxy given before. To give one is `proxies.give`.
    """
    row = lock(Attendance, attendance)
    require(actor, P.MEETING_ATTEND, row)
    if row.meeting.state != MeetingState.CONVENED:
        raise Conflict(_("通知发出后、开会前才能回执。"))
    if answer not in ANSWERS:
        raise Invalid({"answer": [_("请选择参加或不参加。")]})
    if answer == Reply.YES and not representative.strip():
        raise Invalid({"representative": [_("请写明谁来参会。")]})
    row.reply, row.reply_note = answer, note.strip()
    if representative.strip():
        row.representative = representative.strip()
        row.representative_title = representative_title.strip()
    valid(row)
    row.save()
    end_given(row, _("委托单位重新回执"))
    audit.record(actor, row, {"reply": answer})
    return row


@command("governance.presence.read", P.MEETING_ATTEND)
def mark_read(*, actor: Actor, attendance: Attendance | str) -> Attendance:
    """The unit has read the papers."""
    row = lock(Attendance, attendance)
    require(actor, P.MEETING_ATTEND, row)
    row.read_at = timezone.now()
    row.save(update_fields=["read_at"])
    audit.record(actor, row, {"read": True})
    return row


@command("governance.presence.check_in", P.MEETING_ATTEND)
def check_in(
    *, actor: Actor, attendance: Attendance | str, presence: str, key: str = ""
) -> Attendance:
    """The unit is there: on site with the key of the code in the hall, or online.

    On the day of the meeting until it closes. A proxy that it had given lapses. `Forbidden` for
    a wrong key, `Conflict` for another day, another mode, or who is there already.
    """
    row = lock(Attendance, attendance)
    require(actor, P.MEETING_ATTEND, row)
    _may_come(row.meeting, presence)
    if presence == Presence.ONSITE and not hmac.compare_digest(
        key.encode(), row.meeting.check_in_key.encode()
    ):
        raise Forbidden(_("签到码不对。请重新扫描会场屏幕上的二维码。"))
    if row.presence == presence:
        raise Conflict(_("本单位已经签到。"))
    _come(row, presence, "code" if presence == Presence.ONSITE else "online")
    audit.record(actor, row, {"presence": presence})
    return row


@command("governance.presence.leave", P.MEETING_ATTEND)
def leave(*, actor: Actor, attendance: Attendance | str) -> Attendance:
    """The unit leaves; who it votes for is not represented while it is away."""
    row = lock(Attendance, attendance)
    require(actor, P.MEETING_ATTEND, row)
    if row.meeting.state not in {MeetingState.CONVENED, MeetingState.OPEN}:
        raise Conflict(_("会议已经结束。"))
    if row.presence == Presence.ABSENT:
        raise Conflict(_("本单位还没有签到。"))
    _come(row, Presence.ABSENT, "self")
    audit.record(actor, row, {"presence": Presence.ABSENT})
    return row


@command("governance.presence.mark", P.MEETING_MANAGE)
def mark(*, actor: Actor, attendance: Attendance | str, presence: str, reason: str) -> Attendance:
    """The secretariat notes that a unit is there or left, and how it knows (`reason`)."""
    row = lock(Attendance, attendance)
    require(actor, P.MEETING_MANAGE, row)
    if presence not in Presence.values:
        raise Invalid({"presence": [_("请选择现场、线上或未到。")]})
    _may_come(row.meeting, presence)
    if not reason.strip():
        raise Invalid({"reason": [_("请写明代为登记的原因，例如在纸质签到表上签了名。")]})
    if row.presence == presence:
        raise Conflict(_("已经是这个状态。"))
    row.reply_note = _("秘书处登记：%(reason)s") % {"reason": reason.strip()[:180]}
    _come(row, presence, "secretariat")
    audit.record(actor, row, {"presence": presence, "reason": reason.strip()[:200]})
    return row


@command("governance.guest.add", P.MEETING_MANAGE)
def add_guest(
    *,
    actor: Actor,
    meeting: Meeting | str,
    organisation: Any,
    representative: str = "",
    representative_title: str = "",
) -> Attendance:
    """Invites a unit without a vote: an authority, an expert's unit, a partner."""
    row = lock(Meeting, meeting)
    require(actor, P.MEETING_MANAGE, row)
    if row.state not in BEFORE_END:
        raise Conflict(_("会议已经结束或取消。"))
    if organisation is None:
        raise Invalid({"organisation": [_("请选择单位。")]})
    if row.attendances.filter(organisation=organisation).exists():
        raise Invalid({"organisation": [_("这个单位已在参会名单里。")]})
    guest = Attendance(
        consortium_id=row.consortium_id, meeting=row, organisation=organisation, voting=False,
        representative=representative.strip(), representative_title=representative_title.strip(),
    )  # fmt: skip
    valid(guest)
    guest.save()
    audit.record(actor, guest, {"voting": False})
    return guest


@command("governance.guest.remove", P.MEETING_MANAGE)
def remove_guest(*, actor: Actor, attendance: Attendance | str) -> None:
    """Takes back the invitation of a guest who is not there; a unit with a vote stays."""
    row = lock(Attendance, attendance)
    require(actor, P.MEETING_MANAGE, row)
    if row.voting:
        raise Conflict(_("有表决权的单位不能从名单里去掉。"))
    if row.changes.exists():
        raise Conflict(_("这个单位已经签到过，不能去掉。"))
    audit.record(actor, row, {"removed": str(row)})
    row.delete()


def end_given(row: Attendance, reason: str) -> Proxy | None:
    """Ends the proxy that the unit gave, if one holds; the phones are told."""
    proxy = Proxy.objects.select_for_update(of=("self",)).filter(
        giver=row, ended_at__isnull=True
    ).first()  # fmt: skip
    if proxy is None:
        return None
    proxy.ended_at, proxy.ended_reason = timezone.now(), reason
    proxy.save(update_fields=["ended_at", "ended_reason"])
    touch(row.meeting)
    return proxy


def _may_come(meeting: Meeting, presence: str) -> None:
    if meeting.state not in {MeetingState.CONVENED, MeetingState.OPEN}:
        raise Conflict(_("现在不能签到：会议尚未通知，或者已经结束。"))
    if meeting.state == MeetingState.CONVENED and day_of(meeting) > timezone.localdate():
        raise Conflict(_("%(day)s 会议当天才能签到。") % {"day": f"{day_of(meeting):%Y-%m-%d}"})
    if presence == Presence.ONSITE and meeting.mode == MeetingMode.ONLINE:
        raise Conflict(_("这是线上会议，没有现场签到。"))
    if presence == Presence.ONLINE and meeting.mode == MeetingMode.ONSITE:
        raise Conflict(_("这是线下会议，请到会场签到。"))


def _come(row: Attendance, presence: str, way: str) -> None:
    row.presence = presence
    row.save(update_fields=["presence", "reply_note"])
    PresenceChange.objects.create(
        consortium_id=row.consortium_id, attendance=row, presence=presence, way=way
    )
    if presence != Presence.ABSENT:
        end_given(row, _("委托单位到会"))
