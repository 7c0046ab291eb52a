"""The columns that the alignment reads: one dataclass per list, one NumPy array per column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from silian.talent.engine.levels import Level

STATED_SEPARATOR = "|"
MOST_HEADS = 3_000_000_000
"""Largest total of one list: up to here every product of the allocation fits 64 bits."""


def _text(values: Any) -> NDArray[np.object_]:
    array = np.asarray(values, dtype=object)
    return np.where(array == None, "", array)  # noqa: E711  (element-wise, not identity)


class _Columns:
    """Conversion and checks that the three lists share."""

    KINDS: ClassVar[dict[str, str]]

    def __post_init__(self) -> None:
        lengths = set()
        for field in fields(self):  # type: ignore[arg-type]
            kind = self.KINDS[field.name]
            values = getattr(self, field.name)
            array = _text(values) if kind == "text" else _whole(values, field.name, kind)
            if array.ndim != 1:
                raise ValueError(f"{field.name} must have one dimension")
            lengths.add(len(array))
            object.__setattr__(self, field.name, array)
        if len(lengths) != 1:
            raise ValueError("all columns of a list must have the same length")

    def __len__(self) -> int:
        return len(getattr(self, next(iter(self.KINDS))))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Column name → array, in declared order."""
        return {name: getattr(self, name) for name in self.KINDS}

    @classmethod
    def from_rows(cls, rows: Iterable[Sequence[Any]]) -> Self:
        """Columns from tuples in declared order, as a database cursor yields them."""
        columns = list(zip(*rows, strict=True)) or [()] * len(cls.KINDS)
        return cls(**dict(zip(cls.KINDS, columns, strict=True)))


def _whole(values: Any, name: str, kind: str) -> NDArray[Any]:
    array = np.asarray(values)
    if array.size and not np.issubdtype(array.dtype, np.integer):
        raise ValueError(f"{name} must hold whole numbers")
    if array.size and array.min() < 0:
        raise ValueError(f"{name} must not be negative")
    if name == "level" and array.size and array.max() > max(Level):
        raise ValueError(f"{name} holds an unknown level")
    return array.astype(kind)


def _bounded(heads: NDArray[np.int64], name: str) -> None:
    if heads.size and int(heads.sum(dtype=object)) > MOST_HEADS:
        raise ValueError(f"{name} sums to more than {MOST_HEADS} heads")


@dataclass(frozen=True, slots=True)
class DemandColumns(_Columns):
    """Demand, one entry per row of the list; every array has shape (n,).

    `region`: GB/T 2260 six-digit code as a number, 0 where none is stated.
    `occupation`: 职业大典 code, "" where not coded. `level`: `Level`, the lowest one accepted.
    `headcount`: heads. `employer`: key of the organisation.
    `stated`: program codes that the employer named, joined by "|", "" for none.
    Raises ValueError for unequal lengths, negative or broken numbers, unknown levels.
    """

    row_id: NDArray[np.int64]
    region: NDArray[np.int32]
    occupation: NDArray[np.object_]
    level: NDArray[np.int8]
    headcount: NDArray[np.int64]
    employer: NDArray[np.int64]
    stated: NDArray[np.object_]

    KINDS: ClassVar[dict[str, str]] = {
        "row_id": "int64",
        "region": "int32",
        "occupation": "text",
        "level": "int8",
        "headcount": "int64",
        "employer": "int64",
        "stated": "text",
    }

    def __post_init__(self) -> None:
        _Columns.__post_init__(self)
        _bounded(self.headcount, "headcount")


@dataclass(frozen=True, slots=True)
class SupplyColumns(_Columns):
    """Supply, one entry per row; `net_available` in heads (可供给净人数), `school` a key."""

    row_id: NDArray[np.int64]
    region: NDArray[np.int32]
    program: NDArray[np.object_]
    level: NDArray[np.int8]
    net_available: NDArray[np.int64]
    school: NDArray[np.int64]

    KINDS: ClassVar[dict[str, str]] = {
        "row_id": "int64",
        "region": "int32",
        "program": "text",
        "level": "int8",
        "net_available": "int64",
        "school": "int64",
    }

    def __post_init__(self) -> None:
        _Columns.__post_init__(self)
        _bounded(self.net_available, "net_available")


@dataclass(frozen=True, slots=True)
class LinkColumns(_Columns):
    """The crosswalk: which programs lead to which occupation; `level` is the program's."""

    occupation: NDArray[np.object_]
    program: NDArray[np.object_]
    level: NDArray[np.int8]

    KINDS: ClassVar[dict[str, str]] = {"occupation": "text", "program": "text", "level": "int8"}


@dataclass(frozen=True, slots=True)
class ParquetColumns:
    """A list kept in parquet files, with the column names of the dataclass it stands for."""

    paths: tuple[Path, ...]

    def __post_init__(self) -> None:
        if not self.paths:
            raise ValueError("name at least one parquet file")
        for path in self.paths:
            if not Path(path).is_file():
                raise ValueError(f"no such file: {path}")
