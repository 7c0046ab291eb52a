"""The addresses of one list, as `<kind>/…`, named `<kind>_…`."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path

from silian.kernel.exchange.web import import_urls
from silian.kernel.ui.page import page

from ..enums import ListKind
from ..exchange.lists import TalentList
from ..permissions import P
from ..services.sheets import sheet_of
from . import lines, lists
from .tables import url


def list_urls(talent_list: TalentList) -> list[URLPattern]:
    """List, form, import, batch actions, and the pages of one line."""
    kind = talent_list.kind
    view, write = talent_list.view, talent_list.write

    def route(
        address: str, body: Callable[..., Any], name: str, access: StrEnum, **how: bool
    ) -> URLPattern:
        def run(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            return body(talent_list, request, **kwargs)

        run.__name__ = f"{kind}_{name}"
        run.__doc__ = body.__doc__
        return path(f"{kind}/{address}", page(access, **how)(run), name=f"{kind}_{name}")

    post_only = {"post": True, "get": False}
    found = [
        route("", lists.index, "list", view),
        route("new/", lines.create, "create", write, post=True),
        route("batch/", lists.batch, "batch", view, **post_only),
        route("approve/", lists.approve_found, "approve", P.LIST_REVIEW, post=True),
        route("nil/", lists.nil_return, "nil", write, **post_only),
        route("export.<slug:format>", lists.export, "export", view),
        *import_urls(
            sheet_of(kind),
            f"{kind}/import",
            name=f"{kind}_import",
            done_url=lambda request: url(request, f"{kind}_list"),
        ),
    ]
    if kind == ListKind.DEMAND:
        found += [
            route("suggest/", lines.suggest, "suggest", write),
            route("<slug:ref>/code/", lines.code, "code", P.CODE_CONFIRM, **post_only),
        ]
    return [
        *found,
        route("<slug:ref>/", lines.detail, "detail", view),
        route("<slug:ref>/edit/", lines.edit, "edit", write, post=True),
        route("<slug:ref>/step/", lines.step, "step", view, **post_only),
        route("<slug:ref>/contact/", lines.contact, "contact", P.CONTACT_REVEAL, **post_only),
    ]
