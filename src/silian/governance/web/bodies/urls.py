"""Addresses of bodies, terms and mandates, below /c/<slug>/governance/."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, path, reverse

from silian.kernel.exchange.web import import_urls

from ...services.mandate_import import MANDATES
from . import bodies, mandates


def _to_mandates(request: HttpRequest) -> str:
    slug: Any = request.consortium.slug  # type: ignore[attr-defined]
    return reverse("governance:mandate_list", kwargs={"slug": slug})


urls: list[URLPattern | URLResolver] = [
    path("bodies/", bodies.body_list, name="body_list"),
    path("bodies/usual/", bodies.body_usual, name="body_usual"),
    path("bodies/add/", bodies.body_add, name="body_add"),
    path("bodies/<str:ref>/", bodies.body_detail, name="body_detail"),
    path("bodies/<str:ref>/edit/", bodies.body_edit, name="body_edit"),
    path("bodies/<str:ref>/dissolve/", bodies.body_dissolve, name="body_dissolve"),
    path("bodies/<str:ref>/terms/add/", bodies.term_add, name="term_add"),
    path("terms/<str:ref>/edit/", bodies.term_edit, name="term_edit"),
    path("terms/<str:ref>/delay/", bodies.term_delay, name="term_delay"),
    path("terms/<str:ref>/appoint/", mandates.mandate_appoint, name="mandate_appoint"),
    path("mandates/", mandates.mandate_list, name="mandate_list"),
    path("mandates/export/", mandates.mandate_export, name="mandate_export"),
    *import_urls(MANDATES, "mandates/import/", name="mandate_import", done_url=_to_mandates),
    path("mandates/<str:ref>/represent/", mandates.mandate_represent, name="mandate_represent"),
    path("mandates/<str:ref>/end/", mandates.mandate_end, name="mandate_end"),
]
