"""Motions: who proposes, who admits, until when they may be changed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from governance_world import World, build_motion

from silian.governance.models import Ballot, Charter, Meeting, Motion
from silian.governance.services import motions
from silian.kernel.refusals import Conflict, Forbidden, Invalid

Make = Callable[..., Meeting]
PLAIN = {"title": "示例议案", "text": "示例正文", "matter": "ordinary"}


def test_unit_proposes_and_the_secretariat_admits_with_a_number(
    world: World, make_meeting: Make
) -> None:
    meeting = make_meeting(state="convened")
    build_motion(world, meeting, number=1)
    motion = motions.propose(actor=world.actors[3], values=PLAIN, meeting=meeting)
    assert (motion.state, motion.proposer) == ("proposed", world.units[3])
    with pytest.raises(Forbidden):
        motions.admit(actor=world.actors[3], motion=motion)
    admitted = motions.admit(actor=world.secretariat, motion=motion)
    assert (admitted.state, admitted.number, admitted.item.title) == ("admitted", 2, "示例议案")
    with pytest.raises(Conflict):
        motions.admit(actor=world.secretariat, motion=motion)


def test_motion_without_a_meeting_is_admitted_into_one(world: World, make_meeting: Make) -> None:
    motion = motions.propose(actor=world.secretariat, values=PLAIN)
    with pytest.raises(Invalid):
        motions.admit(actor=world.secretariat, motion=motion)
    meeting, other = make_meeting(state="draft"), make_meeting(state="draft")
    with world.inside():
        item, foreign = meeting.items.last(), other.items.last()
    with pytest.raises(Invalid):
        motions.admit(actor=world.secretariat, motion=motion, meeting=meeting, item=foreign)
    found = motions.admit(actor=world.secretariat, motion=motion, meeting=meeting, item=item)
    assert found.item == item


def test_bad_motions_are_refused(world: World, make_meeting: Make) -> None:
    for changes, field in (({"title": ""}, "title"), ({"matter": "secret"}, "matter")):
        with pytest.raises(Invalid) as refused:
            motions.propose(actor=world.actors[0], values=PLAIN | changes)
        assert field in refused.value.errors
    with world.inside():
        charter = Charter.objects.create(consortium=world.consortium, version=2, title="二版")
    with pytest.raises(Invalid):
        motions.propose(actor=world.actors[0], values=PLAIN | {"charter": charter})
    made = motions.propose(actor=world.secretariat, values=PLAIN | {"charter": charter})
    assert made.matter == "charter"
    for actor in (world.authority, world.expert, world.auditor):
        with pytest.raises(Forbidden):
            motions.propose(actor=actor, values=PLAIN)
    with pytest.raises(Conflict):
        motions.propose(actor=world.actors[0], values=PLAIN, meeting=make_meeting(state="closed"))


def test_proposer_changes_until_it_is_admitted_the_secretariat_until_the_vote(
    world: World, make_meeting: Make
) -> None:
    meeting = make_meeting()
    motion = motions.propose(actor=world.actors[0], values=PLAIN, meeting=meeting)
    motions.update(actor=world.actors[0], motion=motion, values={"title": "新题"})
    with pytest.raises(Forbidden):
        motions.update(actor=world.actors[1], motion=motion, values={"title": "他人"})
    motions.admit(actor=world.secretariat, motion=motion)
    with pytest.raises(Conflict):
        motions.update(actor=world.actors[0], motion=motion, values={"title": "晚了"})
    motions.update(actor=world.secretariat, motion=motion, values={"title": "秘书处改"})
    with world.inside():
        Ballot.objects.create(
            consortium=world.consortium, meeting=meeting, motion=motion, state="open"
        )
    for run in (
        lambda: motions.update(actor=world.secretariat, motion=motion, values={"title": "票后"}),
        lambda: motions.withdraw(actor=world.actors[0], motion=motion),
    ):
        with pytest.raises(Conflict):
            run()
    with world.inside():
        assert Motion.objects.get(pk=motion.pk).title == "秘书处改"


def test_motion_is_withdrawn_by_its_proposer(world: World) -> None:
    motion = motions.propose(actor=world.actors[0], values=PLAIN)
    with pytest.raises(Forbidden):
        motions.withdraw(actor=world.actors[1], motion=motion)
    assert motions.withdraw(actor=world.actors[0], motion=motion).state == "withdrawn"
    with pytest.raises(Conflict):
        motions.withdraw(actor=world.actors[0], motion=motion)
