"""The pictures of the alignment: heat-map, regions, and the three allocations."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from silian.kernel.ui.chart import Chart
from silian.kernel.ui.table import Empty

from ..engine.allocation import Way
from ..engine.regions import RegionGrain
from ..queries.alignment.cells import CellRow, Wanted, chosen
from ..queries.alignment.heat import HeatMap, HeatRow, Shown, Square, heat_map
from ..queries.alignment.overview import RegionRow, by_province, by_region
from ..queries.alignment.words import amount, gap_words, region_name, tile_words, titled
from .alignment_desk import SHOWN_LABELS, TOPS, Desk

TOO_FEW, TOO_MANY = "@gap", "@surplus"
FULL, PALE = (TOO_MANY, TOO_FEW), ("#a9d3cd", "#e8c39c")
EXTREMES = 9
NOTHING = Empty(
    gettext_lazy("没有可以比较的单元"),
    gettext_lazy("需求对应到专业、或供给填报以后，这里才有内容。"),
    icon="chart-dots",
)


def heat(desk: Desk) -> dict[str, Any]:
    """What `talent/alignment_heat.html` reads."""
    found = heat_map(desk.answer, desk.shown, desk.level, desk.top)
    rows = [
        {
            "row": row,
            "squares": [
                square and _square(square, _cell_url(desk, region[0], row, square))
                for region, square in zip(found.regions, row.squares, strict=True)
            ],
            "total": _square(row.total, ""),
        }
        for row in found.rows
    ]
    return {
        "map": found,
        "flat": _flat(found),
        "several": len(found.regions) > 1,
        "rows": rows,
        "is_gap": desk.shown is Shown.GAP,
        "legend": _heat_legend(found),
        "switch": [
            {"label": label, "url": desk.url("alignment", {"shown": one.value}) + "#heat",
             "on": one is desk.shown}
            for one, label in SHOWN_LABELS.items()
        ],
        "tops": [
            {"n": n, "url": desk.url("alignment", {"top": str(n)}) + "#heat", "on": n == desk.top}
            for n in TOPS
        ] if found.rest or desk.top != TOPS[0] else [],
        "formula_url": desk.formula_url(
            "gap" if desk.shown is Shown.GAP else "structural_deviation"
        ),
        "finer_url": desk.url("alignment", {"grain": RegionGrain.COUNTY.value})
        if len(found.regions) == 1 and desk.question.grain is not RegionGrain.COUNTY else "",
        "empty": None if found.rows else NOTHING,
    }  # fmt: skip


def _flat(found: HeatMap) -> list[list[str]]:
    """The squares as rows of the table behind the picture."""
    return [
        [row.name or _("其余专业"), row.level_name, name, amount(square.demand),
         amount(square.supply), square.words or "—"]
        for row in found.rows
        for (_code, _short, name), square in zip(found.regions, row.squares, strict=True)
        if square
    ]  # fmt: skip


def _cell_url(desk: Desk, region: int, row: HeatRow, square: Square) -> str:
    """The page of a square; none for the rest of the programs together."""
    if square.place is None or row.level is None:
        return ""
    return desk.cell_url(region, row.program, row.level)


def _square(square: Square, url: str) -> dict[str, Any]:
    """A square ready for the template, which draws hundreds of them: its class, its words, what
    the pointer and the reader of the screen are told, its address, and its two numbers."""
    kind = "no-value" if square.shade is None else f"shade-s{square.shade}"
    if square.weak:
        kind = "weak"
    elif square.one_sided:
        kind += " one-sided"
    about = _("需求 %(d)s，供给 %(s)s") % {"d": amount(square.demand), "s": amount(square.supply)}
    return {
        "kind": kind,
        "words": square.words or "—",
        "about": f"{about} · {_('证据不足')}" if square.weak else about,
        "url": url,
        "demand": amount(square.demand),
        "supply": amount(square.supply),
    }


def _heat_legend(found: HeatMap) -> list[tuple[int, str]]:
    """Classes from far too few to far too many, in words."""
    near, far = found.edges
    if found.shown is Shown.GAP:
        sizes = {"near": f"{near:,.0f}", "far": f"{far:,.0f}"}
        return [
            (1, _("缺 %(far)s 人及以上") % sizes),
            (2, _("缺 %(near)s–%(far)s 人") % sizes),
            (3, _("缺 %(near)s 人以内") % sizes),
            (4, _("持平")),
            (5, _("余 %(near)s 人以内") % sizes),
            (6, _("余 %(near)s–%(far)s 人") % sizes),
            (7, _("余 %(far)s 人及以上") % sizes),
        ]
    return [
        (1, _("偏少一半以上")),
        (2, _("偏少 20%–50%")),
        (3, _("偏少 20% 以内")),
        (4, _("均衡")),
        (5, _("偏多 25% 以内")),
        (6, _("偏多 25%–100%")),
        (7, _("偏多一倍以上")),
    ]


def provinces(desk: Desk) -> dict[str, Any] | None:
    """What the tag `tilemap` needs, or None where there are fewer than two provinces."""
    rows = by_province(desk.answer, desk.level)
    if len(rows) < 2:
        return None
    edges = _province_edges(rows)
    words = [
        (0, _("缺 %(n)s 人以上") % {"n": f"{edges[3]:,}"}),
        (1, _("缺 %(m)s–%(n)s 人") % {"m": f"{edges[2]:,}", "n": f"{edges[3]:,}"}),
        (2, _("大致持平")),
        (3, _("余 %(m)s–%(n)s 人") % {"m": f"{edges[2]:,}", "n": f"{edges[3]:,}"}),
        (4, _("余 %(n)s 人以上") % {"n": f"{edges[3]:,}"}),
    ]
    # The kit spreads five classes over its seven signed shades like this.
    shades = ("s1", "s3", "s4", "s5", "s7")
    return {
        # The scale of the kit runs from too few to too many, so supply − demand.
        "values": {
            f"{row.region:06d}": {
                "value": -row.gap,
                "text": tile_words(row.gap),
                "url": desk.rows_url("demand", region=row.region)
                if desk.question.grain is RegionGrain.PROVINCE else "",
            }
            for row in rows
        },
        "breaks": edges,
        "legend": [{"level": n, "label": text, "shade": shades[n]} for n, text in words],
        "note": _(
            "各省级行政区的供给减需求（居中值，已对应到专业的部分）；橙色缺人，青色富余。"
            "没有填报的省份不着色。"
        ),
    }  # fmt: skip


def _province_edges(rows: list[RegionRow]) -> list[int]:
    """Four round limits around even: −b, −a, a, b."""
    largest = max(abs(row.gap) for row in rows)
    power = 10 ** max(0, int(math.log10(max(largest, 1))))
    b = next((step * power for step in (5, 2, 1) if step * power <= largest / 2), power)
    b = max(b, 10)
    a = max(1, b // 10)
    return [-b, -a, a, b]


@dataclass(frozen=True)
class _Bar:
    """One bar of a chart of gaps; pale where the evidence is too little."""

    name: str
    gap: float
    url: str
    pale: bool = False


def _gap_option(bars: list[_Bar]) -> dict[str, Any]:
    """Bars to the right where people are missing, to the left where there is a surplus, the
    words at their ends; the first one on top."""
    low, high = min([0.0, *(b.gap for b in bars)]), max([0.0, *(b.gap for b in bars)])
    room = 0.34 * (high - low)
    data = [
        {
            "value": bar.gap,
            "itemStyle": {"color": (PALE if bar.pale else FULL)[bar.gap > 0]},
            "label": {
                "formatter": gap_words(bar.gap),
                "position": "left" if bar.gap < 0 else "right",
            },
            "url": bar.url,
        }
        for bar in reversed(bars)
    ]
    return {
        "tooltip": {"trigger": "item", "formatter": "{b}"},
        "grid": {"left": 8, "right": 8, "top": 12, "bottom": 8},
        "xAxis": {"type": "value", "axisLabel": {"show": False}, "splitLine": {"show": False},
                  "min": round(low - 1.3 * room, 1) if low < 0 else 0,
                  "max": round(high + room, 1) if high > 0 else round(0.1 * room, 1)},
        "yAxis": {"type": "category", "data": [bar.name for bar in reversed(bars)],
                  "axisLine": {"show": False}},
        "series": [{"type": "bar", "data": data, "barMaxWidth": 16, "label": {"show": True}}],
    }  # fmt: skip


def regions(desk: Desk) -> Chart | None:
    """Gap by region as bars: where a map of provinces would be one tile; None for one region."""
    rows = by_region(desk.answer, desk.level)
    if len(rows) < 2:
        return None
    shown = rows if len(rows) <= 20 else [*rows[:12], *rows[-8:]]
    short = desk.answer.short_is_enough
    bars = [
        _Bar(
            region_name(desk.answer, row.region, short=short),
            row.gap,
            desk.rows_url("demand", region=row.region),
        )
        for row in shown
    ]
    return Chart(
        id="regions",
        title=_("各地区余缺"),
        option=_gap_option(bars),
        columns=(_("地区"), _("需求"), _("供给"), _("余缺"), _("结构差异度")),
        rows=[
            [row.name, amount(row.demand), amount(row.supply), gap_words(row.gap),
             "" if row.distance is None else f"{row.distance:.2f}"]
            for row in rows
        ],
        note=_("需求（居中值，已对应到专业的部分）减供给；橙色缺人，青色富余。结构差异度：须改变多大"
               "比重，供给结构才与需求一致。"),
        note_url=desk.formula_url("gap"),
        height="lg" if len(shown) > 5 else "md",
        walk=True,
        numeric=(1, 2, 4),
    )  # fmt: skip


def extremes(desk: Desk) -> Chart:
    """The cells that miss most people and those with most to spare: where there is one region
    only, and nothing to compare it with."""
    rows = _extreme_cells(desk)
    bars = [
        _Bar(
            f"{row.program_name} {row.level_name}",
            row.gap,
            desk.cell_url(row.region, row.program, row.level),
            row.is_weak or row.is_one_sided,
        )
        for row in rows
    ]
    return Chart(
        id="extremes",
        title=_("余缺最大的专业"),
        option=_gap_option(bars) if bars else {},
        columns=(_("专业"), _("层次"), _("需求"), _("供给"), _("余缺"), _("证据")),
        rows=[
            [row.program_name, row.level_name, amount(row.demand), amount(row.supply),
             row.gap_words, row.evidence_words]
            for row in rows
        ],
        note=_("需求（居中值）减供给，缺人最多和富余最多的各 %(n)s 个单元；颜色浅的证据不足"
               "或只有一方填报。")
        % {"n": EXTREMES},
        note_url=desk.formula_url("gap"),
        rows_url="#cells",
        height="lg",
        walk=True,
        numeric=(2, 3),
        empty=None if rows else NOTHING,
    )  # fmt: skip


def _extreme_cells(desk: Desk) -> list[CellRow]:
    """Largest gap first, largest surplus last."""
    found = chosen(desk.answer, Wanted(level=desk.level, sort="-gap"))
    size = len(found)
    if size <= 2 * EXTREMES:
        return found[:]
    return [*found[:EXTREMES], *found[size - EXTREMES :]]


def allocations(desk: Desk, row: CellRow) -> Chart:
    """The three allocations of the demand of a cell beside its supply: the spread is what is
    not known."""
    central = _("%(way)s（居中值）") % {"way": titled(Way.STATED.words)}
    bars = [
        (central, row.demand, "@industry"),
        (titled(Way.EQUAL.words), row.demand_equal, "#eccb98"),
        (titled(Way.SUPPLY.words), row.demand_by_supply, "#eccb98"),
        (_("供给（净人数）"), float(row.supply), "@education"),
    ]
    data = [
        {
            "value": value,
            "itemStyle": {"color": colour},
            "label": {"formatter": amount(value)},
        }
        for _name, value, colour in bars
    ]
    data.reverse()
    return Chart(
        id="allocations",
        title=_("三种分配"),
        lead=_("需求 %(low)s–%(high)s 人，供给 %(supply)s 人") % {
            "low": amount(row.demand_low), "high": amount(row.demand_high),
            "supply": amount(row.supply),
        },
        option={
            "grid": {"left": 8, "right": 64, "top": 8, "bottom": 8},
            "xAxis": {"type": "value", "axisLabel": {"show": False},
                      "splitLine": {"show": False}},
            "yAxis": {"type": "category", "data": [name for name, *_rest in reversed(bars)]},
            "series": [{"type": "bar", "data": data, "barMaxWidth": 22,
                        "label": {"show": True, "position": "right"}}],
        },
        columns=(_("办法"), _("人数")),
        rows=[[name, amount(value)] for name, value, _colour in bars],
        note=_("同一批岗位可以由几个专业培养时，人数怎样分给各专业没有定论，所以按三种办法各算一次："
               "三者之差就是不确定的部分。"),
        height="sm",
        numeric=(1,),
    )  # fmt: skip
