"""The same race from the database: lists in the product's own tables, beside pandas.

    .venv/bin/python benchmarks/alignment.py --database [--rows 1000000] [--supply 200000]

A new SQLite database gets the product's tables and official code lists, and the two lists by
plain inserts into the real tables (every column, every index; texts of usual length). Then both
read them and count the same cells: ours through the queries of the pages, pandas through
`read_sql` and merges. Every number is compared before a time is printed. Filling is not timed.
"""

from __future__ import annotations

import os
import resource
import secrets
import tempfile
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

CHUNK = 20_000
NOW = "2026-03-01 08:00:00"
ABILITIES = "熟悉产线设备的操作与日常维护，能读懂图纸和工艺文件，服从排班，有团队意识。" * 2
TEXTS = {
    "programs_text": "机械、自动化、数控等相关专业",
    "certificates": "中级工及以上",
    "abilities": ABILITIES,
    "benefits": "五险一金，包食宿",
    "workplace": "经济技术开发区某路 1 号",
    "cooperation": '["order_class", "internship"]',
    "occupation_evidence": "synonym|操作工|设备操作工",
}


def race(rows: int, supply_rows: int, grain: Any, folder: Path | None = None) -> dict[str, Any]:
    """Fills a database in a new folder and measures both; seconds and MiB in the answer."""
    with tempfile.TemporaryDirectory(prefix="silian-benchmark-") as temporary:
        _start(folder or Path(temporary))
        from silian.kernel.scoping import inside

        began = time.perf_counter()
        consortium = fill(rows, supply_rows)
        filling = time.perf_counter() - began
        with inside(consortium):
            report = measure(consortium, grain)
        return {"filling_seconds": round(filling, 1), **report}


def _start(folder: Path) -> None:
    """Django on an empty database with the tables and the code lists."""
    os.environ.update(
        SILIAN_MODE="test", SILIAN_DATA=str(folder), DATABASE_URL="",
        DJANGO_SETTINGS_MODULE="silian.config.settings",
    )  # fmt: skip
    import django

    django.setup()
    from django.core.management import call_command

    from silian.codes.services.load import load_codes
    from silian.kernel.access import system_actor

    call_command("migrate", verbosity=0)
    load_codes(actor=system_actor("benchmark"))


def _zipf(rng: np.random.Generator, size: int, kinds: int) -> np.ndarray:
    weights = 1 / np.arange(1, kinds + 1) ** 0.8
    return rng.choice(kinds, size=size, p=weights / weights.sum())


def fill(rows: int, supply_rows: int, seed: int = 20260101) -> int:
    """Seeded lists in the real tables; returns the consortium's id."""
    from django.db import connection

    from silian.codes import public as codes
    from silian.consortia.models import Consortium
    from silian.organisations.models import Organisation

    rng = np.random.default_rng(seed)
    consortium = Consortium.objects.create(
        slug="benchmark", name="基准测试", kind="city_consortium", scope="city"
    )
    units = [Organisation(name=f"单位{j}", kind="enterprise") for j in range(2_000)]
    Organisation.objects.bulk_create(units)
    unit = np.array([one.pk for one in units])
    links = pd.DataFrame(codes.links_for_alignment(), columns=["occupation", "program", "level"])
    counties = codes.Region.objects.filter(level="county").values_list("code", flat=True)
    places = np.array(list(counties), dtype=object)
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous=OFF")
    filled = {"links": links, "places": places, "unit": unit, "consortium": consortium.pk}
    named: list[dict[str, Any]] = []
    _insert("talent_demandrecord", _demand(rng, rows, filled, named))
    _insert("talent_demandprogram", iter(named))
    _insert("talent_supplyrecord", _supply(rng, supply_rows, filled))
    cursor.execute("ANALYZE")
    return consortium.pk


def _demand(
    rng: np.random.Generator, rows: int, given: dict[str, Any], named: list[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Posts: Zipf occupations and places, one in fifty uncoded, a fifth naming a program.

    What they name is put into `named`; the ids of a new table count from 1.
    """
    links = given["links"]
    occupations = links["occupation"].unique()
    programs = links.groupby("occupation")["program"].first()
    levels = ["any", "secondary", "associate", "vocational_bachelor", "bachelor"]
    wanted = _zipf(rng, rows, len(occupations))
    place = _zipf(rng, rows, len(given["places"]))
    level = rng.choice(5, rows, p=[0.2, 0.2, 0.35, 0.05, 0.2])
    heads, employer = rng.geometric(0.15, rows), _zipf(rng, rows, len(given["unit"]))
    state = rng.choice(3, rows, p=[0.02, 0.58, 0.4])
    names = rng.random(rows) < 0.2
    for j in range(rows):
        occupation = occupations[wanted[j]]
        if names[j]:
            named.append(
                {"consortium_id": given["consortium"], "demand_id": j + 1,
                 "program_id": programs[occupation], "code_state": "confirmed"}
            )  # fmt: skip
        yield {
            **_line(given, j),
            **TEXTS,
            "position": f"岗位{wanted[j]}",
            "occupation_id": occupation if state[j] else None,
            "occupation_state": ("none", "suggested", "confirmed")[state[j]],
            "category": "production",
            "headcount": int(heads[j]),
            "employment": "job",
            "education": levels[level[j]],
            "region_id": given["places"][place[j]],
            "organisation_id": int(given["unit"][employer[j]]),
        }


def _supply(rng: np.random.Generator, rows: int, given: dict[str, Any]) -> Iterator[dict[str, Any]]:
    offers = given["links"][["program", "level"]].drop_duplicates().to_numpy()
    offered = rng.integers(0, len(offers), rows)
    place = _zipf(rng, rows, len(given["places"]))
    heads, school = rng.geometric(0.03, rows), _zipf(rng, rows, len(given["unit"]))
    for j in range(rows):
        program, level = offers[offered[j]]
        yield {
            **_line(given, j),
            "program_id": program,
            "education": level,
            "certificates": TEXTS["certificates"],
            "skills": ABILITIES,
            "region_id": given["places"][place[j]],
            "graduates": int(heads[j]) + 10,
            "committed": 10,
            "net_available": int(heads[j]),
            "organisation_id": int(given["unit"][school[j]]),
        }


def _line(given: dict[str, Any], j: int) -> dict[str, Any]:
    """What every line of a list has."""
    return {
        "ref": f"{j:06x}{secrets.token_hex(5)}",
        "created_at": NOW,
        "updated_at": NOW,
        "period": "2026",
        "state": "approved",
        "source": "import",
        "contact_name": "gAAAAA" + "x" * 94,
        "contact_phone": "gAAAAA" + "x" * 94,
        "valid_until": "2199-12-31",
        "row_key": secrets.token_hex(16),
        "near_key": secrets.token_hex(16),
        "is_demo": 1,
        "consortium_id": given["consortium"],
    }


def _insert(table: str, rows: Iterator[dict[str, Any]]) -> None:
    """Plain inserts; a text column that is not given is empty, any other is NULL."""
    from django.apps import apps
    from django.db import connection, models

    model = next(one for one in apps.get_models() if one._meta.db_table == table)
    empty = {
        field.column: "" if isinstance(field, models.CharField | models.TextField) else None
        for field in model._meta.concrete_fields
        if field.column != "id" and not field.null
    }
    first = next(rows)
    columns = list({**empty, **first})
    marks = ", ".join(["%s"] * len(columns))
    sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"
    part: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        for row in chain((first,), rows):
            part.append(tuple(row.get(name, empty.get(name)) for name in columns))
            if len(part) == CHUNK:
                cursor.executemany(sql, part)
                part = []
        cursor.executemany(sql, part)
        cursor.execute("COMMIT")


def measure(consortium: int, grain: Any) -> dict[str, Any]:
    """Ours first (its memory is read before pandas runs), then pandas; equal cells or an error."""
    from alignment import verify

    from silian.consortia.public import today
    from silian.talent.engine.alignment import align
    from silian.talent.queries.alignment.intake import (
        demand_columns,
        link_columns,
        supply_columns,
    )
    from silian.talent.queries.alignment.question import Codes

    day = today()
    began, cpu = time.perf_counter(), time.process_time()
    demand, _coding = demand_columns(None, "", day, Codes.ALL)
    supply, links = supply_columns(None, "", day), link_columns()
    fetched = time.perf_counter()
    ours = align(demand, supply, links, grain=grain)
    done, cpu = time.perf_counter(), time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    del demand, supply, links
    their_cpu = time.process_time()
    theirs, read, counted = _pandas(consortium, grain)
    their_cpu = time.process_time() - their_cpu
    verify(ours, theirs)
    return {
        "demand_rows": ours.totals.demand_rows,
        "supply_rows": ours.totals.supply_rows,
        "cells": len(ours),
        "equal": True,
        "silian_fetch_seconds": round(fetched - began, 2),
        "silian_align_seconds": round(done - fetched, 2),
        "silian_seconds": round(done - began, 2),
        "silian_cpu_seconds": round(cpu, 2),
        "pandas_read_sql_seconds": round(read, 2),
        "pandas_aggregate_seconds": round(counted, 2),
        "pandas_seconds": round(read + counted, 2),
        "pandas_cpu_seconds": round(their_cpu, 2),
        "ratio_pandas_to_silian": round((read + counted) / (done - began), 2),
        "peak_mib_before_pandas": round(peak),
    }


_DEMAND = """
SELECT d.region_id AS region, coalesce(d.occupation_id, '') AS occupation, d.education AS level,
       d.headcount, d.organisation_id AS employer, coalesce(p.program_id, '') AS stated
FROM talent_demandrecord d
LEFT JOIN talent_demandprogram p ON p.demand_id = d.id AND p.code_state = 'confirmed'
WHERE d.consortium_id = ? AND d.state = 'approved'
  AND (d.valid_from IS NULL OR d.valid_from <= ?) AND (d.valid_until IS NULL OR d.valid_until >= ?)
"""
_SUPPLY = """
SELECT region_id AS region, program_id AS program, education AS level, net_available,
       organisation_id AS school
FROM talent_supplyrecord
WHERE consortium_id = ? AND state = 'approved'
  AND (valid_from IS NULL OR valid_from <= ?) AND (valid_until IS NULL OR valid_until >= ?)
"""


def _pandas(consortium: int, grain: Any) -> tuple[pd.DataFrame, float, float]:
    import sqlite3

    from alignment import with_pandas
    from django.conf import settings

    from silian.codes import public as codes
    from silian.consortia.public import today
    from silian.talent.engine.regions import roll_up
    from silian.talent.queries.alignment.intake import LEVELS

    began = time.perf_counter()
    day = today().isoformat()
    with sqlite3.connect(settings.DATABASES["default"]["NAME"]) as connection:
        demand = pd.read_sql(_DEMAND, connection, params=(consortium, day, day))
        supply = pd.read_sql(_SUPPLY, connection, params=(consortium, day, day))
    links = pd.DataFrame(codes.links_for_alignment(), columns=["occupation", "program", "level"])
    read = time.perf_counter()
    for frame in (demand, supply, links):
        frame["level"] = frame["level"].map(LEVELS).astype("int8")
    for frame in (demand, supply):
        frame["region"] = roll_up(frame["region"].astype("int32").to_numpy(), grain)
    cells = with_pandas(demand, supply, links)
    return cells, read - began, time.perf_counter() - read
