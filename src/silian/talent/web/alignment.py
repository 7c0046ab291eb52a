"""Pages of the alignment: the overview, one cell, rows behind figures, unmapped demand, 口径."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from silian.codes import public as codes
from silian.kernel.access import may
from silian.kernel.exchange.export import download, export_csv, export_xlsx, file_name
from silian.kernel.refusals import Missing
from silian.kernel.ui.page import page
from silian.kernel.ui.table import Empty

from ..engine.formulas import FORMULAS
from ..engine.regions import UNKNOWN_REGION, WHOLE_SCOPE, RegionGrain
from ..enums import ListKind, RecordState
from ..exchange.alignment import COLUMNS, lines
from ..permissions import P
from ..queries.alignment.behind import Behind, Place, rows_behind
from ..queries.alignment.cells import CellRow, cell_at
from ..queries.alignment.intake import LEVELS
from ..queries.alignment.overview import Head, head, region_facts, unmapped_reasons
from ..queries.alignment.placeless import Placeless, placeless
from ..queries.alignment.sources import lists_words, method_lines, source_line
from ..queries.alignment.words import amount, level_words, region_name, said, titled, words
from .alignment_desk import Desk, level_of
from .alignment_figures import cell_figures, head_stats, region_rows
from .alignment_pictures import allocations, extremes, heat, provinces, regions
from .alignment_quadrant import quadrant
from .alignment_tables import behind_table, cell_table, unmapped_table
from .tables import NO_REGION, url

REGIONS_SHOWN = 40
REGION_FORMULAS = {
    "tsi": "talent_shortage_index",
    "coverage": "chain_coverage",
    "distance": "structure_distance",
    "mean": "mean_absolute_deviation",
    "similarity": "structure_similarity",
    "idle": "idle_rate",
}
BESIDE = 8
"""Rows of each list that the page of a cell shows before the link to all of them."""


@page(P.ALIGNMENT_VIEW)
def alignment(request: Any) -> HttpResponse:
    """Where programs and industry fit, and where they do not."""
    desk = Desk.of(request)
    sums = head(desk.answer)
    map_of_provinces = provinces(desk)
    beside = None if map_of_provinces else regions(desk) or extremes(desk)
    context = {
        **_frame(desk, "alignment"),
        "controls": desk.controls(),
        "level_name": level_words(desk.level) if desk.level is not None else "",
        "empty": _empty(desk) if desk.answer.is_empty else None,
        "stats": head_stats(desk, sums),
        "placeless": _placeless(desk),
        "coding": _coding(desk, sums),
        "unmapped": _unmapped(desk, sums),
        "raised": sums.raised_heads,
        "heat": heat(desk),
        "quadrant": quadrant(desk),
        "provinces": map_of_provinces,
        "province_title": _("各省余缺"),
        "beside": beside,
        "gap_url": desk.formula_url("gap"),
        "urls": {name: desk.formula_url(key) for name, key in REGION_FORMULAS.items()},
        "facts": region_rows(desk, region_facts(desk.answer, REGIONS_SHOWN)),
        "facts_left": max(0, len(desk.answer.alignment.region_keys.region) - REGIONS_SHOWN),
        "table": cell_table(desk),
    }
    return render(request, "talent/alignment.html", context)


def _frame(desk: Desk, here: str) -> dict[str, Any]:
    """What every page of the alignment has: tabs, sources, and whether it is demo data."""
    tabs = [
        ("alignment", _("总览"), desk.url("alignment")),
        ("alignment_unmapped", _("没有对应到专业的需求"), desk.url("alignment_unmapped")),
        ("formula_list", _("口径与公式"), desk.url("formula_list")),
    ]
    return {
        "desk": desk,
        "tabs": [{"label": label, "url": to, "on": name == here} for name, label, to in tabs],
        "lists": lists_words(desk.question),
        "method": method_lines(desk.answer),
        "is_demo": desk.request.consortium.is_demo,
    }


def _empty(desk: Desk) -> Empty:
    return Empty(
        _("还没有可以对照的清单"),
        _("需求和供给有了通过审核、在有效期内的条目，这里就有结果；也可以换成已发布的清单。"),
        _("去看人才需求"),
        url(desk.request, "demand_list") if may(desk.request.actor, P.DEMAND_VIEW) else "",
        "scale",
    )


def _coding(desk: Desk, sums: Head) -> dict[str, Any] | None:
    """How much of the demand rests on occupations that no person confirmed."""
    if not sums.demand_heads:
        return None
    confirmed_only = desk.question.codes.value == "confirmed"
    other = "all" if confirmed_only else "confirmed"
    parts = [
        ("confirmed", _("职业已由人确认"), sums.confirmed_heads),
        ("suggested", _("职业为系统建议，未经人确认"), sums.suggested_heads),
        ("none", _("职业未编码"), sums.uncoded_heads),
    ]
    start, shown = 0.0, []
    for key, label, heads in parts:
        share = 100 * heads / sums.demand_heads
        if heads:
            shown.append({"key": key, "label": label, "heads": amount(heads), "from": start,
                          "width": share, "percent": f"{share:.0f}%"})  # fmt: skip
        start += share
    return {
        "parts": shown,
        "confirmed_only": confirmed_only,
        "switch_url": desk.url("alignment", {"codes": other}),
        "many": (sums.suggested_share or 0) > 0.5 and not confirmed_only,
    }


def _placeless(desk: Desk) -> list[dict[str, Any]]:
    """Lines without a region, with the way to them; nothing is lost where regions do not count."""
    if desk.question.grain is RegionGrain.WHOLE:
        return []
    return [
        {
            "kind": one.kind.value,
            "label": one.kind.label,
            "rows": one.rows,
            "heads": amount(one.heads),
            "units": one.units,
            "live": one.live,
            "url": _placeless_url(desk, one),
        }
        for one in placeless(desk.answer)
    ]


def _placeless_url(desk: Desk, one: Placeless) -> str:
    """The list itself where the reader may mend it there, else the rows behind the figure."""
    view = P.DEMAND_VIEW if one.kind == ListKind.DEMAND else P.SUPPLY_VIEW
    if not one.live or not may(desk.request.actor, view):
        return desk.rows_url(one.kind.value, region=UNKNOWN_REGION)
    query = {"region": NO_REGION, "state": RecordState.APPROVED.value}
    if desk.question.period:
        query["period"] = desk.question.period
    return f"{url(desk.request, f'{one.kind}_list')}?{urlencode(query)}"


def _unmapped(desk: Desk, sums: Head, here: str = "") -> dict[str, Any] | None:
    if not sums.unmapped_heads:
        return None
    return {
        "heads": amount(sums.unmapped_heads),
        "percent": f"{sums.unmapped_heads / sums.demand_heads:.1%}",
        "reasons": [
            {"words": words, "posts": posts, "heads": amount(heads)}
            for words, posts, heads in unmapped_reasons(desk.answer)
        ],
        "url": "" if here == "alignment_unmapped" else desk.url("alignment_unmapped"),
    }


@page(P.ALIGNMENT_VIEW)
def alignment_unmapped(request: Any) -> HttpResponse:
    """Demand that reaches no program: listed, never dropped."""
    desk = Desk.of(request)
    sums = head(desk.answer)
    context = {
        **_frame(desk, "alignment_unmapped"),
        "controls": desk.controls("level"),
        "unmapped": _unmapped(desk, sums, "alignment_unmapped"),
        "table": unmapped_table(desk),
    }
    return render(request, "talent/alignment_unmapped.html", context)


@page(P.ALIGNMENT_VIEW)
def alignment_cell(request: Any, region: str, program: str, level: str) -> HttpResponse:
    """One region × program × level: its figures, its three allocations, its rows."""
    desk = Desk.of(request)
    place = Place(_region(desk, region), program, _level(level))
    row = cell_at(desk.answer, place.region or 0, program, place.level or 0)
    lists = [_beside(desk, row, place, kind) for kind in ListKind]
    known = codes.Program.objects.filter(pk=program).exists()
    context = {
        **_frame(desk, "alignment_cell"),
        "row": row,
        "figures": cell_figures(desk, row),
        "chart": allocations(desk, row),
        "lists_behind": lists,
        "program_url": codes.address_of("programs", program) if known else "",
        "crumbs_url": desk.url("alignment"),
    }
    return render(request, "talent/alignment_cell.html", context)


def _beside(desk: Desk, row: CellRow, place: Place, kind: ListKind) -> dict[str, Any]:
    behind = rows_behind(desk.answer, kind, place, desk.request.actor)
    title = _("背后的需求") if kind == ListKind.DEMAND else _("背后的供给")
    return {
        "behind": behind,
        "hidden": _hidden(behind),
        "table": behind_table(desk, behind, title, per_page=BESIDE),
        "url": desk.rows_url(kind.value, row) if len(behind.shown) > BESIDE else "",
    }


def _hidden(behind: Behind) -> str:
    """A sentence about rows that are counted and not shown; "" where there are none."""
    if not behind.hidden:
        return ""
    return _(
        "另有 %(n)s 条（%(heads)s 人）由其他单位填报，计入数字；发布后在公开清单里可以看到。"
    ) % {
        "n": f"{behind.hidden:,}", "heads": amount(behind.hidden_heads),
    }  # fmt: skip


@page(P.ALIGNMENT_VIEW)
def alignment_rows(request: Any, kind: str) -> HttpResponse:
    """The rows that a figure was counted from."""
    if kind not in ListKind.values:
        raise Missing()
    desk = Desk.of(request)
    place = _place(desk, kind)
    behind = rows_behind(desk.answer, kind, place, request.actor)
    label = ListKind(kind).label
    context = {
        **_frame(desk, "alignment_rows"),
        "title": _("%(list)s明细") % {"list": label},
        "about": _about(desk, place),
        "behind": behind,
        "total": _("共 %(n)s 条，%(heads)s 人") % {
            "n": f"{behind.rows:,}", "heads": amount(behind.heads),
        },
        "hidden": _hidden(behind),
        "table": behind_table(desk, behind, str(label)),
    }  # fmt: skip
    return render(request, "talent/alignment_rows.html", context)


def _place(desk: Desk, kind: str) -> Place:
    """What the address asks for: nothing, a region, a cell, or unmapped demand."""
    asked = desk.request.GET
    region = _region(desk, asked["at"]) if asked.get("at") else None
    if asked.get("program"):
        return Place(region, asked["program"][:20], _level(asked.get("of", "")))
    if asked.get("occupation") and kind == ListKind.DEMAND:
        occupation = asked["occupation"][:20]
        return Place(
            region,
            level=_level(asked.get("of", ""), any_level=True),
            occupation="" if occupation == "none" else occupation,
        )
    return Place(region)


def _region(desk: Desk, text: str) -> int:
    """A region of the answer; `Missing` for any other."""
    known = {*desk.answer.alignment.region_keys.region.tolist(), UNKNOWN_REGION, WHOLE_SCOPE}
    if not (text.isascii() and text.isdigit() and len(text) == 6) or int(text) not in known:
        raise Missing()
    return int(text)


def _level(name: str, any_level: bool = False) -> int:
    level = LEVELS.get(name) if any_level else level_of(name)
    if level is None:
        raise Missing()
    return int(level)


def _about(desk: Desk, place: Place) -> str:
    """Which part of the list it is."""
    parts = [region_name(desk.answer, place.region)] if place.region is not None else []
    if place.program is not None and place.level is not None and place.region is not None:
        row = cell_at(desk.answer, place.region, place.program, place.level)
        parts += [f"{row.program_name} {row.program}", row.level_name]
    if place.occupation is not None:
        name = desk.answer.occupation_names.get(place.occupation, "")
        parts.append(f"{name} {place.occupation}".strip() or _("没有职业编码"))
    return " · ".join(parts) or _("全部")


@page(P.ALIGNMENT_VIEW)
def alignment_export(request: Any, format: str) -> FileResponse:
    """The cells of the table with its filters, as a file."""
    write = {"xlsx": export_xlsx, "csv": export_csv}.get(format)
    if write is None:
        raise Missing()
    desk = Desk.of(request)
    rows = cell_table(desk).rows
    name = file_name(_("供需对接"), request.consortium.name, lists_words(desk.question),
                     suffix=format)  # fmt: skip
    source = source_line(desk.answer)
    return download(name, lambda stream: write(COLUMNS, lines(rows, source), stream))


@page(P.ALIGNMENT_VIEW)
def formula_list(request: Any) -> HttpResponse:
    """Every formula with what it divides by what."""
    desk = Desk.of(request)
    formulas = [
        {"formula": formula, "name": titled(formula.name), "reading": said(formula.reading),
         "url": desk.formula_url(formula.key)}
        for formula in FORMULAS.values()
    ]  # fmt: skip
    context = {**_frame(desk, "formula_list"), "formulas": formulas}
    return render(request, "talent/alignment_formulas.html", context)


@page(P.ALIGNMENT_VIEW)
def formula(request: Any, key: str) -> HttpResponse:
    """One formula: numerator, denominator, range, words, when not to use it, source."""
    found = FORMULAS.get(key)
    if found is None:
        raise Missing()
    facts = [
        (_("分子"), said(found.numerator)),
        (_("分母"), said(found.denominator)),
        (_("取值范围"), found.range),
        (_("怎样读"), said(found.reading)),
        (_("不能用于"), said(found.do_not_use)),
        (_("来源"), found.source),
        (_("版本"), f"v{found.version}"),
    ]
    context = {
        "formula": found,
        "name": titled(found.name),
        "other_name": found.name.zh if words().english else found.name.en,
        "facts": facts,
        "signs": [said(words) for _sign, words in found.signs],
        "back_url": Desk.of(request).url("formula_list"),
    }
    return render(request, "talent/alignment_formula.html", context)
