"""A program: 32 writers, each writes entries into one audit chain, then the chain is verified.

Run by `test_audit_writers.py` with a database of its own. Prints a JSON line: entries written,
writes that failed, faults found. With `--unlocked` the protection is off: the chain's lock on
PostgreSQL, transactions that begin IMMEDIATE on SQLite.
"""

from __future__ import annotations

import json
import os
import sys
import threading

WRITERS = 32


def main(per_writer: int, unlocked: bool) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "silian.config.settings"
    import django
    from django.conf import settings

    if unlocked:
        from silian.config import databases

        databases.SQLITE_OPTIONS = {"timeout": 0.05, "transaction_mode": "DEFERRED"}
    django.setup()
    from django.core.management import call_command
    from django.db import connection, connections

    from silian.kernel import audit, scoping
    from silian.kernel.access import Actor, system_actor
    from silian.kernel.audit import chain
    from silian.kernel.commands import command

    if unlocked:
        chain.lock_chain = lambda _chain: None
    call_command("migrate", verbosity=0)

    @command("try.writers.note", None)
    def write(*, actor: Actor, text: str) -> None:
        """Writes one entry."""
        audit.record(actor, text, {"text": text})

    failed: list[str] = []

    def work(writer: int) -> None:
        for number in range(per_writer):
            try:
                write(actor=system_actor("proof", consortium_id=7), text=f"{writer}-{number}")
            except Exception as error:
                failed.append(type(error).__name__)
        connections.close_all()

    threads = [threading.Thread(target=work, args=(writer,)) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with scoping.across():
        read, faults = audit.verify([])
    vendor = connection.vendor
    print(json.dumps({"vendor": vendor, "read": read, "failed": len(failed),
                      "kinds": sorted(set(failed)), "faults": len(faults),
                      "mode": settings.MODE}))  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]), "--unlocked" in sys.argv)
