"""Entries of a code list as one types: the options of a field's data list."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from silian.codes import public as codes
from silian.kernel.refusals import Missing
from silian.kernel.ui.page import RELATED, page

LIST_OF = {
    "region": "regions",
    "occupation": "occupations",
    "industry": "industries",
    "sector": "sectors",
    "program": "programs",
    "programs": "programs",
}
OFFERED = 12


@page(RELATED)
def lookup(request: Any, key: str) -> HttpResponse:
    """Up to twelve entries that contain what was typed; after the last comma in a list."""
    list_key = LIST_OF.get(key)
    if list_key is None:
        raise Missing()
    typed = request.GET.get(key, "")[:200].replace("，", "、").replace(",", "、")
    before, comma, last = typed.rpartition("、")
    hits = codes.search_list(list_key, last.strip(), OFFERED) if last.strip() else []
    options = [
        (
            f"{before}{comma}{hit.entry.name if key == 'sector' else _coded(hit.entry)}",
            hit.entry.detail,
        )
        for hit in hits
    ]
    return render(request, "talent/options.html", {"options": options})


def _coded(entry: Any) -> str:
    return f"{entry.code} {entry.name}"
