"""A program: issues a batch of papers in child processes that are killed (SIGKILL) at random.

Run by `test_numbers.py` with a database of its own: PAPERS KILLS SEED, or `--child REF` for one
worker. After the last kill the batch is gone on with undisturbed. Prints a JSON line.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time


def ready() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "silian.config.settings"
    import django

    django.setup()
    from silian.kernel.documents import register_issuer
    from tests.kernel.made_papers import made_issuer

    register_issuer(made_issuer)


def child(ref: str) -> None:
    """One worker. A process of its own: what has typeset must not fork."""
    ready()
    from silian.kernel.documents.batches import run_batch
    from tests.kernel.made_papers import JIA

    run_batch(batch=ref, consortium_id=JIA)


def killed(ref: str, after: float) -> bool:
    """Starts a worker and kills it some seconds after it began; False when it was done before."""
    process = subprocess.Popen([sys.executable, "-m", "tests.proofs.paper_kill", "--child", ref])
    before = done(ref)
    started = time.monotonic()
    while done(ref) == before and process.poll() is None and time.monotonic() - started < 60:
        time.sleep(0.02)
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    return process.wait() == -signal.SIGKILL


def done(ref: str) -> int:
    from silian.kernel import scoping
    from silian.kernel.models import DocumentBatch
    from tests.kernel.made_papers import JIA

    with scoping.inside(JIA):
        return DocumentBatch.objects.get(ref=ref).done


def main(count: int, kills: int, seed: int) -> None:
    ready()
    from django.core.management import call_command

    from silian.kernel import scoping
    from silian.kernel.documents import issue_batch
    from silian.kernel.documents.batches import run_batch
    from silian.kernel.documents.checking import check_upload
    from silian.kernel.documents.issuing import default_storage
    from silian.kernel.models import IssuedDocument
    from tests.kernel.made_papers import JIA, issuing, paper

    call_command("migrate", verbosity=0)
    chance = random.Random(seed)
    batch = issue_batch(
        actor=issuing(), papers=[paper(f"示例单位{number}") for number in range(1, count + 1)]
    )
    stopped = [killed(batch.ref, chance.uniform(0, 0.6)) for _kill in range(kills)]
    reached = done(batch.ref)
    run_batch(batch=batch.ref, consortium_id=JIA)
    with scoping.inside(JIA):
        rows = list(IssuedDocument.objects.order_by("serial"))
    files = [default_storage.open(row.path, "rb").read() for row in rows]
    folder = os.listdir(os.path.dirname(default_storage.path(rows[0].path)))
    print(json.dumps({
        "killed": sum(stopped), "reached": reached, "issued": len(rows),
        "in_order": [row.holder for row in rows] == [f"示例单位{n}" for n in range(1, count + 1)],
        "no_gap": [row.serial for row in rows] == list(range(1, count + 1)),
        "true": sum(check_upload(file).ok for file in files), "files": len(folder),
    }))  # fmt: skip


if __name__ == "__main__":
    if sys.argv[1] == "--child":
        child(sys.argv[2])
    else:
        main(*(int(part) for part in sys.argv[1:4]))
