"""Writing many new rows quickly: one prepared statement, values prepared by the fields.

`bulk_create` compiles a statement for every few rows; for a hundred thousand rows of sixty
columns that is most of the time of an import. The rows are new, so nothing is read back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection, models

# Their values go to the database as they are; the others are prepared by the field itself.
_PLAIN = (
    models.CharField,
    models.TextField,
    models.IntegerField,
    models.FloatField,
    models.BooleanField,
    models.ForeignKey,
)
ASKED_AT_ONCE = 500
_PREPARED_BY_NAME = "get_db_prep_save"


def insert_new(model: type[models.Model], records: Sequence[Any]) -> None:
    """Inserts unsaved records; their primary keys stay unset. Errors are the database's own."""
    if not records:
        return
    now_fields = [f for f in model._meta.concrete_fields if getattr(f, "auto_now_add", False)]
    now_fields += [f for f in model._meta.concrete_fields if getattr(f, "auto_now", False)]
    for field in now_fields:
        for record in records:
            field.pre_save(record, True)
    fields = [f for f in model._meta.concrete_fields if not f.primary_key]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    # The table and its columns are those of our own models.
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608 - names of our models, values are parameters
    read = [(field.attname, _prepare(field)) for field in fields]
    rows = [
        tuple(
            prepare(getattr(record, name)) if prepare else getattr(record, name)
            for name, prepare in read
        )
        for record in records
    ]
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)


def _prepare(field: Any) -> Callable[[Any], Any] | None:
    """How a value of the field becomes a parameter; None where it is one already.

    Dates, amounts and lists repeat themselves in a list, so what was prepared is remembered;
    what is encrypted is not, for equal texts must not look equal.
    """
    own = getattr(type(field), _PREPARED_BY_NAME) is not getattr(models.Field, _PREPARED_BY_NAME)
    if isinstance(field, _PLAIN) and (not own or isinstance(field, models.ForeignKey)):
        return None
    if own and not isinstance(field, models.JSONField):
        return lambda value: field.get_db_prep_save(value, connection) if value else value
    known: dict[Any, Any] = {}

    def prepare(value: Any) -> Any:
        if value is None or value.__class__ is dict:
            return None if value is None else field.get_db_prep_save(value, connection)
        key = tuple(value) if value.__class__ is list else value
        found = known.get(key)
        if found is None:
            found = known[key] = field.get_db_prep_save(value, connection)
        return found

    return prepare


def ids_by_key(model: type[models.Model], keys: Sequence[str]) -> dict[str, int]:
    """The primary keys of lines by their row keys, asked in small parts."""
    found: dict[str, int] = {}
    for start in range(0, len(keys), ASKED_AT_ONCE):
        part = model._default_manager.filter(row_key__in=keys[start : start + ASKED_AT_ONCE])
        found |= dict(part.order_by().values_list("row_key", "pk"))
    return found
