"""Addresses of internships, below /c/<slug>/cultivation/."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, path

from silian.kernel.exchange.web import import_urls

from ...services.internships_import import INTERNSHIPS
from ..students.tables import url
from . import archive, running, views


def _done(request: HttpRequest) -> Any:
    return url(request, "internship_list")


ONE = "internships/<str:ref>/"
urls: list[URLPattern | URLResolver] = [
    path("internships/", views.internship_list, name="internship_list"),
    path("internships/export.<str:format>", views.internship_export, name="internship_export"),
    path("internships/new/", views.internship_create, name="internship_create"),
    *import_urls(INTERNSHIPS, "internships/import/", name="internship_import", done_url=_done),
    path("internships/board/", running.internship_board, name="internship_board"),
    path("internships/rules/", views.internship_rules, name="internship_rules"),
    path("internships/logs/<str:ref>/answer/", running.log_answer, name="log_answer"),
    path(
        "internships/incidents/<str:ref>/handle/", running.incident_handle, name="incident_handle"
    ),
    path("internships/endings/<str:ref>/answer/", running.ending_answer, name="ending_answer"),
    path(
        "internships/endings/<str:ref>/withdraw/", running.ending_withdraw, name="ending_withdraw"
    ),
    path("internships/papers/<str:ref>/", archive.paper_download, name="paper_download"),
    path(ONE, views.internship_detail, name="internship_detail"),
    path(ONE + "edit/", views.internship_edit, name="internship_edit"),
    path(ONE + "step/<str:verb>/", views.internship_step, name="internship_step"),
    path(ONE + "pass/<str:rule>/", views.internship_override, name="internship_override"),
    path(ONE + "name/", views.internship_contact, name="internship_contact"),
    path(ONE + "sign-in/", running.sign_in, name="internship_sign_in"),
    path(ONE + "sign-in/other/", running.sign_in_other, name="internship_sign_in_other"),
    path(ONE + "log/", running.log_write, name="log_write"),
    path(ONE + "incident/", running.incident_report, name="incident_report"),
    path(ONE + "ending/", running.ending_ask, name="ending_ask"),
    path(ONE + "paper/", archive.paper_add, name="paper_add"),
    path(ONE + "archive.zip", archive.internship_archive, name="internship_archive"),
]
