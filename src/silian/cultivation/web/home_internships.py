"""What students and internships put on a person's home: what waits, and how many there are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from silian.consortia.public import today
from silian.kernel.access import Actor
from silian.kernel.ui.home import Stat, Step, Todo, register_home

from ..enums import InternshipState, OpeningState
from ..permissions import P
from ..queries.internships import (
    internships,
    is_own_only,
    open_endings,
    open_incidents,
    own_week,
    silent_internships,
    unanswered_logs,
)
from ..queries.students import openings
from ..services.internships_logs import monday_of

Part = Todo | Stat | Step


@register_home
def home(actor: Actor, consortium: Any) -> Iterator[Part]:
    """A student sees the own week, schools and units what they owe, the secretariat requests."""

    def to(name: str, query: str = "", **kwargs: str) -> str:
        found = reverse(f"cultivation:{name}", kwargs={"slug": consortium.slug, **kwargs})
        return f"{found}?{query}" if query else found

    if actor.has(P.SELF):
        yield from _own(actor, to)
    if actor.has(P.OPENING_APPROVE):
        waiting = openings(actor).filter(state=OpeningState.ASKED).count()
        if waiting:
            yield Todo(_("审批打开未成年人信息的申请"), to("opening_list"), _("批准后 24 小时有效"),
                       _("去审批"), waiting, icon="lock", tone="warning")  # fmt: skip
    if actor.has(P.INTERNSHIP_VIEW) and not is_own_only(actor):
        if actor.has(P.INTERNSHIP_MENTOR):
            yield from _board(actor, to)
        yield _figure(actor, to)


def _own(actor: Actor, to: Any) -> Iterator[Part]:
    yield Step(_("我的实习、授权和数据"), to("my_page"), _("签到、周志、谁能看到我的姓名"),
               "user-circle")  # fmt: skip
    for row in own_week(actor, today(), monday_of(today())):
        if not row.signed_in:
            yield Todo(_("今日签到"), to("my_page"), row.organisation.title, _("去签到"),
                       icon="check")  # fmt: skip
        if not row.logged:
            yield Todo(_("写本周周志"), to("log_write", ref=row.ref), row.organisation.title,
                       _("去写"), icon="edit")  # fmt: skip


def _board(actor: Actor, to: Any) -> Iterator[Todo]:
    board = to("internship_board")
    if endings := open_endings(actor).count():
        yield Todo(_("答复学生提出的终止"), board, _("72 小时不答复，实习自动终止"), _("去答复"),
                   endings, icon="clock", tone="danger")  # fmt: skip
    if incidents := open_incidents(actor).count():
        yield Todo(_("处理实习异常"), board, _("学生或导师报告，还没有处理"), _("去处理"),
                   incidents, icon="alert-triangle", tone="danger")  # fmt: skip
    if logs := unanswered_logs(actor, days=0).count():
        where = to("internship_list", "state=running")
        yield Todo(_("批阅周志"), where, _("校内教师和企业导师各批阅一次"), _("去批阅"), logs,
                   icon="message")  # fmt: skip
    if silent := silent_internships(actor).count():
        yield Todo(_("联系连续 3 天没有签到的学生"), board, "", _("去查看"), silent, icon="phone",
                   tone="warning")  # fmt: skip


def _figure(actor: Actor, to: Any) -> Stat:
    running = internships(actor).filter(state=InternshipState.RUNNING).count()
    note = (
        _("状态为“实习中”的实习")
        if actor.organisation_id is None
        else _("本校派出或在贵单位、状态为“实习中”的实习")
    )
    return Stat(
        _("正在实习"), running or None, note, to("internship_list", "state=running"), _("人"),
        "education", "briefcase", _("没有正在进行的实习"),
    )  # fmt: skip
