"""A program: freezes a round when it is told to, and says when it was done.

`--unguarded`: as one would write it without a lock: it reads what there is, and marks the round
as frozen afterwards. Whoever is acknowledged in between is lost.
"""

from __future__ import annotations

import json
import os
import sys
import time

PAUSE = 0.5


def main(consortium: int, ref: str, unguarded: bool) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "silian.config.settings"
    import django

    django.setup()
    from silian.cultivation.services import rounds_solving
    from silian.kernel.access import system_actor

    print("ready", flush=True)
    sys.stdin.readline()
    begun = time.monotonic()
    if unguarded:
        without_lock(consortium, ref)
    else:
        rounds_solving.freeze(actor=system_actor("proof", consortium), round=ref)
    print(json.dumps({"begun": begun, "done": time.monotonic()}), flush=True)


def without_lock(consortium: int, ref: str) -> None:
    """Reads first, marks later."""
    from django.utils import timezone

    from silian.cultivation.models import PlacementRound
    from silian.cultivation.queries.rounds_market import frozen_tables
    from silian.kernel.scoping import inside

    with inside(consortium):
        row = PlacementRound.objects.get(ref=ref)
        row.seed, row.frozen_at = 1, timezone.now()
        digest = frozen_tables(row).digest()
    time.sleep(PAUSE)
    with inside(consortium):
        PlacementRound.objects.filter(ref=ref).update(
            seed=1, frozen_at=timezone.now(), frozen_sha256=digest, state="frozen"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], "--unguarded" in sys.argv)
