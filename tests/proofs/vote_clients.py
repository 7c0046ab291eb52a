"""A program: a hall votes over HTTP, some twice and thrice, and is cut off in the middle.

Run by `test_vote_counts.py` with a database of its own. 32 clients send one to three ballots for
each unit to the real server; half way another process closes the ballot by its command. Then
the votes are counted in three ways that share nothing, and compared with the receipts that the
clients were given. Prints a JSON line; `faults` says what does not hold.

`--unchecked`: the server does not look whether a unit has voted; the key of the table remains.
`--unguarded`: the key is dropped as well.
"""

from __future__ import annotations

import ast
import json
import os
import queue
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.proofs.vote_hall import Hall, build, open_ballot, rolls
from tests.proofs.vote_server import ROOT, Phone, serving

CLIENTS = 32
CHOICES = ("yes", "yes", "no", "abstain")


@dataclass(frozen=True)
class Try:
    """One ballot that a client sent, and what came back."""

    unit: int
    choice: str
    begun: float
    status: int
    receipt: str


@dataclass
class Count:
    """What all clients saw, and what the product says afterwards."""

    tries: list[Try]
    ended: float
    announced: dict[str, int]
    slips: dict[str, str] = field(default_factory=dict)
    three: dict[str, dict[str, int]] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=dict)
    recount_exit: int = 0

    @property
    def taken(self) -> list[Try]:
        return [one for one in self.tries if one.receipt]

    def faults(self) -> list[str]:
        """Sentences; empty when all holds."""
        taken, by_unit = self.taken, Counter(one.unit for one in self.taken)
        said = {one.receipt: one.choice for one in taken}
        mine = dict(Counter(one.choice for one in taken))
        statuses = {one.status for one in self.tries if not one.receipt}
        checks = {
            "a unit was counted twice": len(self.slips) > len(by_unit),
            "a unit was given two receipts": max(by_unit.values(), default=0) > 1,
            "receipts and slips differ": said != self.slips,
            "the counts differ": any(found != mine for found in self.three.values()),
            "another count was announced": tidy(self.announced) != mine,
            "a vote was taken after the close": any(one.begun > self.ended for one in taken),
            "a refusal was no refusal": bool(statuses - {409, 302}),
            "the recount does not agree": self.recount_exit != 0,
            "not everybody is marked as having voted": self.left["voted"] != len(by_unit),
            "envelopes or keys are left": bool(self.left["votes"] or self.left["keys"]),
        }
        return [sentence for sentence, wrong in checks.items() if wrong]

    def plain(self) -> dict[str, Any]:
        return {
            "tries": len(self.tries), "taken": len(self.taken), "slips": len(self.slips),
            "units": len({one.unit for one in self.taken}), "three": self.three,
            "statuses": dict(Counter(str(one.status) for one in self.tries)),
            "after_close": sum(one.begun > self.ended for one in self.tries),
            "faults": self.faults(),
        }  # fmt: skip


def tidy(counts: dict[str, int]) -> dict[str, int]:
    """Without the zeros."""
    return {key: number for key, number in counts.items() if number}


def main(voters: int, seed: int, unchecked: bool, unguarded: bool) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "silian.config.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    if unguarded:
        drop_key()
    hall = build(voters)
    ballot = open_ballot(hall, hall.motions[0])
    papers = rolls(hall, ballot)
    connection.close()
    log = Path(os.environ["SILIAN_DATA"]) / "server.log"
    wsgi = "tests.proofs.vote_unguarded:application" if unchecked or unguarded else ""
    with serving(os.environ, wsgi=wsgi, log=log) as port:
        started = time.monotonic()
        # Early enough in the control that the engine does not refuse more votes than are present.
        tries, closed = vote(hall, ballot, papers, port, seed, 0.4 if wsgi else 0.6)
        took = time.monotonic() - started
        count = Count(tries, closed["done"], closed["counts"] or {})
        look(count, hall, ballot, port)
    told = {"seed": seed, "vendor": connection.vendor, "seconds": round(took, 1)}
    print(json.dumps(told | count.plain(), ensure_ascii=False))


def drop_key() -> None:
    """Takes the key away by which the database holds one vote for each voter."""
    from django.db import connection, models

    from silian.governance.models import Vote, Voter

    held = Vote._meta.get_field("voter")
    loose = models.ForeignKey(Voter, on_delete=models.PROTECT, related_name="+")
    loose.set_attributes_from_name("voter")
    loose.model = Vote
    with connection.schema_editor() as editor:
        editor.alter_field(Vote, held, loose)


def vote(
    hall: Hall, ballot: str, papers: list[str], port: int, seed: int, share: float
) -> tuple[list[Try], dict[str, Any]]:
    """All tries in random order by 32 clients; the ballot is closed after that share of them."""
    chance = random.Random(seed)
    waiting: queue.SimpleQueue[tuple[int, str]] = queue.SimpleQueue()
    plan = [unit for unit in range(len(papers)) for _try in range(chance.randint(1, 3))]
    chance.shuffle(plan)
    for unit in plan:
        waiting.put((unit, chance.choice(CHOICES)))
    tries: list[Try] = []
    closer = subprocess.Popen(
        [sys.executable, "-m", "tests.proofs.vote_close", str(hall.consortium), ballot],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip
    assert closer.stdin is not None
    assert closer.stdout is not None
    assert closer.stdout.readline() == "ready\n"

    def work() -> None:
        phone = Phone(port)
        while True:
            try:
                unit, choice = waiting.get_nowait()
            except queue.Empty:
                return phone.close()
            begun = time.monotonic()
            answer = phone.as_person(hall.sessions[unit]).vote(papers[unit], choice)
            tries.append(Try(unit, choice, begun, answer.status,
                             answer.receipt if answer.status == 200 else ""))  # fmt: skip

    threads = [threading.Thread(target=work) for _client in range(CLIENTS)]
    for thread in threads:
        thread.start()
    while len(tries) < share * len(plan):
        time.sleep(0.01)
    said, _errors = closer.communicate("\n", timeout=300)
    for thread in threads:
        thread.join()
    assert closer.returncode == 0, "the close was refused"
    assert len(tries) == len(plan), "a client gave up"
    return tries, json.loads(said)


def look(count: Count, hall: Hall, ballot: str, port: int) -> None:
    """Counts in three ways: in SQL, by the engine, by the program that anyone downloads."""
    from django.conf import settings

    from silian.governance.engine.export import recount
    from silian.governance.services import ballot_keys

    phone = Phone(port, hall.sessions[0])
    page = phone.get(f"{hall.base}/ballots/{ballot}/export.json")
    export = json.loads(page.body)
    count.slips = {slip["receipt"]: slip["choice"] for slip in export["slips"]}
    counts = recount(export)[0]
    count.three["engine"] = tidy({key: getattr(counts, key) for key in ("yes", "no", "abstain")})
    with tempfile.TemporaryDirectory() as folder:
        file, program = Path(folder) / "export.json", Path(folder) / "recount.py"
        file.write_bytes(page.body)
        program.write_bytes(phone.get(f"{hall.base}/ballots/recount.py").body)
        ran = subprocess.run(
            [sys.executable, "-I", str(program), str(file)], capture_output=True, text=True
        )
    count.recount_exit = ran.returncode
    count.three["program"] = tidy(ast.literal_eval(ran.stdout.splitlines()[1]))
    count.three["sql"], count.left = by_sql(ballot)
    keys = Path(settings.DATA) / ballot_keys.FOLDER
    count.left["keys"] = len(list(keys.glob("*")))


def by_sql(ballot: str) -> tuple[dict[str, int], dict[str, int]]:
    """The slips by choice; the envelopes that are left and the units marked as having voted."""
    from django.db import connection

    from silian.kernel.scoping import across

    choice = "content->>'choice'"
    if connection.vendor == "sqlite":
        choice = "json_extract(content, '$.choice')"
    of = "ballot_id = (SELECT id FROM governance_ballot WHERE ref = %s)"
    with across(), connection.cursor() as cursor:
        cursor.execute(f"SELECT {choice}, count(*) FROM governance_slip WHERE {of} GROUP BY 1",
                       [ballot])  # fmt: skip
        counts = {str(key): int(number) for key, number in cursor.fetchall()}
        cursor.execute("SELECT count(*) FROM governance_vote")
        votes = cursor.fetchone()[0]
        cursor.execute(f"SELECT count(*) FROM governance_voter WHERE voted AND {of}", [ballot])
        voted = cursor.fetchone()[0]
    return counts, {"votes": votes, "voted": voted}


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), "--unchecked" in sys.argv, "--unguarded" in sys.argv)
