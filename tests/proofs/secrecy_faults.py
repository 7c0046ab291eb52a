"""The server for the negative controls of the secrecy proof: a product that keeps no secret.

SILIAN_PROOF_FAULT says how:

- `casting_order`: slips are written in the order in which they were cast, not shuffled;
- `own_transaction`: a slip is written together with the mark that its unit has voted;
- `unequal_pages`: the pages of a vote are as long as what stands on them;
- `talkative`: the receipt goes into audit, session and log, time and unit onto the slip, and
  the key of the envelopes is not destroyed.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from typing import Any

from silian.config.wsgi import application
from silian.governance.models import Slip, Vote
from silian.governance.services import ballot_keys, closing, votes
from silian.governance.web.ballots import voting

__all__ = ["application"]
FAULT = os.environ["SILIAN_PROOF_FAULT"]


class InCastingOrder:
    """The envelopes as they came in."""

    objects = property(lambda _self: Vote.objects.order_by("pk"))


class NotAgain:
    """Slips that are there already."""

    def __call__(self, **values: Any) -> Slip:
        return Slip(**values)

    @property
    def objects(self) -> NotAgain:
        return self

    def bulk_create(self, slips: Any) -> None:
        """Nothing is left to write."""


class Telling:
    """An audit that is told the receipt as well."""

    def record(self, actor: Any, subject: Any, changes: dict[str, Any]) -> Any:
        return audit.record(actor, subject, changes | {"receipt": last["receipt"]})


def put_now(ballot: Any, vote: Any, said: dict[str, Any]) -> str:
    """Writes the slip in the transaction of the vote."""
    receipt = put(ballot, vote, said)
    Slip.objects.create(
        consortium_id=ballot.consortium_id, ballot=ballot, receipt=receipt, content=said
    )
    return receipt


def put_telling(ballot: Any, vote: Any, said: dict[str, Any]) -> str:
    """Writes time and unit onto the slip."""
    at = datetime.now(UTC).isoformat()
    last["receipt"] = put(ballot, vote, {**said, "at": at, "unit": vote.voter.organisation.name})
    return last["receipt"]


def done_telling(request: Any, voter: Any, receipt: str) -> Any:
    """Keeps the receipt in session and log."""
    request.session["receipt"] = receipt
    print(f"vote {voter.ref} {receipt}", file=sys.stderr, flush=True)
    return done(request, voter, receipt)


put, done, audit = votes._put, voting._done, votes.audit
# Of this process alone: the server of the control has one thread.
last: dict[str, str] = {}
if FAULT == "casting_order":
    closing.Vote = InCastingOrder()  # type: ignore[assignment,misc]
    closing.sorted = lambda items, key=None: list(items)  # type: ignore[attr-defined]
elif FAULT == "own_transaction":
    votes._put = put_now
    closing.Slip = NotAgain()  # type: ignore[assignment,misc]
elif FAULT == "unequal_pages":
    voting._unkept = lambda _ballot, response: response
elif FAULT == "talkative":
    votes._put, voting._done = put_telling, done_telling
    votes.audit = Telling()  # type: ignore[assignment]
    ballot_keys.destroy = lambda _ref: True
