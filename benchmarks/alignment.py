"""Alignment at full size: ours beside pandas doing the same aggregate, in one run.

    .venv/bin/python benchmarks/alignment.py [--rows 1000000] [--supply 200000] [--repeat 3]
    .venv/bin/python benchmarks/alignment.py --database     # from the product's own tables

Seeded lists (Zipf occupations and regions, a fifth of the posts naming programs). Both count
the same cells — three allocations in millionths of a head, rows, employers, supply, schools —
and every number is compared before a time is printed. pandas gets the lists as data frames,
ours as NumPy columns, as a cursor would fill them; a second line reads parquet.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from silian.talent.engine.alignment import Alignment, Engine, align
from silian.talent.engine.allocation import MICRO
from silian.talent.engine.columns import (
    DemandColumns,
    LinkColumns,
    ParquetColumns,
    SupplyColumns,
)
from silian.talent.engine.levels import RANKS
from silian.talent.engine.regions import RegionGrain, roll_up

OCCUPATIONS, PROGRAMS, LINKS, REGIONS = 1_133, 1_587, 6_464, 340
Lists = tuple[DemandColumns, SupplyColumns, LinkColumns]


def _zipf(rng: np.random.Generator, size: int, kinds: int) -> np.ndarray:
    weights = 1 / np.arange(1, kinds + 1) ** 0.8
    return rng.choice(kinds, size=size, p=weights / weights.sum())


def generate(rows: int, supply_rows: int, seed: int = 20260101) -> Lists:
    """The three lists; the sizes of the crosswalk are those of the official one."""
    rng = np.random.default_rng(seed)
    occupations = np.array(
        [f"{j // 400 + 2}-{j // 40 % 10:02}-{j % 40:02}-01" for j in range(OCCUPATIONS)], object
    )
    first = {1: 61, 2: 41, 3: 21, 4: 5}
    levels = rng.choice([1, 2, 3, 4], PROGRAMS, p=[0.23, 0.48, 0.19, 0.10]).astype(np.int8)
    programs = np.array([f"{first[int(level)]:02}{j:04}" for j, level in enumerate(levels)], object)
    ends = np.concatenate([np.arange(OCCUPATIONS), _zipf(rng, LINKS - OCCUPATIONS, OCCUPATIONS)])
    leads = rng.integers(0, PROGRAMS, LINKS)
    links = LinkColumns(occupations[ends], programs[leads], levels[leads])
    counties = np.array([110000 + j * 100 + c for j in range(REGIONS) for c in range(1, 9)])
    occupation = _zipf(rng, rows, OCCUPATIONS)
    named = np.where(rng.random(rows) < 0.2, leads[rng.integers(0, LINKS, rows)], -1)
    own = np.array([leads[ends == j][0] for j in range(OCCUPATIONS)])
    named = np.where((named >= 0) & (rng.random(rows) < 0.9), own[occupation], named)
    stated = np.where(named >= 0, programs[named], "")
    demand = DemandColumns(
        row_id=np.arange(rows),
        region=counties[_zipf(rng, rows, len(counties))],
        occupation=np.where(rng.random(rows) < 0.03, "", occupations[occupation]),
        level=rng.choice([0, 1, 2, 3, 4], rows, p=[0.2, 0.2, 0.35, 0.05, 0.2]),
        headcount=rng.geometric(0.15, rows),
        employer=_zipf(rng, rows, max(1, rows // 10)),
        stated=stated,
    )
    offered = rng.integers(0, PROGRAMS, supply_rows)
    supply = SupplyColumns(
        row_id=np.arange(supply_rows),
        region=counties[_zipf(rng, supply_rows, len(counties))],
        program=programs[offered],
        level=levels[offered],
        net_available=rng.geometric(0.03, supply_rows),
        school=_zipf(rng, supply_rows, 12_000),
    )
    return demand, supply, links


def with_pandas(demand: pd.DataFrame, supply: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """The same cells, written as a pandas user would: merges, group-bys, no Python loops."""
    profile = ["occupation", "level", "stated"]
    groups = demand.groupby(["region", *profile], observed=True, sort=False)
    group = groups["headcount"].agg(heads="sum", posts="size").reset_index()
    candidate = _candidates(group[profile].drop_duplicates(ignore_index=True), supply, links)
    wide = group.merge(candidate, on=profile)
    total = wide["heads"] * MICRO
    for way in ("equal", "by_supply", "stated"):
        weight, upto, of = wide[f"w_{way}"], wide[f"upto_{way}"], wide[f"of_{way}"]
        before = upto - weight
        whole, rest = total // of, total % of
        wide[f"p_{way}"] = whole * weight + rest * upto // of - rest * before // of
    key = ["region", "program", "program_level"]
    parts = {way: (f"p_{way}", "sum") for way in ("equal", "by_supply", "stated")}
    asked = wide.groupby(key, sort=False).agg(**parts, demand_rows=("posts", "sum"))
    firms = demand[["region", *profile, "employer"]].drop_duplicates()
    firms = firms.merge(candidate[[*profile, "program", "program_level"]], on=profile)
    firms = firms[[*key, "employer"]].drop_duplicates()
    asked["employers"] = firms.groupby(key, sort=False).size()
    offered = supply.rename(columns={"level": "program_level"}).groupby(key, sort=False)
    offered = offered.agg(
        supply=("net_available", "sum"),
        supply_rows=("school", "size"),
        schools=("school", "nunique"),
    )
    cells = asked.join(offered, how="outer").fillna(0).astype("int64")
    return cells.sort_index().reset_index()


def _candidates(profiles: pd.DataFrame, supply: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    profile = ["occupation", "level", "stated"]
    linked = links.drop_duplicates().rename(columns={"level": "program_level"})
    linked = profiles.merge(linked, on="occupation")
    height, floor = linked["program_level"].map(RANKS), linked["level"].map(RANKS)
    linked = linked.assign(height=height, floor=floor)[height >= floor]
    nearest = linked.groupby(profile)["height"].transform("min")
    linked = linked[(linked["floor"] == 0) | (linked["height"] == nearest)].assign(linked=1)
    known = links[["program", "level"]].drop_duplicates()
    known = known.rename(columns={"level": "program_level"})
    named = profiles[profiles["stated"] != ""].assign(named=1)
    named = named.merge(known, left_on="stated", right_on="program")
    key = [*profile, "program", "program_level"]
    columns = [linked[[*key, "linked"]], named[[*key, "named"]]]
    pair = columns[0].merge(columns[1], on=key, how="outer")
    pair = pair.fillna({"linked": 0, "named": 0}).astype({"linked": "int64", "named": "int64"})
    pair = pair.sort_values(key, ignore_index=True)
    by = pair.groupby(profile, sort=False)
    net = supply.groupby(["program", "level"])["net_available"].sum().rename("net")
    pair = pair.join(net, on=["program", "program_level"]).fillna({"net": 0})
    equal = pair["linked"].where(by["linked"].transform("max") > 0, 1)
    pair["w_equal"] = equal
    pair["w_net"] = equal * pair["net"].astype("int64")
    by = pair.groupby(profile, sort=False)
    pair["w_by_supply"] = pair["w_net"].where(by["w_net"].transform("sum") > 0, equal)
    pair["w_stated"] = pair["named"].where(by["named"].transform("max") > 0, equal)
    by = pair.groupby(profile, sort=False)
    for way in ("equal", "by_supply", "stated"):
        pair[f"upto_{way}"] = by[f"w_{way}"].cumsum()
        pair[f"of_{way}"] = by[f"w_{way}"].transform("sum")
    return pair


def frames(lists: Lists, grain: RegionGrain) -> list[pd.DataFrame]:
    """The lists as data frames, regions rolled up beforehand (in pandas' favour)."""
    given = [pd.DataFrame(one.arrays()) for one in lists]
    for one, frame in zip(lists[:2], given[:2], strict=True):
        frame["region"] = roll_up(one.region, grain)
    return given


def timed(call: Callable[[], Any], repeat: int) -> tuple[float, Any]:
    """Best wall time of `repeat` runs, and the last result."""
    best, result = float("inf"), None
    for _ in range(repeat):
        start = time.perf_counter()
        result = call()
        best = min(best, time.perf_counter() - start)
    return best, result


def verify(ours: Alignment, theirs: pd.DataFrame) -> None:
    """Every cell and every number equal, or AssertionError."""
    cells = ours.keys
    names = {"program_level": "level"}
    for column in theirs.columns:
        mine = getattr(cells, names.get(column, column))
        assert np.array_equal(mine, theirs[column].to_numpy()), f"{column} differs"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--supply", type=int, default=200_000)
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--database", action="store_true")
    parser.add_argument("--format", choices=["text", "json"], default="text")
    options = parser.parse_args()
    grain = RegionGrain.PREFECTURE
    if options.database:
        from alignment_database import race

        tell(race(options.rows, options.supply, grain), options.format)
        return
    tell(in_memory(options, grain), options.format)


def in_memory(options: argparse.Namespace, grain: RegionGrain) -> dict[str, Any]:
    """The engine alone, from columns and from parquet."""
    lists = generate(options.rows, options.supply)
    ours_s, ours = timed(lambda: align(*lists, grain=grain, engine=Engine.DUCKDB), options.repeat)
    with tempfile.TemporaryDirectory() as folder:
        sources = []
        for name, one in zip(("demand", "supply", "links"), lists, strict=True):
            path = Path(folder) / f"{name}.parquet"
            pd.DataFrame(one.arrays()).to_parquet(path)
            sources.append(ParquetColumns((path,)))
        parquet_s, from_parquet = timed(lambda: align(*sources, grain=grain), options.repeat)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    given = frames(lists, grain)
    pandas_s, theirs = timed(lambda: with_pandas(*given), options.repeat)
    verify(ours, theirs)
    assert ours.counts.same_as(from_parquet.counts)
    return {
        "demand_rows": options.rows,
        "supply_rows": options.supply,
        "cells": len(ours),
        "equal": True,
        "silian_seconds": round(ours_s, 2),
        "silian_parquet_seconds": round(parquet_s, 2),
        "pandas_seconds": round(pandas_s, 2),
        "ratio_pandas_to_silian": round(pandas_s / ours_s, 2),
        "peak_mib_before_pandas": round(peak),
    }


def tell(report: dict[str, Any], format: str) -> None:
    """Prints the numbers, one a line, or as JSON."""
    if format == "json":
        print(json.dumps(report))
        return
    for name, value in report.items():
        print(f"{name:26} {value}")


if __name__ == "__main__":
    main()
