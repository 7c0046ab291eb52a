"""The addresses of an import, mounted by the app of the sheet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import URLPattern, path

from ...ui.page import page
from ..columns import Sheet
from . import views
from .desk import Desk


def import_urls(
    sheet: Sheet,
    prefix: str,
    *,
    name: str,
    options_form: type[forms.Form] | None = None,
    done_url: Callable[[HttpRequest], str] | None = None,
) -> list[URLPattern]:
    """The pages of a sheet below `prefix` ("demand/import/"), named `name` and `name_…`.

    `name` is the upload page; with `_template`, `_batch` (ref), `_progress`, `_row` (number),
    `_commit`, `_discard`, `_errors` follow the others. `options_form` adds fields to the upload,
    stored as text in `batch.options`; `done_url(request)` is offered after the commit.
    """
    desk = Desk(sheet, name, options_form, done_url)
    prefix = prefix.strip("/") + "/"
    ref, number = "<slug:ref>/", "<int:number>/"

    def route(address: str, view: Callable[..., Any], ending: str, **how: bool) -> URLPattern:
        def run(request: HttpRequest, **kwargs: Any) -> Any:
            return view(desk, request, **kwargs)

        run.__name__ = f"{name}_{view.__name__}"
        run.__doc__ = view.__doc__
        whole = f"{name}_{ending}" if ending else name
        return path(prefix + address, page(sheet.permission, **how)(run), name=whole)

    return [
        route("", views.upload, "", post=True),
        route("template.xlsx", views.template, "template"),
        route(ref, views.batch, "batch"),
        route(ref + "progress/", views.progress, "progress"),
        route(ref + "rows/" + number, views.row, "row", post=True),
        route(ref + "commit/", views.commit_page, "commit", post=True, get=False),
        route(ref + "discard/", views.discard_page, "discard", post=True, get=False),
        route(ref + "errors.xlsx", views.errors, "errors"),
    ]
