"""A program: secret ballots over HTTP with known truth, then twelve attacks on what is left.

Run by `test_secrecy_attacks.py` with a database of its own. While each ballot is open, a back-up
is made of everything but the key. Prints a JSON line: how often each attack is right, what is
allowed, and where the text of a vote was found before the close.
"""

from __future__ import annotations

import json
import os
import random
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.proofs.secrecy_attacks import judge
from tests.proofs.secrecy_evidence import Evidence, everything, folder, log_position, taken
from tests.proofs.vote_hall import Hall, build, open_ballot, rolls
from tests.proofs.vote_server import Phone, serving

CHOICES = ("yes", "yes", "yes", "no", "no", "abstain")
HANDS = 6


def main(ballots: int, voters: int, seed: int, fault: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "silian.config.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    hall = build(voters, motions=ballots)
    log, began = folder() / "server.log", log_position()
    truths: dict[str, Any] = {}
    backups: dict[str, Evidence] = {}
    pages: dict[str, str] = {}
    os.environ["SILIAN_PROOF_FAULT"] = fault
    chance = random.Random(seed)
    with serving(
        os.environ, wsgi="tests.proofs.secrecy_faults:application" if fault else "", log=log,
        access=True, threads=1 if fault else 4,
    ) as port:  # fmt: skip
        chair = Phone(port, hall.secretary)
        for motion in hall.motions:
            ref = open_ballot(hall, motion)
            # In the controls one after the other, so that the order is known to the last vote.
            truths[ref] = vote(hall, ref, port, chance, 1 if fault else HANDS)
            backups[ref] = taken(folder(), since=began)
            # It is never backed up: see `services.ballot_keys` and deploy/backup.sh.
            backups[ref].files.pop(f"ballot-keys/{ref}.key", None)
            assert chair.post(f"{hall.base}/ballots/{ref}/close/").status == 302
            reader = Phone(port, hall.sessions[0])
            pages[ref] = reader.get(f"{hall.base}/ballots/{ref}/").text
            pages[ref] += reader.get(f"{hall.base}/ballots/{ref}/export.json").text
    evidence = taken(folder(), log, began)
    evidence.backups, evidence.pages = backups, pages
    early = 0
    for ref, truth in truths.items():
        held = everything(backups[ref])
        early += sum(receipt.encode() in held for receipt, _choice in truth.values())
    told = {"seed": seed, "vendor": connection.vendor, "fault": fault, "ballots": len(truths),
            "units": sum(len(truth) for truth in truths.values()), "early": early,
            "keys_left": sum(name.startswith("ballot-keys/") for name in evidence.files),
            "raw_megabytes": round(len(evidence.raw) / 1e6, 1)}  # fmt: skip
    print(json.dumps(told | judge(evidence, truths, seed)))


def vote(
    hall: Hall, ref: str, port: int, chance: random.Random, hands: int
) -> dict[int, tuple[str, str]]:
    """Every unit votes as a person does, in random order; receipt and choice by voter."""
    from silian.governance.models import Voter
    from silian.kernel.scoping import inside

    with inside(hall.consortium):
        rows = Voter.objects.filter(ballot__ref=ref)
        voters = dict(rows.values_list("organisation_id", "pk"))
    papers = rolls(hall, ref)
    plan = [(at, chance.choice(CHOICES)) for at in range(len(papers))]
    chance.shuffle(plan)

    def one(step: tuple[int, str]) -> tuple[int, tuple[str, str]]:
        at, choice = step
        phone = Phone(port, hall.sessions[at])
        phone.get(papers[at])
        phone.post(papers[at], step="check", choice=choice)
        receipt = phone.vote(papers[at], choice).receipt
        phone.close()
        assert receipt, "a vote was not taken"
        return voters[hall.units[at]], (receipt, choice)

    with ThreadPoolExecutor(hands) as pool:
        return dict(pool.map(one, plan))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]),
         sys.argv[4] if len(sys.argv) > 4 else "")  # fmt: skip
