"""What the database itself guards, put in place after every migration.

The audit table refuses change; on PostgreSQL an unprivileged role does the work and every
table of a consortium shows that role the rows of its consortium alone. SQLite drops triggers
when it rebuilds a table, so they are laid again each time.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model
from django.db.models.signals import post_migrate

from .scoping import APP_ROLE

SETTING = "current_setting('silian.consortium', true)"
APPEND_ONLY: set[str] = {"kernel_auditentry"}


# Tables whose rows are never deleted and of which only these columns may change.
FROZEN: dict[str, tuple[str, ...]] = {}


def append_only(table: str) -> None:
    """Declares a table whose rows are written once: the database refuses to change them."""
    APPEND_ONLY.add(table)


def frozen_but(table: str, columns: tuple[str, ...]) -> None:
    """Declares a table whose rows stay, and change in these columns alone."""
    FROZEN[table] = columns


def consortium_tables() -> dict[str, str]:
    """Every table that belongs to a consortium, with the SQL condition of its own rows.

    A model says so by inheriting from `OfConsortium`, by `scope_column` (a number without a
    foreign key; NULL is the platform's), or by `scope_sql` (through the row it hangs on).
    """
    found = {}
    for model in apps.get_models():
        condition = _condition(model)
        if condition:
            found[model._meta.db_table] = condition
    return found


def _condition(model: type[Model]) -> str | None:
    from .models import OfConsortium

    if getattr(model, "scope_sql", None):
        return str(model.scope_sql)  # type: ignore[attr-defined]
    if getattr(model, "scope_column", None):
        column = model.scope_column  # type: ignore[attr-defined]
        return f"{column} IS NULL OR {column}::text = {SETTING}"
    return f"consortium_id::text = {SETTING}" if issubclass(model, OfConsortium) else None


def lay_guards(using: str = DEFAULT_DB_ALIAS) -> None:
    """Puts triggers, role and policies in place; idempotent."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for table in sorted(APPEND_ONLY & tables):
                _sqlite_triggers(cursor, table)
            for table in sorted(FROZEN.keys() & tables):
                _sqlite_frozen(cursor, table)
            return
        _postgres_role(cursor)
        for table in sorted(APPEND_ONLY & tables):
            _postgres_append_only(cursor, table)
        for table in sorted(FROZEN.keys() & tables):
            _postgres_frozen(cursor, table)
        for table, condition in sorted(consortium_tables().items()):
            if table in tables:
                _postgres_policy(cursor, table, condition)


def lift_guards(using: str = DEFAULT_DB_ALIAS) -> None:
    """Takes the triggers away, for tests that empty tables; never called by the product."""
    connection = connections[using]
    with connection.cursor() as cursor:
        guarded = APPEND_ONLY | FROZEN.keys()
        for table in guarded & set(connection.introspection.table_names()):
            for verb in ("update", "delete"):
                suffix = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{suffix}")


def _sqlite_triggers(cursor: Any, table: str) -> None:
    for verb in ("update", "delete"):
        cursor.execute(
            f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def _sqlite_frozen(cursor: Any, table: str) -> None:
    cursor.execute("SELECT name FROM pragma_table_info(%s)", [table])
    kept = [row[0] for row in cursor.fetchall() if row[0] not in FROZEN[table]]
    changed = " OR ".join(f'OLD."{name}" IS NOT NEW."{name}"' for name in kept)
    for verb in ("update", "delete"):
        # The columns may be others after a migration.
        cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")
        when = f"WHEN {changed} " if verb == "update" else ""
        cursor.execute(
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} {when}"
            f"BEGIN SELECT RAISE(ABORT, '{table} is frozen'); END"
        )


def _postgres_role(cursor: Any) -> None:
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP_ROLE])
    if not cursor.fetchone():
        cursor.execute(
            f"DO $$ BEGIN CREATE ROLE {APP_ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS; "
            "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
        )
    cursor.execute("SELECT quote_ident(current_user)")
    me = cursor.fetchone()[0]
    cursor.execute(f"SELECT pg_has_role(current_user, '{APP_ROLE}', 'MEMBER')")
    if not cursor.fetchone()[0]:
        cursor.execute(f"GRANT {APP_ROLE} TO {me}")
    cursor.execute("SELECT quote_ident(current_schema())")
    schema = cursor.fetchone()[0]
    cursor.execute(f"GRANT USAGE ON SCHEMA {schema} TO {APP_ROLE}")
    cursor.execute(
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {APP_ROLE}"
    )
    cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {APP_ROLE}")


def _postgres_append_only(cursor: Any, table: str) -> None:
    cursor.execute(
        "CREATE OR REPLACE FUNCTION silian_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {APP_ROLE}")
    for verb in ("update", "delete"):
        cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb} ON {table}")
        cursor.execute(
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION silian_append_only()"
        )


def _postgres_frozen(cursor: Any, table: str) -> None:
    cursor.execute(
        "CREATE OR REPLACE FUNCTION silian_frozen() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - TG_ARGV = to_jsonb(NEW) - TG_ARGV "
        "THEN RETURN NEW; END IF; RAISE EXCEPTION '% is frozen', TG_TABLE_NAME; END $$"
    )
    cursor.execute(f"REVOKE DELETE, TRUNCATE ON {table} FROM {APP_ROLE}")
    columns = ", ".join(f"'{name}'" for name in FROZEN[table])
    for verb in ("update", "delete"):
        cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb} ON {table}")
        cursor.execute(
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION silian_frozen({columns})"
        )


def _postgres_policy(cursor: Any, table: str, condition: str) -> None:
    cursor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    cursor.execute(f"DROP POLICY IF EXISTS silian_consortium ON {table}")
    cursor.execute(
        f"CREATE POLICY silian_consortium ON {table} USING ({SETTING} = '*' OR {condition})"
    )


def _after_migrate(using: str = DEFAULT_DB_ALIAS, **_kwargs: Any) -> None:
    call_command("createcachetable", database=using, verbosity=0)
    lay_guards(using)


post_migrate.connect(_after_migrate, dispatch_uid="silian.kernel.database")
