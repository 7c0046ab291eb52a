"""What the pages of the charter share: addresses, the version of an address, a form's page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from silian.consortia import public as consortia
from silian.kernel.refusals import Missing

from ...engine.rules import Problem, unreachable
from ...models import Charter
from ...queries.bodies import seats_by_kind
from ...queries.charter import charters
from ...queries.charter_reading import readable_rules
from ...queries.rule_words import chosen, kind_label


def charter_url(slug: str, row: Charter, name: str = "charter_detail") -> str:
    """The address of a page of a version."""
    return reverse(f"governance:{name}", kwargs={"slug": slug, "ref": row.ref})


def charter_of(ref: str) -> Charter:
    """The version of an address; `Missing` where there is none."""
    row = charters().filter(ref=ref).first()
    if row is None:
        raise Missing()
    return row


def form_page(
    request: HttpRequest, form: forms.Form, heading: object, back: str, **context: Any
) -> HttpResponse:
    """A form of this part on a page of its own."""
    context = {"form": form, "heading": heading, "back": back, **context}
    return render(
        request, "governance/charter/form.html", context, status=422 if form.errors else 200
    )


def problems_of(row: Charter) -> list[dict[str, str]]:
    """What in the rules of a version can never be met: body, its name, the sentence."""
    rules = readable_rules(row)
    if rules is None:
        return []
    return [_said(problem) for problem in unreachable(rules, seats_by_kind(consortia.today()))]


def _said(problem: Problem) -> dict[str, str]:
    path, zh, en = problem
    body, _dot, item = path.removeprefix("bodies.").partition(".")
    return {"body": body, "label": kind_label(body), "item": item, "sentence": chosen(zh, en)}
