"""A program: students submit and change rankings over HTTP while the round is frozen.

Run by `test_round_freeze.py` with a database of its own. Clients send one to three rankings for
each student to the real server; half way another process freezes the round by its command. Then
what was frozen is compared with what the clients were acknowledged. Prints a JSON line.
"""

from __future__ import annotations

import json
import os
import queue
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.proofs.round_hall import CHOICES, Round, build, frozen
from tests.proofs.vote_server import ROOT, Phone, serving

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Try:
    """One ranking that a client sent, by post refs, and what came back; 302 acknowledges it."""

    student: int
    ranking: tuple[str, ...]
    begun: float
    ended: float
    status: int


def main(students: int, clients: int, seed: int, unguarded: bool) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "silian.config.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    hall = build(students)
    connection.close()
    log = Path(os.environ["SILIAN_DATA"]) / "server.log"
    with serving(os.environ, log=log) as port:
        tries, told = rank(hall, port, clients, seed, unguarded)
    print(json.dumps(result(hall, tries, told) | {"seed": seed, "vendor": connection.vendor}))


def rank(
    hall: Round, port: int, clients: int, seed: int, unguarded: bool
) -> tuple[list[Try], dict[str, float]]:
    """All tries in random order; the round is frozen after half of them."""
    chance = random.Random(seed)
    plan = [at for at in range(len(hall.pages)) for _try in range(chance.randint(1, 3))]
    chance.shuffle(plan)
    waiting: queue.SimpleQueue[tuple[int, tuple[str, ...]]] = queue.SimpleQueue()
    for at in plan:
        size = chance.randint(1, CHOICES)
        waiting.put((at, tuple(chance.sample(list(hall.posts), size))))
    tries: list[Try] = []
    # A student has one pair of hands: the last that was acknowledged is the last that was sent.
    hands = [threading.Lock() for _student in hall.pages]
    options = ["--unguarded"] if unguarded else []
    freezer = subprocess.Popen(
        [sys.executable, "-m", "tests.proofs.round_freeze", str(hall.consortium), hall.ref,
         *options],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip
    assert freezer.stdout is not None
    assert freezer.stdout.readline() == "ready\n"

    def work() -> None:
        phone = Phone(port)
        while True:
            try:
                at, ranking = waiting.get_nowait()
            except queue.Empty:
                return phone.close()
            with hands[at]:
                tries.append(send(phone.as_person(hall.sessions[at]), hall, at, ranking))

    threads = [threading.Thread(target=work) for _client in range(clients)]
    for thread in threads:
        thread.start()
    while len(tries) < len(plan) // 2:
        time.sleep(0.01)
    said, _errors = freezer.communicate("\n", timeout=300)
    for thread in threads:
        thread.join()
    assert freezer.returncode == 0, "the freezing was refused"
    assert len(tries) == len(plan), "a client gave up"
    return tries, json.loads(said)


def send(phone: Phone, hall: Round, at: int, ranking: tuple[str, ...]) -> Try:
    """One submission."""
    pairs = [*(("choice", ref) for ref in ranking), ("csrfmiddlewaretoken", phone.token)]
    begun = time.monotonic()
    answer = phone._ask("POST", hall.pages[at], urlencode(pairs), FORM)
    return Try(at, ranking, begun, time.monotonic(), answer.status)


def result(hall: Round, tries: list[Try], told: dict[str, float]) -> dict[str, Any]:
    """What does not hold: `faults`, empty when all is right."""
    tables, digest = frozen(hall)
    last: dict[str, list[str]] = {}
    for one in tries:
        if one.status == 302:
            last[hall.codes[one.student]] = [hall.posts[ref] for ref in one.ranking]
    scores = {
        (post, code): _score(code) for code, ranked in last.items() for post in ranked
    }  # fmt: skip
    acknowledged = replace(tables, lists=last, scores=scores)
    kept = {code: list(ranked) for code, ranked in tables.lists.items()}
    checks = {
        "a ranking was acknowledged and lost, or frozen and not acknowledged": kept != last,
        "the digest is not of what was acknowledged": acknowledged.digest() != digest,
        "a ranking was taken after the freezing": any(
            one.status == 302 and one.begun > told["done"] for one in tries
        ),
        "a refusal was no refusal": bool({one.status for one in tries} - {302, 409}),
    }
    return {
        "tries": len(tries), "students": len(hall.pages), "ranked": len(last),
        "statuses": dict(Counter(str(one.status) for one in tries)),
        "after": sum(one.begun > told["done"] for one in tries),
        "during": sum(one.ended > told["begun"] and one.begun < told["done"] for one in tries),
        "freezing_seconds": round(told["done"] - told["begun"], 2),
        "faults": [sentence for sentence, wrong in checks.items() if wrong],
    }  # fmt: skip


def _score(code: str) -> Any:
    from decimal import Decimal

    return Decimal(60 + int(code[1:]) % 40).quantize(Decimal("0.0001"))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), "--unguarded" in sys.argv)
