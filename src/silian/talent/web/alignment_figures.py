"""Figures of the alignment as cards and lists: value, words, reason, 口径 and rows."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from ..engine.formulas import FORMULAS
from ..engine.formulas.structure import lean
from ..enums import ListKind
from ..queries.alignment.cells import CellRow
from ..queries.alignment.overview import Head, RegionFacts
from ..queries.alignment.words import (
    amount,
    deviation_words,
    gap_words,
    reason_words,
    said,
    titled,
    words,
)
from .alignment_desk import Desk


def head_stats(desk: Desk, sums: Head) -> list[dict[str, Any]]:
    """The four cards on top, for `ui/stat.html`."""
    demand_url, supply_url = desk.rows_url(ListKind.DEMAND), desk.rows_url(ListKind.SUPPLY)
    about = desk.url("formula_list")
    return [
        {
            "label": _("总需求"),
            "value": amount(sums.demand_heads) if sums.demand_rows else None,
            "unit": _("人"),
            "url": demand_url,
            "chain": "industry",
            "icon": "briefcase",
            "note": _("%(units)s 家用人单位 %(rows)s 个岗位的需求人数之和")
            % {"units": amount(sums.employers), "rows": amount(sums.demand_rows)},
            "note_url": about + "#lists",
            "nothing": _("没有需求"),
        },
        {
            "label": _("总供给"),
            "value": amount(sums.supply_heads) if sums.supply_rows else None,
            "unit": _("人"),
            "url": supply_url,
            "chain": "education",
            "icon": "school",
            "note": _("%(units)s 所学校 %(rows)s 条供给的可供给净人数之和")
            % {"units": amount(sums.schools), "rows": amount(sums.supply_rows)},
            "note_url": about + "#lists",
            "nothing": _("没有供给"),
        },
        {
            "label": _("求人倍率"),
            "value": None if sums.tsi is None else f"{sums.tsi:,.2f}",
            "url": demand_url,
            "chain": "talent",
            "icon": "scale",
            "note": _("需求 %(d)s 人 ÷ 供给 %(s)s 人；1 为平衡，大于 1 供不应求")
            % {"d": amount(sums.demand_heads), "s": amount(sums.supply_heads)},
            "note_url": desk.formula_url("talent_shortage_index"),
            "nothing": _("没有供给，不能作分母"),
            "delta": _gap_mark(sums),
        },
        {
            "label": _("岗位覆盖率"),
            "value": None if sums.coverage is None else f"{100 * sums.coverage:.1f}",
            "unit": "%",
            "url": demand_url,
            "chain": "innovation",
            "icon": "target-arrow",
            "note": _("同一地区至少有一个对应专业在供给的岗位 %(n)s 个 ÷ 全部岗位 %(all)s 个")
            % {"n": amount(sums.covered_posts), "all": amount(sums.demand_rows)},
            "note_url": desk.formula_url("chain_coverage"),
            "nothing": _("没有岗位"),
            "delta": None
            if sums.coverage_heads is None
            else {"text": _("按人数 %(p)s") % {"p": f"{sums.coverage_heads:.1%}"}},
        },
    ]


def _gap_mark(sums: Head) -> dict[str, Any] | None:
    if not sums.demand_rows or not sums.supply_rows:
        return None
    return {"text": gap_words(sums.demand_heads - sums.supply_heads)}


def region_rows(desk: Desk, facts: list[RegionFacts]) -> list[dict[str, Any]]:
    """The regions for the list on the overview; figures as text, None where there is none."""
    return [
        {
            "name": one.name,
            "url": desk.url("alignment", {"region": f"{one.region:06d}"}) + "#cells",
            "demand": amount(one.demand),
            "demand_url": desk.rows_url(ListKind.DEMAND, region=one.region),
            "supply": amount(one.supply),
            "supply_url": desk.rows_url(ListKind.SUPPLY, region=one.region),
            "gap": gap_words(one.gap),
            "values": [
                _fixed(one.tsi),
                None if one.coverage is None else f"{one.coverage:.0%}",
                _fixed(one.distance),
                None
                if one.mean_deviation is None
                else f"{one.mean_deviation:,.2f} (n={one.deviation_n})",
                _fixed(one.similarity),
                None
                if one.idle_rate is None
                else f"{one.idle_rate:.0%} ({one.idle}/{one.programs})",
            ],
        }
        for one in facts
    ]


def _fixed(value: float | None) -> str | None:
    return None if value is None else f"{value:,.2f}"


def cell_figures(desk: Desk, row: CellRow) -> list[dict[str, Any]]:
    """Every figure of a cell: name, value or reason, words, how it was counted, 口径, rows."""
    cell = desk.answer.alignment.cell(row.place)
    return [
        _figure(desk, "gap", row.gap_words, _("区间 %(low)s 至 %(high)s") % {
            "low": gap_words(row.gap_low), "high": gap_words(row.gap_high)},
            _("需求 %(d)s − 供给 %(s)s") % {"d": amount(row.demand), "s": amount(row.supply)}),
        _figure(desk, "talent_shortage_index",
                None if row.tsi is None else f"{row.tsi:,.2f}",
                _worded(cell.tsi), _("需求 %(d)s ÷ 供给 %(s)s") % {
                    "d": amount(row.demand), "s": amount(row.supply)}),
        _figure(desk, "structural_deviation",
                None if row.deviation is None else row.deviation_words,
                _worded(cell.deviation) if row.deviation is None else _span(desk, row),
                _("供给占本地区的比重 ÷ 需求占本地区的比重 − 1")),
        _figure(desk, "location_quotient", _pair(row), _quotient_words(row),
                _("该专业占本地区的比重 ÷ 占全部地区的比重")),
        _figure(desk, "shortage_index", f"{row.shortage:.2f}", row.band_words,
                _("比较范围：本地区的全部专业与层次")),
    ]  # fmt: skip


def _figure(desk: Desk, key: str, value: str | None, words: str, counted: str) -> dict[str, Any]:
    return {
        "name": titled(FORMULAS[key].name),
        "value": value,
        "words": words,
        "counted": counted,
        "url": desk.formula_url(key),
    }


def _worded(figure: Any) -> str:
    """The leaning of a figure in its own words, or why it has no value."""
    if figure.reason is not None:
        return reason_words(figure.reason)
    return said(figure.words) if figure.words is not None else ""


def _span(desk: Desk, row: CellRow) -> str:
    """The deviation under the three allocations, and whether they agree."""
    f = desk.answer.alignment.cells
    low, high = float(f.deviation_low[row.place]), float(f.deviation_high[row.place])
    if low == high:
        return ""
    words = _("三种分配之下：%(low)s 至 %(high)s") % {"low": _lean(low), "high": _lean(high)}
    return words if row.agrees else words + _("；结论不一")


def _lean(value: float) -> str:
    return deviation_words(value, lean(value))


def _pair(row: CellRow) -> str | None:
    if row.lq_demand is None and row.lq_supply is None:
        return None
    return " / ".join(
        "—" if value is None else f"{value:,.2f}" for value in (row.lq_demand, row.lq_supply)
    )


def _quotient_words(row: CellRow) -> str:
    found = [
        label % {"how": _("高于全部地区的平均") if value > 1 else _("不高于全部地区的平均")}
        for label, value in ((_("需求%(how)s"), row.lq_demand), (_("供给%(how)s"), row.lq_supply))
        if value is not None
    ]
    return words().listed(found) or _("没有数值")
