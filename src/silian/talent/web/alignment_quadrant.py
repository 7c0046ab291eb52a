"""The four fields: how large a cell is, and which way it leans, one point for each."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from django.utils.translation import gettext as _

from silian.kernel.ui.chart import Chart

from ..queries.alignment.cells import CellRow, CellRows, Wanted, chosen
from ..queries.alignment.words import amount
from .alignment_desk import Desk
from .alignment_pictures import NOTHING, TOO_FEW, TOO_MANY

MOST_POINTS = 150
BAND, EDGE = 0.10, 0.13
"""Parts of the height: from the outermost ratio to the band without one, and beyond it."""
WARM, COOL, GREY = "#8a4a08", "#0c5f56", "#566376"
WARM_FILL, COOL_FILL = "rgba(220,148,48,.09)", "rgba(31,157,142,.08)"


def quadrant(desk: Desk) -> Chart:
    """Heads across (the larger side), the shortage ratio up, both as logarithms; above the
    middle line people are missing, right of the other one the cell is larger than most."""
    rows = _points(desk)
    sizes = [_size(row) for row in rows]
    middle = float(np.median(sizes)) if rows else 0.0
    note = _(
        "每点是一个“地区 × 专业 × 层次”，取人数最多的 %(n)s 个。纵轴是求人倍率（需求居中值 ÷ "
        "供给），1 为平衡；横轴是需求与供给中较大的人数；都是对数刻度。竖线是人数的中位数 %(m)s。"
        "一方没有填报的没有倍率，放在最上或最下一行。"
    ) % {"n": len(rows), "m": amount(middle)}
    return Chart(
        id="quadrant",
        title=_("供需四象限"),
        option=_option(desk, rows, middle) if rows else {},
        columns=(
            _("专业"), _("层次"), _("地区"), _("需求"), _("供给"), _("余缺"), _("求人倍率"),
            _("象限"), _("证据"),
        ),
        rows=[_line(row, middle) for row in rows],
        note=note,
        note_url=desk.formula_url("talent_shortage_index"),
        rows_url="#cells",
        height="lg",
        walk=True,
        numeric=(3, 4, 6),
        empty=None if rows else NOTHING,
    )  # fmt: skip


def _points(desk: Desk) -> list[CellRow]:
    """The cells with most heads on either side."""
    found = chosen(desk.answer, Wanted(level=desk.level))
    alignment = desk.answer.alignment
    size = np.maximum(alignment.cells.demand, alignment.keys.supply)[found.places]
    order = np.argsort(-size, kind="stable")[:MOST_POINTS]
    return [row for row in CellRows(desk.answer, found.places[order])[:] if _size(row) > 0]


def _size(row: CellRow) -> float:
    return max(row.demand, float(row.supply))


def _line(row: CellRow, middle: float) -> list[Any]:
    return [
        row.program_name, row.level_name, row.region_name, amount(row.demand),
        amount(row.supply), row.gap_words, None if row.tsi is None else f"{row.tsi:,.2f}",
        field_words(row, middle), row.evidence_words,
    ]  # fmt: skip


def field_words(row: CellRow, middle: float) -> str:
    """The field of a cell; on the line of balance it is neither short nor saturated."""
    if row.gap == 0:
        return _("平衡")
    return _fields()[row.gap > 0, _size(row) > middle]


def _fields() -> dict[tuple[bool, bool], str]:
    """By whether people are missing, and whether the cell is larger than most."""
    return {
        (True, True): _("紧缺，人数多"),
        (True, False): _("紧缺，人数少"),
        (False, True): _("饱和，人数多"),
        (False, False): _("饱和，人数少"),
    }


class _Frame(NamedTuple):
    """What the picture spans: logarithms of heads across, doublings of the ratio up."""

    left: float
    right: float
    low: float
    high: float

    @property
    def bands(self) -> tuple[float, float]:
        """Where cells without demand and cells without supply stand."""
        room = BAND * (self.high - self.low)
        return round(self.low - room, 3), round(self.high + room, 3)

    @property
    def ends(self) -> tuple[float, float]:
        """The lower and the upper edge."""
        room = EDGE * (self.high - self.low)
        return round(self.bands[0] - room, 3), round(self.bands[1] + room, 3)


def _frame(rows: list[CellRow]) -> _Frame:
    doublings = [
        math.log2(row.demand / row.supply) for row in rows if row.demand > 0 and row.supply > 0
    ]
    sizes = [math.log10(_size(row)) for row in rows]
    return _Frame(
        left=min(0.0, round(min(sizes) - 0.1, 3)),
        right=round(max(sizes) + 0.15, 3),
        low=min([-2.0, *doublings]),
        high=max([2.0, *doublings]),
    )


def _height(row: CellRow, frame: _Frame) -> float:
    """Doublings above or below balance; the bands where there is no ratio."""
    if row.supply == 0:
        return frame.bands[1]
    if row.demand == 0:
        return frame.bands[0]
    return math.log2(row.demand / row.supply)


def _option(desk: Desk, rows: list[CellRow], middle: float) -> dict[str, Any]:
    frame = _frame(rows)
    bottom, top = frame.ends
    axis = {
        "type": "value", "axisLabel": {"show": False}, "splitLine": {"show": False},
        "axisLine": {"show": False}, "nameLocation": "middle",
    }  # fmt: skip
    series = [
        {
            "type": "scatter", "name": name, "symbol": symbol, "symbolSize": 11,
            "itemStyle": {"color": colour, "opacity": 0.75}, "emphasis": {"scale": 1.4},
            "data": [_point(desk, row, frame) for row in rows if fits(row)],
        }
        for name, colour, symbol, fits in _kinds()
    ]  # fmt: skip
    backdrop = {
        "type": "scatter", "data": [], "silent": True, "z": 0,
        "markLine": {"silent": True, "symbol": "none", "animation": False,
                     "data": _lines(frame, middle)},
        "markArea": {"silent": True, "animation": False, "data": _areas(frame, middle)},
    }  # fmt: skip
    return {
        "grid": {"left": 66, "right": 14, "top": 40, "bottom": 46},
        "legend": {"data": [name for name, *_rest in _kinds()], "icon": "circle"},
        "tooltip": {"trigger": "item", "formatter": "{b}"},
        "xAxis": {**axis, "min": frame.left, "max": frame.right, "nameGap": 28,
                  "name": _("人数（需求与供给中较大的）")},
        "yAxis": {**axis, "min": bottom, "max": top, "name": _("求人倍率"), "nameGap": 50},
        "series": [*series, backdrop],
    }  # fmt: skip


def _kinds() -> list[tuple[str, str, str, Any]]:
    return [
        (_("缺人"), TOO_FEW, "circle", lambda row: not row.is_weak and row.gap > 0),
        (_("富余或持平"), TOO_MANY, "circle", lambda row: not row.is_weak and row.gap <= 0),
        (_("证据不足"), "@neutral", "emptyCircle", lambda row: row.is_weak),
    ]


def _point(desk: Desk, row: CellRow, frame: _Frame) -> dict[str, Any]:
    words = _("%(program)s（%(level)s）· %(region)s：需求 %(d)s，供给 %(s)s，%(gap)s") % {
        "program": row.program_name, "level": row.level_name, "region": row.region_name,
        "d": amount(row.demand), "s": amount(row.supply), "gap": row.gap_words,
    }  # fmt: skip
    return {
        "name": words,
        "value": [round(math.log10(_size(row)), 4), round(_height(row, frame), 4)],
        "url": desk.cell_url(row.region, row.program, row.level),
    }


def _lines(frame: _Frame, middle: float) -> list[dict[str, Any]]:
    """Ticks in heads and in ratios, the bands, and the two middle lines."""
    grid = {"color": "#e6eaf0", "type": "solid", "width": 1}
    even = {"color": "#7a8697", "type": "solid", "width": 1.5}
    text = {"position": "start", "color": GREY, "fontSize": 11, "distance": 6}
    lines: list[dict[str, Any]] = [
        {"xAxis": n, "lineStyle": grid, "label": {**text, "formatter": f"{10**n:,}"}}
        for n in range(max(0, math.ceil(frame.left)), math.floor(frame.right) + 1)
    ]
    step = max(1, math.ceil((frame.high - frame.low) / 6))
    for k in range(-20 * step, 20 * step + 1, step):
        if frame.low <= k <= frame.high:
            label = {**text, "formatter": f"{2.0**k:.2g}"}
            lines.append({"yAxis": k, "lineStyle": even if k == 0 else grid, "label": label})
    for at, words in zip(frame.bands, (_("没有需求"), _("没有供给")), strict=True):
        style = {**grid, "color": "#c9d1dc", "type": "dotted"}
        lines.append({"yAxis": at, "lineStyle": style, "label": {**text, "formatter": words}})
    if middle > 0:
        style = {"color": "#7a8697", "type": "dashed", "width": 1}
        at = round(math.log10(middle), 4)
        lines.append({"xAxis": at, "lineStyle": style, "label": {"show": False}})
    return lines


def _areas(frame: _Frame, middle: float) -> list[list[dict[str, Any]]]:
    """The four fields with their names in the corners."""
    left, right, (bottom, top) = frame.left, frame.right, frame.ends
    x = round(math.log10(middle), 4) if middle > 0 else left
    corners = {
        (True, True): ([x, 0], [right, top], "insideTopRight", WARM, WARM_FILL),
        (True, False): ([left, 0], [x, top], "insideTopLeft", WARM, "transparent"),
        (False, True): ([x, bottom], [right, 0], "insideBottomRight", COOL, COOL_FILL),
        (False, False): ([left, bottom], [x, 0], "insideBottomLeft", COOL, "transparent"),
    }
    return [
        [
            {
                "name": _fields()[key],
                "coord": low,
                "itemStyle": {"color": fill},
                "label": {"position": where, "color": ink, "fontSize": 12, "fontWeight": 600},
            },
            {"coord": high},
        ]
        for key, (low, high, where, ink, fill) in corners.items()
    ]
