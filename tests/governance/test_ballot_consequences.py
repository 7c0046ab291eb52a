"""What follows from an outcome: a charter is adopted or rejected, a plan adopted; never half."""

from __future__ import annotations

from typing import Any

import pytest
from governance_world import World, build_motion, rules
from voting import assembly, close, opened, vote

from silian.consortia.queries.actors import today
from silian.governance.enums import CharterState, MotionState, PlanState
from silian.governance.models import Article, Charter, Motion, WorkPlan
from silian.governance.services import ballots, tasks
from silian.kernel.refusals import Conflict

pytestmark = pytest.mark.django_db


def draft_charter(world: World, state: str = "proposed") -> Charter:
    """A second version of the charter."""
    with world.inside():
        charter = Charter.objects.create(
            consortium=world.consortium, version=2, title="示例甲联合体章程", rules=rules(),
            state=state, reason="示例修改",
        )  # fmt: skip
        Article.objects.create(
            consortium=world.consortium, charter=charter, number=1, heading="名称", text="示例。"
        )
    return charter


def decided(world: World, motion: Motion, choice: str) -> Any:
    """The ballot on the motion in which everybody votes this way, closed."""
    ballot = opened(world, motion=motion)
    vote(world, ballot, dict.fromkeys(range(8), choice))
    return close(world, ballot)


@pytest.mark.parametrize(("choice", "state"), [("yes", "in_force"), ("no", "rejected")])
def test_the_vote_on_a_charter_decides_it(world: World, choice: str, state: str) -> None:
    charter = draft_charter(world)
    motion = build_motion(world, assembly(world), matter="charter", charter=charter)
    done = decided(world, motion, choice)
    with world.inside():
        assert Charter.objects.get(pk=charter.pk).state == state
    assert done.charter == world.charter, "decided by the rules of the version before"
    assert "unfinished" not in done.result


def test_a_draft_that_nobody_proposed_is_not_voted_on(world: World) -> None:
    charter = draft_charter(world, state=CharterState.DRAFT)
    motion = build_motion(world, assembly(world), matter="charter", charter=charter)
    with pytest.raises(Conflict, match="提请表决"):
        ballots.prepare(actor=world.secretariat, motion=motion)


def test_a_plan_is_adopted_by_its_motion(world: World) -> None:
    with world.inside():
        plan = WorkPlan.objects.create(consortium=world.consortium, year=2026, title="年度计划")
    tasks.add(actor=world.secretariat, plan=plan, values={"title": "示例任务"})
    done = decided(world, build_motion(world, assembly(world), plan=plan), "yes")
    with world.inside():
        adopted = WorkPlan.objects.get(pk=plan.pk)
    assert (adopted.state, adopted.adopted_on) == (PlanState.ADOPTED, today())
    assert "unfinished" not in done.result


def test_what_cannot_follow_yet_is_said_and_undoes_no_vote(world: World) -> None:
    with world.inside():
        plan = WorkPlan.objects.create(consortium=world.consortium, year=2026, title="空计划")
    motion = build_motion(world, assembly(world), plan=plan)
    done = decided(world, motion, "yes")
    assert done.result["unfinished"] == "计划里还没有任务。"
    with world.inside():
        assert WorkPlan.objects.get(pk=plan.pk).state == PlanState.DRAFT
        assert Motion.objects.get(pk=motion.pk).state == MotionState.PASSED
