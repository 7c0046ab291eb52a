"""Bodies, their terms, and who is entitled on a day."""

from __future__ import annotations

import datetime as dt

import pytest
from governance_world import World

from silian.consortia import public as consortia
from silian.governance.queries.bodies import entitled, mandates_of, seats_of
from silian.governance.services import bodies
from silian.kernel.refusals import Conflict, Forbidden

DAY = dt.timedelta(days=1)


def test_entitled_of_the_council_are_its_mandates_by_rank(world: World) -> None:
    with world.inside():
        found = entitled(world.council, consortia.today())
        assert [one.post for one in found] == [
            "chair", "executive_chair", "vice_chair", "vice_chair", "director", "director",
        ]  # fmt: skip
        assert found[0].organisation_id == world.units[0].pk
        assert found[0].representative == "示例甲"
        assert {one.weight for one in found} == {1}
        assert seats_of(world.council, consortia.today()) == 6


def test_weights_of_the_charter_count(world: World) -> None:
    world.set_rules(council={"weights": {"chair": 3}})
    with world.inside():
        assert [one.weight for one in entitled(world.council, consortia.today())][:2] == [3, 1]


def test_entitled_of_the_assembly_are_all_members(world: World) -> None:
    with world.inside():
        found = {one.organisation_id for one in entitled(world.assembly, consortia.today())}
        assert found == {unit.pk for unit in world.units}
        assert seats_of(world.assembly, consortia.today()) == 8


def test_a_unit_that_left_is_entitled_to_nothing(world: World) -> None:
    with world.inside():
        member = consortia.memberships().get(organisation=world.units[4])
        consortia.withdraw(actor=world.secretariat, membership=member, reason="示例")
        today = consortia.today()
        assert world.units[4].pk not in {
            one.organisation_id for one in entitled(world.council, today)
        }
        assert seats_of(world.assembly, today) == 7
        assert seats_of(world.council, today) == 6
        assert len(mandates_of(world.term)) == 5


def test_before_and_after_the_term_nobody_is_entitled(world: World) -> None:
    with world.inside():
        assert entitled(world.council, world.term.starts_on - DAY) == []
        assert len(entitled(world.council, world.term.ends_on)) == 6
        assert entitled(world.council, world.term.ends_on + DAY) == []
        assert seats_of(world.council, world.term.ends_on + DAY) == 0


def test_usual_founds_what_is_missing_once(world: World) -> None:
    with world.inside():
        made = bodies.usual(actor=world.secretariat)
        assert [body.kind for body in made] == [
            "standing_council",
            "expert_committee",
            "secretariat",
        ]
        with pytest.raises(Conflict):
            bodies.usual(actor=world.secretariat)


def test_usual_asks_for_the_right(world: World) -> None:
    with world.inside(), pytest.raises(Forbidden):
        bodies.usual(actor=world.actors[0])
