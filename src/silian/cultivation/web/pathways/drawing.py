"""The ladder as a picture with the same data as a table; students of each rung by year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from silian.kernel.punctuation import listed
from silian.kernel.ui.chart import Chart
from silian.kernel.ui.table import Empty

from ...engine.pathways.ladder import MASTER, RUNGS, Node, edges, reached
from ...enums import Level
from ...queries.pathways import Offer, Transfer, Way, students_by_level

COLOURS = {
    Level.SECONDARY: "@education", Level.COLLEGE: "@talent",
    Level.VOCATIONAL_BACHELOR: "@surplus", Level.BACHELOR: "@industry",
    Level.MASTER: "@innovation",
}  # fmt: skip
LABEL_WIDTH = 96
MOST_DRAWN = 40


def shown_code(node: Node) -> str:
    """A program's code; a field of a master has none."""
    return "" if node.code.startswith(MASTER) else node.code


def level_words(node: Node) -> str:
    """The level of a node in words."""
    return str(Level(node.level).label)


def school_words(offer: Offer, code: str) -> str:
    """The schools here that offer a program, or that there are none."""
    names = [unit.title for unit in offer.schools.get(code, [])]
    return listed(names) if names else _("缺口：本联合体没有学校开设")


def years_words(found: Sequence[Transfer]) -> str:
    """The years of the stages that some transfers lead to."""
    numbers = dict.fromkeys(f"{one.stage.years.normalize():f}" for one in found)
    return listed(_("%(n)s 年") % {"n": number} for number in numbers)


def _points(nodes: Sequence[Node], offer: Offer, start: str) -> list[dict[str, Any]]:
    columns: dict[int, list[Node]] = defaultdict(list)
    for node in nodes:
        columns[node.rung].append(node)
    rungs = sorted(columns)
    tallest = max((len(column) for column in columns.values()), default=0)
    points = []
    for x, rung in enumerate(rungs):
        column = columns[rung]
        for y, node in enumerate(column):
            gap = offer.is_gap(node.code)
            colour = COLOURS[Level(node.level)]
            points.append({
                "id": node.code, "name": f"{level_words(node)} {shown_code(node)} {node.name}",
                "value": [x, -(y + (tallest - len(column)) / 2)],
                "symbolSize": 20 if node.code == start else 14,
                "itemStyle": {
                    "color": "#fff" if gap else colour, "borderColor": colour, "borderWidth": 2,
                    "borderType": "dashed" if gap else "solid",
                },
                "label": {"formatter": f"{node.name}\n{_('缺口')}" if gap else node.name},
            })  # fmt: skip
    return points


def ladder_chart(ways: Sequence[Way], offer: Offer, start: str, csv_url: str = "") -> Chart:
    """Programs from the lower level at the left to the higher at the right.

    A dashed ring is a gap, a thick line a step that a project has agreed on.
    """
    kept = [way.path for way in ways]
    nodes = reached(kept)
    by_code = {node.code: node for node in nodes}
    drawn = {node.code for node in nodes[:MOST_DRAWN]}
    steps = edges(kept)
    hidden = {"type": "value", "show": False, "scale": True}
    option = {
        "tooltip": {"trigger": "item", "formatter": "{b}"},
        "grid": {"left": 56, "right": 56, "top": 16, "bottom": 48},
        "xAxis": hidden, "yAxis": hidden,
        "series": [{
            "type": "graph", "coordinateSystem": "cartesian2d",
            "data": _points(nodes[:MOST_DRAWN], offer, start),
            "links": [
                {"source": low, "target": high,
                 "lineStyle": {"width": 3, "color": "@ink", "opacity": 0.8}
                 if (low, high) in offer.transfers else {"width": 1, "opacity": 0.45}}
                for low, high in steps if low in drawn and high in drawn
            ],
            "edgeSymbol": ["none", "arrow"], "edgeSymbolSize": 7,
            "label": {"show": True, "position": "bottom", "width": LABEL_WIDTH,
                      "overflow": "break", "lineHeight": 14, "color": "@ink"},
            "lineStyle": {"color": "@neutral", "curveness": 0.08},
        }],
    }  # fmt: skip
    rows = [_row(offer, by_code[low], by_code[high]) for low, high in steps]
    columns = [
        _("从"), _("层次"), _("到"), _("层次"), _("学制"), _("学校"), _("转段条件"), _("名额"),
        _("项目"),
    ]  # fmt: skip
    nothing = Empty(
        _("没有接续路径"), _("官方专业简介没有列出这个专业的接续专业。"), icon="sitemap"
    )
    return Chart(
        id="ladder", title=_("贯通阶梯"), option=option, columns=columns, rows=rows,
        height="xl" if len(nodes) > 8 else "lg", numeric=(7,), csv_url=csv_url,
        lead=_("实心：本联合体有学校开设；虚线圈：缺口；粗线：已有项目约定转段。"),
        note=_("接续关系取自《职业教育专业简介》（2022）；开设学校取自已通过的人才供给清单和共育项目的学段。"),
        empty=None if kept else nothing,
    )  # fmt: skip


def _row(offer: Offer, low: Node, high: Node) -> list[Any]:
    found = offer.transfers.get((low.code, high.code), [])
    quotas = [one.stage.quota for one in found if one.stage.quota is not None]
    years = years_words(found)
    return [
        f"{shown_code(low)} {low.name}".strip(), level_words(low),
        f"{shown_code(high)} {high.name}".strip(), level_words(high), years or high.years or None,
        school_words(offer, high.code),
        "；".join(one.stage.condition for one in found if one.stage.condition) or None,
        sum(quotas) if quotas else None,
        "；".join(dict.fromkeys(one.stage.project.name for one in found)) or None,
    ]  # fmt: skip


def rungs_chart(ways: Sequence[Way], offer: Offer) -> Chart:
    """Students on each rung of this ladder by year of entry."""
    nodes = reached(way.path for way in ways)
    counts: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for node in nodes:
        for year, count in offer.students.get(node.code, {}).items():
            counts[year][node.level] += count
    return _by_year("rungs", _("阶梯上的学生"), {year: dict(by) for year, by in counts.items()})


def everybody_chart() -> Chart:
    """Students of the consortium by level and year of entry."""
    return _by_year("levels", _("各层次在册学生"), students_by_level())


def _by_year(key: str, title: str, counts: dict[int, dict[str, int]]) -> Chart:
    years = sorted(counts)
    levels = [level for level in Level if any(level in by for by in counts.values())]
    levels.sort(key=lambda level: RUNGS[level.value])
    option = {
        "grid": {"left": 8, "right": 24, "top": 32, "bottom": 8, "containLabel": True},
        "legend": {"top": 0, "left": 0},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "xAxis": {"type": "category", "data": [str(year) for year in years]},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [
            {"name": str(level.label), "type": "bar", "stack": "all", "barMaxWidth": 36,
             "itemStyle": {"color": COLOURS[level]},
             "data": [counts[year].get(level, 0) for year in years]}
            for level in levels
        ],
    }  # fmt: skip
    rows = [[str(year), *(counts[year].get(level, 0) for level in levels)] for year in years]
    nothing = Empty(_("还没有学生"), _("学校导入学生名册后，按入学年份和层次计数。"), icon="users")
    return Chart(
        id=key, title=title, option=option,
        columns=[_("入学年份"), *(str(level.label) for level in levels)], rows=rows, height="sm",
        note=_("学生名册中没有登记毕业日期的学生，按班级的入学年份和层次计数。"),
        numeric=tuple(range(1, len(levels) + 1)), empty=None if years else nothing,
    )  # fmt: skip
