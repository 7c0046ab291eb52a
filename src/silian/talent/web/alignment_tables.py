"""The tables of the alignment: cells in order of need, rows behind a figure, unmapped demand."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from silian.kernel.ui.table import Choice, Column, Empty, Table

from ..engine.figures import Evidence
from ..engine.formulas import Sign
from ..engine.formulas.shortage import ShortageBand
from ..enums import CodeState, Education, ListKind
from ..models import DemandRecord, SnapshotRow
from ..queries.alignment.behind import Behind, BehindRows
from ..queries.alignment.cells import SORTS, CellRow, CellRows, Wanted, chosen
from ..queries.alignment.intake import EDUCATION_OF
from ..queries.alignment.overview import UnmappedRow, UnmappedRows
from ..queries.alignment.words import amount, region_name, said
from .alignment_desk import Desk
from .tables import CODE_TONES, demo_mark, url

BAND_TONES = {
    ShortageBand.NONE: "muted",
    ShortageBand.MILD: "info",
    ShortageBand.SHORT: "warning",
    ShortageBand.SEVERE: "danger",
}
SIGN_TONES = {Sign.TOO_FEW: "warning", Sign.TOO_MANY: "progress", Sign.BALANCED: "success"}


def _spread(row: CellRow) -> str:
    """120 (96–130); the span only where the three allocations differ."""
    if row.demand_low == row.demand_high:
        return amount(row.demand)
    return f"{amount(row.demand)} ({amount(row.demand_low)}–{amount(row.demand_high)})"


def _ratio(value: float | None) -> str | None:
    return None if value is None else f"{value:,.2f}"


def _shortage(row: CellRow) -> str:
    return f"{row.shortage:.2f} {row.band_words}"


def _evidence(row: CellRow) -> str:
    """In two or three characters; the page of the cell says it in full."""
    if row.evidence & Evidence.NO_DEMAND:
        return _("只有供给")
    if row.evidence & Evidence.NO_SUPPLY:
        return _("只有需求，证据不足") if row.is_weak else _("只有需求")
    if row.is_weak:
        return _("证据不足")
    return _("足够") if row.agrees else _("结论不一")


def _evidence_tone(row: CellRow) -> str:
    if row.is_weak or row.is_one_sided:
        return "muted"
    return "success" if row.agrees else "warning"


def cell_table(desk: Desk) -> Table:
    """The cells, the shortest of graduates first; search, filters and order in the address."""
    table = Table(
        desk.request,
        [],
        _cell_columns(desk),
        Empty(
            _("没有单元"),
            _("有了需求或供给，并且需求对应到专业以后，这里按紧缺程度排列。"),
            icon="chart-dots",
        ),
        search=("program",),
        search_hint=_("专业名称、代码"),
        filters=_cell_filters(desk),
        exports=[
            ("XLSX", url(desk.request, "alignment_export", format="xlsx")),
            ("CSV", url(desk.request, "alignment_export", format="csv")),
        ],
        title=_("专业余缺排行"),
        note=_("默认先列证据足够的，再按紧缺指数 K 由高到低；点列名改变次序，点专业看口径和明细。"),
        row_url=lambda row: desk.cell_url(row.region, row.program, row.level),
        per_page=20,
        stacked=True,
    )
    table.rows = chosen_cells(desk, table)
    return table


def chosen_cells(desk: Desk, table: Table) -> CellRows:
    """What the table's search, filters and order leave."""
    value = {one.key: one.value for one in table.chosen}
    sort = desk.request.GET.get("sort", "")
    return chosen(
        desk.answer,
        Wanted(
            level=desk.level,
            region=int(value["region"]) if value["region"] else None,
            leaning=value["leaning"],
            band=value["band"],
            solid=value["evidence"] == "solid",
            query=table.query,
            sort=sort if sort.removeprefix("-") in SORTS else "",
        ),
    )


def _cell_filters(desk: Desk) -> list[Choice]:
    names = [
        (f"{code:06d}", region_name(desk.answer, code))
        for code in desk.answer.alignment.region_keys.region.tolist()
    ]
    leanings = [(sign.value, said(sign.words)) for sign in Sign]
    return [
        Choice("region", gettext_lazy("地区"), names),
        Choice(
            "leaning", gettext_lazy("结构偏离"), [*leanings, ("unknown", _("没有数值"))]
        ),
        Choice(
            "band", gettext_lazy("紧缺等级"), [(b.value, said(b.words)) for b in ShortageBand]
        ),
        Choice("evidence", gettext_lazy("证据"), [("solid", _("只看证据足够的"))]),
    ]  # fmt: skip


def _cell_columns(desk: Desk) -> list[Column]:
    return [
        Column("program", gettext_lazy("专业"), "program_name", sort="program", nowrap=True),
        Column("level", gettext_lazy("层次"), "level_name", sort="level", nowrap=True),
        Column("region", gettext_lazy("地区"), "region_short", sort="region"),
        Column("demand", gettext_lazy("需求（区间）"), _spread, sort="demand", numeric=True,
               nowrap=True),
        Column("supply", gettext_lazy("供给"), lambda row: amount(row.supply), sort="supply",
               numeric=True),
        Column("gap", gettext_lazy("余缺"), "gap_words", sort="gap", numeric=True, nowrap=True),
        Column("tsi", gettext_lazy("求人倍率"), lambda row: _ratio(row.tsi), sort="tsi",
               numeric=True, hint=gettext_lazy("需求 ÷ 供给；没有供给时没有数值")),
        Column("deviation", gettext_lazy("结构偏离"), "deviation_words", sort="deviation",
               badge=lambda row: SIGN_TONES.get(row.sign, "muted")),
        Column("lq_demand", gettext_lazy("需求区位商"), lambda row: _ratio(row.lq_demand),
               sort="lq_demand", numeric=True),
        Column("shortage", gettext_lazy("紧缺指数 K"), _shortage, sort="shortage",
               badge=lambda row: BAND_TONES[ShortageBand(row.band)]),
        Column("evidence", gettext_lazy("证据"), _evidence, badge=_evidence_tone),
    ]  # fmt: skip


def unmapped_table(desk: Desk) -> Table:
    """Demand that reaches no program, most heads first."""
    return Table(
        desk.request,
        UnmappedRows(desk.answer),
        [
            Column("occupation", gettext_lazy("职业"), _occupation, wide=True),
            Column("level", gettext_lazy("学历要求"), "level_name", nowrap=True),
            Column("region", gettext_lazy("地区"), "region_name"),
            Column("reason", gettext_lazy("没有对应到专业的原因"), "reason_words"),
            Column("posts", gettext_lazy("岗位数"), numeric=True),
            Column("heads", gettext_lazy("人数"), lambda row: amount(row.heads), numeric=True),
        ],
        Empty(_("全部需求都对应到了专业"), icon="circle-check"),
        title=_("没有对应到专业的需求"),
        note=_("这些人数计入总需求，不计入任何专业；一条也不丢。"),
        row_url=lambda row: desk.url(
            "alignment_rows",
            {"at": f"{row.region:06d}", "occupation": row.occupation or "none",
             "of": _education(row)},
            kind=ListKind.DEMAND.value,
        ),
        stacked=True,
    )  # fmt: skip


def _occupation(row: UnmappedRow) -> str:
    if not row.occupation:
        return _("没有职业编码")
    return f"{row.occupation_name} {row.occupation}".strip()


def _education(row: UnmappedRow) -> str:
    return EDUCATION_OF[row.level]


def behind_table(desk: Desk, behind: Behind, title: str, per_page: int = 50) -> Table:
    """The rows behind a figure that this reader may open."""
    demand = behind.kind == ListKind.DEMAND
    columns = _live_columns(demand) if behind.live else _published_columns(demand)
    return Table(
        desk.request,
        BehindRows(behind),
        columns,
        Empty(_("没有您可以打开的条目")),
        title=title,
        row_url=lambda row: _address(desk, row),
        per_page=per_page,
        stacked=True,
    )


def _address(desk: Desk, row: Any) -> str:
    """A live line has its page; a published row is in the list it was published in."""
    if isinstance(row, SnapshotRow):
        kind, number = row.snapshot.kind, row.snapshot.number
        page = url(desk.request, "publication_detail", kind=kind, number=number)
        return f"{page}?q={row.label}#rows"
    kind = ListKind.DEMAND if isinstance(row, DemandRecord) else ListKind.SUPPLY
    return url(desk.request, f"{kind}_detail", ref=row.ref)


def _live_columns(demand: bool) -> list[Column]:
    unit = Column("organisation", gettext_lazy("单位"), "organisation.name")
    level = Column("education", gettext_lazy("层次"), "get_education_display", nowrap=True)
    region = Column("region", gettext_lazy("地区"), "region.name", nowrap=True)
    mark = Column(
        "is_demo",
        gettext_lazy("标记"),
        demo_mark,
        badge=lambda row: "warning" if row.is_demo else "",
    )
    if not demand:
        return [
            Column("program", gettext_lazy("专业"), lambda row: str(row.program), wide=True),
            unit, level, region,
            Column("net_available", gettext_lazy("净人数"), numeric=True),
            mark,
        ]  # fmt: skip
    return [
        Column("position", gettext_lazy("岗位"), wide=True),
        unit, level, region,
        Column("headcount", gettext_lazy("人数"), numeric=True),
        Column("occupation", gettext_lazy("职业"), "occupation.name"),
        Column("coding", gettext_lazy("编码"), "get_occupation_state_display",
               badge=lambda row: CODE_TONES[row.occupation_state]),
        Column("programs", gettext_lazy("写明的专业"), _named),
        mark,
    ]  # fmt: skip


def _named(row: DemandRecord) -> str:
    links = row.programs.all()
    return ", ".join(one.program_id for one in links if one.code_state == CodeState.CONFIRMED)


def _published_columns(demand: bool) -> list[Column]:
    columns = [
        Column("label", gettext_lazy("岗位") if demand else gettext_lazy("专业"), wide=True),
        Column("organisation_name", gettext_lazy("单位")),
        Column("education", gettext_lazy("层次"), lambda row: Education(row.education).label),
        Column("region", gettext_lazy("地区"), lambda row: row.data.get("region_name")),
        Column("heads", gettext_lazy("人数"), numeric=True),
    ]
    if demand:
        columns += [
            Column("occupation", gettext_lazy("职业"), lambda row: row.data.get("occupation_name")),
            Column("programs", gettext_lazy("写明的专业"), lambda r: r.programs.replace("|", ", ")),
        ]
    return columns
