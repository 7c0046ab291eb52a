"""Addresses: `consortium` stands at /c/<slug>/talent/."""

from __future__ import annotations

from django.urls import URLPattern, path

from ..exchange.lists import DEMAND, SUPPLY
from . import alignment_urls as alignment
from . import lookups, publications
from .routes import list_urls

ONE = "publications/<slug:kind>/<int:number>/"

consortium: list[URLPattern] = [
    path("lookup/<slug:key>/", lookups.lookup, name="lookup"),
    *list_urls(DEMAND),
    *list_urls(SUPPLY),
    path("publish/", publications.publish, name="publish"),
    path("publications/", publications.publication_list, name="publication_list"),
    path(ONE, publications.publication_detail, name="publication_detail"),
    path(ONE + "member.xlsx", publications.publication_member, name="publication_member"),
    path(ONE + "list.<slug:format>", publications.publication_file, name="publication_file"),
    *alignment.urls,
]
