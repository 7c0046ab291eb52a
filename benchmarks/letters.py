"""Issuing a thousand letters of appointment, beside typesetting the same letters and no more.

    .venv/bin/python benchmarks/letters.py [--letters 1000] [--format json]

A new database (SQLite, or PostgreSQL through TEST_DATABASE_URL) gets the product's tables and a
consortium with an invented name. The batch is ordered as the page of letters orders it; then one
worker process, as `silian serve` starts one, numbers, typesets, signs and stores the letters,
while this process reads the progress as the page does. The limit beside it: the same typesetter
making the same number of PDFs in another process, without a number, a signature or a file.
Seconds are wall clock. Every letter is checked (signature, hash, size) after the clock stopped.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

LIMIT_SECONDS, LIMIT_KB, LIMIT_OF = 30, 100, 1000
DAY = dt.date(2026, 3, 1)


def setup() -> None:
    """Django, by the environment that `main` has set."""
    import django

    django.setup()


def letters(count: int) -> list[Any]:
    """As many letters of appointment to invented units."""
    from silian.kernel.documents import Paper

    facts = {"body": "第一届理事会", "post": "副理事长单位", "basis": "示例会议决议"}
    return [
        Paper(
            kind="letter", holder=f"示例制造{number:04}有限公司", title="第一届理事会副理事长单位",
            holder_en=f"Sample Manufacturing {number:04}", title_en="Vice Chair Unit",
            prefix="示例", issued_on=DAY, facts=facts, language="both", valid_from=DAY,
            valid_until=DAY.replace(year=DAY.year + 5),
        )
        for number in range(1, count + 1)
    ]  # fmt: skip


def ordered(count: int) -> tuple[str, int]:
    """A consortium and a batch of letters for it: ref and the consortium's number."""
    from django.core.management import call_command

    from silian.consortia.models import Consortium
    from silian.kernel.access import system_actor
    from silian.kernel.documents import issue_batch

    call_command("migrate", verbosity=0)
    place = Consortium.objects.create(
        slug="sample", name="示例产教联合体", name_en="Sample", kind="city_consortium",
        scope="city", is_demo=True,
    )  # fmt: skip
    actor = system_actor("benchmark", place.pk)
    return issue_batch(actor=actor, papers=letters(count)).ref, place.pk


def work(ref: str, consortium: int) -> None:
    """What the worker does with the job."""
    from silian.kernel.documents.batches import run_batch

    run_batch(batch=ref, consortium_id=consortium)


def floor(count: int) -> float:
    """Seconds for typesetting alone."""
    from django.utils import timezone

    from silian.kernel.documents.composing import image_svg, paper_data
    from silian.kernel.documents.kinds import Issuer, kind_of
    from silian.kernel.documents.typesetting import Typesetter

    kind = kind_of("letter")
    issuer = Issuer("示例产教联合体", "Sample", "ref", "sample", demo=True)
    setter = Typesetter(kind.template, kind.faces)
    begun = time.perf_counter()
    for number, paper in enumerate(letters(count), 1):
        data = paper_data(
            kind, paper, issuer, number=kind.number("示例", DAY.year, number), code="2" * 28,
            image=image_svg(paper.design.image),
        )  # fmt: skip
        setter.pdf(data, timezone.now())
    return time.perf_counter() - begun


def issued(ref: str, consortium: int, began: float, worker: subprocess.Popen[bytes]) -> Any:
    """Waits for the batch; seconds, and how often the progress that was read had moved."""
    from silian.kernel import scoping
    from silian.kernel.models import DocumentBatch

    seen: set[int] = set()
    while worker.poll() is None:
        with scoping.inside(consortium):
            seen.add(DocumentBatch.objects.get(ref=ref).done)
        time.sleep(0.2)
    return time.perf_counter() - began, len(seen)


def checked(ref: str, consortium: int) -> tuple[int, float]:
    """How many letters are true, and the size of the largest in kilobytes."""
    from django.core.files.storage import default_storage

    from silian.kernel import scoping
    from silian.kernel.documents.checking import check_upload
    from silian.kernel.models import IssuedDocument

    with scoping.inside(consortium):
        rows = list(IssuedDocument.objects.filter(batch__ref=ref))
    true = sum(check_upload(default_storage.open(row.path, "rb").read()).ok for row in rows)
    return true, max(row.size for row in rows) / 1000


def main() -> None:
    """Prints the table, or JSON."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--letters", type=int, default=1000)
    arguments.add_argument("--format", choices=["table", "json"], default="table")
    arguments.add_argument("--part", nargs="+", help=argparse.SUPPRESS)
    asked = arguments.parse_args()
    if asked.part:
        setup()
        if asked.part[0] == "work":
            work(asked.part[1], int(asked.part[2]))
        else:
            print(floor(int(asked.part[1])))
        return
    from tests.proofs.databases import own_database

    with tempfile.TemporaryDirectory() as folder, own_database(Path(folder)) as environment:
        os.environ |= environment
        setup()
        ref, consortium = ordered(asked.letters)
        itself = [sys.executable, str(Path(__file__).resolve()), "--part"]
        began = time.perf_counter()
        worker = subprocess.Popen([*itself, "work", ref, str(consortium)])
        seconds, moves = issued(ref, consortium, began, worker)
        true, largest = checked(ref, consortium)
        alone = subprocess.run(
            [*itself, "floor", str(asked.letters)], capture_output=True, text=True, check=True
        )
        base = float(alone.stdout)
    result = {
        "letters": asked.letters, "true": true, "seconds": round(seconds, 1),
        "typesetting_alone": round(base, 1), "ratio": round(seconds / base, 2),
        "progress_moved": moves, "largest_kb": round(largest, 1),
        "limit_seconds": round(LIMIT_SECONDS * asked.letters / LIMIT_OF, 1), "limit_kb": LIMIT_KB,
    }  # fmt: skip
    if asked.format == "json":
        print(json.dumps(result))
        return
    for key, value in result.items():
        print(f"{key:>18}  {value}")


if __name__ == "__main__":
    main()
