"""What governance puts on a person's home: what waits, until when, and how far things are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from silian.kernel.access import Actor
from silian.kernel.ui.home import Stat, Step, Todo, register_home

from ..enums import MeetingState, Reply
from ..models import Attendance
from ..permissions import P
from ..queries import home as queries

Part = Todo | Stat | Step


@register_home
def home(actor: Actor, consortium: Any) -> Iterator[Part]:
    """The secretariat sees what waits for it, a unit what waits for it; both see the figures."""
    if not actor.has(P.VIEW):
        return
    pages = _Pages(consortium.slug)
    if actor.has(P.MEETING_MANAGE):
        yield from _office(actor, pages)
    if actor.organisation_id is not None:
        yield from _unit(actor, pages)
    yield from _figures(actor, pages)


class _Pages:
    """Addresses of governance here."""

    def __init__(self, slug: str) -> None:
        self.slug = slug

    def to(self, name: str, query: str = "", **kwargs: str) -> str:
        found = reverse(f"governance:{name}", kwargs={"slug": self.slug, **kwargs})
        return f"{found}?{query}" if query else found


def _office(actor: Actor, pages: _Pages) -> Iterator[Part]:
    found = queries.office(actor)
    if not found.charter:
        yield Todo(_("制定并通过章程"), pages.to("charter_list"),
                   _("没有生效的章程，会议和表决按预设规则进行"), _("去起草"), icon="scale",
                   tone="warning")  # fmt: skip
    meetings = pages.to("meeting_list")
    lines = (
        (found.to_convene, _("发出会议通知"), meetings, _("筹备中的会议"), "calendar-event"),
        (found.to_minute, _("确认会议纪要"), meetings, _("已散会，纪要还没有确认"), "file-text"),
        (found.reports, _("答复任务汇报"), pages.to("task_list", "report=waiting"),
         _("通过或退回"), "checklist"),
        (found.agreements, _("推进协议"), pages.to("agreement_list", "turn=office"),
         _("轮到秘书处：起草磋商中，或各方已签署"), "file-text"),
        (found.expiring, _("商量协议续签"), pages.to("agreement_list", "watch=90"),
         _("90 天内到期或已到期"), "clock"),
        (found.terms, _("安排换届"), pages.to("body_list"), _("90 天内届满或已届满"), "users"),
    )  # fmt: skip
    for count, title, url, hint, icon in lines:
        if count:
            yield Todo(title, url, hint, _("去办理"), count, icon=icon)


def _unit(actor: Actor, pages: _Pages) -> Iterator[Part]:
    votes = queries.open_votes(actor) if actor.has(P.VOTE) else 0
    if votes:
        yield Todo(_("现在投票"), pages.to("my_votes"), _("表决正在进行"), _("去投票"), votes,
                   icon="gavel", tone="danger")  # fmt: skip
    for row in queries.next_meetings(actor):
        yield from _meeting(row, pages)
    for candidate in queries.asked_to_stand(actor):
        url = pages.to("election_detail", ref=candidate.election.ref)
        yield Todo(_("答复是否参选"), url, candidate.election.title, _("去答复"), icon="award")
    if actor.has(P.AGREEMENT_DECIDE) and (waiting := queries.agreements_waiting(actor)):
        yield Todo(_("审批或确认协议"), pages.to("agreement_list", "turn=mine"),
                   _("轮到贵单位"), _("去办理"), waiting, icon="file-text")  # fmt: skip
    due = queries.tasks_due(actor)
    mine = pages.to("task_mine")
    if due.late:
        yield Todo(_("汇报逾期的任务"), f"{mine}?late=1", "", _("去汇报"), due.late,
                   icon="alert-triangle", tone="danger", due=_("已逾期"), overdue=True)  # fmt: skip
    if due.soon:
        yield Todo(_("30 天内到期的任务"), f"{mine}?sort=due_on", "", _("去汇报"), due.soon,
                   icon="checklist")  # fmt: skip
    if letters := queries.new_letters(actor):
        yield Todo(_("下载新颁发的文书"), pages.to("own_letters"), _("近 30 天颁发给贵单位"),
                   _("去下载"), letters, icon="certificate")  # fmt: skip


def _meeting(row: Attendance, pages: _Pages) -> Iterator[Todo]:
    meeting = row.meeting
    when = timezone.localtime(meeting.starts_at).strftime("%Y-%m-%d %H:%M")
    if meeting.state == MeetingState.OPEN:
        yield Todo(_("进入会场：%(title)s") % {"title": meeting.title},
                   pages.to("meeting_live", ref=meeting.ref), _("会议正在进行"), _("进入"),
                   icon="calendar-event", tone="danger", due=when)  # fmt: skip
        return
    url = pages.to("meeting_detail", ref=meeting.ref)
    if row.reply == Reply.NONE:
        yield Todo(_("回复会议通知：%(title)s") % {"title": meeting.title}, url, meeting.venue,
                   _("去回复"), icon="calendar-event", tone="warning", due=when)  # fmt: skip
    else:
        hint = _("已回复：%(reply)s") % {"reply": row.get_reply_display()}
        yield Todo(_("下次会议：%(title)s") % {"title": meeting.title}, url, hint, _("查看"),
                   icon="calendar-event", due=when)  # fmt: skip
    if row.unread:  # type: ignore[attr-defined]
        yield Todo(_("阅读会议材料"), url, meeting.title, _("去阅读"), icon="book", due=when)


def _figures(actor: Actor, pages: _Pages) -> Iterator[Stat]:
    found = queries.figures(actor)
    carried = f"{found.carried}/{found.resolutions}" if found.resolutions else None
    yield Stat(
        _("决议已落实"), carried,
        _("分子：任务全部完成的决议；分母：有任务的决议；已取消的任务不算"),
        pages.to("resolution_list"), _("项"), "innovation", "gavel", _("还没有由决议产生的任务"),
    )  # fmt: skip
    share = str(100 * found.on_time // found.ripe) if found.ripe else None
    yield Stat(
        _("任务按期完成率"), share,
        _("分子：期限内完成的任务 %(n)d 项；分母：期限已过或已完成的任务 %(all)d 项；向下取整")
        % {"n": found.on_time, "all": found.ripe},
        pages.to("task_list"), "%", "talent", "checklist", _("还没有到期的任务"),
    )  # fmt: skip
    if actor.has(P.AGREEMENT_VIEW):
        note = (
            _("状态为“履行中”的协议")
            if actor.organisation_id is None
            else _("贵单位作为一方、状态为“履行中”的协议")
        )
        yield Stat(
            _("履行中的协议"), found.in_force or None, note,
            pages.to("agreement_list", "state=in_force"), _("份"), "industry", "file-text",
            _("没有履行中的协议"),
        )  # fmt: skip
