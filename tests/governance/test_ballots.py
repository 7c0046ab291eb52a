"""A ballot: prepared, opened with frozen settings, voted in once each, closed once."""

from __future__ import annotations

from typing import Any

import pytest
from governance_world import World, attendance, build_meeting, build_motion
from voting import assembly, close, opened, vote

from silian.governance.enums import BallotState, MotionState
from silian.governance.models import Ballot, Motion, PaperCount, Vote, Voter
from silian.governance.services import ballots, closing, paper_counts, recusals, votes
from silian.kernel.models import AuditEntry
from silian.kernel.refusals import Conflict, Forbidden, Invalid, Missing

pytestmark = pytest.mark.django_db
ALL_YES = dict.fromkeys(range(8), "yes")


def fresh(world: World, row: Any) -> Any:
    with world.inside():
        return type(row).objects.get(pk=row.pk)


def test_a_vote_is_counted_and_the_motion_passes(world: World) -> None:
    ballot = opened(world)
    assert ballot.settings["seats"] == 8
    assert ballot.charter == world.charter
    assert len(ballot.presence_hash) == 64
    vote(world, ballot, {0: "yes", 1: "yes", 2: "yes", 3: "yes", 4: "yes", 5: "no", 6: "abstain"})

    done = close(world, ballot)

    assert done.state == BallotState.CLOSED
    assert done.result["counts"] == {"yes": 5, "no": 1, "abstain": 1, "invalid": 0}
    assert done.result["passed"] is True
    assert done.sentence.startswith("应到 8、实到 8，达到章程规定的到会要求")
    assert done.sentence_en.endswith("the motion is carried.")
    assert fresh(world, ballot.motion).state == MotionState.PASSED


def test_a_motion_without_its_majority_fails(world: World) -> None:
    ballot = opened(world)
    vote(world, ballot, {0: "yes", 1: "yes", 2: "yes", 3: "yes", 4: "no"})
    done = close(world, ballot)
    assert done.result["passed"] is False
    assert fresh(world, ballot.motion).state == MotionState.FAILED


def test_a_second_close_returns_the_first_result(world: World) -> None:
    ballot = opened(world)
    vote(world, ballot, ALL_YES)
    first = close(world, ballot)
    second = close(world, ballot)
    assert (second.result, second.sentence, second.closed_at) == (
        first.result, first.sentence, first.closed_at,
    )  # fmt: skip


def test_only_the_secretariat_runs_ballots(world: World) -> None:
    meeting = assembly(world)
    motion = build_motion(world, meeting)
    for actor in (world.actors[0], world.authority, world.auditor):
        with pytest.raises(Forbidden):
            ballots.prepare(actor=actor, motion=motion)
    ballot = opened(world, motion=motion)
    for run in (closing.close, ballots.open_ballot):
        with pytest.raises(Forbidden):
            run(actor=world.actors[0], ballot=ballot)
    with pytest.raises(Forbidden):
        ballots.void(actor=world.actors[0], ballot=ballot, reason="示例")
    with pytest.raises(Forbidden):
        ballots.change(actor=world.actors[0], ballot=ballot, secret=True, on_paper=False)


def test_a_ballot_is_prepared_once_for_an_admitted_motion(world: World) -> None:
    meeting = assembly(world)
    with pytest.raises(Conflict, match="列入会议议程"):
        ballots.prepare(actor=world.secretariat, motion=build_motion(world, meeting,
                                                                     state="proposed"))  # fmt: skip
    motion = build_motion(world, meeting)
    with pytest.raises(Invalid):
        ballots.prepare(actor=world.secretariat)
    ballots.prepare(actor=world.secretariat, motion=motion)
    with pytest.raises(Conflict, match="已经有一次表决"):
        ballots.prepare(actor=world.secretariat, motion=motion)


def test_the_charter_forces_secrecy(world: World) -> None:
    motion = build_motion(world, assembly(world), matter="personnel")
    ballot = ballots.prepare(actor=world.secretariat, motion=motion, secret=False)
    assert ballot.secret is True
    assert ballots.change(actor=world.secretariat, ballot=ballot, secret=False,
                          on_paper=True).secret is True  # fmt: skip


def test_a_ballot_opens_in_an_open_meeting_alone(world: World) -> None:
    motion = build_motion(world, assembly(world, state="convened"))
    ballot = ballots.prepare(actor=world.secretariat, motion=motion)
    with pytest.raises(Conflict, match="会议还没有开始"):
        ballots.open_ballot(actor=world.secretariat, ballot=ballot)


def test_a_ballot_does_not_open_without_a_quorum(world: World) -> None:
    motion = build_motion(world, assembly(world, present=range(5)))
    ballot = ballots.prepare(actor=world.secretariat, motion=motion)
    with pytest.raises(Conflict, match="应到 8、实到 5，未达到章程规定的到会要求"):
        ballots.open_ballot(actor=world.secretariat, ballot=ballot)


def test_settings_are_frozen_once_open(world: World) -> None:
    ballot = opened(world)
    with pytest.raises(Conflict, match="设置不能再改"):
        ballots.change(actor=world.secretariat, ballot=ballot, secret=True, on_paper=True)
    with pytest.raises(Conflict):
        ballots.open_ballot(actor=world.secretariat, ballot=ballot)
    world.set_rules(assembly={"majorities": {"ordinary": {"fraction": "1/1", "of": "seats"}}})
    vote(world, ballot, dict.fromkeys(range(5), "yes"))
    assert close(world, ballot).result["passed"] is True


def test_a_motion_changed_after_the_opening_cannot_be_decided(world: World) -> None:
    ballot = opened(world)
    with world.inside():
        Motion.objects.filter(pk=ballot.motion_id).update(text="另一份正文。")
    with pytest.raises(Conflict, match="被改动"):
        close(world, ballot)
    assert fresh(world, ballot).state == BallotState.OPEN
    assert ballots.void(actor=world.secretariat, ballot=ballot, reason="议案有改动").state == "void"


def test_who_leaves_before_the_end_can_cost_the_quorum(world: World) -> None:
    ballot = opened(world)
    vote(world, ballot, dict.fromkeys(range(6), "yes"))
    with world.inside():
        ballot.meeting.attendances.filter(organisation__in=world.units[:3]).update(
            presence="absent"
        )
    done = close(world, ballot)
    assert done.result == {"counted": False, "quorate": False, "passed": False, "elected": []}
    assert "应到 8、实到 5，未达到" in done.sentence
    assert fresh(world, ballot.motion).state == MotionState.FAILED


def test_a_unit_votes_once_or_changes_as_the_charter_says(world: World) -> None:
    ballot = opened(world)
    vote(world, ballot, {0: "yes"})
    vote(world, ballot, {0: "no"})
    with world.inside():
        assert Vote.objects.filter(voter__ballot=ballot).count() == 1
        assert Vote.objects.get().content == {"choice": "no"}

    world.set_rules(assembly={"change_vote": False})
    strict = opened(world, motion=build_motion(world, ballot.meeting, number=2))
    vote(world, strict, {0: "yes"})
    with pytest.raises(Conflict, match="已经投过票"):
        vote(world, strict, {0: "no"})


def test_only_those_there_vote(world: World) -> None:
    ballot = opened(world, assembly(world, present=range(7)))
    with pytest.raises(Conflict, match="还没有签到"):
        vote(world, ballot, {7: "yes"})
    with pytest.raises(Forbidden):
        votes.cast(actor=world.secretariat, ballot=ballot,
                   content={"choice": "yes"})  # fmt: skip


def test_a_unit_off_the_roll_does_not_vote(world: World) -> None:
    ballot = opened(world, build_meeting(world))
    with pytest.raises(Forbidden, match="不在这次表决的名册上"):
        vote(world, ballot, {6: "yes"})


def test_nobody_votes_for_another_unit(world: World) -> None:
    ballot = opened(world)
    with pytest.raises(Forbidden, match="没有委托您单位"):
        votes.cast(actor=world.actors[0], ballot=ballot, organisation=world.units[1],
                   content={"choice": "yes"})  # fmt: skip


def test_a_holder_votes_for_whom_it_represents_once(world: World) -> None:
    ballot = opened(world, assembly(world, present=range(7), proxies={7: 0}))
    assert ballot.opening["present"] == 8
    holder, giver = world.actors[0], world.units[7]
    votes.cast(actor=holder, ballot=ballot, organisation=giver, content={"choice": "yes"})
    with pytest.raises(Conflict, match="已委托"):
        vote(world, ballot, {7: "no"})
    with pytest.raises(Forbidden):
        votes.cast(actor=world.actors[1], ballot=ballot, organisation=giver,
                   content={"choice": "yes"})  # fmt: skip
    with world.inside():
        attendance(world, ballot.meeting, 7)
        ballot.meeting.attendances.filter(organisation=giver).update(presence="online")
    with pytest.raises(Conflict, match="委托失效"):
        votes.cast(actor=holder, ballot=ballot, organisation=giver, content={"choice": "no"})


def test_the_holder_has_to_be_there_too(world: World) -> None:
    ballot = opened(world, assembly(world, present=range(1, 7), proxies={7: 0}))
    with pytest.raises(Conflict, match="不能代为投票"):
        votes.cast(actor=world.actors[0], ballot=ballot, organisation=world.units[7],
                   content={"choice": "yes"})  # fmt: skip


@pytest.mark.parametrize("content", [{}, {"choice": "maybe"}, {"choice": ["yes"]}, [], "yes",
                                     {"choice": "yes", "weight": 9}])  # fmt: skip
def test_a_choice_that_cannot_be_is_refused(world: World, content: Any) -> None:
    ballot = opened(world)
    with pytest.raises(Invalid):
        votes.cast(actor=world.actors[0], ballot=ballot, content=content)


def test_nobody_votes_too_early_too_late_or_on_a_void_ballot(world: World) -> None:
    meeting = assembly(world)
    motion = build_motion(world, meeting)
    ballot = ballots.prepare(actor=world.secretariat, motion=motion)
    with pytest.raises(Conflict, match="还没有开始"):
        vote(world, ballot, {0: "yes"})
    ballots.open_ballot(actor=world.secretariat, ballot=ballot)
    ballots.void(actor=world.secretariat, ballot=ballot, reason="示例")
    with pytest.raises(Conflict, match="已作废"):
        vote(world, ballot, {0: "yes"})
    again = opened(world, motion=motion)
    assert again.number == 2
    close(world, again)
    with pytest.raises(Conflict, match="已经结束"):
        vote(world, again, {0: "yes"})
    with pytest.raises(Conflict):
        ballots.void(actor=world.secretariat, ballot=again, reason="太迟")


def test_void_needs_a_reason_and_leaves_the_motion(world: World) -> None:
    ballot = opened(world)
    vote(world, ballot, {0: "yes"})
    with pytest.raises(Invalid):
        ballots.void(actor=world.secretariat, ballot=ballot, reason=" ")
    ballots.void(actor=world.secretariat, ballot=ballot, reason="设备故障（示例）")
    assert fresh(world, ballot.motion).state == MotionState.ADMITTED
    with world.inside():
        assert Vote.objects.count() == 0
    with pytest.raises(Conflict):
        close(world, ballot)


def test_weights_of_the_charter_count(world: World) -> None:
    meeting = assembly(world)
    with world.inside():
        meeting.attendances.filter(organisation=world.units[0]).update(weight=5)
    motion = build_motion(world, meeting)
    secret = ballots.prepare(actor=world.secretariat, motion=motion, secret=True)
    with pytest.raises(Conflict, match="不止一票"):
        ballots.open_ballot(actor=world.secretariat, ballot=secret)
    ballots.change(actor=world.secretariat, ballot=secret, secret=False, on_paper=False)
    ballot = ballots.open_ballot(actor=world.secretariat, ballot=secret)
    assert ballot.settings["seats"] == 12
    vote(world, ballot, {0: "yes", 1: "yes", 2: "yes", 3: "no"})
    done = close(world, ballot)
    assert done.result["counts"]["yes"] == 7
    assert done.result["passed"] is True


def test_who_is_recused_counts_nowhere(world: World) -> None:
    meeting = assembly(world)
    motion = build_motion(world, meeting)
    seat = attendance(world, meeting, 7)
    with pytest.raises(Invalid):
        recusals.recuse(actor=world.secretariat, motion=motion, attendance=seat, reason="")
    with pytest.raises(Forbidden):
        recusals.recuse(actor=world.actors[7], motion=motion, attendance=seat, reason="示例")
    recusals.recuse(actor=world.secretariat, motion=motion, attendance=seat, reason="利害关系")
    with pytest.raises(Conflict):
        recusals.recuse(actor=world.secretariat, motion=motion, attendance=seat, reason="再次")
    ballot = opened(world, motion=motion)
    assert (ballot.settings["seats"], ballot.opening["present"]) == (7, 7)
    with pytest.raises(Forbidden, match="已回避"):
        vote(world, ballot, {7: "yes"})
    with pytest.raises(Conflict, match="名册已定"):
        recusals.recuse(actor=world.secretariat, motion=motion,
                        attendance=attendance(world, meeting, 6), reason="太迟")  # fmt: skip
    with world.inside(), pytest.raises(Conflict):
        recusals.unrecuse(actor=world.secretariat, recusal=motion.recusals.get())


def test_another_consortium_sees_and_does_nothing(world: World, other_world: World) -> None:
    ballot = opened(world)
    with pytest.raises(Missing):
        closing.close(actor=other_world.secretariat, ballot=ballot.ref)
    with pytest.raises(Missing):
        votes.cast(actor=other_world.actors[0], ballot=ballot.ref, content={"choice": "yes"})


def test_the_record_says_who_voted_and_never_what(world: World) -> None:
    ballot = opened(world)
    vote(world, ballot, {0: "no"})
    entry = AuditEntry.objects.filter(command="governance.vote.cast").get()
    assert entry.changes == '{"unit": "示例整车有限公司"}'
    with world.inside():
        assert Voter.objects.get(ballot=ballot, organisation=world.units[0]).voted


def on_paper(world: World) -> Ballot:
    """An open ballot with unit 7 as scrutineer, papers with units 0 to 2."""
    meeting = assembly(world)
    for at in (6, 7):
        recusals.appoint(actor=world.secretariat, attendance=attendance(world, meeting, at))
    ballot = opened(world, meeting, on_paper=True)
    with world.inside():
        voters = list(Voter.objects.filter(ballot=ballot, organisation__in=world.units[:3]))
    for voter in voters:
        paper_counts.hand_out(actor=world.secretariat, voter=voter)
    return ballot


PAPERS = {"issued": 3, "returned": 3, "yes": 2, "no": 0, "abstain": 0, "invalid": 1}


def test_paper_ballots_are_added_once_confirmed(world: World) -> None:
    ballot = on_paper(world)
    with pytest.raises(Conflict, match="已领取纸质选票"):
        vote(world, ballot, {0: "yes"})
    vote(world, ballot, {3: "yes", 4: "yes", 5: "yes", 6: "no"})
    with pytest.raises(Conflict, match="请先录入并复核"):
        close(world, ballot)
    with pytest.raises(Forbidden, match="监票单位"):
        paper_counts.enter(actor=world.actors[3], ballot=ballot, values=PAPERS)
    paper_counts.enter(actor=world.actors[7], ballot=ballot, values=PAPERS)
    with pytest.raises(Conflict, match="另一人复核"):
        close(world, ballot)
    with pytest.raises(Forbidden, match="不能自己复核"):
        paper_counts.confirm(actor=world.actors[7], ballot=ballot)
    paper_counts.confirm(actor=world.actors[6], ballot=ballot)
    done = close(world, ballot)
    assert done.result["counts"] == {"yes": 5, "no": 1, "abstain": 0, "invalid": 1}
    assert "发出选票 3、收回选票 3" in done.sentence


def test_more_papers_back_than_given_out_is_void_and_repeated(world: World) -> None:
    ballot = on_paper(world)
    paper_counts.enter(actor=world.actors[7], ballot=ballot,
                       values=PAPERS | {"returned": 4, "yes": 3})  # fmt: skip
    paper_counts.confirm(actor=world.secretariat, ballot=ballot)
    done = close(world, ballot)
    assert done.state == BallotState.VOID
    assert done.sentence == "发出选票 3、收回选票 4，收回多于发出，本次表决无效，应重新表决。"
    assert fresh(world, ballot.motion).state == MotionState.ADMITTED
    assert opened(world, motion=fresh(world, ballot.motion)).number == 2


@pytest.mark.parametrize(
    "wrong", [{"issued": 2}, {"returned": 2}, {"yes": -1}, {"no": True}, {"invalid": 1.5}]
)
def test_papers_that_do_not_add_up_are_refused(world: World, wrong: dict[str, Any]) -> None:
    ballot = on_paper(world)
    with pytest.raises(Invalid):
        paper_counts.enter(actor=world.actors[7], ballot=ballot, values=PAPERS | wrong)
    with world.inside():
        assert not PaperCount.objects.exists()


def test_papers_go_to_those_there_who_have_not_voted(world: World) -> None:
    ballot = opened(world, assembly(world, present=range(7)), on_paper=True)
    vote(world, ballot, {0: "yes"})
    with world.inside():
        voted, absent, free = [
            Voter.objects.get(ballot=ballot, organisation=world.units[at]) for at in (0, 7, 1)
        ]
    with pytest.raises(Conflict, match="已经在系统里投票"):
        paper_counts.hand_out(actor=world.secretariat, voter=voted)
    with pytest.raises(Conflict, match="还没有签到"):
        paper_counts.hand_out(actor=world.secretariat, voter=absent)
    with pytest.raises(Forbidden):
        paper_counts.hand_out(actor=world.actors[1], voter=free)
    paper_counts.hand_out(actor=world.secretariat, voter=free)
    with pytest.raises(Conflict, match="已经领取"):
        paper_counts.hand_out(actor=world.secretariat, voter=free)
    paper_counts.hand_out(actor=world.secretariat, voter=free, back=True)
    vote(world, ballot, {1: "yes"})
