"""A program: imports files in child processes and kills them (SIGKILL) at random moments.

Run by `test_import_kill.py` with a database of its own: FOLDER ROUNDS SEED [--by-row]. After each
kill it looks at the database, then imports the same file again undisturbed. Prints a JSON line.
With `--by-row` the protection is off: no transaction, each row is written by itself.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

ROWS = 1_500


def prepare(by_row: bool) -> Any:
    """Django with an empty database, and a sheet whose rows are `DailyMark`s named by file."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "silian.config.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import models

    from silian.kernel import commands, scoping
    from silian.kernel.exchange import SHEETS, SaveResult
    from silian.kernel.models import DailyMark
    from tests.kernel.made_sheets import SHEET

    call_command("migrate", verbosity=0)
    if by_row:
        without: Any = SimpleNamespace(atomic=nullcontext)
        commands.transaction = scoping.transaction = without
        # A lock of a row cannot be taken without a transaction.
        models.QuerySet.select_for_update = lambda rows, **_how: rows

    def save(actor: Any, batch: Any, rows: Any) -> SaveResult:
        created = 0
        for row in rows:
            DailyMark.objects.create(name=f"{batch.file_name}-{row.number}", day="2026-01-01")
            created += 1
        return SaveResult(created)

    changed = replace(SHEET, save=save, existing=lambda consortium_id, keys: set())
    SHEETS["try.sheet"] = changed
    return changed


def import_file(sheet: Any, path: Path) -> None:
    """The whole import of one file, as the command line does it."""
    from silian.kernel.exchange import commit, stage
    from tests.kernel.made_sheets import someone

    staged = stage(actor=someone(), sheet=sheet, path=path, file_name=path.name)
    commit(actor=someone(), batch=staged.batch)


def killed(sheet: Any, path: Path, after: float) -> bool:
    """Imports in a child that is killed after some seconds; False when it was done before."""
    from django.db import connections

    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            import_file(sheet, path)
        finally:
            os._exit(0)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    _pid, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def look(name: str) -> dict[str, Any]:
    """What the database holds of one file."""
    from silian.kernel.models import DailyMark, ImportBatch, ImportRow
    from silian.kernel.scoping import across

    with across():
        batches = list(ImportBatch.objects.filter(file_name=name))
        return {
            "saved": DailyMark.objects.filter(name__startswith=f"{name}-").count(),
            "committed": sum(batch.state == "committed" for batch in batches),
            "lines": [ImportRow.objects.filter(batch=batch).count() for batch in batches],
            "rows": [batch.rows for batch in batches if batch.state != "discarded"],
        }


def is_whole(found: dict[str, Any]) -> bool:
    """All of a file or nothing of it, and the batch says which."""
    return (
        found["saved"] in {0, ROWS}
        and (found["saved"] == ROWS) == (found["committed"] == 1)
        and set(found["lines"]) <= {0, ROWS}
        and set(found["rows"]) <= {ROWS}
    )


def main(folder: Path, rounds: int, seed: int, by_row: bool) -> None:
    chance = random.Random(seed)
    sheet = prepare(by_row)
    from django.db import connection

    from silian.kernel import audit
    from tests.kernel.made_sheets import put, row, workbook

    def file(number: int) -> Path:
        rows = [row(position=f"岗位{number}-{n}") for n in range(ROWS)]
        return put(folder, workbook(rows), f"{number:03}.xlsx")

    import_file(sheet, file(998))
    last = file(999)
    start = time.monotonic()
    import_file(sheet, last)
    takes = time.monotonic() - start
    result: dict[str, Any] = {"vendor": connection.vendor, "seed": seed, "takes": round(takes, 2)}
    counted = {"killed": 0, "nothing": 0, "previewed": 0, "committed": 0, "partial": 0, "wrong": 0}
    for number in range(1, rounds + 1):
        path = file(number)
        # The control only has to show that there is something to protect: it aims at the writing.
        after = chance.uniform(takes * 0.4 if by_row else 0, takes)
        counted["killed"] += killed(sheet, path, after)
        found = look(path.name)
        if not is_whole(found):
            counted["partial"] += 1
        elif found["saved"]:
            counted["committed"] += 1
        else:
            counted["previewed" if found["lines"] else "nothing"] += 1
        if by_row:
            continue
        import_file(sheet, path)
        found = look(path.name)
        counted["wrong"] += not (found["saved"] == ROWS and found["committed"] == 1)
    print(json.dumps({**result, **counted, "faults": len(audit.verify([])[1])}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), "--by-row" in sys.argv)
