"""Who counts as present: there, or represented by somebody who is there."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest
from governance_world import World, attendance, build_motion
from voting import opened

from silian.governance.engine.presence import assemble
from silian.governance.models import Attendance, Meeting, Proxy, Recusal, Voter
from silian.governance.queries import meetings, votes
from silian.governance.queries.ballots import turns
from silian.governance.services.live import touch
from silian.kernel.refusals import Forbidden


def test_present_are_those_there_and_those_whose_holder_is_there(
    world: World, make_meeting: Callable[..., Meeting]
) -> None:
    meeting = make_meeting(present=[0, 1, 3], proxies={2: 0, 5: 4})
    with world.inside():
        found = {
            world.units.index(row.organisation): holder and world.units.index(holder.organisation)
            for row, holder in meetings.present(meeting)
        }
        counts = meetings.standing(meeting)

    # Unit 4 is not there, so that the unit 5 that it would vote for is not represented.
    assert found == {0: None, 1: None, 3: None, 2: 0}
    assert (counts.seats, counts.present, counts.needed, counts.quorate) == (6, 4, 4, True)
    assert (counts.there, counts.represented, counts.absent, counts.missing) == (3, 1, 2, 0)


def test_guests_are_neither_called_to_vote_nor_counted(
    world: World, make_meeting: Callable[..., Meeting]
) -> None:
    meeting = make_meeting(present=[0, 1, 2, 3])
    guest = attendance(world, meeting, 3)
    with world.inside():
        guest.voting = False
        guest.save()
        counts = meetings.standing(meeting)

    assert (counts.seats, counts.present, counts.quorate, counts.missing) == (6, 3, False, 1)


def test_assembly_counts_from_those_called(
    world: World, make_meeting: Callable[..., Meeting]
) -> None:
    meeting = make_meeting(body=world.assembly, present=range(5))
    with world.inside():
        counts = meetings.standing(meeting)

    assert (counts.seats, counts.present, counts.needed, counts.quorate) == (8, 5, 6, False)


def test_touch_counts_the_changes(world: World, make_meeting: Callable[..., Meeting]) -> None:
    meeting = make_meeting()
    with world.inside():
        touch(meeting)
        touch(meeting)
        assert Meeting.objects.get(pk=meeting.pk).live == meeting.live == 2


def test_the_services_count_as_the_proven_engine_does() -> None:
    """Random meetings: attendance, proxies and recusal give what `assemble` gives."""
    random = Random(20)
    for _round in range(300):
        size = random.randrange(1, 7)
        rows = [
            Attendance(
                pk=pk, voting=random.random() < 0.9, weight=random.randrange(1, 4),
                presence=random.choice(("absent", "onsite", "online")),
            )
            for pk in range(1, size + 1)
        ]  # fmt: skip
        proxies = [
            Proxy(giver_id=pk, holder_id=random.randrange(1, size + 1))
            for pk in range(1, size + 1)
            if random.random() < 0.5
        ]
        recused = {pk for pk in range(1, size + 1) if random.random() < 0.2}
        seats = {str(row.pk): row.weight for row in rows if row.voting}
        here = {str(row.pk) for row in rows if row.presence != "absent"}
        given = {str(proxy.giver_id): str(proxy.holder_id) for proxy in proxies}
        out = {str(pk) for pk in recused}
        roll = assemble(seats, here, given, proxy_limit=size, recused=out)
        found = meetings.matched(rows, proxies, recused)
        assert {str(row.pk): str((holder or row).pk) for row, holder in found} == roll.casts
        assert sum(row.weight for row, _holder in found) == roll.present


def test_who_is_recused_carries_no_proxy_in_that_matter(
    world: World, make_meeting: Callable[..., Meeting]
) -> None:
    meeting = make_meeting(present=[0, 1, 2, 3, 4], proxies={5: 0})
    motion = build_motion(world, meeting)
    ballot = opened(world, motion=motion, secret=False)
    with world.inside():
        given = Voter.objects.get(ballot=ballot, organisation=world.units[5])
        votes.check_voice(world.actors[0], given)
        assert [turn.own for turn in turns(world.actors[0])[ballot.pk]] == [True, False]
        assert len(votes.who_is_there(ballot)) == 6
        Recusal.objects.create(
            consortium=world.consortium, motion=motion, attendance=attendance(world, meeting, 0),
            reason="示例",
        )  # fmt: skip
        assert len(votes.who_is_there(ballot)) == 4, "neither the unit itself nor who it carries"
        with pytest.raises(Forbidden, match="回避"):
            votes.check_voice(world.actors[0], given)
        assert [turn.own for turn in turns(world.actors[0])[ballot.pk]] == [True]
