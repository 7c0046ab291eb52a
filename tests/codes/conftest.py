"""The whole lists, loaded once for this folder, and small ones made by hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from silian.codes import models
from silian.codes.engine.files import fingerprint
from silian.codes.permissions import P
from silian.codes.queries.catalogue import DATA, LISTINGS, READING
from silian.codes.queries.index import forget
from silian.codes.services.load import ListReport, _load
from silian.codes.services.readers import Shelf
from silian.kernel.access import Actor, system_actor

TABLES = [getattr(models, name) for name in models.__all__]


@pytest.fixture(autouse=True)
def _fresh_memory() -> Iterator[None]:
    forget()
    yield
    forget()


@pytest.fixture(scope="package")
def everything(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, ListReport]]:
    """All packaged lists in the database, for the tests of this folder; what loading reported.

    Loaded below the command, so that no audit entry outlives these tests.
    """
    with django_db_blocker.unblock():
        with transaction.atomic():
            shelf = Shelf(DATA)
            reports = {
                listing.key: _load(listing, shelf, fingerprint(listing.paths(), READING))
                for listing in LISTINGS
            }
        yield reports
        with transaction.atomic(), connection.constraint_checks_disabled():
            for model in TABLES:
                model._default_manager.all()._raw_delete("default")


@pytest.fixture
def full(everything: dict[str, ListReport], db: None) -> dict[str, ListReport]:
    """The whole lists inside a test that may change them."""
    return everything


@pytest.fixture
def root() -> Actor:
    """The installation itself."""
    return system_actor("test")


@pytest.fixture
def expert(django_user_model: Any, db: None) -> Actor:
    """Somebody who may edit links."""
    user = django_user_model.objects.create_user("expert", name="李示例", email="e@example.com")
    return Actor(label="李示例", user_id=user.pk, permissions=frozenset({P.EDIT_LINKS.value}))


@pytest.fixture
def visitor() -> Actor:
    """Somebody signed in without any role."""
    return Actor(label="张三", user_id=10**9)
