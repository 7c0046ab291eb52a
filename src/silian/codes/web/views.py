"""The lists: index, browse, search, export."""

from __future__ import annotations

from typing import IO, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from silian.kernel.exchange.columns import Column as FileColumn
from silian.kernel.exchange.export import download, export_csv, export_xlsx, file_name
from silian.kernel.ui.page import PUBLIC, page
from silian.kernel.ui.table import Table

from ..enums import ListKey
from ..models import CodeList, PendingOccupation
from ..queries.addresses import LIST_TITLES, NOUNS, list_address
from ..queries.catalogue import BY_KEY, FOUND_GAPS, LISTINGS, Listing
from ..queries.find import search
from .crumbs import crumbs
from .lists import TABLES

KEY_OF_NOUN = {noun: key for key, noun in NOUNS.items()}
# The loaded files that stand behind the page of a list.
LISTINGS_OF = {
    ListKey.PROGRAMS: ("programs", "profiles", "positions", "program_occupations"),
    ListKey.OCCUPATIONS: ("occupations", "work_types", "synonyms", "program_occupations"),
    ListKey.INDUSTRIES: ("industries", "industry_occupations"),
    ListKey.REGIONS: ("regions",),
    ListKey.UNIVERSITIES: ("universities",),
    ListKey.CERTIFICATES: ("certificates",),
    ListKey.SECTORS: ("sectors",),
}
PAGE_OF = {listing: key for key, listings in LISTINGS_OF.items() for listing in listings}


def described(listing: Listing, held: CodeList | None) -> dict[str, Any]:
    """A loaded list for a page: title, edition, source, counts, gaps known and found."""
    english = (get_language() or "").startswith("en")
    found = held.report.get("gaps", []) if held else []
    return {
        "key": listing.key,
        "title": listing.title_en if english else listing.title,
        "edition": listing.edition,
        "source": listing.source,
        "rows": held.rows if held else None,
        "loaded_at": held.loaded_at if held else None,
        "sha256": held.sha256 if held else "",
        "gaps": listing.gaps,
        "found": [{**gap, "sentence": FOUND_GAPS[gap["kind"]]} for gap in found],
        "url": list_address(PAGE_OF[listing.key]),
    }


@page(PUBLIC)
def index(request: HttpRequest) -> HttpResponse:
    """Every list with its edition, source, counts, gaps and last load."""
    held = CodeList.objects.in_bulk()
    lists = [described(listing, held.get(listing.key)) for listing in LISTINGS]
    tiles = [(LIST_TITLES[key], list_address(key)) for key in ListKey]
    return render(request, "codes/index.html", {"lists": lists, "tiles": tiles, "crumbs": crumbs()})


def show_list(request: HttpRequest, noun: str) -> HttpResponse:
    """One list: what it is, and its entries to browse and search."""
    key = KEY_OF_NOUN[noun]
    held = CodeList.objects.in_bulk(LISTINGS_OF[key])
    about = [described(BY_KEY[name], held.get(name)) for name in LISTINGS_OF[key]]
    pending = PendingOccupation.objects.all() if key is ListKey.OCCUPATIONS else ()
    return render(
        request,
        "codes/list.html",
        {
            "title": LIST_TITLES[key],
            "crumbs": crumbs(LIST_TITLES[key]),
            "table": TABLES[noun](request),
            "about": about,
            "pending": pending,
        },
    )


@page(PUBLIC)
def program_list(request: HttpRequest) -> HttpResponse:
    """Programs of the four levels."""
    return show_list(request, "program")


@page(PUBLIC)
def occupation_list(request: HttpRequest) -> HttpResponse:
    """Occupations and their groups."""
    return show_list(request, "occupation")


@page(PUBLIC)
def industry_list(request: HttpRequest) -> HttpResponse:
    """Industries of GB/T 4754."""
    return show_list(request, "industry")


@page(PUBLIC)
def region_list(request: HttpRequest) -> HttpResponse:
    """Administrative divisions."""
    return show_list(request, "region")


@page(PUBLIC)
def university_list(request: HttpRequest) -> HttpResponse:
    """Regular higher education institutions."""
    return show_list(request, "university")


@page(PUBLIC)
def certificate_list(request: HttpRequest) -> HttpResponse:
    """Certificates that program profiles name."""
    return show_list(request, "certificate")


@page(PUBLIC)
def sector_list(request: HttpRequest) -> HttpResponse:
    """Sectors and how many industries they hold."""
    return show_list(request, "sector")


@page(PUBLIC)
def list_export(request: HttpRequest, noun: str, kind: str) -> Any:
    """The rows of a list as the page shows them after search and filters, as a file."""
    if noun not in TABLES or kind not in {"csv", "xlsx"}:
        raise Http404(_("没有这种导出。"))
    table = TABLES[noun](request)
    title = str(LIST_TITLES[KEY_OF_NOUN[noun]])
    write = {"csv": _write_csv, "xlsx": _write_xlsx}[kind]
    return download(file_name(title, suffix=kind), lambda stream: write(table, title, stream))


def _file_columns(table: Table) -> list[FileColumn]:
    return [
        FileColumn(key=column.key, name=column.label, name_en=str(column.label))
        for column in table.columns
    ]


def _file_rows(table: Table) -> Any:
    for row in table.narrowed:
        yield [column.read(row) for column in table.columns]


def _write_csv(table: Table, title: str, stream: IO[bytes]) -> None:
    export_csv(_file_columns(table), _file_rows(table), stream)


def _write_xlsx(table: Table, title: str, stream: IO[bytes]) -> None:
    export_xlsx(_file_columns(table), _file_rows(table), stream, title=title)


@page(PUBLIC)
def search_codes(request: HttpRequest) -> HttpResponse:
    """All lists at once; two Chinese characters are enough, and so is one."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    groups = search(text, 20) if text else []
    nothing = {
        "title": _("没有找到“%(text)s”") % {"text": text},
        "hint": _("换一个说法，或少写几个字；也可以到清单里按类别查找。"),
        "action_label": _("看全部清单"),
        "action_url": reverse("codes:index"),
        "icon": "search",
    }
    return render(
        request,
        "codes/search.html",
        {"q": text, "groups": groups, "nothing": nothing, "crumbs": crumbs(_("查找"))},
    )
