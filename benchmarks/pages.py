"""How long list pages take with 100,000 lines, beside the same page with the demo's few hundred.

    python benchmarks/pages.py [--rows 100000] [--runs 5]

Sets the demo up in a folder of its own, repeats the demand lines of one consortium, and asks
for pages through Django's test client: the whole answer, without the network. Prints the best
of the runs in milliseconds, and the ratio to the short list.
"""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import tempfile
import time

SLUG = "jjj-automotive"
LISTS = f"/c/{SLUG}/talent"
PAGES = (
    f"{LISTS}/demand/",
    f"{LISTS}/demand/?page=1500",
    f"{LISTS}/demand/?q=汽车",
    f"{LISTS}/demand/?state=approved",
    f"{LISTS}/demand/?sort=-headcount",
    f"{LISTS}/demand/?sort=organisation",
    f"/c/{SLUG}/",
)


def repeat(rows: int) -> int:
    """Fills the demand list up to that many lines; returns how many there are."""
    from django.db import connection

    from silian.consortia.models import Consortium
    from silian.talent.models import DemandRecord

    table = DemandRecord._meta.db_table
    names = [f.column for f in DemandRecord._meta.concrete_fields if not f.primary_key]
    quoted = ", ".join(f'"{name}"' for name in names)
    here = Consortium.objects.get(slug=SLUG).pk
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {quoted} FROM {table} WHERE consortium_id = %s", [here])
        held = cursor.fetchall()
        ref, key = names.index("ref"), names.index("row_key")
        made = []
        for number in range(rows - len(held)):
            row = list(held[number % len(held)])
            row[ref], row[key] = secrets.token_hex(8), secrets.token_hex(16)
            made.append(row)
        marks = ", ".join(["%s"] * len(names))
        cursor.executemany(f"INSERT INTO {table} ({quoted}) VALUES ({marks})", made)
        cursor.execute("ANALYZE")
    return len(held) + len(made)


def best(client: object, runs: int) -> dict[str, float]:
    """The quickest of the runs for each page, in milliseconds."""
    found = {}
    for page in PAGES:
        times = []
        for _run in range(runs):
            start = time.perf_counter()
            answer = client.get(page)  # type: ignore[attr-defined]
            times.append(1000 * (time.perf_counter() - start))
            assert answer.status_code == 200, (page, answer.status_code)
        found[page] = min(times)
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="silian-pages-")
    os.environ |= {
        "SILIAN_MODE": "demo",
        "SILIAN_DATA": folder,
        "SILIAN_HOSTS": "testserver",
        "DJANGO_SETTINGS_MODULE": "silian.config.settings",
    }
    import django

    django.setup()
    from django.test import Client

    from silian.accounts.models import User
    from silian.shell.demo.prepare import prepare

    try:
        prepare()
        client = Client()
        backend = "allauth.account.auth_backends.AuthenticationBackend"
        client.force_login(User.objects.get(username="secretariat"), backend=backend)
        short = best(client, options.runs)
        rows = repeat(options.rows)
        long = best(client, options.runs)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{rows:,} lines of demand; best of {options.runs}, milliseconds (limit 150)")
    for page in PAGES:
        print(f"{long[page]:7.0f}  {long[page] / short[page]:5.2f} × the short list  {page}")


if __name__ == "__main__":
    main()
