"""A button of a page: one command, its sentence, and back to where it was pressed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from silian.kernel.access import Actor
from silian.kernel.refusals import Conflict, Invalid

from ...models import Meeting

# Pages of a meeting that a button may lead back to, by the word in the form.
PLACES = {
    "live": "meeting_live",
    "console": "meeting_console",
    "attendance": "meeting_attendance",
}


def actor_of(request: HttpRequest) -> Actor:
    """Who is asking."""
    return request.actor  # type: ignore[attr-defined]


def url(request: HttpRequest, name: str, **kwargs: Any) -> str:
    """The address of a page of governance in this consortium."""
    slug = request.consortium.slug  # type: ignore[attr-defined]
    return reverse(f"governance:{name}", kwargs={"slug": slug, **kwargs})


def meeting_url(request: HttpRequest, meeting: Meeting) -> str:
    """The page of the meeting, or the one that the form names in `back`."""
    name = PLACES.get(request.POST.get("back", ""), "meeting_detail")
    return url(request, name, ref=meeting.ref)


def act(request: HttpRequest, run: Callable[[], Any], done: object, back: str) -> HttpResponse:
    """Runs the command and goes back; what it refuses is said on top of the page."""
    try:
        run()
    except (Conflict, Invalid) as refusal:
        messages.error(request, str(refusal.reason))
    else:
        if done:
            messages.success(request, str(done))
    return redirect(back)
