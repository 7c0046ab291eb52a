"""The list of internships with what the rules say of each."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from silian.consortia import public as consortia
from silian.kernel.access import may
from silian.kernel.ui.table import Choice, Column, Empty, Table, Tool

from ...enums import InternshipKind, InternshipState
from ...models import Internship
from ...permissions import P
from ...queries.internships import OVER, Line, findings, internships, is_own_only
from ...workflows import INTERNSHIP
from ..students.tables import exports, url

TABS = (
    ("internship_list", gettext_lazy("实习")),
    ("internship_board", gettext_lazy("异常看板")),
    ("internship_rules", gettext_lazy("适用规则")),
)


def tabs(request: Any) -> list[dict[str, Any]]:
    """The pages beside each other."""
    here = request.resolver_match.url_name if request.resolver_match else ""
    return [
        {"label": label, "url": url(request, name), "active": here == name}
        for name, label in TABS
        if name != "internship_board" or not is_own_only(request.actor)
    ]


def number_of(row: Internship) -> str:
    """学号 of the student, or 工号 of the teacher."""
    return str(row.student or row.instructor)


def summary(row: Internship, lines: list[Line]) -> str:
    """How many rules stop it, and how many warn; nothing of one that is over."""
    if row.state in OVER:
        return ""
    stops = sum(line.stops for line in lines)
    warns = sum(not line.finding.blocks for line in lines)
    if stops:
        return _("阻止 %(n)d 项") % {"n": stops}
    return _("提示 %(n)d 项") % {"n": warns} if warns else _("符合")


def tone(row: Internship, lines: list[Line]) -> str:
    """The tone of that summary."""
    if row.state in OVER:
        return ""
    if any(line.stops for line in lines):
        return "danger"
    return "warning" if any(not line.finding.blocks for line in lines) else "success"


class _Findings:
    """The findings of the rows that the page shows, asked once for all of them."""

    def __init__(self) -> None:
        self.table: Table | None = None
        self._held: dict[int, list[Line]] | None = None

    def of(self, row: Internship) -> list[Line]:
        """The lines of a row of the page."""
        if self._held is None:
            assert self.table is not None
            self._held = findings(list(self.table.page.object_list))
        return self._held.get(row.pk, [])


def internship_table(request: Any) -> Table:
    """Internships of the unit acted for; of a student one's own."""
    actor = request.actor
    arranges = bool(may(actor, P.INTERNSHIP_MANAGE))
    members = [(r.organisation.ref, r.organisation.name) for r in consortia.active_members()]
    new = url(request, "internship_create")
    found = _Findings()
    table = Table(
        request,
        internships(actor),
        columns=[
            Column("number", _("学号或工号"), number_of, nowrap=True,
                   url=lambda r: url(request, "internship_detail", ref=r.ref)),
            Column("unit", _("实习单位"), "organisation.title", sort="organisation__name"),
            Column("post", _("岗位"), sort="post"),
            Column("school", _("学校"), "school.title"),
            Column("starts_on", _("起"), sort="starts_on", nowrap=True),
            Column("ends_on", _("止"), sort="ends_on", nowrap=True),
            Column("state", _("状态"), "get_state_display", sort="state",
                   badge=lambda r: INTERNSHIP.tones[r.state]),
            Column("rules", _("规则"), lambda r: summary(r, found.of(r)),
                   badge=lambda r: tone(r, found.of(r)),
                   hint=_("按开始日期和实习地适用的国家和省级规定逐条判断")),
            Column("is_demo", _("标记"), lambda r: _("演示") if r.is_demo else "",
                   badge=lambda r: "warning" if r.is_demo else ""),
        ],
        empty=Empty(
            _("还没有实习"),
            _("拟订实习，登记三方协议，系统按规定逐条检查后开始。") if arranges
            else _("学校安排实习之后会出现在这里。"),
            _("拟订实习") if arranges else "", new if arranges else "", "briefcase",
        ),
        search=("student__number", "instructor__number", "post", "organisation__name"),
        search_hint=_("学号、岗位、单位"),
        filters=[
            Choice("state", _("状态"), InternshipState.choices),
            Choice("kind", _("类型"), InternshipKind.choices),
            Choice("unit", _("实习单位"), members, field="organisation__ref"),
        ],
        exports=exports(request, "internship_export"),
        tools=[
            Tool(_("导入"), url(request, "internship_import"), "upload"),
            Tool(_("拟订实习"), new, "plus", True),
        ] if arranges else [],
        title=_("实习"),
        order="-starts_on",
        stacked=True,
    )  # fmt: skip
    found.table = table
    return table
