"""What follows from the outcome of a ballot: the motion, the charter or plan, the election."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from silian.consortia import public as consortia
from silian.kernel.access import Actor
from silian.kernel.commands import lock
from silian.kernel.refusals import Refusal
from silian.organisations import public as organisations

from ..enums import BallotState, CharterState, Consent, PlanState
from ..models import Ballot, Candidate, Election, Motion
from ..workflows import ELECTION, MOTION
from . import charter, plans


def follow(actor: Actor, ballot: Ballot) -> None:
    """Lets the outcome follow; a void ballot changes nothing, so that it can be repeated."""
    if ballot.state == BallotState.VOID:
        return
    if ballot.motion is not None:
        _decide(actor, ballot, lock(Motion, ballot.motion))
    elif ballot.election is not None and ballot.result.get("counted"):
        _elect(actor, ballot, lock(Election, ballot.election))


def _decide(actor: Actor, ballot: Ballot, motion: Motion) -> None:
    passed = bool(ballot.result["passed"])
    MOTION.advance(actor, motion, "pass" if passed else "fail")
    motion.save()
    text = motion.charter
    if text is not None and text.state == CharterState.PROPOSED:
        _try(ballot, lambda: charter.decide(actor=actor, charter=text, passed=passed,
                                            motion=motion))  # fmt: skip
    plan = motion.plan
    if plan is not None and passed and plan.state == PlanState.DRAFT:
        day = consortia.today()
        _try(ballot, lambda: plans.adopt(actor=actor, plan=plan, on=day, motion=motion))


def _try(ballot: Ballot, run: Callable[[], Any]) -> None:
    """What cannot follow yet does not undo the vote: the page says what is left to do by hand."""
    try:
        run()
    except Refusal as refusal:
        ballot.result["unfinished"] = str(refusal)
        ballot.save(update_fields=["result"])


def _elect(actor: Actor, ballot: Ballot, election: Election) -> None:
    result = ballot.result
    counts = {**result["counts"]["candidates"]}
    for row in election.candidates.filter(ref__in=counts):
        row.votes = counts[row.ref]
        row.save(update_fields=["votes"])
    written = {name: _written_in(election, name, votes)
               for name, votes in result["counts"]["write_ins"].items()
               if name in result["elected"] or name in result["tied"]}  # fmt: skip
    before = election.result or {}
    elected = [written.get(key, key) for key in result["elected"]]
    election.result = {
        "elected": [*before.get("elected", []), *elected],
        "tied": [written.get(key, key) for key in result["tied"]],
        "remaining": result["open_seats"],
        "rounds": [*before.get("rounds", []), ballot.ref],
    }
    if result["runoff"]:
        ELECTION.advance(actor, election, "runoff")
    election.save()


def _written_in(election: Election, name: str, votes: int) -> str:
    """The candidate that voters wrote in: it is asked whether it accepts before it is declared."""
    unit, _offered = organisations.find_or_suggest(name)
    row, _made = Candidate.objects.get_or_create(
        election=election, organisation=unit,
        defaults={"consortium_id": election.consortium_id, "consent": Consent.ASKED},
    )  # fmt: skip
    if row.consent == Consent.DECLINED:
        row.consent, row.consent_at = Consent.ASKED, timezone.now()
    row.votes = votes
    row.save()
    return str(row.ref)
