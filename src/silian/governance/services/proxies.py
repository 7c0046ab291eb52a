"""Proxies: a unit that cannot come lets another one vote for it, within the charter's limit."""

from __future__ import annotations

from django.core.files.base import File
from django.utils.translation import gettext as _

from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.commands import command, lock
from silian.kernel.files import keep
from silian.kernel.refusals import Conflict, Invalid, Missing

from ..enums import MeetingState, Presence, Reply
from ..models import Attendance, Meeting, Proxy
from ..permissions import P
from ..queries.meetings import rules_of_meeting
from .live import touch
from .presence import end_given


@command("governance.proxy.give", P.MEETING_ATTEND)
def give(
    *,
    actor: Actor,
    giver: Attendance | str,
    holder: Attendance | str,
    upload: File[bytes] | None = None,
) -> Proxy:
    """Lets `holder` vote for `giver`: by the unit itself, or a written one by the secretariat.

    `Conflict` for a unit that is there, has given its vote away already, or itself votes for
    another (no chains); `Invalid` at `holder` for one that was not called, has no vote, has
    given its own away, or has as many as the charter allows.
    """
    first, second = _both(giver, holder)
    meeting = first.meeting
    require(actor, P.MEETING_MANAGE if actor.has(P.MEETING_MANAGE) else P.MEETING_ATTEND, first)
    if meeting.state not in {MeetingState.CONVENED, MeetingState.OPEN}:
        raise Conflict(_("通知发出后、散会前才能委托。"))
    by_another = actor.has(P.MEETING_MANAGE) and actor.organisation_id != first.organisation_id
    if by_another and upload is None:
        raise Invalid({"file": [_("秘书处代为登记委托，要上传书面委托书。")]})
    _may_give(first)
    _may_hold(meeting, first, second)
    stored = keep(actor=actor, upload=upload) if upload else None
    row = Proxy.objects.create(
        consortium_id=first.consortium_id, meeting=meeting, giver=first, holder=second, file=stored
    )
    first.reply = Reply.PROXY
    first.save(update_fields=["reply"])
    if second.presence != Presence.ABSENT:
        touch(meeting)
    audit.record(
        actor, row, {"giver": str(first), "holder": str(second),
                     "file": stored.sha256 if stored else ""},
    )  # fmt: skip
    return row


@command("governance.proxy.end", P.MEETING_ATTEND)
def end(*, actor: Actor, proxy: Proxy | str) -> Proxy:
    """Takes a proxy back; what was voted with it stays."""
    row = lock(Proxy, proxy)
    require(actor, P.MEETING_MANAGE if actor.has(P.MEETING_MANAGE) else P.MEETING_ATTEND, row.giver)
    if row.ended_at is not None:
        raise Conflict(_("这份委托已经失效。"))
    if row.meeting.state not in {MeetingState.CONVENED, MeetingState.OPEN}:
        raise Conflict(_("会议已经结束，委托不能再改。"))
    giver = lock(Attendance, row.giver)
    end_given(giver, _("委托单位撤回"))
    giver.reply = Reply.NONE
    giver.save(update_fields=["reply"])
    audit.record(actor, row, {"ended": True})
    return Proxy.objects.get(pk=row.pk)


def _both(giver: Attendance | str, holder: Attendance | str) -> tuple[Attendance, Attendance]:
    """Both rows, locked in one order, so that two who give to each other do not wait for ever."""
    refs = {one.ref if isinstance(one, Attendance) else one for one in (giver, holder)}
    keys = Attendance.objects.filter(ref__in=refs).order_by("pk").values_list("ref", flat=True)
    rows = {ref: lock(Attendance, ref) for ref in keys}
    if len(rows) != len(refs):
        raise Missing()
    first, second = (one.ref if isinstance(one, Attendance) else one for one in (giver, holder))
    return rows[first], rows[second]


def _may_give(giver: Attendance) -> None:
    if not giver.voting:
        raise Conflict(_("列席单位没有表决权，不能委托。"))
    if giver.presence != Presence.ABSENT:
        raise Conflict(_("本单位已签到，不能再委托。离会以后可以委托。"))
    held = Proxy.objects.filter(giver=giver, ended_at__isnull=True).select_related(
        "holder__organisation"
    )
    already = held.first()
    if already is not None:
        raise Conflict(_("已经委托给%(unit)s，请先撤回。") % {"unit": already.holder})
    if Proxy.objects.filter(holder=giver, ended_at__isnull=True).exists():
        raise Conflict(_("本单位正受其他单位委托，不能再转委托。"))


def _may_hold(meeting: Meeting, giver: Attendance, holder: Attendance) -> None:
    limit = rules_of_meeting(meeting)[1].proxy_limit
    problem: object = ""
    if not limit:
        problem = _("章程不允许委托其他单位表决。")
    elif holder.pk == giver.pk:
        problem = _("不能委托给自己。")
    elif holder.meeting_id != meeting.pk or not holder.voting:
        problem = _("只能委托给这次会议中有表决权的单位。")
    elif Proxy.objects.filter(giver=holder, ended_at__isnull=True).exists():
        problem = _("%(unit)s已把自己的一票委托出去，不能再受托。") % {"unit": holder}
    elif Proxy.objects.filter(holder=holder, ended_at__isnull=True).count() >= limit:
        problem = _("%(unit)s已受 %(limit)d 份委托，达到章程规定的上限，请另选单位。") % {
            "unit": holder,
            "limit": limit,
        }
    if problem:
        raise Invalid({"holder": [problem]})
