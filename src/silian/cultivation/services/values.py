"""Checking a row before it is saved, and what of it goes into the audit entry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model

from silian.kernel.privacy import PersonalField
from silian.kernel.refusals import Invalid


def valid(row: Model, leave_out: Iterable[str] = ()) -> None:
    """Raises `Invalid` with the model's own sentences by field; the scope's column is given."""
    try:
        row.full_clean(exclude=["consortium", *leave_out])
    except ValidationError as error:
        raise Invalid(
            {("" if key == "__all__" else key): said for key, said in error.message_dict.items()}
        ) from error


def plain(value: Any) -> Any:
    """A value as the audit entry keeps it."""
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, Model) else value


def fill(row: Model, values: Mapping[str, Any]) -> dict[str, Any]:
    """Sets the fields and returns what changed: field → [before, after].

    Of personal data the entry says that it changed, never to what.
    """
    changes: dict[str, Any] = {}
    for field, value in values.items():
        before = getattr(row, field) if row.pk else None
        if row.pk is None or before != value:
            setattr(row, field, value)
            personal = isinstance(row._meta.get_field(field), PersonalField)
            changes[field] = True if personal else [plain(before), plain(value)]
    return changes
