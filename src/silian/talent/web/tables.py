"""The tables of the two lists and of publications."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from silian.codes import public as codes
from silian.consortia import public as consortia
from silian.kernel.access import Actor, may
from silian.kernel.punctuation import bracketed
from silian.kernel.ui.table import Action, Choice, Column, Empty, Table, Tool

from ..enums import CodeState, Education, ListKind, RecordState
from ..exchange.lists import TalentList
from ..models import DemandRecord, Snapshot, SnapshotRow, SupplyRecord
from ..permissions import P
from ..queries.responses import ASKED_KINDS, periods
from ..workflows import TONES

Line = DemandRecord | SupplyRecord
NO_REGION = "none"
"""In an address: the lines that state no region."""
CODE_TONES = {
    CodeState.NONE: "muted",
    CodeState.SUGGESTED: "warning",
    CodeState.CONFIRMED: "success",
}


def visible(actor: Actor, talent_list: TalentList) -> QuerySet[Any]:
    """The lines that the actor may see: all of them, or those of the own unit."""
    rows = talent_list.model.objects.all()
    if actor.everything or actor.has(P.LIST_SEE_ALL):
        return rows
    return rows.filter(organisation_id=actor.organisation_id)


def related(talent_list: TalentList, rows: QuerySet[Any]) -> QuerySet[Any]:
    """With what a row shows of other tables."""
    more = ("occupation",) if talent_list.kind == ListKind.DEMAND else ("program",)
    return rows.select_related("organisation", "region", *more)


def url(request: Any, name: str, **kwargs: Any) -> str:
    """The address of a page of this app in the consortium of the request."""
    return reverse(f"talent:{name}", kwargs={"slug": request.consortium.slug, **kwargs})


def list_table(request: Any, talent_list: TalentList) -> Table:
    """The live list: filters in the address, batch actions for those who review."""
    kind = talent_list.kind
    actor = request.actor
    rows = related(talent_list, visible(actor, talent_list))
    return Table(
        request,
        rows,
        _columns(request, talent_list),
        _empty(request, talent_list),
        search=_search(talent_list),
        search_hint=_("岗位、单位") if kind == ListKind.DEMAND else _("专业、学校"),
        filters=_filters(request, talent_list),
        exports=[
            ("XLSX", url(request, f"{kind}_export", format="xlsx")),
            ("CSV", url(request, f"{kind}_export", format="csv")),
        ],
        actions=_actions(actor, talent_list),
        action_url=url(request, f"{kind}_batch"),
        tools=_tools(request, talent_list),
        title=kind.label,
        row_url=lambda row: url(request, f"{kind}_detail", ref=row.ref),
        stacked=True,
    )


def _columns(request: HttpRequest, talent_list: TalentList) -> list[Column]:
    demand = talent_list.kind == ListKind.DEMAND
    found = [
        Column("position", gettext_lazy("岗位"), wide=True)
        if demand
        else Column("program", gettext_lazy("专业"), lambda row: str(row.program), wide=True),
        Column("organisation", gettext_lazy("单位"), "organisation.name"),
        Column("education", gettext_lazy("层次"), "get_education_display", nowrap=True),
        Column("region", gettext_lazy("地区"), "region.name", nowrap=True),
    ]
    if demand:
        found += [
            Column("headcount", gettext_lazy("人数"), sort="headcount", numeric=True),
            Column("occupation", gettext_lazy("职业"), "occupation.name"),
            Column(
                "coding",
                gettext_lazy("编码"),
                "get_occupation_state_display",
                badge=lambda row: CODE_TONES[row.occupation_state],
            ),
        ]
    else:
        found += [
            Column("graduates", gettext_lazy("毕业生"), numeric=True),
            Column("committed", gettext_lazy("占用"), numeric=True),
            Column("net_available", gettext_lazy("净人数"), sort="net_available", numeric=True),
        ]
    return [
        *found,
        Column("period", gettext_lazy("期次"), nowrap=True),
        Column(
            "state",
            gettext_lazy("状态"),
            "get_state_display",
            badge=lambda row: TONES[RecordState(row.state)],
        ),
        Column(
            "is_demo",
            gettext_lazy("标记"),
            demo_mark,
            badge=lambda row: "warning" if row.is_demo else "",
        ),
    ]


def demo_mark(row: Any) -> object:
    """The word that marks demo data on screen."""
    return _("演示") if row.is_demo else ""


def _search(talent_list: TalentList) -> Sequence[str]:
    if talent_list.kind == ListKind.DEMAND:
        return ("position", "organisation__name")
    return ("program__name", "program__code", "organisation__name")


def _filters(request: Any, talent_list: TalentList) -> list[Choice]:
    actor = request.actor
    column = talent_list.column("education")
    assert column.choices is not None
    found = [
        Choice("state", gettext_lazy("状态"), RecordState.choices),
        Choice("education", gettext_lazy("层次"), column.choices.choices),
        Choice(
            "region",
            gettext_lazy("地区"),
            [*_regions(request), (NO_REGION, _("未写明地区"))],
            apply=_in_region,
        ),
    ]
    if talent_list.kind == ListKind.DEMAND:
        found += [
            Choice("coding", gettext_lazy("编码"), CodeState.choices, field="occupation_state"),
            Choice(
                "occupation",
                gettext_lazy("职业大类"),
                _with_typed(request, "occupation", _great_classes()),
                apply=lambda rows, value: rows.filter(occupation__code__startswith=value),
            ),
        ]
    else:
        found.append(
            Choice(
                "program",
                gettext_lazy("专业"),
                _with_typed(request, "program", []),
                field="program_id",
            )
        )
    if actor.everything or actor.has(P.LIST_SEE_ALL):
        found.append(_unit_filter(talent_list))
    found.append(
        Choice("period", gettext_lazy("期次"), [(p, p) for p in periods(talent_list.kind)])
    )
    return found


def _regions(request: HttpRequest) -> list[tuple[str, str]]:
    """The provinces, and the finer region that a link leads to."""
    if request.GET.get("region", "").strip() == NO_REGION:
        return codes.options("regions", codes.RegionLevel.PROVINCE)
    return _with_typed(request, "region", codes.options("regions", codes.RegionLevel.PROVINCE))


def _with_typed(
    request: HttpRequest, key: str, options: list[tuple[str, str]]
) -> list[tuple[str, str]]:
    """The options, and the value of the address where a link leads to something finer."""
    value = request.GET.get(key, "").strip()[:10]
    if not value or value in {code for code, _label in options}:
        return options
    return [*options, (value, _code_name(key, value))]


def _code_name(key: str, value: str) -> str:
    entry = codes.lookup(f"{key}s").get(value)
    return f"{value} {entry.name}" if entry else value


def _great_classes() -> list[tuple[str, str]]:
    """The eight major classes of occupations."""
    entries = [e for e in codes.lookup("occupations").entries if e.rank == -1]
    return [(entry.code, entry.name) for entry in sorted(entries, key=lambda entry: entry.code)]


def _in_region(rows: QuerySet[Any], code: str) -> QuerySet[Any]:
    """Inside a province, a prefecture or a county: region codes begin with its digits."""
    if code == NO_REGION:
        return rows.filter(region=None)
    return rows.filter(**_between("region__code", code))


def _between(field: str, code: str) -> dict[str, str]:
    """The codes inside a region lie between two numbers: 330000 → 330000 up to 339999."""
    digits = code.rstrip("0")
    stem = digits + "0" * (len(digits) % 2)
    return {f"{field}__gte": stem.ljust(6, "0"), f"{field}__lte": stem.ljust(6, "9")}


def _unit_filter(talent_list: TalentList) -> Choice:
    """The members; those who are asked for this list first."""
    asked = ASKED_KINDS[talent_list.kind]
    units = [row.organisation for row in consortia.active_members()]
    units.sort(key=lambda unit: (unit.kind not in asked, unit.name))
    return Choice(
        "organisation",
        gettext_lazy("单位"),
        [(unit.ref, unit.name) for unit in units],
        field="organisation__ref",
    )


def _actions(actor: Actor, talent_list: TalentList) -> list[Action]:
    found = []
    if may(actor, P.LIST_REVIEW):
        found += [
            Action("approve", _("通过"), "success", icon="check"),
            Action("return", _("退回"), "warning", icon="rotate"),
        ]
    if talent_list.kind == ListKind.DEMAND and may(actor, P.CODE_CONFIRM):
        found.append(Action("confirm", _("确认职业建议"), "primary", icon="tags"))
    if may(actor, talent_list.write):
        found.append(Action("withdraw", _("撤回"), "danger", icon="x"))
    return found


def _tools(request: Any, talent_list: TalentList) -> list[Tool]:
    kind = talent_list.kind
    found = []
    if request.GET.get("state") == RecordState.SUBMITTED and may(request.actor, P.LIST_REVIEW):
        address = f"{url(request, f'{kind}_approve')}?{request.GET.urlencode()}"
        found.append(Tool(_("全部通过…"), address, "check"))
    if not may(request.actor, talent_list.write):
        return found
    return [
        *found,
        Tool(_("导入表格"), url(request, f"{kind}_import"), "upload"),
        Tool(_("填一条"), url(request, f"{kind}_create"), "plus", primary=True),
    ]


def _empty(request: Any, talent_list: TalentList) -> Empty:
    demand = talent_list.kind == ListKind.DEMAND
    title = _("还没有人才需求") if demand else _("还没有人才供给")
    if not may(request.actor, talent_list.write):
        return Empty(title, _("成员单位填报、秘书处审核后，会出现在这里。"))
    hint = _("必填只有几项，五分钟填完一条；多条可以用表格一次导入。")
    return Empty(title, hint, _("现在填"), url(request, f"{talent_list.kind}_create"), "edit")


def publication_table(request: Any, rows: QuerySet[Snapshot], empty: Empty) -> Table:
    """The publications of a consortium."""

    def address(row: Snapshot) -> str:
        return url(request, "publication_detail", kind=row.kind, number=row.number)

    tools = []
    if may(request.actor, P.LIST_PUBLISH):
        tools.append(Tool(_("发布"), url(request, "publish"), "send", primary=True))
    return Table(
        request,
        rows,
        [
            Column("heading", gettext_lazy("标题"), url=address, wide=True),
            Column("kind", gettext_lazy("清单"), "get_kind_display", badge=lambda row: "info"),
            Column("number", gettext_lazy("发布号"), numeric=True),
            Column("period", gettext_lazy("期次"), nowrap=True),
            Column("count", gettext_lazy("条数"), numeric=True),
            Column("heads", gettext_lazy("人数"), numeric=True),
            Column("rate", gettext_lazy("回应率"), rate, numeric=True),
            Column("published_at", gettext_lazy("发布时间"), nowrap=True),
            Column(
                "is_demo",
                gettext_lazy("标记"),
                demo_mark,
                badge=lambda row: "warning" if row.is_demo else "",
            ),
        ],
        empty,
        filters=[Choice("kind", gettext_lazy("清单"), ListKind.choices)],
        tools=tools,
        title=_("清单发布"),
    )


def rate(row: Snapshot) -> str:
    """The response rate with both its numbers; a dash where nobody was asked."""
    if not row.asked:
        return "—"
    answered = bracketed(f"{row.answered}/{row.asked}")
    return f"{100 * row.answered / row.asked:.0f}%{answered}"


def row_table(request: Any, snapshot: Snapshot, rows: QuerySet[SnapshotRow]) -> Table:
    """The rows of one publication, a page at a time."""
    demand = snapshot.kind == ListKind.DEMAND
    column = "occupation_name" if demand else "direction"
    return Table(
        request,
        rows,
        [
            Column("number", gettext_lazy("序号"), sort="number", numeric=True),
            Column("label", gettext_lazy("岗位") if demand else gettext_lazy("专业"), wide=True),
            Column("organisation_name", gettext_lazy("单位"), sort="organisation_name"),
            Column("heads", gettext_lazy("人数"), sort="heads", numeric=True),
            Column("education", gettext_lazy("层次"), education_label),
            Column("region", gettext_lazy("地区"), lambda row: row.data["region_name"]),
            Column(
                column,
                gettext_lazy("职业") if demand else gettext_lazy("方向"),
                lambda row: row.data[column],
            ),
        ],
        Empty(_("没有条目")),
        search=("label", "organisation_name"),
        search_hint=_("岗位、单位") if demand else _("专业、学校"),
        filters=[
            Choice(
                "region",
                gettext_lazy("地区"),
                [*_regions(request), (NO_REGION, _("未写明地区"))],
                apply=_rows_in_region,
            ),
            *_code_filter(request, demand),
            Choice("education", gettext_lazy("层次"), _levels()),
        ],
        title=_("清单条目"),
        stacked=True,
    )


def _levels() -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in Education.choices]


def education_label(row: SnapshotRow) -> object:
    """The level of a row in words."""
    return Education(row.education).label


def _code_filter(request: HttpRequest, demand: bool) -> list[Choice]:
    """One occupation or program, where a chart led to it; too many to choose from by hand."""
    value = request.GET.get("code", "").strip()[:10]
    if not value:
        return []
    options = [(value, _code_name("occupation" if demand else "program", value))]
    field = "occupation_code" if demand else "programs"
    label = gettext_lazy("职业") if demand else gettext_lazy("专业")
    return [Choice("code", label, options, field=field)]


def _rows_in_region(rows: QuerySet[Any], code: str) -> QuerySet[Any]:
    if code == NO_REGION:
        return rows.filter(region_code="")
    return rows.filter(**_between("region_code", code))
