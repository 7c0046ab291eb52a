"""The aggregate in DuckDB SQL: for large lists, from NumPy columns, Arrow tables or parquet.

Every number is a whole number, so the answer has the same bits as `aggregate_plain`, whatever
the number of threads. Nothing is downloaded: extension loading is switched off.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from typing import Any, TypeAlias

import duckdb
import numpy as np

from silian.talent.engine.aggregate import Aggregate, CellCounts, RegionCounts, UnmappedCounts
from silian.talent.engine.allocation import Unmapped
from silian.talent.engine.columns import (
    MOST_HEADS,
    DemandColumns,
    LinkColumns,
    ParquetColumns,
    SupplyColumns,
)
from silian.talent.engine.levels import Level
from silian.talent.engine.regions import RegionGrain, roll_up_sql
from silian.talent.engine.statements import CELLS, CROSSWALK, EMPLOYERS, REGIONS, UNMAPPED, intake

Source: TypeAlias = Any
"""A columns dataclass, `ParquetColumns`, or an Arrow table with the same column names."""

_TYPES = {"region": np.int32, "level": np.int8}


def aggregate_duckdb(
    demand: DemandColumns | ParquetColumns | Source,
    supply: SupplyColumns | ParquetColumns | Source,
    links: LinkColumns | ParquetColumns | Source,
    grain: RegionGrain,
    *,
    threads: int = 2,
    memory: str = "1GB",
) -> Aggregate:
    """Cells, regions and unmapped demand; see `Aggregate` for the units.

    Columns in Arrow or parquet must have the names of the dataclasses; NULL text counts as "".
    Raises ValueError for a missing column, a negative number or totals beyond `MOST_HEADS`.
    """
    with _connection(threads, memory) as connection:
        for name, source, kind in (
            ("demand", demand, DemandColumns),
            ("supply", supply, SupplyColumns),
            ("links", links, LinkColumns),
        ):
            _take_in(connection, name, source, kind, grain)
        for statement in (*CROSSWALK, *EMPLOYERS):
            connection.execute(statement)
        employers, schools, unknown = connection.execute(
            "SELECT (SELECT count(DISTINCT employer) FROM demand_row),"
            " (SELECT count(DISTINCT school) FROM supply_row),"
            " (SELECT coalesce(sum(posts), 0)::BIGINT FROM demand_group"
            "  JOIN profile USING (profile) WHERE unknown_stated)"
        ).fetchall()[0]
        return Aggregate(
            cells=_fetch(connection, CELLS, CellCounts),
            regions=_fetch(connection, REGIONS, RegionCounts),
            unmapped=_fetch(connection, UNMAPPED, UnmappedCounts),
            employers=employers,
            schools=schools,
            unknown_stated=unknown,
        )


@contextmanager
def _connection(threads: int, memory: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """A private database in memory that spills to its own folder and loads nothing."""
    with tempfile.TemporaryDirectory(prefix="silian-align-") as folder:
        config: dict[str, str | bool | int | float | list[str]] = {
            "threads": threads,
            "memory_limit": memory,
            "temp_directory": folder,
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        with duckdb.connect(config=config) as connection:
            yield connection


def _take_in(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    source: Source,
    kind: type,
    grain: RegionGrain,
) -> None:
    """One list into a table of clean types, with regions rolled up, and its numbers checked."""
    view = f"given_{name}"
    if isinstance(source, ParquetColumns):
        connection.read_parquet([str(path) for path in source.paths]).create_view(view)
    elif isinstance(source, kind):
        connection.register(view, source.arrays())  # type: ignore[attr-defined]
    else:
        connection.register(view, source)
    statements = intake(name, roll_up_sql("region", grain))
    try:
        connection.execute(statements.create)
    except (duckdb.BinderException, duckdb.ConversionException) as error:
        raise ValueError(f"the {name} list cannot be read: {error}") from error
    if statements.check is None:
        return
    lowest, total, level, missing = connection.execute(statements.check).fetchall()[0]
    if missing:
        raise ValueError(f"the {name} list has {missing} rows without a number")
    if lowest < 0:
        raise ValueError(f"the {name} list holds negative numbers")
    if total > MOST_HEADS:
        raise ValueError(f"the {name} list sums to more than {MOST_HEADS} heads")
    if not 0 <= level <= max(Level):
        raise ValueError(f"the {name} list holds an unknown level")


def _fetch(connection: duckdb.DuckDBPyConnection, query: str, kind: type) -> Any:
    columns = connection.execute(query).fetchnumpy()
    result = {}
    for field in fields(kind):
        values = columns[field.name]
        if field.name in ("program", "occupation", "reason"):
            result[field.name] = np.asarray(values, dtype=object)
        else:
            result[field.name] = np.asarray(values, dtype=_TYPES.get(field.name, np.int64))
    return kind(**result)


assert {reason.value for reason in Unmapped} == {"no_occupation", "no_link", "level_above"}
