"""How long a batch of papers takes, numbered, typeset, signed and stored, and how large they are.

    python benchmarks/letters.py [--papers 1000]

Prints one JSON line. The database is a new one in a temporary folder; fonts are unpacked before.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main(count: int, folder: str) -> None:
    os.environ.update(
        SILIAN_MODE="test", SILIAN_DATA=folder, DJANGO_SETTINGS_MODULE="silian.config.settings"
    )
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.core.management import call_command
    from tests.kernel.made_papers import JIA, issuing, made_issuer, paper

    from silian.kernel import scoping
    from silian.kernel.documents import issue, issue_batch, register_issuer
    from silian.kernel.documents.batches import run_batch
    from silian.kernel.models import IssuedDocument

    call_command("migrate", verbosity=0)
    register_issuer(made_issuer)
    issue(actor=issuing(), paper=paper())
    papers = [paper(f"示例职业技术学院第{n}分院", language="both") for n in range(count)]
    started = time.perf_counter()
    batch = issue_batch(actor=issuing(), papers=papers)
    checked, used = time.perf_counter(), time.process_time()
    run_batch(batch=batch.ref, consortium_id=JIA)
    done, used = time.perf_counter(), time.process_time() - used
    with scoping.inside(JIA):
        sizes = list(IssuedDocument.objects.filter(batch=batch).values_list("size", flat=True))
    print(json.dumps({
        "papers": len(sizes), "check_seconds": round(checked - started, 2),
        "issue_seconds": round(done - checked, 2), "processor_seconds": round(used, 2),
        "largest_kb": round(max(sizes) / 1024, 1),
    }))  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=int, default=1000)
    with tempfile.TemporaryDirectory() as place:
        main(parser.parse_args().papers, place)
