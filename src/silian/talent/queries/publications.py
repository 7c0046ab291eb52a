"""Reading publications: which there are, their totals, and whether the hash still fits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.core.cache import cache
from django.db.models import Count, QuerySet, Sum
from django.utils.translation import get_language

from silian.codes.public import Occupation, Program, Region
from silian.kernel.refusals import Missing

from ..engine import frozen
from ..engine.regions import RegionGrain, roll_up
from ..enums import CodeState, Education, ListKind
from ..models import Snapshot, SnapshotRow

CHUNK = 2_000
KEPT_SECONDS = 30 * 24 * 3600


def publications(kind: str = "") -> QuerySet[Snapshot]:
    """The publications here, the newest first."""
    rows = Snapshot.objects.all()
    return rows.filter(kind=kind) if kind else rows


def publication_counts() -> dict[int, int]:
    """Publications by consortium id, of those in scope."""
    rows = Snapshot.objects.order_by().values("consortium_id").annotate(n=Count("id"))
    return {row["consortium_id"]: row["n"] for row in rows}


def publication(kind: str, number: int) -> Snapshot:
    """One publication; `Missing` where there is none of that number."""
    found = Snapshot.objects.filter(kind=kind, number=number).first()
    if found is None:
        raise Missing()
    return found


def rows_of(snapshot: Snapshot) -> QuerySet[SnapshotRow]:
    """The rows of a publication in their order."""
    return SnapshotRow.objects.filter(snapshot=snapshot).order_by("number")


def frozen_rows(snapshot: Snapshot) -> Iterator[dict[str, Any]]:
    """The rows as they were hashed."""
    rows = rows_of(snapshot).values_list("number", "data")
    for number, data in rows.iterator(chunk_size=CHUNK):
        yield {"number": number, **data}


def recomputed_hash(snapshot: Snapshot) -> str:
    """The SHA-256 of what the database holds now; equal to `sha256` unless somebody changed it."""
    return frozen.digest(snapshot.facts, frozen_rows(snapshot))


@dataclass(frozen=True)
class Total:
    """A line of a summary: `count` rows, `heads` people, `units` organisations."""

    code: str
    name: str
    count: int
    heads: int
    units: int


def _grouped(snapshot: Snapshot, field: str) -> list[tuple[str, int, int, int]]:
    rows = SnapshotRow.objects.filter(snapshot=snapshot).order_by()
    sums = rows.values(field).annotate(
        n=Count("id"), people=Sum("heads"), units=Count("organisation_key", distinct=True)
    )
    return [(row[field], row["n"], row["people"], row["units"]) for row in sums]


def _ordered(totals: Iterable[Total]) -> list[Total]:
    return sorted(totals, key=lambda total: (-total.heads, total.code))


def by_occupation(snapshot: Snapshot) -> list[Total]:
    """Demand by occupation, most heads first; rows without a code under the code ""."""
    rows = _grouped(snapshot, "occupation_code")
    names = Occupation.objects.in_bulk([code for code, *_rest in rows if code])
    return _ordered(
        Total(code, names[code].name if code in names else code, *rest) for code, *rest in rows
    )


def by_program(snapshot: Snapshot) -> list[Total]:
    """Supply by program, most heads first."""
    rows = _grouped(snapshot, "programs")
    names = Program.objects.in_bulk([code for code, *_rest in rows if code])
    return _ordered(
        Total(code, names[code].name if code in names else code, *rest) for code, *rest in rows
    )


def by_education(snapshot: Snapshot) -> list[Total]:
    """By level of schooling, lowest first."""
    found = {code: rest for code, *rest in _grouped(snapshot, "education")}
    return [
        Total(level.value, str(level.label), *found[level.value])
        for level in Education
        if level.value in found
    ]


def by_organisation(snapshot: Snapshot, limit: int = 10) -> list[Total]:
    """The organisations with most heads."""
    rows = SnapshotRow.objects.filter(snapshot=snapshot).order_by()
    sums = rows.values("organisation_ref", "organisation_name").annotate(
        n=Count("id"), people=Sum("heads")
    )
    totals = (
        Total(row["organisation_ref"], row["organisation_name"], row["n"], row["people"], 1)
        for row in sums
    )
    return _ordered(totals)[:limit]


def by_region(snapshot: Snapshot) -> list[Total]:
    """By prefecture (the four municipalities whole), most heads first; "" where none is given."""
    rows = SnapshotRow.objects.filter(snapshot=snapshot).order_by()
    pairs = rows.values("region_code", "organisation_key").annotate(
        n=Count("id"), people=Sum("heads")
    )
    found = [(r["region_code"], r["organisation_key"], r["n"], r["people"]) for r in pairs]
    codes = np.array([int(code or 0) for code, *_rest in found], dtype=np.int32)
    sums: dict[str, list[int]] = {}
    units: dict[str, set[int]] = {}
    for code, (_own, unit, count, heads) in zip(
        roll_up(codes, RegionGrain.PREFECTURE).tolist(), found, strict=True
    ):
        key = str(code) if code else ""
        total = sums.setdefault(key, [0, 0])
        total[0], total[1] = total[0] + count, total[1] + heads
        units.setdefault(key, set()).add(unit)
    names = region_names(key for key in sums if key)
    return _ordered(
        Total(key, names.get(key, key), count, heads, len(units[key]))
        for key, (count, heads) in sums.items()
    )


def region_names(codes: Iterable[str]) -> dict[str, str]:
    """Code → name with the province before it: 辽宁省沈阳市; one query."""
    rows = Region.objects.filter(code__in=list(codes)).select_related("parent")
    return {row.code: (row.parent.name if row.parent else "") + row.name for row in rows}


def by_coding(snapshot: Snapshot) -> dict[str, int]:
    """Heads by whether the occupation was confirmed, only suggested, or unknown."""
    heads = {code: people for code, _n, people, _units in _grouped(snapshot, "occupation_state")}
    return {state.value: heads.get(state.value, 0) for state in CodeState}


def summaries(snapshot: Snapshot) -> dict[str, list[Total]]:
    """The tables of a publication's page and paper by key.

    A publication never changes, so they are counted once for each language and kept.
    """
    key = f"talent-summaries-1-{snapshot.ref}-{get_language()}"
    found: dict[str, list[Total]] | None = cache.get(key)
    if found is None:
        found = _summaries(snapshot)
        cache.set(key, found, KEPT_SECONDS)
    return found


def _summaries(snapshot: Snapshot) -> dict[str, list[Total]]:
    demand = snapshot.kind == ListKind.DEMAND
    return {
        "main": by_occupation(snapshot) if demand else by_program(snapshot),
        "region": by_region(snapshot),
        "education": by_education(snapshot),
        "organisation": by_organisation(snapshot),
    }
