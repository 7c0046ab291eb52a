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
FIELDS = (
    "row", "action", "verb", "reason", "note", "organisation", "user", "role", "valid_from",
    "title", "text", "acting", "contact_phone", "headcount", "graduates", "cell-position", "order",
    "slug", "email", "login", "password", "unit", "uscc", "scopes", "place", "days", "language",
    "username",
)  # fmt: skip
READABLE = [route for route in pages() if "GET" in route.methods]
POSTABLE = [route for route in pages() if "POST" in route.methods]


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


def faults_of_queries(route: Route, desk: Desk, odd: dict[str, str]) -> list[str]:
    """What is wrong when every key of the address has an odd value."""
    url = cases(route, "GET")[0].url(desk.story)
    asked = {what: f"{url}?{urlencode(dict.fromkeys(KEYS, value))}" for what, value in odd.items()}
    found = [
        fault_of(route, what, desk.ask(asking(route), "GET", address))
        for what, address in asked.items()
    ]
    return [fault for fault in found if fault]


def faults_of_forms(route: Route, desk: Desk, odd: dict[str, str]) -> list[str]:
    """What is wrong when every field of the form has an odd value."""
    url = cases(route, "POST")[0].url(desk.story)
    found = [
        fault_of(
            route,
            what,
            desk.ask(asking(route), "POST", url, dict.fromkeys((*KEYS, *FIELDS), value)),
        )
        for what, value in odd.items()
    ]
    return [fault for fault in found if fault]


@pytest.mark.django_db
@pytest.mark.parametrize("route", READABLE, ids=lambda route: route.name)
def test_script_in_a_query_is_never_echoed_raw(route: Route, desk: Desk) -> None:
    found = faults_of_queries(route, desk, {"script": SCRIPT})

    assert not found, "\n".join(("", *found))


@pytest.mark.django_db
@pytest.mark.parametrize("route", POSTABLE, ids=lambda route: route.name)
def test_script_in_a_form_is_never_echoed_raw(route: Route, desk: Desk) -> None:
    found = faults_of_forms(route, desk, {"script": SCRIPT})

    assert not found, "\n".join(("", *found))


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.django_db
def test_odd_values_break_no_page(desk: Desk) -> None:
    odd = {what: value for what, value in ODD.items() if value != SCRIPT}
    found = [fault for route in READABLE for fault in faults_of_queries(route, desk, odd)]
    found += [fault for route in POSTABLE for fault in faults_of_forms(route, desk, odd)]

    assert not found, "\n".join(("", *found))
