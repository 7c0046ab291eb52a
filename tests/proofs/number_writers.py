"""A program: 32 writers issue papers of one series at once; some of them fail half-way.

Run by `test_numbers.py` with a database of its own. Prints a JSON line: papers issued, writers
refused by chance, writers that failed for another reason, gaps and doubles in the series. With
`--unlocked` the protection is off: the series is read without a lock, and on SQLite transactions
do not begin IMMEDIATE.
"""

from __future__ import annotations

import json
import os
import sys
import threading

WRITERS = 32
EVERY = 5


class Dropped(Exception):
    """The writer failed after it had taken its number, as planned."""


def main(per_writer: int, unlocked: bool) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "silian.config.settings"
    import django

    if unlocked:
        from silian.config import databases

        databases.SQLITE_OPTIONS = {"timeout": 0.05, "transaction_mode": "DEFERRED"}
    django.setup()
    from django.core.management import call_command
    from django.db import connections

    from silian.kernel import scoping
    from silian.kernel.audit import chain
    from silian.kernel.documents import issue, issuing
    from silian.kernel.models import IssuedDocument, NumberSeries
    from tests.kernel.made_papers import JIA, made_issuer, paper
    from tests.kernel.made_papers import issuing as somebody

    from silian.kernel.documents import register_issuer  # isort: skip

    register_issuer(made_issuer)
    call_command("migrate", verbosity=0)
    if unlocked:
        chain.lock_chain = lambda _chain: None

        def careless(consortium_id: int, kind: str, year: int) -> int:
            key = {"consortium_id": consortium_id, "kind": kind, "year": year}
            series, _made = NumberSeries.objects.get_or_create(**key)
            NumberSeries.objects.filter(pk=series.pk).update(last=series.last + 1)
            return series.last + 1

        issuing.take_number = careless
    # Fonts are unpacked, and the series begun, before the writers start.
    issue(actor=somebody(), paper=paper())
    seal, count = issuing.seal, iter(range(10**9))

    def sometimes(pdf: bytes, token: str) -> bytes:
        if next(count) % EVERY == 0:
            raise Dropped
        return seal(pdf, token)

    issuing.seal = sometimes
    failed: list[str] = []

    def work() -> None:
        for _number in range(per_writer):
            try:
                issue(actor=somebody(), paper=paper())
            except Exception as error:
                failed.append(type(error).__name__)
        connections.close_all()

    threads = [threading.Thread(target=work) for _writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with scoping.inside(JIA):
        serials = sorted(IssuedDocument.objects.values_list("serial", flat=True))
        last = NumberSeries.objects.get().last
    dropped = failed.count("Dropped")
    print(json.dumps({
        "issued": len(serials), "dropped": dropped, "failed": len(failed) - dropped,
        "whole": serials == list(range(1, len(serials) + 1)) and last == len(serials),
    }))  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]), "--unlocked" in sys.argv)
