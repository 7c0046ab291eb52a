"""People for these tests; all invented. No test shares the counters of a sign-in page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache

from silian.accounts.models import User
from silian.accounts.permissions import AccountsPermission as P
from silian.kernel.access import Actor

PASSWORD = "很长的一句口令 2026"


@pytest.fixture(autouse=True)
def _fresh_counters() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def person(db: None) -> Callable[..., User]:
    """An account that can sign in with `PASSWORD`."""

    def build(username: str, password: str | None = PASSWORD, **values: Any) -> User:
        user = User(username=username, name=values.pop("name", "张示例"), **values)
        if password is None:
            user.set_unusable_password()
        else:
            user.set_password(password)
        user.save()
        return user

    return build


@pytest.fixture
def password() -> str:
    """The password of everybody made by `person`."""
    return PASSWORD


@pytest.fixture
def acting() -> Callable[..., Actor]:
    """A person as actor, with these permissions."""

    def build(user: User | None = None, *permissions: P) -> Actor:
        return Actor(
            label=str(user) if user else "管理员",
            user_id=user.pk if user else 999_999,
            permissions=frozenset(p.value for p in permissions),
        )

    return build
