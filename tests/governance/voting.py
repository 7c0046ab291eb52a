"""Steps that tests of ballots share: a meeting of the assembly, a ballot that is open, votes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from governance_world import World, build_meeting, build_motion

from silian.governance.models import Ballot, Election, Meeting, Motion
from silian.governance.services import ballots, closing, elections, votes


def assembly(world: World, **fields: Any) -> Meeting:
    """An open meeting of all eight units, everybody present unless said otherwise."""
    return build_meeting(world, body=world.assembly, **fields)


def opened(
    world: World, meeting: Meeting | None = None, motion: Motion | None = None, **settings: Any
) -> Ballot:
    """An open ballot on a motion."""
    subject = motion or build_motion(world, meeting or assembly(world))
    ballot = ballots.prepare(actor=world.secretariat, motion=subject, **settings)
    return ballots.open_ballot(actor=world.secretariat, ballot=ballot)


def vote(world: World, ballot: Ballot, choices: dict[int, str]) -> list[str]:
    """Each of these units votes as said; the receipts."""
    return [
        votes.cast(actor=world.actors[at], ballot=ballot.ref, content={"choice": choice})
        for at, choice in choices.items()
    ]


def close(world: World, ballot: Ballot) -> Ballot:
    """The ballot, closed by the secretariat."""
    return closing.close(actor=world.secretariat, ballot=ballot.ref)


def listed(world: World, candidates: Iterable[int], **fields: Any) -> Election:
    """An election of vice chairs with these candidates, its list fixed."""
    meeting = fields.pop("meeting", None) or assembly(world)
    values = {"meeting": meeting, "term": world.term, "post": "vice_chair",
              "title": "选举副理事长单位", "seats": 1, "none_of_above": True} | fields  # fmt: skip
    election = elections.create(actor=world.secretariat, values=values)
    for at in candidates:
        elections.nominate(actor=world.actors[at], election=election, organisation=world.units[at])
    return elections.fix_list(actor=world.secretariat, election=election)


def round_of(world: World, election: Election, **settings: Any) -> Ballot:
    """The next round of an election, open."""
    ballot = ballots.prepare(actor=world.secretariat, election=election, **settings)
    return ballots.open_ballot(actor=world.secretariat, ballot=ballot)


def candidate_keys(world: World, election: Election) -> dict[int, str]:
    """Index of the unit → key on the slips."""
    with world.inside():
        refs = dict(election.candidates.values_list("organisation_id", "ref"))
    return {at: refs[unit.pk] for at, unit in enumerate(world.units) if unit.pk in refs}


def mark(world: World, ballot: Ballot, at: int, *keys: str, **more: Any) -> str:
    """The unit marks these candidates; the receipt."""
    return votes.cast(
        actor=world.actors[at], ballot=ballot.ref, content={"marks": list(keys), **more}
    )
