"""Actors and organisations for these tests; all names are invented unless a code is published."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from silian.kernel.access import Actor
from silian.organisations import public as organisations
from silian.organisations.permissions import OrganisationPermission as P


@pytest.fixture(autouse=True)
def _fresh_index() -> Iterator[None]:
    organisations.forget()
    yield
    organisations.forget()


@pytest.fixture
def keeper() -> Actor:
    """The platform administrator, for the registry."""
    return Actor(label="平台管理员", user_id=1, permissions=frozenset(p.value for p in P))


@pytest.fixture
def secretary() -> Actor:
    """Registers and edits, does not merge."""
    return Actor(
        label="秘书处",
        user_id=2,
        permissions=frozenset({P.ORGANISATION_REGISTER.value, P.ORGANISATION_EDIT.value}),
    )


@pytest.fixture
def outsider() -> Actor:
    """Signed in, without any right here."""
    return Actor(label="李示例", user_id=3)


@pytest.fixture
def make(db: None) -> Callable[..., organisations.Organisation]:
    """An organisation straight in the database."""

    def build(name: str, kind: str = "enterprise", **values: Any) -> organisations.Organisation:
        organisations.forget()
        return organisations.Organisation.objects.create(name=name, kind=kind, **values)

    return build
