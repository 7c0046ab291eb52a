"""Resolutions: from what was decided, numbered without gaps, corrected until they are issued."""

from __future__ import annotations

import pytest
from governance_world import World, build_motion
from voting import assembly, candidate_keys, close, listed, mark, opened, round_of, vote

from silian.consortia.queries.actors import today
from silian.governance.services import elections, resolutions
from silian.kernel.refusals import Conflict, Forbidden, Invalid

pytestmark = pytest.mark.django_db


def test_a_passed_motion_becomes_a_numbered_resolution(world: World) -> None:
    meeting = assembly(world)
    made = []
    for number in (1, 2):
        ballot = opened(world, motion=build_motion(world, meeting, number=number))
        vote(world, ballot, dict.fromkeys(range(8), "yes"))
        close(world, ballot)
        made.append(resolutions.issue(actor=world.secretariat, motion=ballot.motion.ref))
    year = today().year
    assert [(row.year, row.number, row.adopted_on) for row in made] == [
        (year, 1, today()), (year, 2, today()),
    ]  # fmt: skip
    assert (made[0].title, made[0].text) == ("年度工作计划", "示例议案正文。")
    with pytest.raises(Conflict, match="已经形成决议"):
        resolutions.issue(actor=world.secretariat, motion=made[0].motion)


def test_nothing_undecided_becomes_a_resolution(world: World) -> None:
    motion = build_motion(world, assembly(world))
    with pytest.raises(Conflict, match="表决通过"):
        resolutions.issue(actor=world.secretariat, motion=motion)
    with pytest.raises(Invalid):
        resolutions.issue(actor=world.secretariat)
    with pytest.raises(Forbidden):
        resolutions.issue(actor=world.actors[0], motion=motion)


def test_a_decided_election_becomes_a_resolution_with_its_sentence(world: World) -> None:
    election = listed(world, [6])
    keys = candidate_keys(world, election)
    ballot = round_of(world, election)
    for at in range(8):
        mark(world, ballot, at, keys[6])
    close(world, ballot)
    with pytest.raises(Conflict, match="宣布当选"):
        resolutions.issue(actor=world.secretariat, election=election)
    elections.declare(actor=world.secretariat, election=election)
    row = resolutions.issue(actor=world.secretariat, election=election)
    assert "示例软件有限公司" in row.text
    with pytest.raises(Conflict):
        resolutions.issue(actor=world.secretariat, election=election)


def test_a_resolution_is_corrected_with_a_text(world: World) -> None:
    ballot = opened(world)
    vote(world, ballot, dict.fromkeys(range(8), "yes"))
    close(world, ballot)
    row = resolutions.issue(actor=world.secretariat, motion=ballot.motion.ref, text="一、同意。")
    edited = resolutions.edit(actor=world.secretariat, resolution=row, title="决议", text="同意。")
    assert (edited.title, edited.text) == ("决议", "同意。")
    with pytest.raises(Invalid):
        resolutions.edit(actor=world.secretariat, resolution=row, title="决议", text=" ")
    with pytest.raises(Forbidden):
        resolutions.edit(actor=world.actors[0], resolution=row, title="决议", text="别的")
