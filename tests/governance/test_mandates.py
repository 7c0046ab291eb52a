"""Terms and mandates: who takes a post up, who gives it up, what becomes of the seat."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from governance_world import World

from silian.consortia import public as consortia
from silian.governance import tasks
from silian.governance.models import Candidate, Election, GoverningBody, Mandate, Term
from silian.governance.queries.bodies import current_term, entitled, last_day
from silian.governance.queries.body_pages import cards, expiring, state_of
from silian.governance.services import bodies, mandates
from silian.kernel.refusals import Conflict, Forbidden, Invalid

DAY = dt.timedelta(days=1)


def seat(world: World, at: int) -> str:
    return consortia.memberships().get(organisation=world.units[at]).seat


def shorten(world: World, ends_on: dt.date) -> None:
    """The council's term ends on that day, as if its time had come."""
    Term.objects.filter(pk=world.term.pk).update(ends_on=ends_on)
    Mandate.objects.filter(term=world.term).update(ends_on=ends_on)
    world.term.refresh_from_db()


def test_terms_count_up_and_never_overlap(world: World) -> None:
    actor, end = world.secretariat, world.term.ends_on
    with world.inside():
        with pytest.raises(Invalid, match="重叠"):
            bodies.open_term(actor=actor, body=world.council, starts_on=end)
        term = bodies.open_term(actor=actor, body=world.council, starts_on=end + DAY, seats=9)
        assert (term.number, term.seats) == (2, 9)
        assert term.ends_on == bodies.years_after(term.starts_on, 5) - DAY
        with pytest.raises(Invalid, match="不超过 5 年"):
            bodies.update_term(
                actor=actor, term=term, starts_on=term.starts_on,
                ends_on=bodies.years_after(term.starts_on, 5) + DAY,
            )  # fmt: skip
        with pytest.raises(Invalid, match="重叠"):
            bodies.update_term(
                actor=actor, term=world.term, starts_on=world.term.starts_on,
                ends_on=term.starts_on, seats=6,
            )  # fmt: skip
        with pytest.raises(Forbidden):
            bodies.open_term(
                actor=world.actors[0], body=world.council, starts_on=term.ends_on + DAY
            )


def test_seats_keep_to_the_charter(world: World) -> None:
    world.set_rules(council={"seats_min": 5, "seats_max": 7})
    with world.inside():
        for seats in (4, 8):
            with pytest.raises(Invalid) as refused:
                bodies.update_term(
                    actor=world.secretariat, term=world.term, starts_on=world.term.starts_on,
                    ends_on=world.term.ends_on, seats=seats,
                )  # fmt: skip
            assert list(refused.value.errors) == ["seats"]


def test_mandates_follow_the_end_of_their_term(world: World) -> None:
    with world.inside():
        end = world.term.ends_on - 30 * DAY
        bodies.update_term(
            actor=world.secretariat, term=world.term, starts_on=world.term.starts_on, ends_on=end,
            seats=6,
        )  # fmt: skip
        assert set(Mandate.objects.values_list("ends_on", flat=True)) == {end}


def test_renewal_is_delayed_by_a_year_at_most(world: World) -> None:
    today = consortia.today()
    with world.inside():
        shorten(world, today - DAY)
        assert current_term(world.council) is None
        for until in (world.term.ends_on, bodies.years_after(world.term.ends_on, 1) + DAY):
            with pytest.raises(Invalid):
                bodies.delay_term(
                    actor=world.secretariat, term=world.term, until=until, reason="示例"
                )
        with pytest.raises(Invalid):
            bodies.delay_term(
                actor=world.secretariat, term=world.term, until=today + DAY, reason=" "
            )
        bodies.delay_term(
            actor=world.secretariat, term=world.term, until=today + 60 * DAY, reason="示例"
        )
        assert len(entitled(world.council, today)) == 6
        # The next term may begin earlier: the delayed one then ends the day before.
        term = bodies.open_term(actor=world.secretariat, body=world.council, starts_on=today + DAY)
        world.term.refresh_from_db()
        assert last_day(world.term) == term.starts_on - DAY
        assert set(world.term.mandates.values_list("ends_on", flat=True)) == {today}
        with pytest.raises(Conflict):
            bodies.delay_term(
                actor=world.secretariat, term=world.term, until=today + 90 * DAY, reason="示例"
            )


def test_a_term_warns_before_it_ends(world: World) -> None:
    today = consortia.today()
    with world.inside():
        for days, said in ((91, ""), (90, "soon"), (30, "very_soon"), (0, "very_soon")):
            shorten(world, today + days * DAY)
            assert state_of(world.term).warning == said
        assert [state.term for state in expiring()] == [world.term]
        shorten(world, today - DAY)
        assert state_of(world.term).warning == "over"
        assert expiring() == []


def test_appointed_by_hand_with_its_basis(world: World) -> None:
    actor, unit = world.secretariat, world.units[6]
    with world.inside():
        with pytest.raises(Conflict, match="6 个席位"):
            mandates.appoint(
                actor=actor, term=world.term, organisation=unit, post="director", basis="决议"
            )
        bodies.update_term(
            actor=actor, term=world.term, starts_on=world.term.starts_on,
            ends_on=world.term.ends_on, seats=8,
        )  # fmt: skip
        made = mandates.appoint(
            actor=actor, term=world.term, organisation=unit, post="director", basis="决议",
            representative="示例庚",
        )  # fmt: skip
        assert (made.starts_on, made.ends_on) == (consortia.today(), world.term.ends_on)
        assert seat(world, 6) == "director"
        assert len(entitled(world.council, consortia.today())) == 7


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"basis": " "}, "basis"),
        ({"post": "king"}, "post"),
        ({"unit": 0}, "organisation"),
        ({"starts_on": dt.date(2020, 1, 1)}, "starts_on"),
    ],
)
def test_appointing_with_bad_values(world: World, values: dict[str, Any], field: str) -> None:
    given = {"post": "director", "basis": "决议", "unit": 6, **values}
    unit = world.units[given.pop("unit")]
    with world.inside():
        Term.objects.filter(pk=world.term.pk).update(seats=None)
        with pytest.raises(Invalid) as refused:
            mandates.appoint(actor=world.secretariat, term=world.term, organisation=unit, **given)
    assert list(refused.value.errors) == [field]


def test_only_members_take_posts_up(world: World) -> None:
    with world.inside():
        Term.objects.filter(pk=world.term.pk).update(seats=None)
        member = consortia.memberships().get(organisation=world.units[7])
        consortia.withdraw(actor=world.secretariat, membership=member, reason="示例")
        with pytest.raises(Invalid, match="正式成员"):
            mandates.appoint(
                actor=world.secretariat, term=world.term, organisation=world.units[7],
                post="director", basis="决议",
            )  # fmt: skip
        with pytest.raises(Forbidden):
            mandates.appoint(
                actor=world.actors[0], term=world.term, organisation=world.units[6],
                post="director", basis="决议",
            )  # fmt: skip


def election(world: World, make_meeting: Callable[..., Any], post: str, units: list[int]) -> Any:
    vote = Election.objects.create(
        consortium=world.consortium, meeting=make_meeting(), term=world.term, post=post,
        title="示例选举", seats=len(units), state="listed",
    )  # fmt: skip
    rows = [
        Candidate.objects.create(
            consortium=world.consortium, election=vote, organisation=world.units[at],
            consent="given", order=at,
        )
        for at in units
    ]  # fmt: skip
    return vote, rows


def test_elected_take_their_posts_and_seats(world: World, make_meeting: Callable[..., Any]) -> None:
    with world.inside():
        vote, rows = election(world, make_meeting, "vice_chair", [2, 4, 6])
        made = mandates.appoint_elected(actor=world.secretariat, election=vote, candidates=rows)
        # Unit 2 holds the post already, unit 4 changes over, unit 6 is new.
        assert [row.organisation_id for row in made] == [world.units[4].pk, world.units[6].pk]
        assert made[0].election_id == vote.pk
        assert made[0].representative == "示例戊"
        world.mandates[4].refresh_from_db()
        assert world.mandates[4].end == "replaced"
        assert [seat(world, at) for at in (2, 4, 6)] == ["vice_chair"] * 3
        again = mandates.appoint_elected(actor=world.secretariat, election=vote, candidates=rows)
        assert again == []
        with pytest.raises(Forbidden):
            mandates.appoint_elected(actor=world.actors[0], election=vote, candidates=rows)


def test_a_lead_unit_stays_one_in_the_roll(world: World, make_meeting: Callable[..., Any]) -> None:
    with world.inside():
        member = consortia.memberships().get(organisation=world.units[6])
        consortia.change_seat(
            actor=world.secretariat, membership=member, seat="lead", reason="示例"
        )
        vote, rows = election(world, make_meeting, "vice_chair", [6])
        mandates.appoint_elected(actor=world.secretariat, election=vote, candidates=rows)
        assert seat(world, 6) == "lead"


def test_who_leaves_a_post_leaves_with_reason_and_day(world: World) -> None:
    actor, row, today = world.secretariat, world.mandates[5], consortia.today()
    with world.inside():
        for values, field in (
            ({"reason": "bored", "note": "函"}, "reason"),
            ({"reason": "resigned", "note": ""}, "note"),
            ({"reason": "resigned", "note": "函", "on": today + DAY}, "on"),
        ):
            with pytest.raises(Invalid) as refused:
                mandates.end(actor=actor, mandate=row, **values)
            assert list(refused.value.errors) == [field]
        with pytest.raises(Forbidden):
            mandates.end(actor=world.actors[5], mandate=row, reason="resigned", note="函")
        ended = mandates.end(actor=actor, mandate=row, reason="resigned", note="辞任函")
        assert (ended.end, ended.ended_on) == ("resigned", today)
        assert seat(world, 5) == "member"
        assert len(entitled(world.council, today)) == 5
        with pytest.raises(Conflict):
            mandates.end(actor=actor, mandate=row, reason="resigned", note="再次")
        with pytest.raises(Conflict):
            mandates.change_representative(actor=actor, mandate=row, representative="示例壬")
        # The post is vacant and may be filled by another unit, or by the same one again.
        mandates.appoint(
            actor=actor, term=world.term, organisation=world.units[5], post="director",
            basis="补选",
        )  # fmt: skip


def test_the_representative_changes_and_the_record_does_not_name_them(world: World) -> None:
    from silian.kernel.models import AuditEntry

    with world.inside():
        row = mandates.change_representative(
            actor=world.secretariat, mandate=world.mandates[0], representative="示例新代表"
        )
        assert row.representative == "示例新代表"
        assert "示例新代表" not in AuditEntry.objects.order_by("number").last().changes
        with pytest.raises(Invalid):
            mandates.change_representative(actor=world.secretariat, mandate=row, representative=" ")
        with pytest.raises(Forbidden):
            mandates.change_representative(
                actor=world.actors[0], mandate=row, representative="示例"
            )


def test_every_day_what_is_over_is_written_down(world: World) -> None:
    today = consortia.today()
    with world.inside():
        member = consortia.memberships().get(organisation=world.units[3])
        consortia.withdraw(actor=world.secretariat, membership=member, reason="示例")
    tasks.expire_mandates()
    with world.inside():
        left = Mandate.objects.get(pk=world.mandates[3].pk)
        assert (left.end, left.ended_on) == ("left", today)
        assert Mandate.objects.filter(ended_on__isnull=True).count() == 5
        shorten(world, today - DAY)
    tasks.expire_mandates()
    with world.inside():
        assert set(Mandate.objects.exclude(pk=left.pk).values_list("end", "ended_on")) == {
            ("term_over", today)
        }
        # Nobody was elected yet: the roll keeps its seats until the next term runs.
        assert seat(world, 0) == "chair"
        with pytest.raises(Forbidden):
            mandates.expire(actor=world.actors[0])


def test_bodies_are_founded_changed_and_dissolved(world: World) -> None:
    actor = world.secretariat
    values = {"kind": "working_group", "name": "人才培养工作组", "duties": "示例", "order": 9}
    with world.inside():
        body = bodies.found(actor=actor, values=values)
        with pytest.raises(Invalid, match="已经有叫"):
            bodies.found(actor=actor, values=values)
        assert bodies.update(actor=actor, body=body, values={"name": "培养组"}).name == "培养组"
        with pytest.raises(Invalid):
            bodies.update(actor=actor, body=world.council, values={"kind": "assembly"})
        with pytest.raises(Conflict, match="任职"):
            bodies.dissolve(actor=actor, body=world.council)
        with pytest.raises(Invalid):
            bodies.dissolve(actor=actor, body=body, on=consortia.today() + DAY)
        bodies.dissolve(actor=actor, body=body)
        with pytest.raises(Conflict):
            bodies.open_term(actor=actor, body=body, starts_on=consortia.today())
        for run in (bodies.update, bodies.found):
            target = {} if run is bodies.found else {"body": world.council}
            with pytest.raises(Forbidden):
                run(actor=world.actors[0], values={"name": "越权"}, **target)
        assert GoverningBody.objects.filter(dissolved_on__isnull=True).count() == 2
        assert [card.body.name for card in cards()] == ["成员大会", "理事会"]
