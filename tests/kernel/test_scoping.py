"""The organ of scope: a query without a consortium raises; PostgreSQL holds by itself."""

from __future__ import annotations

import pytest
from django.db import connection
from django_scopes import scopes_disabled
from django_scopes.exceptions import ScopeError

from silian.kernel.models import ImportBatch
from silian.kernel.scoping import across, inside

pytestmark = pytest.mark.django_db


def batch(consortium_id: int, name: str) -> ImportBatch:
    with inside(consortium_id):
        return ImportBatch.objects.create(
            consortium_id=consortium_id, sheet="s", file_name=name, sha256=name, size=1
        )


def test_query_without_a_consortium_raises() -> None:
    with pytest.raises(ScopeError):
        ImportBatch.objects.count()


def test_inside_sees_its_own_rows_only() -> None:
    batch(1, "one")
    batch(2, "two")

    with inside(1):
        assert [b.file_name for b in ImportBatch.objects.all()] == ["one"]
    with across():
        assert ImportBatch.objects.count() == 2


def test_scopes_nest_and_return() -> None:
    batch(1, "one")
    batch(2, "two")

    with inside(1):
        with inside(2):
            assert ImportBatch.objects.get().file_name == "two"
        assert ImportBatch.objects.get().file_name == "one"


@pytest.mark.postgres
@pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="row-level security is PostgreSQL's"
)
def test_row_level_security_holds_with_the_filter_off() -> None:
    batch(1, "one")
    batch(2, "two")

    with inside(1), scopes_disabled():
        assert [b.file_name for b in ImportBatch.objects.all()] == ["one"]
        assert ImportBatch.objects.filter(file_name="two").update(size=9) == 0
    # The negative control: outside, as the owner, the same query sees both.
    with scopes_disabled(), connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        assert ImportBatch.objects.count() == 2
