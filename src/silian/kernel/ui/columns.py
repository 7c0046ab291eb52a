"""What a list is declared with: columns, filters, actions, and what it says when empty."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

Value = str | Callable[[Any], Any] | None


@dataclass(frozen=True)
class Column:
    """A column: `value` is an attribute path ("organisation.name") or a function of the row.

    `sort` is the field to order by; without it the column cannot be sorted. `badge` gives the
    tone of a coloured label for the row, `url` an address for the cell.
    """

    key: str
    label: object
    value: Value = None
    url: Callable[[Any], str | None] | None = None
    sort: str | None = None
    numeric: bool = False
    badge: Callable[[Any], str] | None = None
    hint: object = ""
    wide: bool = False
    nowrap: bool = False

    def read(self, row: Any) -> Any:
        """The value of this column in a row; None where something on the path is missing."""
        if callable(self.value):
            return self.value(row)
        found = row
        for name in (self.value or self.key).split("."):
            found = found.get(name) if isinstance(found, dict) else getattr(found, name, None)
            if found is None:
                return None
        return found() if callable(found) else found


@dataclass(frozen=True)
class Choice:
    """A filter by one of some values. `field` is the lookup it sets, or `apply` narrows itself."""

    key: str
    label: object
    choices: Iterable[tuple[Any, object]]
    field: str = ""
    apply: Callable[[QuerySet[Any], str], QuerySet[Any]] | None = None

    def narrow(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        """The rows that have the value."""
        if self.apply:
            return self.apply(rows, value)
        return rows.filter(**{self.field or self.key: value})


@dataclass(frozen=True)
class Empty:
    """What an empty list says, and what to do next."""

    title: object
    hint: object = ""
    action_label: object = ""
    action_url: str = ""
    icon: str = ""


@dataclass(frozen=True)
class Action:
    """Something to do with the marked rows; posts `action=<name>` and `row=<ref>` for each."""

    name: str
    label: object
    tone: str = "primary"
    confirm: object = ""
    icon: str = ""


@dataclass(frozen=True)
class Tool:
    """A button above the list."""

    label: object
    url: str
    icon: str = ""
    primary: bool = False
