"""Access over HTTP for programs: every operation × token × consortium, the list from the schema."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from silian.accounts.engine.keys import TOKEN_PREFIX, digest
from silian.accounts.models import ApiToken
from silian.config.api import api
from silian.kernel.access import all_permissions, permissions_of
from tests.architecture.asking import Desk, content, readable, writes
from tests.architecture.judging import PLANTED
from tests.architecture.routes import all_routes
from tests.story import ROLES, VISITOR, Story
from tests.story.rows import demand_values, supply_values

# Open to everybody, each with its reason; every other operation asks for a token.
PUBLIC = {
    "publication_index": "publications are public",
    "publication_rows": "publications are public",
}
NEEDS = {"demand_enter": "talent.demand.write", "supply_enter": "talent.supply.write"}
# Whose line the operation is tried with, and who may enter one for that unit.
UNIT = {"demand_enter": ("maker", "enterprise_hr"), "supply_enter": ("school", "school_office")}
ROLE_TOKENS = [role for role in ROLES if role != VISITOR]


def operations() -> dict[str, tuple[str, str]]:
    """Every operation of the schema: its function's name → (method, path)."""
    found = {}
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, about in methods.items():
            found[about["operationId"].rsplit("_api_", 1)[-1]] = (method.upper(), path)
    return found


def body_of(story: Story, name: str) -> dict[str, Any]:
    """A line that could be entered."""
    unit, _writer = UNIT[name]
    if name == "demand_enter":
        return demand_values(story, "jia", unit, "铣工")
    return supply_values(story, "jia", unit, "080202") | {"period": "2027"}


def token_of(story: Story, role: str, **changes: Any) -> str:
    """A token of a role with all the rights that the role has."""
    key = f"{TOKEN_PREFIX}{role}-{len(changes)}-{'x' * 30}"
    scopes = permissions_of({slug for slug, _where, _unit in ROLES[role]} | {"signed_in"})
    values = {
        "name": "示例", "scopes": sorted(scopes), "expires_at": timezone.now() + dt.timedelta(1)
    } | changes  # fmt: skip
    ApiToken.objects.create(user=story.people[role], hash=digest(key), hint="sil_", **values)
    return key


def call(
    desk: Desk, name: str, slug: str, token: str = "", body: Any = None
) -> tuple[int, str, Any]:
    """Status, text and changed tables of one call, rolled back."""
    method, path = operations()[name]
    url = path.replace("{slug}", slug).replace("{kind}", "demand").replace("{number}", "1")
    headers = {"authorization": f"Bearer {token}"} if token else {}
    client = Client(raise_request_exception=False)
    client.handler.enforce_csrf_checks = True
    with transaction.atomic(), writes() as written:
        sent = {"data": json.dumps(body), "content_type": "application/json"} if body else {}
        response = getattr(client, method.lower())(url, headers=headers, **sent)
        after = {table: content(table) for table in written - {"accounts_apitoken"}}
        transaction.set_rollback(True)
    changed = [table for table, rows in after.items() if rows != content(table)]
    text = readable(response)
    assert response.status_code < 500, (name, slug, getattr(response, "exc_info", text))
    return response.status_code, text, changed


def test_every_operation_is_known_and_stands_under_a_consortium() -> None:
    assert set(operations()) == set(PUBLIC) | set(NEEDS)
    assert {path[: len("/api/c/{slug}/")] for _m, path in operations().values()} == {
        "/api/c/{slug}/"
    }
    routes = {route.name.split(":")[1] for route in all_routes() if route.is_api}
    assert routes == set(operations()) | {"openapi-json", "api-root"}
    assert set(NEEDS.values()) <= set(all_permissions())


@pytest.mark.django_db
@pytest.mark.parametrize("name", NEEDS)
def test_operation_without_a_good_token_is_refused(name: str, desk: Desk) -> None:
    _unit, writer = UNIT[name]
    past = timezone.now() - dt.timedelta(days=1)
    tokens = {
        "none": "",
        "garbage": f"{TOKEN_PREFIX}garbage",
        "nul": "sil_a\\x00",
        "expired": token_of(desk.story, writer, expires_at=past),
        "revoked": token_of(desk.story, writer, name="撤销", revoked_at=past),
    }
    body = body_of(desk.story, name)

    answers = {what: call(desk, name, "jia", token, body) for what, token in tokens.items()}

    assert {what: (status, changed) for what, (status, _t, changed) in answers.items()} == {
        what: (401, []) for what in tokens
    }


@pytest.mark.django_db
@pytest.mark.parametrize("name", NEEDS)
def test_operation_is_open_to_the_rights_of_the_token(name: str, desk: Desk) -> None:
    _unit, writer = UNIT[name]
    body = body_of(desk.story, name)
    faults = []
    for role in ROLE_TOKENS:
        token = token_of(desk.story, role)
        held = permissions_of(
            {slug for slug, where, _unit in ROLES[role] if where in (None, "jia")} | {"signed_in"}
        )
        related = any(where in (None, "jia") for _slug, where, _unit in ROLES[role])
        allowed = NEEDS[name] in held and role in (writer, "secretariat")
        wanted = 404 if not related else 201 if allowed else 403
        status, text, changed = call(desk, name, "jia", token, body)
        if status != wanted or bool(changed) != (wanted == 201):
            faults.append(f"{role}: {status}, not {wanted}; changed {changed}: {text[:200]}")
        if call(desk, name, "no-such", token, body)[0] != 404:
            faults.append(f"{role}: an unknown consortium is no 404")

    assert faults == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", NEEDS)
def test_token_reaches_no_further_than_it_was_made_for(name: str, desk: Desk) -> None:
    _unit, writer = UNIT[name]
    story, body = desk.story, body_of(desk.story, name)
    jia, yi = story.consortia["jia"].pk, story.consortia["yi"].pk
    other_unit = story.units["rival"].pk
    narrow = token_of(story, writer, scopes=["consortia.consortium.view"])
    bound_elsewhere = token_of(story, writer, name="乙", consortium_id=yi)
    for_another = token_of(story, writer, name="别", organisation_id=other_unit, consortium_id=jia)

    tokens = (narrow, bound_elsewhere, for_another)
    found = [call(desk, name, "jia", token, body)[::2] for token in tokens]
    assert found == [(403, []), (404, []), (404, [])]
    foreign = token_of(story, "secretariat_yi")
    assert call(desk, name, "jia", foreign, body)[::2] == (404, [])
    # A unit of 甲 alone cannot be reported for in 乙, not even by the secretariat there.
    status, _text, changed = call(desk, name, "yi", foreign, body)
    assert (status, changed) == (422, [])


@pytest.mark.django_db
@pytest.mark.parametrize("odd", ["\x00", "9" * 40, "<script>", "长" * 3000, -1, None, [], {}])
@pytest.mark.parametrize("name", NEEDS)
def test_odd_values_break_no_operation(name: str, odd: Any, desk: Desk) -> None:
    token = token_of(desk.story, UNIT[name][1])
    for key, value in body_of(desk.story, name).items():
        for body in ({**body_of(desk.story, name), key: odd}, dict.fromkeys([key], odd)):
            status, text, changed = call(desk, name, "jia", token, body)
            assert status in {201, 400, 403, 409, 422}, (key, value, status)
            assert changed == [] or status == 201, (key, text)


@pytest.mark.django_db
def test_public_operations_show_no_contact_and_nothing_of_the_other_consortium(desk: Desk) -> None:
    for name in PUBLIC:
        status, text, changed = call(desk, name, "jia")
        assert (status, changed) == (200, [])
        assert [planted for planted in PLANTED if planted.text in text] == []
        assert call(desk, name, "no-such")[0] == 404
        assert call(desk, name, "%00")[0] == 404
    assert "装配工jia" in call(desk, "publication_rows", "jia")[1]
