"""The charts of a publication's page, each with its table and a link to its rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from silian.kernel.ui.chart import Chart
from silian.kernel.ui.table import Empty

from ..enums import ListKind
from ..models import Snapshot
from ..queries.publications import Total
from .tables import url

TOP = 15


def summary_charts(request: Any, snapshot: Snapshot, found: dict[str, list[Total]]) -> list[Chart]:
    """By occupation or program, region, level and unit: a click leads to the rows."""
    demand = snapshot.kind == ListKind.DEMAND
    here = url(request, "publication_detail", kind=snapshot.kind, number=snapshot.number)

    def rows(key: str, code: str) -> str:
        return f"{here}?{urlencode({key: code})}#rows" if code else ""

    return [
        _bars(
            "by-code",
            _("按职业") if demand else _("按专业"),
            found["main"],
            "@talent" if demand else "@education",
            _("按职业代码合计需求人数；含系统建议、尚未确认的代码。")
            if demand
            else _("按专业代码合计可供给净人数。"),
            lambda total: rows("code", total.code),
        ),
        _bars(
            "by-region",
            _("按地区"),
            found["region"],
            "@industry",
            _("按地级行政区合计；直辖市合为一行。"),
            lambda total: rows("region", total.code),
        ),
        _bars(
            "by-level",
            _("按层次"),
            found["education"],
            "@innovation",
            _("需求按要求的最低学历，供给按办学层次。"),
            lambda total: rows("education", total.code),
            coded=False,
        ),
        _bars(
            "by-unit",
            _("人数最多的单位"),
            found["organisation"],
            "@enterprise",
            _("只列前 %(n)d 家。") % {"n": len(found["organisation"])},
            lambda total: rows("q", total.name),
            coded=False,
        ),
    ]


def _bars(
    name: str,
    title: str,
    totals: Sequence[Total],
    colour: str,
    note: str,
    address: Any,
    *,
    coded: bool = True,
) -> Chart:
    """Horizontal bars of the largest; the table has all."""
    top = [total for total in totals if total.heads][:TOP]
    words = [total.name or _("未填写") for total in top]
    option = {
        "grid": {"left": 8, "right": 48, "top": 8, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "value", "minInterval": 1},
        "yAxis": {"type": "category", "inverse": True, "data": words},
        "tooltip": {"trigger": "item"},
        "series": [
            {
                "type": "bar",
                "barMaxWidth": 16,
                "itemStyle": {"color": colour},
                "label": {"show": True, "position": "right"},
                "data": [
                    {"name": word, "value": total.heads, "url": address(total)}
                    for word, total in zip(words, top, strict=True)
                ],
            }
        ],
    }
    columns = [title, *([_("代码")] if coded else []), _("条数"), _("单位数"), _("人数")]
    lead = ""
    if len(totals) > len(top):
        lead = _("图中只画人数最多的 %(n)d 项，表里是全部。") % {"n": len(top)}
    return Chart(
        id=name,
        title=title,
        option=option,
        columns=columns,
        rows=[
            [
                total.name or _("未填写"),
                *([total.code] if coded else []),
                total.count,
                total.units,
                total.heads,
            ]
            for total in totals
        ],
        note=note,
        lead=lead,
        height="lg" if len(top) > 8 else "md",
        walk=True,
        numeric=tuple(range(2 if coded else 1, len(columns))),
        empty=None if top else Empty(_("没有人数"), _("各条的人数都是零。")),
    )
