"""What must agree across the columns of one line, whichever way it comes in.

The same checks answer for a row of a spreadsheet, a form and the API. `values` are cleaned
values by column key; a column that is empty or wrong in itself is None.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ..engine.periods import parse_period


@dataclass(frozen=True)
class Fault:
    """A column with what is wrong and how to mend it."""

    column: str
    sentence: str
    mend: str


def period_fault(values: Mapping[str, Any]) -> Iterator[Fault]:
    """The period has one of its four shapes."""
    text = values.get("period")
    if not text:
        return
    try:
        parse_period(text)
    except ValueError:
        yield Fault(
            "period",
            _("期次“%(text)s”认不出来。") % {"text": text},
            _("写成 2026、2026H1（上半年）、2026Q3（第三季度）或 2026-05（五月）。"),
        )


def order_faults(
    values: Mapping[str, Any], first: str, last: str, names: tuple[object, object]
) -> Iterator[Fault]:
    """The second of two values is not below the first."""
    low, high = values.get(first), values.get(last)
    if low is not None and high is not None and high < low:
        yield Fault(
            last,
            _("%(last)s（%(high)s）小于%(first)s（%(low)s）。")
            % {"first": names[0], "last": names[1], "low": low, "high": high},
            _("两个值是否填反了？请改正其中一个。"),
        )


def demand_faults(values: Mapping[str, Any]) -> Iterator[Fault]:
    """Of a line of demand."""
    yield from period_fault(values)
    yield from order_faults(values, "pay_low", "pay_high", (_("月薪下限"), _("月薪上限")))
    yield from order_faults(
        values, "needed_from", "needed_until", (_("到岗时间自"), _("到岗时间至"))
    )
    yield from order_faults(values, "valid_from", "valid_until", (_("有效期自"), _("有效期至")))


def supply_faults(values: Mapping[str, Any]) -> Iterator[Fault]:
    """Of a line of supply."""
    yield from period_fault(values)
    yield from order_faults(
        values, "intern_from", "intern_until", (_("实习时段自"), _("实习时段至"))
    )
    yield from order_faults(values, "valid_from", "valid_until", (_("有效期自"), _("有效期至")))
    yield from net_faults(values)


def net_faults(values: Mapping[str, Any]) -> Iterator[Fault]:
    """Those who are still free are at most the graduates without those already bound."""
    graduates, committed = values.get("graduates"), values.get("committed") or 0
    if graduates is None:
        return
    if committed > graduates:
        yield Fault(
            "committed",
            _("订单/学徒占用 %(committed)d 人，多于当年毕业生 %(graduates)d 人。")
            % {"committed": committed, "graduates": graduates},
            _("请改正占用人数或毕业生人数。"),
        )
        return
    net, most = values.get("net_available"), graduates - committed
    if net is not None and net > most:
        yield Fault(
            "net_available",
            _("可供给净人数 %(net)d 多于毕业生 %(graduates)d 减去占用 %(committed)d，即 %(most)d。")
            % {"net": net, "graduates": graduates, "committed": committed, "most": most},
            _("留空即按 %(most)d 计算；确有升学等原因时可以填得更少。") % {"most": most},
        )
