"""Links of the packaged files that experts may edit: the file never overrides a person."""

from __future__ import annotations

from typing import Any

from django.db import models

from ..engine.files import Row, Unreadable, Values
from ..models import Industry, IndustryOccupation, Occupation, Sector, SectorIndustry
from ..queries.catalogue import OWN_SOURCE
from .sync import Counts, sync


def load_sectors(rows: list[Row]) -> Counts:
    """Sectors and their industries; a sector stands in as many rows as it has industries."""
    sectors = {
        row["slug"]: {
            "slug": row["slug"],
            "name": row["name"],
            "name_en": row["name_en"],
            "source": row["source"] or OWN_SOURCE,
        }
        for row in rows
    }
    counts = sync(Sector, ("slug",), sectors.values())
    links = [
        _link(row, {"sector_id": row["slug"], "industry_id": row["industry_code"]}) for row in rows
    ]
    _known(Industry, {row["industry_code"] for row in rows}, "sectors.csv")
    return counts + _sync_versions(SectorIndustry, ("sector_id", "industry_id"), links)


def load_industry_occupations(rows: list[Row]) -> Counts:
    """Occupations of industries, by codes that must exist."""
    _known(Industry, {row["industry_code"] for row in rows}, "industry_occupation.csv")
    _known(Occupation, {row["occupation_code"] for row in rows}, "industry_occupation.csv")
    links = [
        _link(row, {"industry_id": row["industry_code"], "occupation_id": row["occupation_code"]})
        for row in rows
    ]
    return _sync_versions(IndustryOccupation, ("industry_id", "occupation_id"), links)


def _link(row: Row, ends: Values) -> Values:
    return {**ends, "weight": float(row["weight"]), "source": row["source"] or OWN_SOURCE}


def _known(model: type[models.Model], codes: set[str], name: str) -> None:
    missing = codes - set(model._default_manager.order_by().values_list("pk", flat=True))
    if missing:
        raise Unreadable(f"{name}: no such codes: {', '.join(sorted(missing))}")


def _sync_versions(
    model: type[SectorIndustry] | type[IndustryOccupation],
    key: tuple[str, str],
    links: list[Values],
) -> Counts:
    """New versions for what the file changed; what a person has changed stays as it is.

    A link that the file no longer has gets a version of weight 0.
    """
    wanted = {(link[key[0]], link[key[1]]): link for link in links}
    rows: Any = model.objects.filter(current=True).select_for_update()
    held = {(getattr(row, key[0]), getattr(row, key[1])): row for row in rows}
    counts = Counts()
    new: list[Any] = []
    outdated: list[int] = []
    for ends, link in wanted.items():
        row = held.get(ends)
        if row is None:
            counts.added += 1
            new.append(model(**link, version=1))
        elif row.changed_by_id is None and (row.weight, row.source) != (
            link["weight"],
            link["source"],
        ):
            counts.changed += 1
            outdated.append(row.pk)
            new.append(model(**link, version=row.version + 1))
    for ends, row in held.items():
        if ends not in wanted and row.changed_by_id is None and row.weight > 0:
            counts.removed += 1
            outdated.append(row.pk)
            values = {key[0]: ends[0], key[1]: ends[1], "weight": 0.0, "source": row.source}
            new.append(model(**values, version=row.version + 1))
    model.objects.filter(pk__in=outdated).update(current=False)
    model._default_manager.bulk_create(new)
    return counts
