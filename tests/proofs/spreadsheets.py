"""A program: reads changed spreadsheets and bombs as the product does, and counts what happens.

Run by `test_spreadsheets.py` with a database of its own: FOLDER MUTATIONS SEED [--no-limits].
The bombs lie in FOLDER/bombs. Prints a JSON line. With `--no-limits` the protection is off.
"""

from __future__ import annotations

import io
import json
import os
import random
import resource
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

KIB = 1024


def prepare(no_limits: bool) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "silian.config.settings"
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    if no_limits:
        from silian.kernel.exchange import staging
        from silian.kernel.exchange.gate import NO_LIMITS
        from silian.kernel.exchange.reading import ReaderLimits, open_rows

        settings.IMPORT_MEMORY_MB = 6_000
        staging.READER_LIMITS = ReaderLimits(base_mb=6_000, output_mb=8_000)
        staging.CELL_CHARACTERS = 32_767
        staging.open_rows = partial(open_rows, limits=NO_LIMITS)


def read(path: Path, name: str) -> dict[str, Any]:
    """Stages one file: the rows of its preview, or the sentence of its refusal, or a failure."""
    from silian.kernel.exchange import stage
    from silian.kernel.refusals import Refusal
    from tests.kernel.made_sheets import SHEET, someone

    start = time.monotonic()
    found: dict[str, Any] = {}
    try:
        batch = stage(actor=someone(), sheet=SHEET, path=path, file_name=name).batch
        found = {"rows": batch.rows, "formulas": formulas(batch)}
    except Refusal as refusal:
        found = {"sentence": str(refusal)}
    except Exception as error:
        found = {"failure": f"{type(error).__name__}: {error}"[:300]}
    return {**found, "seconds": time.monotonic() - start}


def formulas(batch: Any) -> int:
    """Writes what was typed out again, and counts the cells that a spreadsheet would compute."""
    from silian.kernel.exchange import Column, export_csv, export_xlsx
    from silian.kernel.exchange.flow import reach
    from silian.kernel.exchange.preview import unpack
    from tests.kernel.made_sheets import SHEET

    with reach(1):
        lines = list(batch.lines.all()[:50])
    rows = [unpack(SHEET, line.values, line.cleaned, line.private)[0] for line in lines]
    columns = [Column(key=c.key, name=c.name, name_en=c.name_en) for c in SHEET.columns]
    sheet, text = io.BytesIO(), io.BytesIO()
    export_xlsx(columns, rows, sheet)
    export_csv(columns, rows, text)
    return _in_xlsx(sheet) + _in_csv(text)


def _in_xlsx(stream: io.BytesIO) -> int:
    import openpyxl

    page = openpyxl.load_workbook(stream).worksheets[0]
    return sum(cell.data_type == "f" for line in page.iter_rows() for cell in line)


def _in_csv(stream: io.BytesIO) -> int:
    import csv

    text = io.StringIO(stream.getvalue().decode("utf-8-sig"), newline="")
    return sum(
        cell[:1] in "=+-@|＝\t\r" and not is_number(cell)
        for line in csv.reader(text)
        for cell in line
        if cell
    )


def is_number(text: str) -> bool:
    """Whether a cell is a plain number, which may begin with a sign."""
    try:
        float(text)
    except ValueError:
        return False
    return True


class Tally:
    """What happened so far."""

    def __init__(self, seed: int) -> None:
        self.result: dict[str, Any] = {
            "seed": seed, "read": 0, "refused": 0, "failures": [], "mute": 0, "formulas": 0,
            "slowest": 0.0, "bombs": {},
        }  # fmt: skip

    def add(self, name: str, found: dict[str, Any]) -> None:
        """Counts one file."""
        result = self.result
        if "failure" in found:
            result["failures"].append([name, found["failure"]])
        result["read"] += "rows" in found
        result["refused"] += "sentence" in found
        result["mute"] += found.get("sentence") == ""
        result["formulas"] += found.get("formulas", 0)
        result["slowest"] = max(result["slowest"], round(found["seconds"], 2))


def mutations(folder: Path, count: int, seed: int, tally: Tally) -> None:
    """Reads so many changed files; one that makes the product fail is kept."""
    from tests.proofs.mutations import KINDS

    chance = random.Random(seed)
    for number in range(count):
        name, data = KINDS[number % len(KINDS)](chance)
        path = folder / f"{seed}-{number}-{name}"
        path.write_bytes(data)
        found = read(path, name)
        tally.add(path.name, found)
        if "failure" not in found:
            path.unlink()


def bombs(folder: Path, tally: Tally) -> None:
    """Reads the bombs that another process has made."""
    for path in sorted(folder.glob("bombs/*.xlsx")):
        found = read(path, path.name)
        tally.add(path.name, found)
        tally.result["bombs"][path.stem] = {
            "kib": path.stat().st_size // KIB, "seconds": round(found["seconds"], 2),
            "said": found.get("sentence") or found.get("rows") or found.get("failure"),
        }  # fmt: skip


def main(folder: Path, count: int, seed: int, no_limits: bool) -> None:
    prepare(no_limits)
    tally = Tally(seed)
    mutations(folder, count, seed, tally)
    bombs(folder, tally)
    memory = {"child_mb": child_peak(), "parent_mb": own_peak()}
    print(json.dumps({**tally.result, **memory}, ensure_ascii=False))


def child_peak() -> int:
    """The most memory of a child, in MB; for an instant a child is as large as we are."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // KIB


def own_peak() -> int:
    """Our own, in MB; `getrusage` would count the process that started us as well."""
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) // KIB


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), "--no-limits" in sys.argv)
