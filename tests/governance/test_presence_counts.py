"""Who counts as present: there, or represented by somebody who is there."""

from __future__ import annotations

from collections.abc import Callable

from governance_world import World, attendance

from silian.governance.models import Meeting
from silian.governance.queries import meetings
from silian.governance.services.live import touch


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
