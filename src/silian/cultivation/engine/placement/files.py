"""A file, CSV or Parquet, as a table of DuckDB: columns as trimmed text or as they are."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from .faults import Fault, Faulty

SUFFIXES = {".csv", ".parquet"}
NUMBER = r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?"
_LINE = re.compile(r"CSV Error on Line: ([0-9]+)")


@dataclass(slots=True)
class Table:
    """One file as a view in DuckDB. `sql` reads a column as trimmed text."""

    link: duckdb.DuckDBPyConnection
    name: str
    view: str
    columns: dict[str, str]

    @classmethod
    def open(
        cls, link: duckdb.DuckDBPyConnection, path: Path, view: str, needed: Sequence[str]
    ) -> Table:
        """The table of a file. Raises `Faulty`: no such file, suffix, heading, column."""
        name = path.name
        if path.suffix.lower() not in SUFFIXES:
            raise _whole_fault(name, "文件名须以 .csv 或 .parquet 结尾",
                               "the name must end in .csv or .parquet")  # fmt: skip
        if not path.is_file():
            raise _whole_fault(name, "没有这个文件", "there is no such file")
        if path.suffix.lower() == ".csv":
            heading = _heading(path)
            kinds = ", ".join(f"{quoted(one)}: 'VARCHAR'" for one in heading)
            source = (
                f"read_csv({quoted(str(path))}, columns={{{kinds}}}, auto_detect=false, "
                "header=true, delim=',', quote='\"', escape='\"', strict_mode=true)"
            )
        else:
            source = f"read_parquet({quoted(str(path))})"
        try:
            link.execute(f"CREATE VIEW {view} AS SELECT * FROM {source}")  # noqa: S608  (quoted)
            columns = {row[0]: row[1] for row in link.execute(f"DESCRIBE {view}").fetchall()}
        except duckdb.Error as error:
            raise unreadable(name, error) from error
        missing = [one for one in needed if one not in columns]
        if missing:
            raise _whole_fault(name, f"缺少列：{'、'.join(missing)}",
                               f"missing columns: {', '.join(missing)}")  # fmt: skip
        return cls(link, name, view, columns)

    def sql(self, column: str) -> str:
        """The expression of a column as trimmed text, NULL where it is empty."""
        quoted = '"' + column.replace('"', '""') + '"'
        return f"nullif(trim({quoted}::VARCHAR), '')"

    def is_whole(self, column: str) -> bool:
        """Whether the file itself says that a column holds whole numbers."""
        return self.columns[column] in _INTEGERS

    def read(self, expressions: Mapping[str, str]) -> dict[str, NDArray[Any]]:
        """Arrays by name, in the order of the rows; masked where a value is missing."""
        chosen = ", ".join(f'{sql} AS "{name}"' for name, sql in expressions.items())
        try:
            found = self.link.execute(f"SELECT {chosen} FROM {self.view}")  # noqa: S608  (quoted)
            return dict(found.fetchnumpy())
        except duckdb.Error as error:
            raise unreadable(self.name, error) from error

    def cell(self, column: str, row: int) -> str:
        """What is written in a cell, for a sentence about it."""
        query = f"SELECT {self.sql(column)} FROM {self.view} LIMIT 1 OFFSET {row}"  # noqa: S608  (quoted)
        found = self.link.execute(query).fetchone()
        return "" if found is None or found[0] is None else str(found[0])[:60]


_INTEGERS = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"}


def _whole_fault(name: str, zh: str, en: str) -> Faulty:
    return Faulty([Fault(name, 0, "", zh, en)])


def unreadable(name: str, error: duckdb.Error) -> Faulty:
    """Why a file was not read, from what DuckDB says."""
    found = _LINE.search(str(error))
    row = int(found[1]) if found else 0
    if "unicode" in str(error).lower() or "utf-8" in str(error).lower():
        return Faulty([Fault(name, row, "", "不是 UTF-8 编码", "it is not encoded in UTF-8")])
    zh, en = (
        "无法读取，列数或引号不对",
        "it cannot be read: wrong number of columns, or quotation marks",
    )
    return Faulty([Fault(name, row, "", zh, en)])


def quoted(text: str) -> str:
    """A text as SQL has it."""
    return "'" + text.replace("'", "''") + "'"


def _heading(path: Path) -> list[str]:
    """The names in the first row of a CSV file."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            names = [name.strip() for name in next(csv.reader(file), [])]
    except (UnicodeDecodeError, csv.Error) as error:
        raise _whole_fault(path.name, "不是 UTF-8 编码的 CSV", "it is no CSV in UTF-8") from error
    except OSError as error:
        raise _whole_fault(path.name, "无法读取", "it cannot be read") from error
    if not any(names):
        raise _whole_fault(path.name, "文件是空的", "the file is empty")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice or "" in names:
        shown = "、".join(twice)
        zh, en = f"列名重复或为空：{shown}", f"a name is empty or given twice: {shown}"
        raise Faulty([Fault(path.name, 1, twice[0] if twice else "", zh, en)])
    return names


def filled(values: NDArray[Any], blank: Any) -> NDArray[Any]:
    """A column without a mask: missing values become `blank`."""
    if isinstance(values, np.ma.MaskedArray):
        plain = np.array(values.data)
        plain[np.ma.getmaskarray(values)] = blank
        return plain
    return np.asarray(values)
