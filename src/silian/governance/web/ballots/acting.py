"""What the pages of this part share: the actor, addresses, a form page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse

from silian.kernel.access import Actor
from silian.kernel.refusals import Conflict, Invalid

from ..forms import attempt


def actor_of(request: HttpRequest) -> Actor:
    """Who is asking."""
    return request.actor  # type: ignore[attr-defined]


def url(request: HttpRequest, name: str, **kwargs: Any) -> str:
    """The address of a page of governance in this consortium."""
    slug = request.consortium.slug  # type: ignore[attr-defined]
    return reverse(f"governance:{name}", kwargs={"slug": slug, **kwargs})


def url_or_none(request: HttpRequest, name: str, **kwargs: Any) -> str:
    """The address of a page of another part; empty where that part has no such page."""
    try:
        return url(request, name, **kwargs)
    except NoReverseMatch:
        return ""


def act(request: HttpRequest, run: Callable[[], Any], done: object, back: str) -> HttpResponse:
    """Runs a command for a button and goes back; a refusal is said on top of the page."""
    try:
        run()
    except (Conflict, Invalid) as refusal:
        messages.error(request, str(refusal.reason))
    else:
        messages.success(request, str(done))
    return redirect(back)


def form_page(
    request: HttpRequest, form: forms.Form, *, heading: object, back: str, **more: Any
) -> HttpResponse:
    """A form with its heading; 422 with the sentences at the fields."""
    context = {"form": form, "heading": heading, "back": back, **more}
    status = 422 if form.errors else 200
    return render(request, "governance/ballots/form.html", context, status=status)


def submitted(
    request: HttpRequest, form: forms.Form, run: Callable[[dict[str, Any]], Any], done: object
) -> bool:
    """Whether the form was sent, was right, and its command was carried out."""
    if request.method != "POST" or not form.is_valid():
        return False
    if not attempt(form, lambda: run(form.cleaned_data)):
        return False
    messages.success(request, str(done))
    return True
