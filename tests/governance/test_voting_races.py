"""Votes that race each other and the close, over several connections; what the keys guard."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections, transaction
from governance_world import World, build_world
from voting import assembly, close, opened

from silian.governance.enums import BallotState
from silian.governance.models import Ballot, Slip, Vote, Voter
from silian.governance.services import closing, votes
from silian.kernel.access import Actor
from silian.kernel.refusals import Conflict, Refusal

several_connections = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgres,
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'",
        reason="tests on SQLite have one database in memory: one connection",
    ),
]
RACERS = 8


def together(jobs: list[Callable[[], Any]]) -> list[Any]:
    """Runs them at once, each with a connection of its own; results, or what was refused."""

    def run(job: Callable[[], Any]) -> Any:
        try:
            return job()
        except Refusal as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(RACERS) as pool:
        return list(pool.map(run, jobs))


def casting(actor: Actor, ballot: Ballot, choice: str = "yes") -> Callable[[], Any]:
    return lambda: votes.cast(actor=actor, ballot=ballot.ref, content={"choice": choice})


@pytest.mark.django_db
def test_the_database_itself_refuses_a_second_vote_of_a_unit() -> None:
    world = build_world()
    ballot = opened(world, assembly(world))
    with world.inside():
        voter = Voter.objects.filter(ballot=ballot).first()
        row = {"consortium": world.consortium, "voter": voter, "content": {"choice": "yes"}}
        Vote.objects.create(**row)
        with pytest.raises(IntegrityError), transaction.atomic():
            Vote.objects.create(**row)


@pytest.fixture
def strict(transactional_db: Any) -> World:
    """A world whose charter lets nobody change a vote."""
    world = build_world()
    world.set_rules(assembly={"change_vote": False})
    return world


class TestRaces:
    """Each on PostgreSQL alone, with real commits."""

    pytestmark = several_connections

    @pytest.mark.parametrize("secret", [False, True])
    def test_three_tries_of_each_unit_count_once(self, strict: World, secret: bool) -> None:
        ballot = opened(strict, secret=secret)
        jobs = [casting(actor, ballot) for actor in strict.actors for _try in range(3)]
        found = together(jobs)
        assert sum(isinstance(one, Conflict) for one in found) == 16
        assert sum(isinstance(one, str) for one in found) == 8
        done = close(strict, ballot)
        assert done.result["counts"]["yes"] == 8

    @pytest.mark.parametrize("place", range(1, 6))
    def test_a_close_in_the_middle_counts_exactly_what_was_accepted(
        self, strict: World, place: int
    ) -> None:
        ballot = opened(strict, secret=True)
        jobs = [casting(actor, ballot) for actor in strict.actors]
        jobs.insert(place, lambda: closing.close(actor=strict.secretariat, ballot=ballot.ref))
        found = together(jobs)
        receipts = {one for one in found if isinstance(one, str)}
        # One to four votes are too few for a secret: then the close was refused, and comes now.
        close(strict, ballot)
        with strict.inside():
            row = Ballot.objects.get(pk=ballot.pk)
            slips = set(Slip.objects.filter(ballot=ballot).values_list("receipt", flat=True))
            assert Vote.objects.filter(voter__ballot=ballot).count() == 0
            assert Voter.objects.filter(ballot=ballot, voted=True).count() == len(receipts)
        assert row.state == BallotState.CLOSED
        assert slips == receipts
        assert row.result["counts"]["yes"] == len(receipts)

    def test_many_closes_give_one_result(self, strict: World) -> None:
        ballot = opened(strict, secret=True)
        together([casting(actor, ballot) for actor in strict.actors])
        found = together(
            [lambda: closing.close(actor=strict.secretariat, ballot=ballot.ref)] * RACERS
        )
        assert len({one.sentence for one in found}) == 1
        with strict.inside():
            assert Slip.objects.count() == 8
            rows = connection.cursor()
            rows.execute("SELECT count(DISTINCT xmin::text) FROM governance_slip")
            assert rows.fetchone() == (1,)
