"""Importing a large spreadsheet: preview and commit, beside openpyxl only reading the same file.

    .venv/bin/python benchmarks/imports.py [--rows 100000] [--format json] [--keep FOLDER]

A new database (SQLite, or PostgreSQL through TEST_DATABASE_URL) gets the product's tables, the
official code lists, a consortium and 60 invented members; a seeded workbook of the talent demand
list, every column filled, is written by XlsxWriter. Then three processes of their own, one after
the other: `stage` and `commit` as the command line calls them, and openpyxl in read-only mode
(its fastest) going through the cells. Time is the wall clock of the call; memory is the largest
sum of resident memory of the process and its children, sampled every 20 ms.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

MEMBERS = 60
LIMIT_SECONDS, LIMIT_MB = 60, 1024
POSITIONS = [
    "数控车工",
    "焊工",
    "装配钳工",
    "质检员",
    "电气工程师",
    "工艺工程师",
    "设备维修工",
    "物流专员",
    "软件测试",
    "客服",
]
ABILITIES = "能读懂零件图和工艺文件，会操作和保养设备，遵守安全规程，有团队意识，服从生产安排。"


def setup() -> None:
    """Django, by the environment that `main` has set."""
    import django

    django.setup()


def member(number: int) -> str:
    """The name of an invented enterprise."""
    return f"示例制造{number:02}有限公司"


def part_make(folder: Path, rows: int) -> dict[str, Any]:
    """The database with everything a row may name, and the workbook."""
    setup()
    from django.core.management import call_command

    from silian.codes.services.load import load_codes
    from silian.consortia.models import Consortium, Membership
    from silian.kernel.access import system_actor
    from silian.kernel.scoping import inside
    from silian.organisations.models import Organisation

    call_command("migrate", verbosity=0)
    load_codes(actor=system_actor("benchmark"))
    here = Consortium.objects.create(
        slug="bench", name="示例联合体", kind="city_consortium", scope="city"
    )
    with inside(here.pk):
        for number in range(MEMBERS):
            unit = Organisation.objects.create(
                name=member(number), kind="enterprise", source="示例"
            )
            Membership.objects.create(
                consortium=here, organisation=unit, state="active", seat="member"
            )
        write_workbook(folder / "demand.xlsx", rows)
    return {"file_mb": round((folder / "demand.xlsx").stat().st_size / 2**20, 1)}


def write_workbook(path: Path, rows: int) -> None:
    """A demand list with every column filled; no two rows are the same."""
    import xlsxwriter

    from silian.codes.public import options
    from silian.talent.services.sheets import sheet_of

    chance = random.Random(20260101)
    columns = sheet_of("demand").columns
    # One character of a code list stands for its level; programs are offered by level too.
    lists = {
        "region": [code for code, _name in options("regions") if not code.endswith("0000")],
        "industry": [code for code, _name in options("industries") if len(code) >= 4],
        "occupation": [code for code, _name in options("occupations")],
        "programs": [code for code, _name in options("programs")],
        "sector": [code for code, _name in options("sectors")],
    }
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    page = book.add_worksheet("人才需求清单")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for at, column in enumerate(columns):
        page.write_string(0, at, str(column.name))
    for number in range(1, rows + 1):
        values = made_row(chance, number, lists)
        for at, column in enumerate(columns):
            value = values.get(column.key)
            if isinstance(value, dt.date):
                page.write_datetime(number, at, value, day)
            elif isinstance(value, int):
                page.write_number(number, at, value)
            elif value:
                page.write_string(number, at, value)
    book.close()


def made_row(chance: random.Random, number: int, lists: dict[str, list[str]]) -> dict[str, Any]:
    """One position, invented; the address tells it from all others."""
    pay = chance.randrange(35, 150) * 100
    start = dt.date(2026, chance.randrange(1, 13), chance.randrange(1, 28))
    return {
        "organisation": member(chance.randrange(MEMBERS)),
        "position": f"{chance.choice(POSITIONS)}{chance.randrange(40)}",
        "headcount": chance.randrange(1, 60),
        "education": chance.choice(["中职", "高职专科", "普通本科", "不限"]),
        "region": chance.choice(lists["region"]),
        "period": "2026", "needed_from": start, "needed_until": start + dt.timedelta(60),
        "employment": chance.choice(["就业", "实习", "学徒", "订单"]),
        "workplace": f"示例路 {number} 号", "district": "示例园区",
        "sector": chance.choice(lists["sector"]), "sector_link": "整机装配",
        "industry": chance.choice(lists["industry"]),
        "occupation": chance.choice(lists["occupation"]),
        "category": chance.choice(["生产操作", "工艺技术", "质量检验", "设备运维"]),
        "programs": "、".join(chance.sample(lists["programs"], 2)),
        "certificates": "中级工及以上", "experience_years": chance.randrange(0, 10),
        "abilities": ABILITIES, "pay_low": pay, "pay_high": pay + 2_000,
        "benefits": "五险一金，包食宿", "future_1": chance.randrange(50),
        "future_2": chance.randrange(50), "future_3": chance.randrange(50),
        "shortage": chance.randrange(1, 6), "cooperation": "订单班、岗位实习",
        "preferred_schools": "示例职业技术学院", "contact_name": "张三",
        "contact_phone": f"138{number:08}", "valid_from": dt.date(2026, 1, 1),
        "valid_until": dt.date(2026, 12, 31), "note": "",
    }  # fmt: skip


def part_preview(folder: Path, rows: int) -> dict[str, Any]:
    """Gate, reading, every check, and the storing of the preview."""
    setup()
    from silian.kernel.exchange import stage
    from silian.talent.services.sheets import sheet_of

    actor, _inside = _actor()
    path = folder / "demand.xlsx"
    start = time.perf_counter()
    batch = stage(actor=actor, sheet=sheet_of("demand"), path=path, file_name=path.name).batch
    seconds = time.perf_counter() - start
    assert (batch.rows, batch.errors, batch.duplicates) == (rows, 0, 0), batch.__dict__
    return {"seconds": seconds}


def part_commit(folder: Path, rows: int) -> dict[str, Any]:
    """The rows of the preview into the talent list, in one transaction."""
    setup()
    from silian.kernel.exchange import commit
    from silian.kernel.models import ImportBatch

    actor, inside = _actor()
    with inside:
        ref = ImportBatch.objects.get(state="previewed").ref
    start = time.perf_counter()
    done = commit(actor=actor, batch=ref)
    seconds = time.perf_counter() - start
    assert done.created == rows, done
    return {"seconds": seconds}


def part_openpyxl(folder: Path, rows: int) -> dict[str, Any]:
    """The peer: nothing but every cell of the file, once."""
    import openpyxl

    start = time.perf_counter()
    book = openpyxl.load_workbook(folder / "demand.xlsx", read_only=True, data_only=True)
    read = sum(1 for _row in book.worksheets[0].iter_rows(values_only=True))
    assert read == rows + 1
    return {"seconds": time.perf_counter() - start}


def _actor() -> tuple[Any, Any]:
    from silian.consortia.models import Consortium
    from silian.kernel.access import system_actor
    from silian.kernel.scoping import inside

    here = Consortium.objects.get(slug="bench")
    return system_actor("cli", here.pk), inside(here.pk)


PARTS: dict[str, Callable[[Path, int], dict[str, Any]]] = {
    "make": part_make, "preview": part_preview, "commit": part_commit, "openpyxl": part_openpyxl,
}  # fmt: skip


def measured(part: str, folder: Path, rows: int, environment: dict[str, str]) -> dict[str, Any]:
    """Runs a part in a process of its own; adds the most memory that it and its children held."""
    arguments = [
        sys.executable,
        __file__,
        "--part",
        part,
        "--rows",
        str(rows),
        "--keep",
        str(folder),
    ]
    with subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE, text=True) as process:
        peak = 0
        while process.poll() is None:
            peak = max(peak, family_kb(process.pid))
            time.sleep(0.02)
        assert process.stdout
        said = process.stdout.read()
    if process.returncode:
        raise SystemExit(f"{part}: exit {process.returncode}")
    return {**json.loads(said.splitlines()[-1]), "peak_mb": peak // 1024}


def family_kb(root: int) -> int:
    """Resident memory of a process and all below it, in KB."""
    total, waiting = 0, [root]
    while waiting:
        pid = waiting.pop()
        try:
            status = Path(f"/proc/{pid}/status").read_text()
            below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        except OSError:
            continue
        resident = [line for line in status.splitlines() if line.startswith("VmRSS:")]
        total += int(resident[0].split()[1]) if resident else 0
        waiting += map(int, below)
    return total


def race(rows: int, folder: Path) -> dict[str, Any]:
    """All parts, in order, on one database."""
    sys.path.insert(0, str(ROOT))
    from tests.proofs.databases import own_database

    with own_database(folder) as environment:
        parts = {part: measured(part, folder, rows, environment) for part in PARTS}
    peer = parts["openpyxl"]["seconds"]
    return {
        "rows": rows,
        "database": "postgresql" if environment["DATABASE_URL"] else "sqlite",
        "file_mb": parts["make"]["file_mb"],
        **{
            part: {
                "seconds": round(parts[part]["seconds"], 2),
                "rows_per_second": round(rows / parts[part]["seconds"]),
                "peak_mb": parts[part]["peak_mb"],
                "times_openpyxl": round(parts[part]["seconds"] / peer, 2),
            }
            for part in ("preview", "commit", "openpyxl")
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--format", choices=["text", "json"], default="text")
    parser.add_argument("--keep", type=Path, help="use this folder and leave it")
    parser.add_argument("--part", choices=PARTS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        os.environ["DJANGO_SETTINGS_MODULE"] = "silian.config.settings"
        print(json.dumps(PARTS[options.part](options.keep, options.rows)))
        return
    holder = nullcontext(options.keep) if options.keep else tempfile.TemporaryDirectory()
    with holder as folder:
        report = race(options.rows, Path(folder))
    if options.format == "json":
        print(json.dumps(report))
    else:
        tell(report)
    worst = max(report["preview"]["seconds"], report["commit"]["seconds"])
    memory = max(report["preview"]["peak_mb"], report["commit"]["peak_mb"])
    if worst > LIMIT_SECONDS or memory > LIMIT_MB:
        raise SystemExit(f"over the limit of {LIMIT_SECONDS} s or {LIMIT_MB} MB")


def tell(report: dict[str, Any]) -> None:
    """The figures as a table."""
    print(f"{report['rows']:,} rows, {report['file_mb']} MB, {report['database']}")
    print(f"{'':10} {'seconds':>9} {'rows/s':>9} {'peak MB':>9} {'× openpyxl':>11}")
    for part in ("preview", "commit", "openpyxl"):
        found = report[part]
        print(
            f"{part:10} {found['seconds']:>9.2f} {found['rows_per_second']:>9,} "
            f"{found['peak_mb']:>9,} {found['times_openpyxl']:>11.2f}"
        )


if __name__ == "__main__":
    main()
