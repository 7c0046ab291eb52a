"""The numbers of an open meeting, asked for every second or so by each phone in the room.

Who has the address may read it: it stands on pages of people who were called. It answers with
numbers alone. Each process reads a meeting from the database five times a second at most,
however many ask; the middleware answers before sessions are read and pages are chosen.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from silian.kernel.ui.page import PUBLIC, page

from ...queries.live import pulse as read

KEPT = 0.2
"""Seconds for which an answer is given again."""
MOST = 512
ADDRESS = re.compile(r"/live/([A-Za-z0-9_-]{16,32})/")
NOBODY = b"{}"


class _Kept:
    """One meeting's answer in this process; one thread at a time asks the database for it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.until = 0.0
        self.answer: bytes | None = None


_kept: dict[str, _Kept] = {}


def forget() -> None:
    """Nothing that was kept is believed any more: for tests."""
    _kept.clear()


def answer_of(key: str) -> bytes:
    """The answer for a key, at most `KEPT` seconds old where the database is not slow."""
    found = _kept.get(key)
    if found is None:
        if len(_kept) >= MOST:
            _kept.clear()
        found = _kept.setdefault(key, _Kept())
    if found.answer is not None and (time.monotonic() < found.until or found.lock.locked()):
        return found.answer
    with found.lock:
        if found.answer is None or time.monotonic() >= found.until:
            numbers = read(key)
            found.answer = (
                NOBODY if numbers is None else json.dumps(numbers, separators=(",", ":")).encode()
            )
            found.until = time.monotonic() + KEPT
        return found.answer


def respond(key: str) -> HttpResponse:
    """The answer: 404 and nothing for a meeting that is not open, as for one that is not there."""
    body = answer_of(key)
    response = HttpResponse(
        body, content_type="application/json", status=404 if body is NOBODY else 200
    )
    response["Cache-Control"] = "private, no-store"
    response["Vary"] = "Cookie"
    response["X-Frame-Options"] = "DENY"
    return response


@page(PUBLIC)
def pulse(request: HttpRequest, key: str) -> HttpResponse:
    """The same by the ordinary way."""
    return respond(key)


class PulseMiddleware:
    """Answers the address of a meeting's numbers before anything else is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith("/live/") and request.method in {"GET", "HEAD"}:
            found = ADDRESS.fullmatch(request.path_info)
            if found:
                return respond(found[1])
        return self.get_response(request)
