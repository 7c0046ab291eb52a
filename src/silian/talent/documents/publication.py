"""The paper of a published list: everything that the template says, as plain texts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from silian.kernel.documents import typeset

from ..enums import CodeState, Education, ListKind
from ..models import Snapshot, SnapshotRow
from ..queries.publications import Total, by_coding, region_names, rows_of, summaries

TEMPLATE = Path(__file__).parent / "publication.typ"
# Beyond that the paper would be a book: it says where the whole list is instead.
MOST_ROWS = 2_000
TOP = 12
LISTED = 40


def publication_pdf(snapshot: Snapshot, address: str) -> bytes:
    """The PDF of a publication; `address` is that of its page. Same publication, same bytes."""
    return typeset(TEMPLATE, publication_data(snapshot, address), at=snapshot.published_at)


def publication_data(snapshot: Snapshot, address: str) -> dict[str, Any]:
    """What the template reads; nothing of it comes from outside the publication."""
    demand = snapshot.kind == ListKind.DEMAND
    facts = snapshot.facts
    english = (get_language() or "").startswith("en")
    rows, rows_note = _rows(snapshot, demand)
    return {
        "language": "en" if english else "zh",
        "labels": _labels(),
        "consortium": facts["consortium_name"],
        "title": snapshot.heading,
        "kind": str(ListKind(snapshot.kind).label),
        "number": _("第 %(n)d 号") % {"n": snapshot.number},
        "period": snapshot.period,
        "demo": snapshot.is_demo,
        "published_at": timezone.localtime(snapshot.published_at).strftime("%Y-%m-%d %H:%M"),
        "published_by": facts["consortium_name"],
        "address": address,
        "hash": snapshot.sha256,
        "stats": _stats(snapshot, demand),
        "summary_note": summary_note(snapshot),
        "parts": _parts(snapshot, demand),
        "rows": rows,
        "row_head": _row_head(demand),
        "row_widths": [0, 30, 24, 0, 0, 18, 22, 34] if demand else [0, 34, 34, 0, 22, 0, 0, 0],
        "row_numeric": [0, 3] if demand else [0, 5, 6, 7],
        "rows_note": rows_note,
        "sources": _sources(snapshot, demand),
        "check": _(
            "任何人都可以核对：从发布页下载“核验文件”（JSON Lines），计算它的 SHA-256，"
            "应与下面的值相同。只要改动一个字，值就不同。"
        ),
    }


def _labels() -> dict[str, str]:
    return {
        "monogram": "链",
        "foot": _("四链 · 人才清单"),
        "demo": _("演示数据，不是真实填报"),
        "published_at": _("发布时间"),
        "published_by": _("发布单位"),
        "address": _("网页"),
        "summary": _("概要"),
        "note": _("口径"),
        "rows": _("清单"),
        "sources": _("来源"),
        "check": _("核验"),
        "hash_line": _("核验文件的 SHA-256："),
    }


def _stats(snapshot: Snapshot, demand: bool) -> list[dict[str, str]]:
    rate = "—"
    if snapshot.asked:
        rate = f"{100 * snapshot.answered / snapshot.asked:.0f}%"
    asked = _("应报 %(asked)d 家，已报 %(answered)d 家") % {
        "asked": snapshot.asked,
        "answered": snapshot.answered,
    }
    return [
        _stat(_("条数"), str(snapshot.count), _("条"), _("已通过审核")),
        _stat(
            _("需求人数") if demand else _("可供给人数"),
            str(snapshot.heads),
            _("人"),
            _("各条相加"),
        ),
        _stat(_("单位"), str(snapshot.organisations), _("家"), _("有在列的条目")),
        _stat(_("回应率"), rate, "", asked if snapshot.asked else _("没有应报单位")),
    ]


def _stat(label: str, value: str, unit: str, note: str) -> dict[str, str]:
    return {"label": label, "value": value, "unit": unit, "note": note}


def summary_note(snapshot: Snapshot) -> str:
    """口径 of the whole publication."""
    demand = snapshot.kind == ListKind.DEMAND
    asked = _("企业成员") if demand else _("学校成员")
    return _(
        "期次 %(period)s（%(first)s 至 %(last)s）；只含已通过审核、发布时仍在有效期内的条目，"
        "共 %(count)d 条 %(heads)d 人。回应率 = 已报单位 %(answered)d ÷ 应报单位 %(asked)d"
        "（应报单位为正式的%(who)s；报“无”也算已报）。联系方式不在公开版里。"
    ) % {
        "period": snapshot.period,
        "first": snapshot.period_from,
        "last": snapshot.period_until,
        "count": snapshot.count,
        "heads": snapshot.heads,
        "answered": snapshot.answered,
        "asked": snapshot.asked,
        "who": asked,
    }


def _parts(snapshot: Snapshot, demand: bool) -> list[dict[str, Any]]:
    found = summaries(snapshot)
    parts = [
        _part(
            _("按职业") if demand else _("按专业"),
            _("职业") if demand else _("专业"),
            found["main"],
            "talent" if demand else "education",
            coding_note(snapshot) if demand else _("按专业代码合计可供给净人数。"),
        ),
        _part(
            _("按地区"),
            _("地区"),
            found["region"],
            "industry",
            _("按地级行政区合计；直辖市合为一行；没有填写地区的单列。"),
        ),
    ]
    levels = _part(
        _("按层次"),
        _("层次"),
        found["education"],
        "talent",
        _("需求按要求的最低学历，供给按办学层次。"),
        coded=False,
    )
    levels["shares"] = [{"label": t.name, "value": t.heads} for t in found["education"]]
    levels["bars"] = []
    units = _part(
        _("人数最多的单位"),
        _("单位"),
        found["organisation"],
        "innovation",
        _("只列前 %(n)d 家。") % {"n": len(found["organisation"])},
        coded=False,
        whole=False,
    )
    return [*parts, levels, units]


def _part(
    title: str,
    noun: str,
    totals: Sequence[Total],
    colour: str,
    note: str,
    *,
    coded: bool = True,
    whole: bool = True,
) -> dict[str, Any]:
    """A table with its chart: at most `LISTED` rows, the remainder in one line.

    `coded`: with a column of codes. `whole`: the rows are all there are, so they have a sum.
    """
    rows = [_line(total.name or _("未填写"), total.code, total) for total in totals[:LISTED]]
    rest = totals[LISTED:]
    if rest:
        rows.append(_line(_("其余 %(n)d 项") % {"n": len(rest)}, "", _sum(rest)))
    whole_line = _line(_("合计"), "", _sum(totals)) if whole else None
    head = [noun, _("代码"), _("条数"), _("单位数"), _("人数")]
    # The units of several lines may be the same ones: they have no sum.
    kept = [0, *([1] if coded else []), 2, *([3] if whole else []), 4]
    widths = [5, 2, 1, 1, 1]
    heads = sum(total.heads for total in totals)
    return {
        "title": title,
        "head": [head[at] for at in kept],
        "rows": [[row[at] for at in kept] for row in rows],
        "widths": [widths[at] for at in kept],
        "numeric": [place for place, at in enumerate(kept) if at > 1],
        "total": [whole_line[at] for at in kept] if whole_line else None,
        "bars": [
            {"label": t.name or _("未填写"), "value": t.heads} for t in totals[:TOP] if t.heads
        ],
        "long": not whole,
        "shares": [],
        "colour": colour,
        "unit": _("人"),
        "total_heads": max(1, heads),
        "note": note,
    }


def _sum(totals: Sequence[Total]) -> Total:
    return Total("", "", sum(t.count for t in totals), sum(t.heads for t in totals), 0)


def _line(name: str, code: str, total: Total) -> list[str]:
    units = str(total.units) if total.units else ""
    return [name, code, str(total.count), units, str(total.heads)]


def coding_note(snapshot: Snapshot) -> str:
    """口径 of the occupations: how many heads have a code that a person confirmed."""
    heads = by_coding(snapshot)
    return _(
        "按职业大典代码合计需求人数。职业代码经人确认的 %(confirmed)d 人，"
        "只是系统按岗位名称建议的 %(suggested)d 人，没有代码的 %(none)d 人。"
    ) % {state.value: heads[state.value] for state in CodeState}


def _row_head(demand: bool) -> list[str]:
    if demand:
        return [
            _("序号"), _("单位"), _("岗位"), _("人数"), _("学历"), _("地区"), _("职业"), _("专业"),
        ]  # fmt: skip
    return [
        _("序号"), _("学校"), _("专业"), _("层次"), _("地区"), _("毕业生"), _("占用"), _("净人数"),
    ]  # fmt: skip


def _rows(snapshot: Snapshot, demand: bool) -> tuple[list[list[str]], str]:
    if snapshot.count > MOST_ROWS:
        note = _(
            "共 %(n)d 条，超过 %(most)d 条不在纸面上逐条列出；全部条目见发布页的 XLSX 和 CSV。"
        )
        return [], note % {"n": snapshot.count, "most": MOST_ROWS}
    rows = list(rows_of(snapshot))
    places = region_names({row.region_code for row in rows if row.region_code})
    make = _demand_row if demand else _supply_row
    note = _("全部 %(n)d 条。") % {"n": snapshot.count}
    if demand:
        note += _("职业后的 * 表示系统建议、尚未经人确认。")
    return [make(row, places.get(row.region_code, "")) for row in rows], note


def _demand_row(row: SnapshotRow, place: str) -> list[str]:
    occupation = row.data["occupation_name"] or "—"
    if row.occupation_state == CodeState.SUGGESTED:
        occupation += " *"
    programs = "、".join(row.data["programs"]) or "—"
    return [
        str(row.number), row.organisation_name, row.label, str(row.heads),
        str(Education(row.education).label), place or "—", occupation, programs,
    ]  # fmt: skip


def _supply_row(row: SnapshotRow, place: str) -> list[str]:
    program = f"{row.programs} {row.label}"
    return [
        str(row.number), row.organisation_name, program, str(Education(row.education).label),
        place or "—", str(row.data["graduates"]), str(row.data["committed"]), str(row.heads),
    ]  # fmt: skip


def _sources(snapshot: Snapshot, demand: bool) -> list[str]:
    found = [
        _("填报：%(n)d 家成员单位，经联合体秘书处审核。") % {"n": snapshot.organisations},
        _("地区代码：GB/T 2260 行政区划。"),
        _("专业代码：教育部专业目录。"),
    ]
    if demand:
        found.insert(1, _("职业代码：《中华人民共和国职业分类大典》。"))
        found.insert(2, _("行业代码：GB/T 4754-2017 国民经济行业分类。"))
    return found
