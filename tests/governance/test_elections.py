"""Elections: nominated with consent, listed, voted, tied or not, declared with the mandates."""

from __future__ import annotations

from typing import Any

import pytest
from governance_world import World, attendance
from voting import assembly, candidate_keys, close, listed, mark, round_of

from silian.governance.engine.election import commitment, lot
from silian.governance.engine.export import check_export
from silian.governance.enums import Consent, ElectionState
from silian.governance.models import Candidate, Election, Mandate, Voter
from silian.governance.queries.counting import export_of
from silian.governance.services import ballots, elections, paper_counts, recusals
from silian.kernel.refusals import Conflict, Forbidden, Invalid

pytestmark = pytest.mark.django_db


def fresh(world: World, election: Election) -> Election:
    with world.inside():
        return Election.objects.get(pk=election.pk)


def new(world: World, **fields: Any) -> Election:
    """An election with open nominations."""
    values = {"meeting": fields.pop("meeting", None) or assembly(world), "term": world.term,
              "post": "vice_chair", "title": "选举副理事长单位", "seats": 1} | fields  # fmt: skip
    return elections.create(actor=world.secretariat, values=values)


def test_elected_are_declared_and_get_their_mandates(world: World) -> None:
    election = listed(world, [3, 6, 7], seats=2)
    keys = candidate_keys(world, election)
    ballot = round_of(world, election)
    assert ballot.secret is True, "the charter says so of personnel"
    for at in range(6):
        mark(world, ballot, at, keys[6], keys[7])
    mark(world, ballot, 6, keys[6], keys[3])
    mark(world, ballot, 7, none=True)

    done = close(world, ballot)
    assert done.result["elected"] == [keys[6], keys[7]]
    assert "示例软件有限公司" in done.sentence
    with world.inside():
        assert check_export(export_of(done)) == []
    with pytest.raises(Forbidden):
        elections.declare(actor=world.actors[0], election=election)
    declared = elections.declare(actor=world.secretariat, election=election)

    assert declared.state == ElectionState.DECIDED
    with world.inside():
        votes = dict(Candidate.objects.values_list("ref", "votes"))
        assert votes == {keys[3]: 1, keys[6]: 7, keys[7]: 6}
        made = Mandate.objects.filter(election=election)
        assert {row.organisation_id for row in made} == {world.units[6].pk, world.units[7].pk}
        assert {row.post for row in made} == {"vice_chair"}
        assert {row.ends_on for row in made} == {world.term.ends_on}
    with pytest.raises(Conflict):
        elections.declare(actor=world.secretariat, election=election)


def test_a_tie_goes_to_a_run_off_among_the_tied(world: World) -> None:
    world.set_rules(assembly={"election": "plurality"})
    election = listed(world, [3, 6, 7], seats=2)
    keys = candidate_keys(world, election)
    first = round_of(world, election)
    for at in range(6):
        mark(world, first, at, keys[3])
    mark(world, first, 6, keys[6])
    mark(world, first, 7, keys[7])
    done = close(world, first)
    assert done.result["runoff"] is True
    assert fresh(world, election).state == ElectionState.RUNOFF

    second = round_of(world, fresh(world, election))
    assert (second.number, second.settings["question"]["seats"]) == (2, 1)
    assert set(second.settings["question"]["candidates"]) == {keys[6], keys[7]}
    for at in range(8):
        mark(world, second, at, keys[6 if at < 5 else 7])
    close(world, second)
    declared = elections.declare(actor=world.secretariat, election=election)
    assert declared.result["elected"] == [keys[3], keys[6]]
    with world.inside():
        assert Candidate.objects.filter(elected=True).count() == 2


def test_a_lot_follows_the_seed_that_was_committed_to(world: World) -> None:
    world.set_rules(assembly={"election": "plurality", "tie": "lot"})
    election = listed(world, [6, 7])
    keys = candidate_keys(world, election)
    ballot = round_of(world, election)
    assert (len(ballot.seed_commitment), ballot.seed) == (64, "")
    for at in range(8):
        mark(world, ballot, at, keys[6 + at % 2])
    done = close(world, ballot)
    assert commitment(done.seed) == ballot.seed_commitment
    assert done.result["elected"] == [lot(done.seed, [keys[6], keys[7]])[0]]
    with world.inside():
        assert check_export(export_of(done)) == []


def test_a_tie_may_fail_and_then_nobody_is_declared(world: World) -> None:
    world.set_rules(assembly={"election": "plurality", "tie": "fails"})
    election = listed(world, [6, 7])
    keys = candidate_keys(world, election)
    ballot = round_of(world, election)
    for at in range(8):
        mark(world, ballot, at, keys[6 + at % 2])
    close(world, ballot)
    declared = elections.declare(actor=world.secretariat, election=election)
    assert declared.state == ElectionState.FAILED
    with world.inside():
        assert not Mandate.objects.filter(election=election).exists()


def test_one_agrees_for_oneself_alone_and_stands_only_then(world: World) -> None:
    election = new(world)
    other = elections.nominate(
        actor=world.actors[0], election=election, organisation=world.units[6]
    )
    assert other.consent == Consent.ASKED
    with pytest.raises(Conflict):
        elections.fix_list(actor=world.secretariat, election=election)
    for actor in (world.actors[0], world.secretariat):
        with pytest.raises(Forbidden):
            elections.answer(actor=actor, candidate=other, agrees=True)
    elections.answer(actor=world.actors[6], candidate=other, agrees=True, statement="愿意服务")
    own = elections.nominate(actor=world.actors[7], election=election, organisation=world.units[7])
    assert own.consent == Consent.GIVEN
    elections.answer(actor=world.actors[7], candidate=own, agrees=False)
    ballot_list = elections.fix_list(actor=world.secretariat, election=election)
    with pytest.raises(Conflict, match="名单已经确定"):
        elections.answer(actor=world.actors[7], candidate=own, agrees=True)
    ballot = round_of(world, ballot_list)
    assert ballot.settings["question"]["candidates"] == [other.ref]


def test_more_seats_than_candidates_are_refused(world: World) -> None:
    election = new(world, seats=3)
    elections.nominate(actor=world.actors[6], election=election, organisation=world.units[6])
    with pytest.raises(Conflict, match="应选 3 席，候选单位只有 1 个"):
        elections.fix_list(actor=world.secretariat, election=election)


def test_nomination_is_for_members_once_and_in_time(world: World, other_world: World) -> None:
    election = new(world)
    nominate = elections.nominate
    with pytest.raises(Invalid, match="正式成员"):
        nominate(actor=world.actors[0], election=election, organisation=other_world.units[0])
    nominate(actor=world.actors[0], election=election, organisation=world.units[6])
    with pytest.raises(Invalid, match="已经被提名"):
        nominate(actor=world.actors[1], election=election, organisation=world.units[6])
    with pytest.raises(Forbidden):
        nominate(actor=world.expert, election=election, organisation=world.units[5])
    elections.cancel(actor=world.secretariat, election=election, reason="示例")
    with pytest.raises(Conflict, match="提名已经结束"):
        nominate(actor=world.actors[0], election=election, organisation=world.units[5])


def test_a_scrutineer_does_not_stand_and_a_candidate_does_not_watch(world: World) -> None:
    election = new(world)
    meeting = election.meeting
    recusals.appoint(actor=world.secretariat, attendance=attendance(world, meeting, 7))
    with pytest.raises(Conflict, match="监票单位，不能参选"):
        elections.nominate(actor=world.actors[7], election=election, organisation=world.units[7])
    elections.nominate(actor=world.actors[6], election=election, organisation=world.units[6])
    with pytest.raises(Conflict, match="候选单位不能监票"):
        recusals.appoint(actor=world.secretariat, attendance=attendance(world, meeting, 6))
    with pytest.raises(Forbidden):
        recusals.appoint(actor=world.actors[0], attendance=attendance(world, meeting, 5))
    with pytest.raises(Conflict, match="已经是监票单位"):
        recusals.appoint(actor=world.secretariat, attendance=attendance(world, meeting, 7))
    with world.inside():
        recusals.dismiss(actor=world.secretariat, scrutineer=meeting.scrutineers.get())


@pytest.mark.parametrize(
    "bad",
    [
        {"marks": ["nobody"]}, {"marks": [1]}, {"marks": "x"}, {"none": 1}, {"choice": "yes"},
        {"write_in": ["示例模具有限公司"]},
    ],
)  # fmt: skip
def test_a_slip_that_cannot_be_is_refused(world: World, bad: dict[str, Any]) -> None:
    election = listed(world, [5, 6])
    ballot = round_of(world, election)
    from silian.governance.services.votes import cast

    with pytest.raises(Invalid):
        cast(actor=world.actors[0], ballot=ballot, content=bad)


def test_too_many_marks_and_contradictions_are_said_before_they_count(world: World) -> None:
    election = listed(world, [5, 6])
    keys = candidate_keys(world, election)
    ballot = round_of(world, election)
    for marks, more, sentence in (
        ([keys[5], keys[6]], {}, "最多选 1 个，您选了 2 个"),
        ([keys[5], keys[5]], {}, "只能选一次"),
        ([keys[5]], {"none": True}, "以上都不选"),
    ):
        with pytest.raises(Invalid, match=sentence):
            mark(world, ballot, 0, *marks, **more)


def test_who_is_written_in_and_wins_is_asked_first(world: World) -> None:
    world.set_rules(assembly={"allow_write_in": True})
    election = listed(world, [6], write_in=True)
    keys = candidate_keys(world, election)
    ballot = round_of(world, election)
    with pytest.raises(Invalid, match="不是成员单位"):
        mark(world, ballot, 0, write_in=["不存在的单位"])
    with pytest.raises(Invalid, match="已在候选名单上"):
        mark(world, ballot, 0, write_in=["示例软件有限公司"])
    for at in range(7):
        mark(world, ballot, at, write_in=["示例模具有限公司"])
    mark(world, ballot, 7, keys[6])
    done = close(world, ballot)
    assert done.result["elected"] == ["示例模具有限公司"]
    with pytest.raises(Conflict, match="还没有表示同意"):
        elections.declare(actor=world.secretariat, election=election)
    with world.inside():
        written = Candidate.objects.get(organisation=world.units[7])
    elections.answer(actor=world.actors[7], candidate=written, agrees=True)
    declared = elections.declare(actor=world.secretariat, election=election)
    assert declared.state == ElectionState.DECIDED


def test_write_in_and_marks_are_limited_by_the_charter(world: World) -> None:
    with pytest.raises(Invalid, match="不允许另选"):
        new(world, write_in=True)
    with pytest.raises(Invalid, match="每票最多选"):
        new(world, seats=2, max_marks=3)
    with pytest.raises(Invalid):
        new(world, seats=0)
    with pytest.raises(Forbidden):
        elections.create(actor=world.actors[0], values={"meeting": assembly(world)})


def test_the_list_may_be_drawn_and_opened_again(world: World) -> None:
    election = new(world)
    for at in (5, 6, 7):
        elections.nominate(actor=world.actors[at], election=election, organisation=world.units[at])
    drawn = elections.fix_list(actor=world.secretariat, election=election, by_lot=True)
    with world.inside():
        order = list(drawn.candidates.order_by("order").values_list("ref", flat=True))
    assert order == list(lot(drawn.result["order_seed"], order))
    again = elections.relist(actor=world.secretariat, election=election)
    assert again.state == ElectionState.NOMINATING
    edited = elections.edit(actor=world.secretariat, election=election, values={"title": "补选"})
    assert edited.title == "补选"
    with pytest.raises(Invalid):
        elections.cancel(actor=world.secretariat, election=election, reason="")


def test_nothing_is_declared_or_cancelled_while_a_round_runs(world: World) -> None:
    election = listed(world, [5, 6])
    with pytest.raises(Conflict, match="还没有投票结果"):
        elections.declare(actor=world.secretariat, election=election)
    round_of(world, election)
    for run in (elections.declare, elections.relist):
        with pytest.raises(Conflict, match="进行中"):
            run(actor=world.secretariat, election=election)
    with pytest.raises(Conflict):
        elections.cancel(actor=world.secretariat, election=election, reason="示例")


def test_paper_marks_are_added_to_those_cast_here(world: World) -> None:
    meeting = assembly(world)
    world.set_rules(assembly={"secret_matters": []})
    for at in (0, 1):
        recusals.appoint(actor=world.secretariat, attendance=attendance(world, meeting, at))
    election = listed(world, [5, 6, 7], seats=2, meeting=meeting)
    keys = candidate_keys(world, election)
    ballot = round_of(world, election, on_paper=True)
    with world.inside():
        voters = list(Voter.objects.filter(ballot=ballot, organisation__in=world.units[:4]))
    for voter in voters:
        paper_counts.hand_out(actor=world.secretariat, voter=voter)
    papers = {"issued": 4, "returned": 4, "marked": 3, "none": 1,
              "marks": {keys[5]: 3, keys[6]: 2}}  # fmt: skip
    for wrong in ({"marks": {keys[5]: 4}}, {"marked": 1}, {"marks": {"x": 1}}, {"none": 0}):
        with pytest.raises(Invalid):
            paper_counts.enter(actor=world.actors[0], ballot=ballot, values=papers | wrong)
    paper_counts.enter(actor=world.actors[0], ballot=ballot, values=papers)
    paper_counts.confirm(actor=world.actors[1], ballot=ballot)
    for at in range(4, 8):
        mark(world, ballot, at, keys[6], keys[5])
    done = close(world, ballot)
    assert done.result["counts"]["candidates"] == {keys[5]: 7, keys[6]: 6, keys[7]: 0}
    assert done.result["counts"]["none"] == 1
    with world.inside():
        assert check_export(export_of(done)) == []


def test_names_written_on_paper_are_members_and_add_up(world: World) -> None:
    world.set_rules(assembly={"allow_write_in": True, "secret_matters": []})
    meeting = assembly(world)
    for at in (0, 1):
        recusals.appoint(actor=world.secretariat, attendance=attendance(world, meeting, at))
    election = listed(world, [6], meeting=meeting, write_in=True)
    keys = candidate_keys(world, election)
    ballot = round_of(world, election, on_paper=True)
    with world.inside():
        voters = list(Voter.objects.filter(ballot=ballot, organisation__in=world.units[:4]))
    for voter in voters:
        paper_counts.hand_out(actor=world.secretariat, voter=voter)
    papers = {"issued": 4, "returned": 4, "marked": 4, "marks": {keys[6]: 1}}
    for wrong in ({"不存在的单位": 3}, {"示例软件有限公司": 3}, {"示例模具有限公司": 4},
                  {"示例模具有限公司": 2}, {"示例模具有限公司": 0}):  # fmt: skip
        with pytest.raises(Invalid):
            paper_counts.enter(
                actor=world.actors[0], ballot=ballot, values=papers | {"write_in": wrong}
            )
    written = {"write_in": {" 示例模具有限公司 ": 3}}
    paper_counts.enter(actor=world.actors[0], ballot=ballot, values=papers | written)
    paper_counts.confirm(actor=world.actors[1], ballot=ballot)
    for at in range(4, 8):
        mark(world, ballot, at, write_in=["示例模具有限公司"])
    done = close(world, ballot)
    assert done.result["counts"]["write_ins"] == {"示例模具有限公司": 7}
    assert done.result["elected"] == ["示例模具有限公司"]


def test_a_later_round_asks_for_the_seats_that_are_left(world: World) -> None:
    election = listed(world, [5, 6, 7], seats=2)
    keys = candidate_keys(world, election)
    first = round_of(world, election)
    for at in range(8):
        mark(world, first, at, keys[5])
    with pytest.raises(Conflict, match="进行中"):
        elections.declare(actor=world.secretariat, election=election)
    assert close(world, first).result["open_seats"] == 1
    second = round_of(world, fresh(world, election))
    assert second.settings["question"]["seats"] == 1
    assert set(second.settings["question"]["candidates"]) == {keys[6], keys[7]}
    for at in range(8):
        mark(world, second, at, keys[6])
    close(world, second)
    third = ballots.prepare(actor=world.secretariat, election=fresh(world, election))
    with pytest.raises(Conflict, match="名额已经选满"):
        ballots.open_ballot(actor=world.secretariat, ballot=third)
    ballots.void(actor=world.secretariat, ballot=third, reason="名额已满")
    declared = elections.declare(actor=world.secretariat, election=election)
    assert declared.result["elected"] == [keys[5], keys[6]]
