"""Lists: meetings, motions, who takes part."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from silian.kernel.access import may
from silian.kernel.ui.table import Choice, Column, Empty, Table, Tool

from ...enums import MeetingKind, MeetingState, MotionState, Post, Presence, Reply
from ...models import Attendance, Meeting, Motion
from ...permissions import P
from ...queries.meetings import meetings
from ...workflows import MEETING, MOTION
from .acting import actor_of, url

PRESENCE_TONES = {Presence.ABSENT: "muted", Presence.ONSITE: "success", Presence.ONLINE: "info"}
REPLY_TONES = {
    Reply.NONE: "neutral", Reply.YES: "success", Reply.NO: "muted", Reply.PROXY: "info",
}  # fmt: skip


def meeting_table(request: HttpRequest) -> Table:
    """All meetings that the person sees."""
    actor = actor_of(request)
    manages = bool(may(actor, P.MEETING_MANAGE))
    states = [
        (key, label) for key, label in MeetingState.choices if manages or key != MeetingState.DRAFT
    ]
    new = url(request, "meeting_new")
    return Table(
        request,
        meetings(actor),
        columns=(
            Column("title", _("会议"), url=lambda row: url(request, "meeting_detail", ref=row.ref)),
            Column("kind", _("种类"), "get_kind_display", nowrap=True),
            Column("body", _("机构"), "body.name"),
            Column("starts_at", _("时间"), _when, sort="starts_at", nowrap=True),
            Column("mode", _("方式"), "get_mode_display", nowrap=True),
            Column("state", _("状态"), "get_state_display", badge=lambda r: MEETING.tones[r.state]),
        ),
        empty=Empty(
            _("还没有会议"),
            _("先召开预备会议，通过章程、计划和成员名单。") if manages
            else _("秘书处发出通知后，会议会出现在这里。"),
            _("新建会议") if manages else "", new if manages else "", "calendar-event",
        ),
        search=("title", "venue"),
        filters=(
            Choice("kind", _("种类"), MeetingKind.choices),
            Choice("state", _("状态"), states),
        ),
        tools=(Tool(_("新建会议"), new, "plus", True),) if manages else (),
        order="-starts_at",
        stacked=True,
        title=_("会议"),
    )  # fmt: skip


def _when(row: Meeting) -> str:
    return f"{timezone.localtime(row.starts_at):%Y-%m-%d %H:%M}"


def motion_table(request: HttpRequest) -> Table:
    """All motions."""
    actor = actor_of(request)
    proposes = bool(may(actor, P.MOTION_PROPOSE))
    new = url(request, "motion_new")
    rows = Motion.objects.select_related("meeting", "proposer")
    return Table(
        request,
        rows,
        columns=(
            Column("title", _("议案"), url=lambda row: url(request, "motion_detail", ref=row.ref)),
            Column("number", _("编号"), numeric=True),
            Column("meeting", _("会议"), lambda row: row.meeting and row.meeting.title),
            Column("proposer", _("提案单位"), proposer),
            Column("matter", _("事项"), "get_matter_display"),
            Column("state", _("状态"), "get_state_display", badge=lambda r: MOTION.tones[r.state]),
        ),
        empty=Empty(
            _("还没有议案"), _("成员单位和秘书处都可以提出议案，由秘书处列入会议议程。"),
            _("提出议案") if proposes else "", new if proposes else "", "gavel",
        ),
        search=("title", "text"),
        filters=(Choice("state", _("状态"), MotionState.choices),),
        tools=(Tool(_("提出议案"), new, "plus", True),) if proposes else (),
        order="-created_at",
        stacked=True,
        title=_("议案"),
    )  # fmt: skip


def proposer(row: Motion) -> Any:
    """The unit that proposed, or the secretariat."""
    return row.proposer.title if row.proposer else _("秘书处")


def attendance_table(request: HttpRequest, meeting: Meeting) -> Table:
    """Who is called, what they answered, who is there."""
    rows = Attendance.objects.filter(meeting=meeting).select_related("organisation")
    rows = rows.prefetch_related("given__holder__organisation", "held__giver__organisation")
    export = url(request, "attendance_export", ref=meeting.ref)
    return Table(
        request,
        rows,
        columns=(
            Column("unit", _("单位"), "organisation.title", sort="organisation__name"),
            Column("post", _("职务"), post_name),
            Column("reply", _("回执"), "get_reply_display", badge=lambda r: REPLY_TONES[r.reply]),
            Column("representative", _("参会代表"), representative),
            Column("presence", _("到会"), "get_presence_display",
                   badge=lambda r: PRESENCE_TONES[r.presence]),
            Column("proxy", _("委托"), proxy_words),
            Column("note", _("说明"), "reply_note"),
        ),
        empty=Empty(_("还没有参会单位"), _("发出会议通知时，名单由机构的成员生成并固定下来。"),
                    icon="users"),
        search=("organisation__name", "organisation__short_name"),
        filters=(
            Choice("presence", _("到会"), Presence.choices),
            Choice("reply", _("回执"), Reply.choices),
            Choice("voting", _("表决权"), [("1", _("有")), ("0", _("列席"))],
                   apply=lambda found, value: found.filter(voting=value == "1")),
        ),
        exports=((_("签到表 XLSX"), export),),
        per_page=100,
        order="pk",
        stacked=True,
        title=_("参会名单"),
    )  # fmt: skip


def post_name(row: Attendance) -> Any:
    """The post in words; 列席 for a guest."""
    if not row.voting:
        return _("列席")
    return Post(row.post).label if row.post in Post.values else row.post


def representative(row: Attendance) -> str:
    """Name and title of who comes."""
    return " ".join(filter(None, [row.representative, row.representative_title]))


def proxy_words(row: Attendance) -> str:
    """Whom it has asked to vote, or for whom it votes."""
    for proxy in row.given.all():
        if proxy.ended_at is None:
            return _("委托 %(unit)s") % {"unit": proxy.holder.organisation.title}
    held = [p.giver.organisation.title for p in row.held.all() if p.ended_at is None]
    return _("受托：%(units)s") % {"units": _("、").join(held)} if held else ""
