"""One entry of a list, with everything that the lists know about it."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language

from silian.kernel.access import may
from silian.kernel.refusals import Missing
from silian.kernel.ui.page import PUBLIC, page

from ..engine.chain import Node
from ..enums import ListKey
from ..models import Certificate, Industry, Occupation, Program, Region, Sector, University
from ..permissions import P
from ..queries.addresses import node_address
from ..queries.chain import five_links
from ..queries.details import (
    courses_of,
    industry_history,
    industry_links,
    ladder,
    occupation_links,
    sector_history,
    sector_links,
)
from ..queries.figures import links_chart
from ..queries.find import no_such_code
from .crumbs import crumbs

M = TypeVar("M", bound=Model)


def entry(model: type[M], key: ListKey, code: str, *related: str) -> M:
    """The row of a code; `Missing` with suggestions for one that the list has not."""
    row = model._default_manager.select_related(*related).filter(pk=code).first()
    if row is None:
        raise Missing(no_such_code(key, code))
    return row


def show(request: HttpRequest, key: ListKey, row: Any, more: dict[str, Any]) -> HttpResponse:
    """The page of an entry (a row with a name), with the way back to its list."""
    name = row.name
    if (get_language() or "").startswith("en"):
        name = getattr(row, "name_en", "") or name
    context = {
        "row": row,
        "name": name,
        "crumbs": crumbs(name, key),
        "may_edit": bool(may(request.actor, P.EDIT_LINKS)),  # type: ignore[attr-defined]
        **more,
    }
    return render(request, f"codes/{row._meta.model_name}.html", context)


def walked(kind: str, code: str) -> dict[str, Any]:
    """The small picture of the five links of an entry."""
    node = Node(kind, code)
    return {
        "links": links_chart(five_links(node, breadth=8), height="lg"),
        "links_url": node_address(node),
    }


@page(PUBLIC)
def program_detail(request: HttpRequest, code: str) -> HttpResponse:
    """A program: its profile, its ladder of further study, its occupations and five links."""
    row = entry(Program, ListKey.PROGRAMS, code)
    more = {
        "abilities": row.abilities.all(),
        "courses": courses_of(row),
        "positions": row.positions.all(),
        "certificates": row.certificate_links.select_related("certificate"),
        "occupations": occupation_links(row),
        "ladder": ladder(row),
        **walked("program", row.code),
    }
    return show(request, ListKey.PROGRAMS, row, more)


@page(PUBLIC)
def occupation_detail(request: HttpRequest, code: str) -> HttpResponse:
    """An occupation: what it is called, the programs that lead to it, industries that employ it."""
    row = entry(Occupation, ListKey.OCCUPATIONS, code, "parent")
    more = {
        "children": row.children.filter(in_edition=True),
        "synonyms": row.synonyms.all(),
        "work_types": row.work_types.all(),
        "programs": Program.objects.filter(occupation_links__occupation=row, in_edition=True),
        "industries": industry_links(occupation=row.code),
        **(walked("occupation", row.code) if row.level == 4 else {}),
    }
    return show(request, ListKey.OCCUPATIONS, row, more)


@page(PUBLIC)
def industry_detail(request: HttpRequest, code: str) -> HttpResponse:
    """An industry: its classes, the sectors that it belongs to, the occupations it employs."""
    row = entry(Industry, ListKey.INDUSTRIES, code, "parent")
    more = {
        "children": row.children.filter(in_edition=True),
        "sectors": sector_links(industry=row.code),
        "occupations": industry_links(industry=row.code),
        "history": industry_history(row.code),
        **(walked("industry", row.code) if row.level > 1 else {}),
    }
    return show(request, ListKey.INDUSTRIES, row, more)


@page(PUBLIC)
def region_detail(request: HttpRequest, code: str) -> HttpResponse:
    """A region: what it belongs to, what belongs to it, and its schools."""
    row = entry(Region, ListKey.REGIONS, code, "parent")
    schools = University.objects.filter(in_edition=True)
    if row.level == "province":
        schools = schools.filter(region__code__startswith=row.code[:2])
    else:
        schools = schools.filter(region=row)
    more = {"children": row.children.filter(in_edition=True), "schools": schools}
    return show(request, ListKey.REGIONS, row, more)


@page(PUBLIC)
def university_detail(request: HttpRequest, code: str) -> HttpResponse:
    """A school as the Ministry's list has it."""
    row = entry(University, ListKey.UNIVERSITIES, code, "region")
    return show(request, ListKey.UNIVERSITIES, row, {})


@page(PUBLIC)
def certificate_detail(request: HttpRequest, ref: str) -> HttpResponse:
    """A certificate and the programs whose profiles name it."""
    row = get_object_or_404(Certificate, ref=ref)
    more = {"programs": Program.objects.filter(certificate_links__certificate=row)}
    return show(request, ListKey.CERTIFICATES, row, more)


@page(PUBLIC)
def sector_detail(request: HttpRequest, code: str) -> HttpResponse:
    """A sector: its industries with their weights, who changed them, and its five links."""
    row = entry(Sector, ListKey.SECTORS, code)
    more = {
        "industries": sector_links(sector=row.slug),
        "history": sector_history(row.slug),
        **walked("sector", row.slug),
    }
    return show(request, ListKey.SECTORS, row, more)
