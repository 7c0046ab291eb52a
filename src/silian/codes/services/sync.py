"""Making a table equal to the rows of a file, touching only what differs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.db import models

from ..engine.files import Values

BATCH = 2000


@dataclass
class Counts:
    """Rows of a table that were added, changed, and are no longer in the edition."""

    added: int = 0
    changed: int = 0
    removed: int = 0

    def __add__(self, other: Counts) -> Counts:
        mine, yours = asdict(self), asdict(other)
        return Counts(**{name: mine[name] + yours[name] for name in mine})

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def sync(model: type[models.Model], key: tuple[str, ...], rows: Iterable[Values]) -> Counts:
    """Adds, changes and removes so that the table holds exactly these rows.

    `key` names the columns that identify a row. Columns that the rows do not mention are left
    alone. A model with `in_edition` keeps removed rows, marked; of others they are deleted.
    """
    wanted = {tuple(row[name] for name in key): row for row in rows}
    retires = any(field.name == "in_edition" for field in model._meta.fields)
    if retires:
        wanted = {at: {**row, "in_edition": True} for at, row in wanted.items()}
    columns = list(next(iter(wanted.values()))) if wanted else list(key)
    held = _held(model, key, columns)
    gone = [pk for at, (pk, values) in held.items() if at not in wanted and _counts(values)]
    new = [row for at, row in wanted.items() if at not in held]
    changed = [
        model(pk=held[at][0], **row)
        for at, row in wanted.items()
        if at in held and held[at][1] != row
    ]
    _remove(model, gone, retires)
    if changed:
        names = [_field(model, name) for name in columns if name not in key]
        model._default_manager.bulk_update(changed, names, batch_size=200)
    model._default_manager.bulk_create([model(**row) for row in new], batch_size=BATCH)
    return Counts(len(new), len(changed), len(gone))


def _held(
    model: type[models.Model], key: tuple[str, ...], columns: list[str]
) -> dict[tuple[Any, ...], tuple[Any, Values]]:
    """What the table holds, by key: the primary key and the values of the columns."""
    found = {}
    for pk, *values in model._default_manager.order_by().values_list("pk", *columns):
        row = dict(zip(columns, values, strict=True))
        found[tuple(row[name] for name in key)] = (pk, row)
    return found


def _counts(values: Values) -> bool:
    """Whether a row is there to be removed: one already retired is not removed again."""
    return bool(values.get("in_edition", True))


def _remove(model: type[models.Model], gone: list[Any], retires: bool) -> None:
    for start in range(0, len(gone), 500):
        rows = model._default_manager.filter(pk__in=gone[start : start + 500])
        if retires:
            rows.update(in_edition=False)
        else:
            rows.delete()


def _field(model: type[models.Model], column: str) -> str:
    """The field of a column: bulk_update takes `parent`, not `parent_id`."""
    return next(f.name for f in model._meta.concrete_fields if column in (f.name, f.attname))
