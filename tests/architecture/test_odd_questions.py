"""Whatever stands behind the question mark, or in a form: no page breaks, nothing is echoed raw."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from tests.architecture.asking import Desk, Reply
from tests.architecture.matrix import cases
from tests.architecture.routes import Route, pages

SCRIPT = "<script>alert(1)</script>"
KEYS = (
    "q", "page", "sort", "state", "kind", "period", "region", "at", "of", "program", "level",
    "occupation", "number", "snapshot", "demand", "supply", "codes", "shown", "method", "verify",
    "next", "into", "node", "breadth", "code", "example", "name", "format", "lang", "stay",
    "position", "education", "sector", "key", "weight", "by", "table", "year", "view", "from",
)  # fmt: skip
ODD = {
    "script": SCRIPT,
    "nul": "\x00",
    "huge": "9" * 40,
    "quoted": "-1' OR '1'='1 \ufffe",
}
READABLE = [route for route in pages() if "GET" in route.methods]


def asking(route: Route) -> str:
    """Somebody to whom nearly everything is open, so that the odd value gets far."""
    return "secretariat" if route.in_consortium else "platform_admin"


def fault_of(route: Route, what: str, reply: Reply) -> str:
    """What is wrong with the reply; "" when nothing is."""
    if reply.status >= 500:
        return f"{route.name} {what}: {reply.status} {reply.error}"
    html = "html" in reply.headers.get("Content-Type", "")
    raw = html and SCRIPT.encode() in reply.response.content
    return f"{route.name} {what}: echoed raw" if raw else ""


@pytest.mark.django_db
@pytest.mark.parametrize("route", READABLE, ids=lambda route: route.name)
def test_odd_query_breaks_no_page_and_is_never_echoed_raw(route: Route, desk: Desk) -> None:
    faults = []
    for what, value in ODD.items():
        url = cases(route, "GET")[0].url(desk.story)
        query = urlencode(dict.fromkeys(KEYS, value))
        faults.append(fault_of(route, what, desk.ask(asking(route), "GET", f"{url}?{query}")))

    found = [fault for fault in faults if fault]
    assert not found, "\n".join(("", *found))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "route", [route for route in pages() if "POST" in route.methods], ids=lambda route: route.name
)
def test_odd_form_breaks_no_page_and_is_never_echoed_raw(route: Route, desk: Desk) -> None:
    fields = (*KEYS, "row", "action", "verb", "reason", "note", "organisation", "user", "role",
              "valid_from", "title", "text", "acting", "contact_phone", "headcount", "graduates",
              "cell-position", "order", "slug", "email", "login", "password", "unit", "uscc",
              "scopes", "place", "days", "language", "username")  # fmt: skip
    faults = []
    for what, value in ODD.items():
        url = cases(route, "POST")[0].url(desk.story)
        reply = desk.ask(asking(route), "POST", url, dict.fromkeys(fields, value))
        faults.append(fault_of(route, what, reply))

    found = [fault for fault in faults if fault]
    assert not found, "\n".join(("", *found))
