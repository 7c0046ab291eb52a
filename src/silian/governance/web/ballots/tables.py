"""The lists of ballots, elections and resolutions."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from silian.kernel.access import may
from silian.kernel.ui.table import Choice, Column, Empty, Table, Tool

from ...enums import BallotState, ElectionState, Post
from ...models import Ballot, Resolution
from ...permissions import P
from ...queries.ballots import ballots
from ...queries.elections import elections
from ...workflows import BALLOT, ELECTION
from .acting import actor_of, url


def outcome_words(ballot: Ballot) -> object:
    """Passed, not passed, counted or void, in one word."""
    if ballot.state == BallotState.VOID:
        return _("作废")
    if ballot.state != BallotState.CLOSED:
        return ""
    if ballot.election_id:
        return _("已计票") if ballot.result.get("counted") else _("未计票")
    return _("通过") if ballot.result.get("passed") else _("不通过")


def ballot_table(request: HttpRequest) -> Table:
    """Every vote that was taken or is prepared."""
    return Table(
        request,
        ballots(),
        columns=[
            Column("title", _("表决"), value=str, wide=True),
            Column("meeting", _("会议"), value="meeting.title", wide=True),
            Column("secret", _("方式"), value=lambda row: _("无记名") if row.secret else _("记名")),
            Column("voted", _("已投/名册"), value=lambda row: f"{row.have_voted}/{row.on_roll}"
                   if row.on_roll else "", numeric=True),
            Column("outcome", _("结果"), value=outcome_words),
            Column("state", _("状态"), value="get_state_display",
                   badge=lambda row: BALLOT.tones[row.state]),
        ],
        empty=Empty(
            _("还没有表决"),
            _("把议案列入会议议程以后，在议案或选举的页面上安排表决。"),
            _("查看会议"),
            url(request, "meeting_list"),
            "checklist",
        ),
        search=("motion__title", "election__title", "meeting__title"),
        search_hint=_("议案、选举或会议"),
        filters=[
            Choice("state", _("状态"), BallotState.choices),
            Choice("secret", _("方式"), [("1", _("无记名")), ("0", _("记名"))]),
        ],
        row_url=lambda row: url(request, "ballot_detail", ref=row.ref),
        title=_("表决"),
        stacked=True,
    )  # fmt: skip


def election_table(request: HttpRequest) -> Table:
    """Every election."""
    manages = bool(may(actor_of(request), P.BALLOT_MANAGE))
    new = url(request, "election_new")
    return Table(
        request,
        elections(),
        columns=[
            Column("title", _("选举"), sort="title", wide=True),
            Column("post", _("职务"), value="get_post_display"),
            Column("term", _("届次"), value=lambda row: str(row.term)),
            Column("seats", _("应选"), numeric=True, sort="seats"),
            Column("standing", _("候选"), numeric=True),
            Column("meeting", _("会议"), value="meeting.title", wide=True),
            Column("state", _("状态"), value="get_state_display",
                   badge=lambda row: ELECTION.tones[row.state]),
        ],
        empty=Empty(
            _("还没有选举"),
            _("先召集会议、设好届次，再新建选举：定职务和名额，开始提名。"),
            _("新建选举") if manages else "",
            new if manages else "",
            "users",
        ),
        search=("title", "meeting__title"),
        filters=[
            Choice("state", _("状态"), ElectionState.choices),
            Choice("post", _("职务"), Post.choices),
        ],
        tools=[Tool(_("新建选举"), new, "plus", True)] if manages else [],
        row_url=lambda row: url(request, "election_detail", ref=row.ref),
        title=_("选举"),
        stacked=True,
    )  # fmt: skip


def number_of(row: Resolution) -> str:
    """〔2026〕3号, as it stands on the paper."""
    return f"〔{row.year}〕{row.number}号"


def resolution_table(request: HttpRequest, rows: Any) -> Table:
    """Every resolution, the newest first."""
    years = sorted(set(rows.order_by().values_list("year", flat=True)), reverse=True)
    return Table(
        request,
        rows,
        columns=[
            Column("number", _("编号"), value=number_of, nowrap=True),
            Column("title", _("决议"), sort="title", wide=True),
            Column("adopted_on", _("通过日期"), sort="adopted_on", nowrap=True),
            Column("meeting", _("会议"), value="meeting.title", wide=True),
            Column("tasks", _("任务完成"), value=lambda row: f"{row.tasks_done}/{row.tasks_all}"
                   if row.tasks_all else "", numeric=True),
            Column("paper", _("文件"), value=lambda row: _("已印发") if row.paper_id else ""),
        ],
        empty=Empty(
            _("还没有决议"),
            _("议案表决通过以后，在表决的页面上形成决议并编号。"),
            _("查看表决"),
            url(request, "ballot_list"),
            "gavel",
        ),
        search=("title", "text"),
        filters=[Choice("year", _("年度"), [(str(year), str(year)) for year in years])],
        row_url=lambda row: url(request, "resolution_detail", ref=row.ref),
        title=_("决议"),
        stacked=True,
    )  # fmt: skip
