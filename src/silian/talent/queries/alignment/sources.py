"""Where the figures of an alignment come from, in sentences."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from ...engine.alignment import METHOD_VERSION
from ...enums import ListKind
from ...models import Snapshot
from .answer import Answer
from .question import GRAINS, Question


def snapshot_words(snapshot: Snapshot) -> str:
    """第 3 号（2026 期）."""
    return _("第 %(number)s 号（%(period)s 期）") % {
        "number": snapshot.number, "period": snapshot.period,
    }  # fmt: skip


def lists_words(question: Question) -> str:
    """Both lists in a few words, for choices and file names."""
    if question.demand is None and question.supply is None:
        return _("实时清单")
    sides = [
        f"{label} {snapshot_words(one) if one else _('实时清单')}"
        for label, one in ((_("需求"), question.demand), (_("供给"), question.supply))
    ]
    return " × ".join(sides)


def side_words(answer: Answer, kind: str) -> str:
    """One list: which publication with its hash, or the live list with its day."""
    snapshot, question = answer.question.list_of(kind), answer.question
    label = ListKind(kind).label
    if snapshot is not None:
        at = timezone.localtime(snapshot.published_at)
        return _("%(list)s：%(which)s发布，%(day)s，SHA-256 %(hash)s…，发布后不再改变") % {
            "list": label,
            "which": snapshot_words(snapshot),
            "day": f"{at:%Y-%m-%d %H:%M}",
            "hash": snapshot.sha256[:12],
        }
    period = question.period or _("全部期次")
    return _("%(list)s：实时清单中已通过审核、%(day)s 当日有效的条目（%(period)s）") % {
        "list": label, "day": answer.lists.day.isoformat(), "period": period,
    }  # fmt: skip


def source_line(answer: Answer) -> str:
    """One line for a row of a file: lists, day, grain, codes and version of the method."""
    question = answer.question
    parts = [lists_words(question), str(GRAINS[question.grain]), str(question.codes.label)]
    if question.any_live:
        parts.insert(1, answer.lists.day.isoformat())
        if question.period:
            parts.insert(2, question.period)
    parts.append(_("方法 v%(n)s") % {"n": METHOD_VERSION})
    return " · ".join(parts)


def method_lines(answer: Answer) -> list[str]:
    """What the figures rest on, for the foot of a page and of a print."""
    limits, question = answer.alignment.thresholds, answer.question
    return [
        side_words(answer, ListKind.DEMAND),
        side_words(answer, ListKind.SUPPLY),
        _("专业与职业的对应：官方对照 %(n)s 条；职业：%(codes)s")
        % {"n": f"{len(answer.lists.links):,}", "codes": question.codes.label},
        _(
            "一个岗位对应多个专业时，人数按三种办法分配：用人单位写明的专业优先（居中值）、平均分配、"
            "按供给比例；三者的最低与最高就是区间"
        ),
        _(
            "偏离在 ±%(within)s 之内称均衡；需求不足 %(heads)s 人或用人单位不足 %(employers)s 家的"
            "单元标为证据不足"
        )
        % {
            "within": f"{limits.balanced_within:.0%}",
            "heads": limits.min_heads,
            "employers": limits.min_employers,
        },
        _("占比、偏离度和紧缺指数 K 在同一地区的全部层次内比较；方法版本 %(n)s")
        % {"n": METHOD_VERSION},
    ]
