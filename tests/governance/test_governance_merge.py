"""Two units of the registry are one: what governance holds follows, or says why it cannot."""

from __future__ import annotations

from typing import Any

import pytest
from governance_world import World, attendance, build_meeting, build_motion
from voting import assembly, close, opened, vote

from silian.consortia.models import Membership
from silian.consortia.queries.actors import today
from silian.governance.models import (
    Attendance,
    Candidate,
    Election,
    Mandate,
    Motion,
    Party,
    Proxy,
    Task,
    Voter,
)
from silian.governance.queries.counting import export_of
from silian.governance.queries.letters import own_papers
from silian.governance.services import agreements, elections, letters, mandates, plans, tasks
from silian.kernel.access import Actor, system_actor
from silian.kernel.refusals import Conflict
from silian.kernel.scoping import inside
from silian.organisations import public as organisations
from silian.organisations.models import Organisation


@pytest.fixture
def twin(world: World) -> Organisation:
    """A second entry of the registry, a member nowhere."""
    return Organisation.objects.create(name="示例整车集团", kind="enterprise", is_demo=True)


def join(source: Organisation, target: Organisation) -> Any:
    return organisations.merge(actor=system_actor("cli"), source=source, target=target)


def test_everything_follows_the_merge(world: World, twin: Organisation) -> None:
    unit = world.units[0]
    meeting = assembly(world)
    election = elections.create(
        actor=world.secretariat,
        values={"meeting": meeting, "term": world.term, "post": "vice_chair", "title": "示例选举",
                "seats": 1},
    )  # fmt: skip
    elections.nominate(actor=world.actors[0], election=election, organisation=unit)
    elections.nominate(actor=world.actors[0], election=election, organisation=world.units[6])
    motion = build_motion(world, meeting, proposer=unit)
    opened(world, motion=motion, secret=False)
    letter = letters.issue_for_mandate(actor=world.secretariat, mandate=world.mandates[0])
    with world.inside():
        agreements.draft(
            actor=world.secretariat, title="示例协议", text="示例。",
            parties=[(unit, ""), (world.units[1], "")],
        )  # fmt: skip
        plan = plans.draft(actor=world.secretariat, year=2026, title="示例计划")
        tasks.add(actor=world.secretariat, plan=plan, values={"title": "示例", "owner": unit})
    preview = dict(organisations.preview_merge(unit, twin).moved)
    done = dict(join(unit, twin).moved)
    assert preview == done
    for label in ("任职", "协议方", "候选", "参会", "表决名册", "议案", "任务", "持有的文书"):
        assert done[label] == 1, label
    assert done["提名"] == 2
    with world.inside():
        for model, field in (
            (Mandate, "organisation"), (Party, "organisation"), (Candidate, "organisation"),
            (Candidate, "nominated_by"), (Attendance, "organisation"), (Voter, "organisation"),
            (Motion, "proposer"), (Task, "owner"),
        ):  # fmt: skip
            assert model.objects.filter(**{field: twin.pk}).exists(), model
            assert not model.objects.filter(**{field: unit.pk}).exists(), model
        held = own_papers(Actor("x", consortium_id=world.consortium.pk, organisation_id=twin.pk))
        assert [row.pk for row in held] == [letter.pk]
        assert held[0].holder == "示例整车有限公司", "what is printed stays"


def test_the_record_of_a_closed_ballot_keeps_the_names_of_then(
    world: World, twin: Organisation
) -> None:
    ballot = opened(world, motion=build_motion(world, assembly(world)), secret=False)
    vote(world, ballot, dict.fromkeys(range(8), "yes"))
    closed = close(world, ballot)
    with world.inside():
        before = export_of(closed)
    join(world.units[0], twin)
    with world.inside():
        closed.refresh_from_db()
        assert export_of(closed) == before
    assert before["sha256"] == closed.result["sha256"]


def test_a_seat_that_nobody_took_goes(world: World) -> None:
    meeting = build_meeting(world, body=world.assembly, present=[0, 2, 3, 4, 5])
    # One of the two has left the consortium: two live members are never one.
    with world.inside():
        Membership.objects.filter(organisation=world.units[7]).update(
            state="withdrawn", left_on=today(), leave_reason="示例"
        )
    join(world.units[7], world.units[0])
    with world.inside():
        rows = Attendance.objects.filter(meeting=meeting, organisation=world.units[0])
        assert rows.get().presence != "absent"


@pytest.mark.parametrize("what", ["mandate", "party", "candidate", "meeting"])
def test_who_took_part_apart_were_two(world: World, what: str) -> None:
    one, other = world.units[0], world.units[3]
    with world.inside():
        Membership.objects.filter(organisation=other).update(
            state="withdrawn", left_on=today(), leave_reason="示例"
        )
        if what != "mandate":
            Mandate.objects.filter(organisation=other).delete()
        if what == "party":
            agreements.draft(
                actor=world.secretariat, title="示例协议", text="示例。",
                parties=[(one, ""), (other, "")],
            )  # fmt: skip
    if what == "candidate":
        meeting = build_meeting(world, present=[0])
        with world.inside():
            election = Election.objects.create(
                consortium=world.consortium, meeting=meeting, term=world.term, post="vice_chair",
                title="示例选举", seats=1,
            )  # fmt: skip
            for unit in (one, other):
                Candidate.objects.create(
                    consortium=world.consortium, election=election, organisation=unit,
                    consent="given",
                )  # fmt: skip
            Attendance.objects.filter(organisation=other).delete()
    if what == "meeting":
        meeting = build_meeting(world, body=world.assembly, present=[0], proxies={3: 1})
        assert attendance(world, meeting, 3)
        with world.inside():
            assert Proxy.objects.exists()
    sentence = {
        "mandate": "都有任职", "party": "的两方", "candidate": "的候选单位",
        "meeting": "都参加了会议",
    }[what]  # fmt: skip
    assert sentence in organisations.preview_merge(other, one).refusals[0]
    with pytest.raises(Conflict, match=sentence):
        join(other, one)
    with inside(world.consortium.pk):
        if what == "mandate":
            mandates.end(
                actor=world.secretariat, mandate=world.mandates[3], reason="left", note="示例"
            )
            assert organisations.preview_merge(other, one).refusals == []
