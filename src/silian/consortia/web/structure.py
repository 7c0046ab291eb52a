"""The structure of a consortium: parks, bodies, circles, duties, units, occasions, facts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from silian.kernel.access import may
from silian.kernel.refusals import Missing
from silian.kernel.ui.page import page

from ..engine.kinds import rules_of
from ..permissions import ConsortiaPermission as P
from ..queries.structure import structure_rows
from ..services.structure import remove
from .forms import attempt, sent
from .structure_forms import PARTS, Part

# Which part a kind of consortium usually has, by the words of `engine.kinds`.
USUAL = {"zone": "zones", "body": "bodies", "circle": "circles", "duty": "duties"}


@page(P.VIEW)
def structure(request: HttpRequest) -> HttpResponse:
    """All parts, each with what one may do to it."""
    consortium = request.consortium  # type: ignore[attr-defined]
    usual = rules_of(consortium.kind).structures
    shown = structure_rows()
    context = {
        "consortium": consortium,
        "may_edit": bool(may(request.actor, P.STRUCTURE_EDIT)),  # type: ignore[attr-defined]
        "parts": [
            {
                "key": part.key,
                "label": part.label,
                "add_label": part.add_label,
                "add_url": _url(consortium, "structure_add", part=part.key),
                "usual": USUAL.get(part.key) in usual,
                "columns": shown[part.key].columns,
                "rows": [
                    {
                        "cells": cells,
                        "name": row,
                        "url": _url(consortium, "structure_edit", part=part.key, ref=row.ref),
                    }
                    for row, cells in shown[part.key].rows
                ],
            }
            for part in PARTS.values()
        ],
    }
    return render(request, "consortia/structure.html", context)


def _url(consortium: Any, name: str, **kwargs: str) -> str:
    return reverse(f"consortium:{name}", kwargs={"slug": consortium.slug, **kwargs})


def _part(key: str) -> Part:
    part = PARTS.get(key)
    if part is None:
        raise Missing()
    return part


@page(P.STRUCTURE_EDIT, post=True)
def structure_add(request: HttpRequest, part: str) -> HttpResponse:
    """Adds a part."""
    return _edit(request, _part(part), None)


@page(P.STRUCTURE_EDIT, post=True)
def structure_edit(request: HttpRequest, part: str, ref: str) -> HttpResponse:
    """Changes a part."""
    found = _part(part)
    row = found.model._default_manager.filter(ref=ref).first()
    if row is None:
        raise Missing()
    return _edit(request, found, row)


def _edit(request: HttpRequest, part: Part, row: Any) -> HttpResponse:
    consortium = request.consortium  # type: ignore[attr-defined]
    initial = {name: getattr(row, name) for name in part.form.base_fields} if row else {}
    form = part.form(sent(request), initial=initial)
    back = _url(consortium, "structure") + f"#{part.key}"
    if request.method == "POST" and form.is_valid():
        target = {} if row is None else {part.key: row}
        actor = request.actor  # type: ignore[attr-defined]
        if attempt(form, lambda: part.save(actor=actor, values=form.cleaned_data, **target)):
            messages.success(request, _("已保存。"))
            return redirect(back)
    context = {
        "form": form,
        "row": row,
        "heading": part.edit_label if row else part.add_label,
        "back": back,
        "remove_url": _url(consortium, "structure_remove", part=part.key, ref=row.ref)
        if row
        else "",
    }
    status = 422 if form.errors else 200
    return render(request, "consortia/structure_edit.html", context, status=status)


@page(P.STRUCTURE_EDIT, post=True, get=False)
def structure_remove(request: HttpRequest, part: str, ref: str) -> HttpResponse:
    """Takes a part away."""
    consortium = request.consortium  # type: ignore[attr-defined]
    remove(actor=request.actor, part=_part(part).key, ref=ref)  # type: ignore[attr-defined]
    messages.success(request, _("已去掉。"))
    return redirect(_url(consortium, "structure") + f"#{part}")
