"""Addresses: `platform` stands at /organisations/."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse

from silian.kernel.exchange.web.urls import import_urls

from ..services.registry_import import ORGANISATIONS
from . import views


def _list_url(request: HttpRequest) -> str:
    return reverse("organisations:organisation_list")


platform: list[URLPattern] = [
    path("", views.organisation_list, name="organisation_list"),
    path("register/", views.organisation_register, name="organisation_register"),
    path("duplicates/", views.duplicate_list, name="duplicate_list"),
    path("export/", views.organisation_export, name="organisation_export"),
    *import_urls(ORGANISATIONS, "import", name="organisation_import", done_url=_list_url),
    path("<str:ref>/", views.organisation_detail, name="organisation_detail"),
    path("<str:ref>/edit/", views.organisation_edit, name="organisation_edit"),
    path("<str:ref>/merge/", views.organisation_merge, name="organisation_merge"),
    path("<str:ref>/aliases/", views.alias_add, name="alias_add"),
    path("<str:ref>/aliases/<str:alias>/remove/", views.alias_remove, name="alias_remove"),
]
