"""Each page asks the database equally often, however many rows there are to list."""

from __future__ import annotations

import re
from collections import Counter
from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import story as stories
from tests.architecture.asking import Desk
from tests.architecture.matrix import cases, expected
from tests.architecture.routes import Route, pages
from tests.story.growth import grow

ROWS = 30
READABLE = [route for route in pages() if "GET" in route.methods]
# What PostgreSQL is told of the consortium, before and after each scope.
NOT_COUNTED = ("SELECT set_config", "SELECT current_setting")
# More rows are more queries here, up to so many, each with its reason.
LINKS = "the picture of the five links asks once for each node that it shows, at most 12 a column"
SEATS = "the seats of each governing body are counted against the rules; there are about eight"
GROWS: dict[str, tuple[int, str]] = {
    "governance:charter_detail": (150, SEATS),
    "governance:charter_step": (150, SEATS),
    "governance:charter_rules": (150, SEATS),
    "governance:charter_body_rules": (150, SEATS),
    "codes:program_detail": (150, LINKS),
    "codes:occupation_detail": (150, LINKS),
    "codes:industry_detail": (150, LINKS),
    "codes:sector_detail": (150, LINKS),
}


def reader(route: Route) -> str:
    """Who asks: the secretariat or the administrator where they may, else the first who may."""
    first = ("secretariat",) if route.in_consortium else ("platform_admin",)
    usual = {case.role: case for case in reversed(cases(route, "GET"))}
    roles = [*first, *usual]
    return next((role for role in roles if expected(usual[role]).opened), first[0])


def asked(desk: Desk, role: str, url: str) -> Counter[str]:
    """The queries of a page by their shape, once everything is held in memory that may be."""
    # Lists held in memory are looked at again every second: here time stands still.
    with patch("time.monotonic", return_value=0.0):
        desk.ask(role, "GET", url)
        with CaptureQueriesContext(connection) as captured:
            reply = desk.ask(role, "GET", url)
    assert reply.status in {200, 302, 404, 410}, f"{url}: {reply.status} {reply.error}"
    texts = [query["sql"] for query in captured]
    return Counter(
        shape(sql) for sql in texts if sql.startswith("SELECT") and not sql.startswith(NOT_COUNTED)
    )


def shape(sql: str) -> str:
    """A query without its values."""
    text = re.sub(r"'[^']*'|\b\d+\b", "?", sql)
    return re.sub(r"\(\?(?:, \?)+\)", "(?)", text)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.django_db
def test_pages_ask_equally_often_with_one_row_and_with_thirty(desk: Desk) -> None:
    urls = {route.name: cases(route, "GET")[0].url(desk.story) for route in READABLE}
    for name in ("accounts:token_detail", "accounts:session_end"):
        urls.pop(name, None)
    readers = {route.name: reader(route) for route in READABLE}
    few = {name: asked(desk, readers[name], url) for name, url in urls.items()}
    grow(desk.story, ROWS)
    stories.forget()
    many = {name: asked(desk, readers[name], url) for name, url in urls.items()}

    faults = [
        f"{name}: {few[name].total()} queries, with {ROWS} rows more {many[name].total()}: "
        + "; ".join(f"{n} × {sql[:300]}" for sql, n in (many[name] - few[name]).items())
        for name in urls
        if many[name].total() > max(few[name].total(), GROWS.get(name, (0, ""))[0])
    ]
    assert not faults, "\n".join(("", *faults))
    assert set(GROWS) <= set(urls)
