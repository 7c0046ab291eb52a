"""The aggregate in plain Python: for small lists, and the oracle of the SQL engine.

It follows the definition row by row and uses nothing of the SQL engine but the result type.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

import numpy as np

from silian.talent.engine.aggregate import Aggregate, CellCounts, RegionCounts, UnmappedCounts
from silian.talent.engine.allocation import Candidates, ProgramKey, Way, allocate, candidates
from silian.talent.engine.columns import (
    STATED_SEPARATOR,
    DemandColumns,
    LinkColumns,
    SupplyColumns,
)
from silian.talent.engine.levels import level_of_program_code
from silian.talent.engine.regions import RegionGrain, roll_up

Profile: TypeAlias = tuple[str, int, str]
"""What decides where heads go: occupation, level and stated programs."""


class Crosswalk:
    """Candidate programs of a profile, remembered."""

    def __init__(self, supply: SupplyColumns, links: LinkColumns) -> None:
        self.linked: dict[str, set[ProgramKey]] = defaultdict(set)
        self.supply: dict[ProgramKey, int] = defaultdict(int)
        self.by_code: dict[str, set[ProgramKey]] = defaultdict(set)
        for occupation, program, level in _rows(links):
            self.linked[occupation].add((program, level))
            self.by_code[program].add((program, level))
        for _, _, program, level, heads, _ in _rows(supply):
            self.supply[program, level] += heads
            self.by_code[program].add((program, level))
        self._known: dict[Profile, Candidates] = {}

    def named(self, stated: str) -> tuple[set[ProgramKey], bool]:
        """Programs of a "|"-joined text, and whether a code in it is unknown."""
        programs: set[ProgramKey] = set()
        unknown = False
        for code in filter(None, (part.strip() for part in stated.split(STATED_SEPARATOR))):
            level = level_of_program_code(code)
            if code in self.by_code:
                programs |= self.by_code[code]
            elif level is not None:
                programs.add((code, int(level)))
            else:
                unknown = True
        return programs, unknown

    def candidates(self, profile: Profile) -> Candidates:
        if profile not in self._known:
            occupation, level, stated = profile
            linked = self.linked.get(occupation, set()) if occupation else set()
            named = self.named(stated)[0]
            self._known[profile] = candidates(occupation, level, linked, named, self.supply)
        return self._known[profile]


def _rows(columns: Any) -> Iterable[tuple[Any, ...]]:
    return zip(*(array.tolist() for array in columns.arrays().values()), strict=True)


class _Tally:
    """Sums and sets under one key."""

    def __init__(self) -> None:
        self.sums: dict[str, int] = defaultdict(int)
        self.sets: dict[str, set[int]] = defaultdict(set)


def aggregate_plain(
    demand: DemandColumns, supply: SupplyColumns, links: LinkColumns, grain: RegionGrain
) -> Aggregate:
    """Cells, regions and unmapped demand by definition; fit for up to some 100,000 rows."""
    crosswalk = Crosswalk(supply, links)
    cells: dict[Any, _Tally] = defaultdict(_Tally)
    regions: dict[Any, _Tally] = defaultdict(_Tally)
    unmapped: dict[Any, _Tally] = defaultdict(_Tally)
    _count_supply(supply, grain, cells, regions)
    groups: dict[tuple[int, Profile], _Tally] = defaultdict(_Tally)
    at = roll_up(demand.region, grain).tolist()
    unknown = 0
    for region, row in zip(at, _rows(demand), strict=True):
        _, _, occupation, level, heads, employer, stated = row
        group = groups[region, (occupation, level, stated)]
        group.sums["posts"] += 1
        group.sums["heads"] += heads
        group.sets["employers"].add(employer)
        unknown += crosswalk.named(stated)[1]
    for (region, profile), group in groups.items():
        found = crosswalk.candidates(profile)
        _count_group(region, group, found, cells, regions)
        if found.unmapped is not None:
            tally = unmapped[region, profile[0], profile[1], str(found.unmapped)]
            tally.sums["posts"] += group.sums["posts"]
            tally.sums["heads"] += group.sums["heads"]
    return Aggregate(
        cells=_table(CellCounts, cells, ("region", "program", "level")),
        regions=_table(RegionCounts, regions, ("region",)),
        unmapped=_table(UnmappedCounts, unmapped, ("region", "occupation", "level", "reason")),
        employers=len(set(demand.employer.tolist())),
        schools=len(set(supply.school.tolist())),
        unknown_stated=unknown,
    )


def _count_supply(
    supply: SupplyColumns,
    grain: RegionGrain,
    cells: Mapping[Any, _Tally],
    regions: Mapping[Any, _Tally],
) -> None:
    at = roll_up(supply.region, grain).tolist()
    for region, (_, _, program, level, heads, school) in zip(at, _rows(supply), strict=True):
        for tally in (cells[region, program, level], regions[region]):
            tally.sums["supply"] += heads
            tally.sums["supply_rows"] += 1
            tally.sets["schools"].add(school)


def _count_group(
    region: int,
    group: _Tally,
    found: Candidates,
    cells: Mapping[Any, _Tally],
    regions: Mapping[Any, _Tally],
) -> None:
    posts, heads = group.sums["posts"], group.sums["heads"]
    parts = allocate(heads, found.programs)
    keys = [(region, *candidate.program) for candidate in found.programs]
    covered = any(key in cells and cells[key].sums["supply_rows"] > 0 for key in keys)
    place = regions[region]
    place.sums["posts"] += posts
    place.sums["heads"] += heads
    place.sums["covered_posts"] += posts * covered
    place.sums["covered_heads"] += heads * covered
    place.sums["mapped_heads"] += heads * bool(keys)
    place.sums["raised_heads"] += heads * found.raised
    place.sets["employers"] |= group.sets["employers"]
    for j, key in enumerate(keys):
        cell = cells[key]
        cell.sums["equal"] += parts[Way.EQUAL][j]
        cell.sums["by_supply"] += parts[Way.SUPPLY][j]
        cell.sums["stated"] += parts[Way.STATED][j]
        cell.sums["demand_rows"] += posts
        cell.sets["employers"] |= group.sets["employers"]


_KEY_TYPES = {"region": np.int32, "level": np.int8}


def _table(kind: type, tallies: Mapping[Any, _Tally], key_names: tuple[str, ...]) -> Any:
    """The tallies as one of the result types, sorted by key."""
    keys = sorted(key if isinstance(key, tuple) else (key,) for key in tallies)
    columns: dict[str, Any] = {}
    for place, name in enumerate(key_names):
        values = [key[place] for key in keys]
        columns[name] = np.array(values, dtype=_KEY_TYPES.get(name, object))
    ordered = [tallies[key if len(key_names) > 1 else key[0]] for key in keys]
    for name in kind.__dataclass_fields__:  # type: ignore[attr-defined]
        if name not in columns:
            counted = [len(t.sets[name]) if name in t.sets else t.sums[name] for t in ordered]
            columns[name] = np.array(counted, dtype=np.int64)
    return kind(**columns)
