"""The pictures of a plan's review, each with its table and its 口径."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from silian.kernel.ui.chart import Chart
from silian.kernel.ui.table import Empty

from ...queries.plan_review import Report, Tally

TOP = 15


def review_charts(report: Report) -> list[Chart]:
    """Done, open and late by unit and by centre; achieved of the targets."""
    return [
        _stacked("by-unit", _("按责任单位"), report.by_unit, report.note),
        _stacked("by-centre", _("按实体机构"), report.by_centre, report.note),
        _targets(report),
    ]


def _stacked(key: str, title: str, tallies: Sequence[Tally], note: str) -> Chart:
    top = list(tallies[:TOP])
    series = [
        (_("已完成"), "@talent", [one.done for one in top]),
        (_("未完成"), "@education", [one.total - one.done - one.late for one in top]),
        (_("逾期"), "@industry", [one.late for one in top]),
    ]
    option = {
        "grid": {"left": 8, "right": 24, "top": 32, "bottom": 8, "containLabel": True},
        "legend": {"top": 0, "left": 0},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "xAxis": {"type": "value", "minInterval": 1},
        "yAxis": {"type": "category", "inverse": True, "data": [one.name for one in top]},
        "series": [
            {"name": name, "type": "bar", "stack": "all", "barMaxWidth": 16, "data": data,
             "itemStyle": {"color": colour}}
            for name, colour, data in series
        ],
    }  # fmt: skip
    columns = [title, _("任务"), _("已到期"), _("已完成"), _("按期"), _("逾期"), _("完成率（%）")]
    rows = [[o.name, o.total, o.due, o.done, o.on_time, o.late, o.share] for o in tallies]
    nothing = Empty(_("没有任务"), _("计划里还没有这样的任务。"))
    return Chart(
        id=key, title=title, option=option, columns=columns, rows=rows, note=note,
        height="lg" if len(top) > 8 else "md", numeric=tuple(range(1, 7)),
        empty=None if top else nothing,
    )  # fmt: skip


def _targets(report: Report) -> Chart:
    measured = [one for one in report.measures if one.share is not None]
    option = {
        "grid": {"left": 8, "right": 48, "top": 8, "bottom": 8, "containLabel": True},
        "tooltip": {"trigger": "item"},
        "xAxis": {"type": "value"},
        "yAxis": {
            "type": "category", "inverse": True, "data": [str(o.task) for o in measured[:TOP]],
        },
        "series": [{
            "type": "bar", "barMaxWidth": 16, "itemStyle": {"color": "@innovation"},
            "label": {"show": True, "position": "right"},
            "data": [one.share for one in measured[:TOP]],
        }],
    }  # fmt: skip
    rows = [
        [str(o.task), f"{o.target:f}", f"{o.value:f}" if o.value is not None else None,
         o.task.target_unit, o.share]
        for o in report.measures
    ]  # fmt: skip
    return Chart(
        id="targets", title=_("目标完成情况"), option=option,
        columns=[_("任务"), _("目标值"), _("完成值"), _("单位"), _("达成（%）")], rows=rows,
        note=_(
            "达成 = 最近一次没有退回的汇报中的完成值 ÷ 目标值，向下取整；没有汇报完成值的不画。"
        ),
        numeric=(1, 2, 4),
        empty=None if measured else Empty(
            _("还没有汇报完成值"), _("给任务设目标值，责任单位汇报完成值后在这里对照。")
        ),
    )  # fmt: skip
