"""Every model says to whom it belongs, and the database knows it too."""

from __future__ import annotations

import io

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.models import Model

from silian.kernel.database import APPEND_ONLY, consortium_tables
from silian.kernel.models import Global, OfConsortium

OURS = [m for m in apps.get_models(include_auto_created=True) if m.__module__.startswith("silian.")]
# Scoped without the base class, each with its reason.
EXEMPT = {
    "accounts.User": "Django's own base class; people belong to the installation",
    "kernel.ImportBatch": "the kernel knows no consortium: a number without foreign key",
    "kernel.ImportRow": "hangs on its batch",
}


def belongs(model: type[Model]) -> bool:
    scoped = hasattr(model, "scope_column") or hasattr(model, "scope_sql")
    return issubclass(model, (Global, OfConsortium)) or scoped or bool(model._meta.auto_created)


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_model_declares_to_whom_it_belongs(model: type[Model]) -> None:
    assert belongs(model) or model._meta.label in EXEMPT
    assert not (issubclass(model, Global) and issubclass(model, OfConsortium))


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_model_has_a_stable_order_and_a_name(model: type[Model]) -> None:
    if model._meta.auto_created:
        return
    assert model._meta.ordering, "Meta.ordering"
    assert model.__str__ is not Model.__str__


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_foreign_keys_run_downwards(model: type[Model]) -> None:
    floors = [
        "kernel",
        "accounts",
        "codes",
        "organisations",
        "consortia",
        "talent",
        "governance",
        "cultivation",
        "shell",
    ]
    for field in model._meta.get_fields():
        target = getattr(field, "related_model", None)
        if target is None or field.auto_created or not target.__module__.startswith("silian."):
            continue
        here, there = model._meta.app_label, target._meta.app_label
        assert floors.index(there) <= floors.index(here), f"{model}.{field.name}"


def test_models_of_a_consortium_refuse_queries_without_one() -> None:
    from django_scopes.exceptions import ScopeError

    scoped = [m for m in OURS if issubclass(m, OfConsortium)]
    assert scoped
    for model in scoped:
        with pytest.raises(ScopeError):
            model._default_manager.count()


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    out = io.StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=out)


@pytest.mark.django_db
def test_append_only_tables_have_their_triggers() -> None:
    catalogue = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    with connection.cursor() as cursor:
        cursor.execute(catalogue[connection.vendor])
        triggers = {row[0] for row in cursor.fetchall()}
    tables = {m._meta.db_table for m in OURS}
    assert tables >= APPEND_ONLY
    for table in APPEND_ONLY:
        assert {f"{table}_no_update", f"{table}_no_delete"} <= triggers


@pytest.mark.postgres
@pytest.mark.django_db
@pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="row-level security is PostgreSQL's"
)
def test_row_level_security_is_forced_on_every_table_of_a_consortium() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relforcerowsecurity")
        forced = {row[0] for row in cursor.fetchall()}
    assert set(consortium_tables()) <= forced
