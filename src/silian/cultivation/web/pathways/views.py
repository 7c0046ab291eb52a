"""Pathways: the programs of the consortium, and the ladder of one."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from silian.codes import public as codes
from silian.kernel.exchange import Column as SheetColumn
from silian.kernel.punctuation import listed
from silian.kernel.ui.page import page
from silian.kernel.ui.table import Choice, Column, Empty, Table
from silian.talent import public as talent

from ...engine.pathways.ladder import MASTER, RUNGS, paths
from ...enums import Level
from ...permissions import P
from ...queries.pathways import (
    Offer,
    Way,
    below,
    ladder_above,
    level_of,
    offer_of,
    offered_codes,
    ways,
)
from ..projects.views import send_rows
from .drawing import (
    everybody_chart,
    ladder_chart,
    level_words,
    rungs_chart,
    school_words,
    shown_code,
    years_words,
)

SHOWN = 10
EXPORT_COLUMNS = (
    SheetColumn(key="code", name=gettext_lazy("代码"), name_en="Code"),
    SheetColumn(key="name", name=gettext_lazy("专业"), name_en="Program"),
    SheetColumn(key="level", name=gettext_lazy("层次"), name_en="Level"),
    SheetColumn(key="schools", name=gettext_lazy("学校"), name_en="Schools"),
)


def url(request: Any, name: str, **kwargs: Any) -> str:
    """The address of a page of pathways in the consortium of the request."""
    return reverse(f"cultivation:{name}", kwargs={"slug": request.consortium.slug, **kwargs})


def _table(request: Any) -> Table:
    offered = offered_codes()
    schools = talent.offering_schools(offered)
    return Table(
        request,
        codes.Program.objects.filter(code__in=offered),
        columns=[
            Column("code", _("代码"), sort="code", nowrap=True),
            Column("name", _("专业"), sort="name", wide=True),
            Column("level", _("层次"), lambda r: Level(level_of(r)).label, sort="level"),
            Column("schools", _("开设学校"),
                   lambda r: listed(unit.title for unit in schools.get(r.code, [])), wide=True),
        ],
        empty=Empty(
            _("还没有开设的专业"),
            _("学校填报人才供给清单、导入班级，或项目列出学段之后，专业会出现在这里。"),
            icon="sitemap",
        ),
        search=("code", "name"),
        search_hint=_("专业代码、名称"),
        filters=[Choice("level", _("层次"), codes.ProgramLevel.choices)],
        exports=[
            (label, url(request, "pathway_export", format=kind))
            for label, kind in (("Excel", "xlsx"), ("CSV", "csv"))
        ],
        title=_("本联合体开设的专业"),
        order="code",
        row_url=lambda row: url(request, "pathway_detail", code=row.code),
        stacked=True,
    )  # fmt: skip


@page(P.VIEW)
def pathway_list(request: HttpRequest) -> HttpResponse:
    """The programs offered here, students by rung, and a way to any program of the lists."""
    asked = request.GET.get("program", "").strip()
    if asked:
        match = codes.resolve(codes.ListKey.PROGRAMS, asked)
        if match.code is not None:
            return redirect(url(request, "pathway_detail", code=match.code))
        messages.error(request, codes.no_such_code(codes.ListKey.PROGRAMS, asked))
    context = {"table": _table(request), "chart": everybody_chart(), "asked": asked}
    return render(request, "cultivation/pathways/list.html", context)


@page(P.VIEW)
def pathway_export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The list as it is narrowed."""
    table = _table(request)
    found = list(table.narrowed)
    schools = talent.offering_schools([row.code for row in found])
    rows = [
        {
            "code": row.code, "name": row.name, "level": str(Level(level_of(row)).label),
            "schools": "；".join(unit.name for unit in schools.get(row.code, [])),
        }
        for row in found
    ]  # fmt: skip
    return send_rows(_("贯通路径"), format, EXPORT_COLUMNS, rows)


@page(P.VIEW)
def pathway_detail(request: HttpRequest, code: str) -> HttpResponse:
    """The ladder above one program: paths, who offers what, conditions, places, gaps."""
    program = codes.find_program(code)
    ladder = ladder_above(program)
    offer = offer_of(ladder)
    wanted = request.GET.get("to", "")
    to = wanted if wanted in Level.values else ""
    found = paths(ladder, program.code, to=to)
    made = ways(found.paths, offer)
    own = RUNGS[level_of(program)]
    tops = [level for level in Level if RUNGS[level] > own]
    context = {
        "program": program,
        "level": Level(level_of(program)).label,
        "schools": offer.schools.get(program.code, []),
        "below": [{"row": row, "level": Level(level_of(row)).label} for row in below(program)],
        "chart": ladder_chart(made, offer, program.code),
        "rungs": rungs_chart(made, offer),
        "ways": [_shown(way, offer) for way in made[:SHOWN]],
        "more": max(0, len(made) + found.left_out - SHOWN),
        "total": len(made) + found.left_out,
        "feasible": sum(way.feasible for way in made),
        "to": to,
        "tops": [{"key": level.value, "label": level.label} for level in tops],
    }
    return render(request, "cultivation/pathways/detail.html", context)


def _shown(way: Way, offer: Offer) -> dict[str, Any]:
    """A path as the page lists it."""
    steps = [None, *pairwise(way.path.codes)]
    rungs = []
    for node, step in zip(way.path.nodes, steps, strict=True):
        agreed = offer.transfers.get(step, []) if step else []
        rungs.append({
            "name": node.name, "code": shown_code(node), "level": level_words(node),
            "gap": offer.is_gap(node.code),
            "schools": school_words(offer, node.code) if step else "",
            "years": years_words(agreed) or node.years,
            "quota": sum(one.stage.quota or 0 for one in agreed) or None,
            "agreed": [one.stage for one in agreed],
            "program": not node.code.startswith(MASTER),
        })  # fmt: skip
    return {"rungs": rungs, "feasible": way.feasible}
