"""What a spreadsheet is: columns declared once.

From one `Sheet` come the template with drop-downs, the check of every cell, the commit, the
export and the reference page. An upper app declares its sheets; this module knows no business.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal, Protocol

from django.db import models
from django.utils.translation import get_language

if TYPE_CHECKING:
    from ..access import Actor
    from ..models import ImportBatch

Kind = Literal["text", "integer", "decimal", "date", "month", "choice", "code", "bool", "list"]
Severity = Literal["error", "warning"]
ESSENTIAL = "essential"


class Match(Protocol):
    """What a code list says about a text: `code` is None where nothing fits.

    `exact` is false for a guess: a person confirms it. `suggestions` are pairs of code and name,
    best first.
    """

    @property
    def code(self) -> str | None: ...

    @property
    def exact(self) -> bool: ...

    @property
    def suggestions(self) -> Sequence[tuple[str, str]]: ...


class Lookup(Protocol):
    """A code list as a column sees it."""

    def resolve(self, text: str) -> Match:
        """What the text means."""
        ...

    def options(self) -> Iterable[tuple[str, str]]:
        """Every entry as code and name, for the drop-down."""
        ...


@dataclass(frozen=True)
class Suggestion:
    """A value offered in place of the one typed: `value` is what the cell would hold."""

    value: str
    label: str


@dataclass(frozen=True)
class Problem:
    """Something about a cell, or about a row when `column` is "": what is wrong, how to mend it.

    An error keeps the whole batch from being committed, a warning does not.
    """

    column: str
    sentence: object
    mend: object = ""
    suggestions: tuple[Suggestion, ...] = ()
    severity: Severity = "error"
    value: str = ""
    row: int = 0

    def plain(self) -> dict[str, Any]:
        """As JSON for the database; sentences in the language that is active now."""
        return {
            "column": self.column,
            "value": self.value,
            "sentence": str(self.sentence),
            "mend": str(self.mend),
            "suggestions": [[s.value, s.label] for s in self.suggestions],
            "severity": self.severity,
        }


@dataclass(frozen=True)
class Remark:
    """Something that the preview says about a cell and that is no problem.

    It is made when a row is shown, for the rows of that page alone, and is stored nowhere.
    `value` is the cell as typed, "" where it is empty.
    """

    column: str
    sentence: object
    value: str = ""


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a spreadsheet.

    Values after cleaning: text → str, integer → int, decimal → Decimal with `places`, date → date,
    month → date (its first day), choice → the value of `choices`, code → the code, bool → bool,
    list → list of str (items of `choices` or of `lookup` where there is one). An empty cell is
    None (list: []).

    `words` are what people also write for a choice: word → value; the preview says how it was read.
    `name` is Chinese (translatable) and `name_en` English: both are accepted as header, and so are
    `aliases`. `strict` false: a term that the code list does not know is a warning, and the value
    None. `private` marks contact data: encrypted while previewed, left out of public exports.
    `minimum` and `maximum` bound numbers, and dates (as date).
    """

    key: str
    name: object
    name_en: str
    kind: Kind = "text"
    required: bool = False
    choices: type[models.TextChoices] | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    lookup: Lookup | None = None
    help: object = ""
    help_en: str = ""
    example: str = ""
    aliases: tuple[str, ...] = ()
    max_length: int = 500
    minimum: Any = None
    maximum: Any = None
    places: int = 2
    strict: bool = True
    group: str = ESSENTIAL
    private: bool = False
    width: int = 0

    def __post_init__(self) -> None:
        if self.kind == "choice" and self.choices is None:
            raise ValueError(f"column {self.key}: a choice needs choices")
        if self.kind == "code" and self.lookup is None:
            raise ValueError(f"column {self.key}: a code needs a lookup")

    def title(self) -> str:
        """The header in the active language."""
        return self.name_en if english() else str(self.name)

    def about(self) -> str:
        """The help text in the active language."""
        return (self.help_en or str(self.help)) if english() else str(self.help)


@dataclass(frozen=True)
class SaveResult:
    """What became of the rows of a commit."""

    created: int
    unchanged: int = 0


@dataclass(slots=True)
class Row:
    """A row whose cells were read: `row["key"]` is the cleaned value, None where it is empty.

    `bad` names the columns that already have an error; a check across columns leaves them alone.
    """

    number: int
    values: dict[str, Any]
    actor: Actor
    options: Mapping[str, Any]
    bad: frozenset[str] = frozenset()
    key: str = ""

    def __getitem__(self, key: str) -> Any:
        return self.values[key]

    def get(self, key: str, default: Any = None) -> Any:
        """The cleaned value, or `default` where the cell is empty."""
        value = self.values.get(key)
        return default if value is None else value


Check = Callable[[Row], Iterable[Problem]]
Save = Callable[["Actor", "ImportBatch", Iterator[Row]], SaveResult]
Existing = Callable[[int | None, Sequence[str]], set[str]]
NearExisting = Callable[[int | None, Sequence[str]], Mapping[str, str]]


Remarks = Callable[[Sequence[Row]], Sequence[Iterable[Remark]]]


def no_check(row: Row) -> Iterable[Problem]:
    """For a sheet whose columns do not depend on each other."""
    return ()


def nothing_there(consortium_id: int | None, keys: Sequence[str]) -> set[str]:
    """For a sheet whose rows are always new."""
    return set()


def nothing_near(consortium_id: int | None, keys: Sequence[str]) -> Mapping[str, str]:
    """For a sheet that does not look for similar rows in the system."""
    return {}


def no_remarks(rows: Sequence[Row]) -> Sequence[Iterable[Remark]]:
    """For a sheet whose preview has nothing to add."""
    return [()] * len(rows)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A kind of spreadsheet.

    `identity` are the keys that make a row the same (all columns where it is empty): a row with
    the key of an earlier one in the file is a duplicate, one whose key `existing` returns is
    unchanged; neither is saved. `near` are the keys whose likeness (spacing, case and punctuation
    aside) is worth a warning; `near_existing` maps such keys to the name of what is there.

    `check(row)` yields problems across columns, and may complete `row.values`.
    `remarks(rows)` is asked for the rows of a page of the preview that a commit would save: what
    would become of them, one list for each row. It reads and writes nothing of the batch.
    `save(actor, batch, rows)` runs inside the command `exchange.batch.commit`, in its transaction
    and its consortium, and writes the rows.
    `permission` is asked for every step; `oversight` lets an actor see the batches of other
    organisations. `groups` titles the foldable groups of columns: key → (zh, en).
    """

    key: str
    title: object
    title_en: str
    columns: tuple[Column, ...]
    permission: StrEnum
    save: Save
    check: Check = no_check
    identity: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    existing: Existing = nothing_there
    near_existing: NearExisting = nothing_near
    remarks: Remarks = no_remarks
    oversight: StrEnum | None = None
    of_consortium: bool = True
    groups: Mapping[str, tuple[object, str]] = field(default_factory=dict)
    about: object = ""
    about_en: str = ""

    def __post_init__(self) -> None:
        keys = [column.key for column in self.columns]
        if len(set(keys)) != len(keys):
            raise ValueError(f"sheet {self.key}: a column twice")
        unknown = {*self.identity, *self.near} - set(keys)
        if unknown:
            raise ValueError(f"sheet {self.key}: no column {', '.join(sorted(unknown))}")

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of all columns, in order."""
        return tuple(column.key for column in self.columns)

    def column(self, key: str) -> Column:
        """The column of that key; KeyError where there is none."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)

    def name(self) -> str:
        """The title in the active language."""
        return self.title_en if english() else str(self.title)

    def row_key(self, values: Mapping[str, Any]) -> str:
        """32 hex digits that two rows share exactly when they are the same row.

        `values` are cleaned values by column key. Store it with what you save (indexed), and let
        `existing` ask for it.
        """
        return _digest(str(values.get(key) or "") for key in self.identity or self.keys)

    def near_key(self, values: Mapping[str, Any]) -> str:
        """The same for likeness: "" where the sheet names none, or where a part is empty."""
        if not self.near:
            return ""
        parts = [fold(str(values.get(key) or "")) for key in self.near]
        return _digest(parts) if all(parts) else ""


SHEETS: dict[str, Sheet] = {}


def register_sheet(sheet: Sheet) -> Sheet:
    """Makes a sheet known to the batches, to the documentation and to the jobs."""
    if sheet.key in SHEETS:
        raise ValueError(f"sheet registered twice: {sheet.key}")
    SHEETS[sheet.key] = sheet
    return sheet


def english() -> bool:
    """Whether the active language is English."""
    return (get_language() or "").startswith("en")


def listed(items: Iterable[str]) -> str:
    """Words one after the other, as the active language does it."""
    return (", " if english() else "、").join(items)


_LOOSE = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """A text without what does not make it different: width, case, spaces, punctuation."""
    return _LOOSE.sub("", unicodedata.normalize("NFKC", text).casefold())


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:32]
