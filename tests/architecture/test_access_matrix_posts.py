"""Access: who may post what, the token that a browser must send, methods that nobody may use."""

from __future__ import annotations

import pytest

from tests.architecture.asking import Desk
from tests.architecture.judging import fault_of
from tests.architecture.matrix import Case, cases, expected, repeated, telling
from tests.architecture.routes import Route, pages

POSTS = [route for route in pages() if "POST" in route.methods]


def faults_of(found: list[Case], desk: Desk) -> list[str]:
    """What is wrong with the answers, and with what they changed."""
    faults = []
    for case in found:
        answer = expected(case)
        data = case.posting.values(desk.story)
        reply = desk.ask(case.role, "POST", case.url(desk.story), data)
        faults.append(fault_of(case, answer, reply))
        if reply.changed and (not answer.opened or reply.status >= 400):
            faults.append(f"{case}: refused, and yet changed {reply.changed}")
        if answer.opened and case.posting.acts and not reply.changed:
            faults.append(f"{case}: {reply.status}, and nothing changed")
    return [fault for fault in faults if fault]


@pytest.mark.django_db
@pytest.mark.parametrize("route", POSTS, ids=lambda route: route.name)
def test_post_is_open_to_whom_the_route_says(route: Route, desk: Desk) -> None:
    found = faults_of(telling(route, "POST"), desk)

    assert not found, "\n".join(("", *found))


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.django_db
def test_roles_without_the_permission_post_nothing_whatever_the_object(desk: Desk) -> None:
    found = [fault for route in POSTS for fault in faults_of(repeated(route, "POST"), desk)]

    assert not found, "\n".join(("", *found))


@pytest.mark.django_db
@pytest.mark.parametrize("route", POSTS, ids=lambda route: route.name)
def test_post_without_the_token_is_refused_and_changes_nothing(route: Route, desk: Desk) -> None:
    for case in cases(route, "POST"):
        if case.whose == "own" and case.role in ("visitor", "secretariat", "platform_admin"):
            reply = desk.ask(case.role, "POST", case.url(desk.story), csrf=True)
            assert (reply.status, reply.changed) == (403, []), case


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "OPTIONS"])
def test_other_methods_are_refused_everywhere(method: str, desk: Desk) -> None:
    faults = []
    for route in pages():
        reply = desk.ask("platform_admin", method, cases(route, method)[0].url(desk.story))
        if reply.status != 405 or reply.changed:
            faults.append(f"{method} {route.name}: {reply.status} {reply.error}")

    assert not faults, "\n".join(("", *faults))
