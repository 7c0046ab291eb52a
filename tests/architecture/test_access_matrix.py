"""Access: every address says who may open it, and that is who may (GET)."""

from __future__ import annotations

import pytest

from tests.architecture.asking import Desk
from tests.architecture.judging import fault_of
from tests.architecture.matrix import (
    OTHERWISE,
    Case,
    cases,
    expected,
    is_declared,
    repeated,
    telling,
)
from tests.architecture.routes import Route, all_routes, pages
from tests.story import ROLES
from tests.story.objects import PLACES, places, unfilled
from tests.story.postings import POSTINGS


@pytest.mark.parametrize("route", all_routes(), ids=lambda route: route.name or route.pattern)
def test_route_has_a_name_and_says_who_may_open_it(route: Route) -> None:
    assert route.name, f"{route.pattern} has no name"
    if not route.is_api:
        assert is_declared(route), f"{route.name}: put @page(…) on its view"
        assert route.methods, f"{route.name}: @page(…) declares no method"


def test_every_part_of_an_address_has_its_objects() -> None:
    missing = [
        f"{route.name}: add place({route.name!r}, {part!r}, own(…), …) to tests/story/objects.py"
        for route in pages()
        for part in unfilled(route.name, route.own_parts)
    ]

    assert missing == []


def test_registered_objects_and_exceptions_belong_to_routes_that_exist() -> None:
    used = [entry for route in pages() for entry in places(route.name, route.own_parts)]

    assert [f"{p.routes} {p.parts}" for p in PLACES if p not in used] == []
    assert {*OTHERWISE, *POSTINGS} <= {route.name for route in pages()}


def test_matrix_is_large_enough_to_mean_something() -> None:
    count = sum(
        len(cases(route, method))
        for route in pages()
        for method in ("GET", "POST")
        if method in route.methods
    )

    assert len(ROLES) >= 12
    assert count >= 3_000


def faults(found: list[Case], desk: Desk) -> list[str]:
    """What is wrong with the answers to these questions, and what they changed."""
    wrong = []
    for case in found:
        reply = desk.ask(case.role, "GET", case.url(desk.story))
        wrong.append(fault_of(case, expected(case), reply))
        if reply.changed:
            wrong.append(f"{case}: changed {reply.changed}")
    return [fault for fault in wrong if fault]


@pytest.mark.django_db
@pytest.mark.parametrize("route", pages(), ids=lambda route: route.name)
def test_get_is_open_to_whom_the_route_says_and_changes_nothing(route: Route, desk: Desk) -> None:
    found = faults(telling(route, "GET"), desk)

    assert not found, "\n".join(("", *found))


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.django_db
def test_roles_without_the_permission_are_refused_whatever_the_object(desk: Desk) -> None:
    found = [fault for route in pages() for fault in faults(repeated(route, "GET"), desk)]

    assert not found, "\n".join(("", *found))
