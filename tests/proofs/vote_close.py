"""A program: closes a ballot by its command as soon as a line arrives, in a process of its own."""

from __future__ import annotations

import json
import os
import sys
import time


def main(consortium: int, ballot: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "silian.config.settings"
    import django

    django.setup()
    from silian.governance.services import closing
    from silian.kernel.access import system_actor

    actor = system_actor("proof", consortium_id=consortium)
    print("ready", flush=True)
    sys.stdin.readline()
    closed = closing.close(actor=actor, ballot=ballot)
    # CLOCK_MONOTONIC is the same for all processes of a machine.
    print(json.dumps({"done": time.monotonic(), "state": closed.state,
                      "counts": closed.result.get("counts")}))  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
