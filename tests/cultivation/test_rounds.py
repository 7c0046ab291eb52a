"""A placement round by its commands: from the posts to the supplementary round."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from tests.cultivation.rounds_world import World, build_world, tomorrow

from silian.cultivation.models import Appeal, Applicant, Offer, PlacementRound, Preference
from silian.cultivation.queries.rounds import obstacles, scores
from silian.cultivation.queries.rounds_market import frozen_tables
from silian.cultivation.queries.rounds_words import reason_words
from silian.cultivation.services import (
    rounds,
    rounds_applicants,
    rounds_posts,
    rounds_preferences,
    rounds_results,
    rounds_solving,
    rounds_supplement,
)
from silian.kernel.refusals import Conflict, Forbidden, Invalid


@pytest.fixture
def world(db: Any) -> World:
    return build_world()


def places(world: World, row: PlacementRound) -> list[str]:
    """The post of each student, in their order."""
    with world.inside():
        offers = Offer.objects.filter(applicant__round=row).select_related("post")
        found = {offer.applicant_id: offer.post.code if offer.post else "" for offer in offers}
        return [found[one.pk] for one in world.applicants(row)]


def test_the_best_scores_get_their_choice_and_the_rest_read_why(world: World) -> None:
    row = world.bring(world.draft(), "published")
    assert places(world, row) == [""] * 5 + ["G002"] * 3 + ["G001"] * 2
    with world.inside():
        posts = world.posts(row)
        assert (posts["G001"].cutoff, posts["G002"].cutoff) == ("68.0000", "65.0000")
        offers = {o.applicant_id: o for o in Offer.objects.filter(applicant__round=row)}
        first, sixth = world.applicants(row)[0], world.applicants(row)[5]
        assert [one["post"] for one in offers[first.pk].reasons] == ["G001", "G002"]
        assert [one["post"] for one in offers[sixth.pk].reasons] == ["G001"]
        words = reason_words(offers[sixth.pk].reasons[0])
    assert "68" in words
    assert "65" in words
    assert row.report["placed"] == 5
    assert row.report["certificate"]["right"] is True


def test_a_second_solution_is_the_same(world: World) -> None:
    office = world.actor("secretariat")
    row = world.bring(world.draft(formula="0"), "solved")
    first, digest = places(world, row), row.report["result_sha256"]
    with pytest.raises(Conflict, match="已匹配"):
        rounds_solving.solve(actor=office, round=row)
    rounds_solving.reconsider(actor=office, round=row)
    again = rounds_solving.solve(actor=office, round=row)
    assert places(world, row) == first
    assert again.report["result_sha256"] == digest


def test_opening_names_every_obstacle(world: World) -> None:
    office = world.actor("secretariat")
    row = rounds.draft(actor=office, values={"name": "空的双选"})
    with pytest.raises(Conflict, match="还没有岗位。还没有参加者。"):
        rounds.open_round(actor=office, round=row)
    other = world.draft(name="公式不对", formula="成绩+体测")
    with pytest.raises(Conflict, match="体测"):
        rounds.open_round(actor=office, round=other)
    with world.inside():
        one = world.posts(other)["G001"]
    rounds.update(actor=office, round=other, values={"formula": "成绩"})
    rounds_posts.update(actor=office, post=one, values={"eligibility": "视力>=5"})
    with pytest.raises(Conflict, match="视力"):
        rounds.open_round(actor=office, round=other)


def test_a_missing_score_is_named_by_code(world: World) -> None:
    row = world.draft()
    with world.inside():
        one = world.applicants(row)[3]
        one.scores = {}
        one.save()
        assert [fault for fault in obstacles(row) if one.code in fault]
        shown = {line.applicant.pk: line for line in scores(row, world.applicants(row))}
    assert shown[one.pk].score is None
    assert "成绩" in shown[one.pk].fault


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"formula": "成绩 +"}, "formula"),
        ({"choices": 0}, "choices"),
        ({"choices": 21}, "choices"),
        ({"seed": -1}, "seed"),
    ],
)
def test_a_round_that_cannot_stand(world: World, values: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        rounds.draft(actor=world.actor("secretariat"), values={"name": "双选"} | values)
    assert field in caught.value.errors


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"capacity": 2, "minimum": 3}, "minimum"),
        ({"capacity": 2, "reserves": "学校=甲：3"}, "reserves"),
        ({"capacity": 2, "reserves": "学校"}, "reserves"),
        ({"capacity": 2, "eligibility": "专业"}, "eligibility"),
        ({"capacity": 0}, "capacity"),
        ({"capacity": 2, "code": "G001"}, "code"),
    ],
)
def test_a_post_that_cannot_stand(world: World, values: dict[str, Any], field: str) -> None:
    row = world.draft()
    given = {"title": "岗位", "organisation": world.story.units["maker"]} | values
    with pytest.raises(Invalid) as caught:
        rounds_posts.add(actor=world.actor("secretariat"), round=row, values=given)
    assert field in caught.value.errors


def test_an_enterprise_offers_posts_for_itself_alone(world: World) -> None:
    row = world.draft()
    maker = world.actor("enterprise_hr")
    values = {"title": "本单位岗位", "capacity": 1}
    made = rounds_posts.add(
        actor=maker, round=row, values=values | {"organisation": world.story.units["maker"]}
    )
    assert made.code == "G003"
    with pytest.raises(Forbidden):
        rounds_posts.add(
            actor=maker, round=row, values=values | {"organisation": world.story.units["rival"]}
        )


def test_a_school_runs_its_own_round_and_no_other(world: World) -> None:
    school = world.actor("school_office")
    own = rounds.draft(actor=school, values={"name": "本校双选"})
    assert own.organisation == world.story.units["school"]
    with world.inside():
        made = rounds_applicants.add_class(
            actor=school, round=own, study_class=world.study_class
        )  # fmt: skip
    assert len(made) == 10
    other = world.draft()
    with pytest.raises(Forbidden):
        rounds.open_round(actor=school, round=other)


def test_a_person_is_in_a_round_once(world: World) -> None:
    office = world.actor("secretariat")
    row = world.draft()
    with world.inside():
        again = rounds_applicants.add_class(
            actor=office, round=row, study_class=world.study_class
        )  # fmt: skip
        codes = {one.code for one in world.applicants(row)}
        numbers = {one.student.number for one in world.applicants(row)}
    assert again == []
    assert len(codes) == 10
    assert not any(number in code for code in codes for number in numbers)


def test_each_submission_is_acknowledged_and_replaces_the_last(world: World) -> None:
    row = world.bring(world.draft(), "open")
    with world.inside():
        one, posts = world.applicants(row)[0], world.posts(row)
    assert one.revision == 1
    done = rounds_preferences.submit(
        actor=world.student_actor(0), applicant=one, posts=[posts["G002"].ref]
    )
    assert done.revision == 2
    with world.inside():
        kept = Preference.objects.filter(applicant=one).values_list("post__code", "rank")
        assert list(kept) == [("G002", 1)]


def test_a_ranking_that_cannot_stand(world: World) -> None:
    draft = world.draft(choices=1)
    with world.inside():
        post = world.posts(draft)["G002"]
    rounds_posts.update(
        actor=world.actor("secretariat"), post=post, values={"eligibility": "专业=烹饪"}
    )
    wishes = {number: ["G001"] for number in range(10)}
    row = world.bring(draft, "open", wishes)
    with world.inside():
        one, posts = world.applicants(row)[0], world.posts(row)
    first, second = posts["G001"].ref, posts["G002"].ref

    def refused(*refs: str) -> str:
        with pytest.raises(Invalid) as caught:
            rounds_preferences.submit(actor=world.student_actor(0), applicant=one, posts=refs)
        return str(caught.value)

    assert "两次" in refused(first, first)
    assert "最多填 1 个" in refused(first, second)
    assert "不符合" in refused(second)
    assert "刷新" in refused("2222222222222222")
    with pytest.raises(Forbidden):
        rounds_preferences.submit(actor=world.student_actor(1), applicant=one, posts=[first])


def test_after_the_freezing_a_ranking_is_refused_with_the_time(world: World) -> None:
    row = world.bring(world.draft(seed=0), "frozen")
    assert row.seed > 0
    assert len(row.frozen_sha256) == 64
    with world.inside():
        one, posts = world.applicants(row)[0], world.posts(row)
        at = timezone.localtime(row.frozen_at).strftime("%Y-%m-%d %H:%M:%S")
        assert frozen_tables(row).digest() == row.frozen_sha256
    with pytest.raises(Conflict, match=at):
        rounds_preferences.submit(
            actor=world.student_actor(0), applicant=one, posts=[posts["G001"].ref]
        )


def test_outside_the_days_of_ranking_nothing_is_taken(world: World) -> None:
    row = world.bring(world.draft(opens_at=timezone.now(), closes_at=tomorrow()), "open")
    with world.inside():
        one = world.applicants(row)[0]
        PlacementRound.objects.filter(pk=row.pk).update(
            closes_at=timezone.now() - dt.timedelta(minutes=1)
        )
    with pytest.raises(Conflict, match="截止"):
        rounds_preferences.submit(actor=world.student_actor(0), applicant=one, posts=[])


def test_what_was_frozen_and_was_changed_is_not_solved(world: World) -> None:
    row = world.bring(world.draft(), "frozen")
    with world.inside():
        Preference.objects.filter(applicant=world.applicants(row)[0]).delete()
    with pytest.raises(Conflict, match="摘要不符"):
        rounds_solving.solve(actor=world.actor("secretariat"), round=row)


def test_who_turns_eighteen_in_the_round_counts_as_eighteen(world: World) -> None:
    end = tomorrow()
    draft = world.draft(closes_at=end)
    with world.inside():
        young = world.students[9]
        young.born_on = (
            timezone.localtime(end).date().replace(year=timezone.localtime(end).year - 18)
        )
        young.save()
        post = world.posts(draft)["G001"]
    rounds_posts.update(
        actor=world.actor("secretariat"), post=post, values={"eligibility": "年龄>=18"}
    )
    row = world.bring(draft, "published")
    assert places(world, row)[9] == "G001"
    with world.inside():
        assert world.applicants(row)[9].attributes["年龄"] == "18"


def test_confirm_decline_and_the_end_of_the_time(world: World) -> None:
    row = world.bring(world.draft(), "published")
    with world.inside():
        people = world.applicants(row)
    confirmed = rounds_results.confirm(actor=world.student_actor(9), applicant=people[9])
    assert confirmed.state == "confirmed"
    declined = rounds_results.decline(actor=world.student_actor(8), applicant=people[8])
    assert declined.state == "declined"
    with pytest.raises(Conflict, match="已放弃"):
        rounds_results.confirm(actor=world.student_actor(8), applicant=people[8])
    with pytest.raises(Conflict, match="没有录取"):
        rounds_results.confirm(actor=world.student_actor(0), applicant=people[0])
    with world.inside():
        PlacementRound.objects.filter(pk=row.pk).update(
            confirm_until=timezone.now() - dt.timedelta(minutes=1)
        )
    with pytest.raises(Conflict, match="截止"):
        rounds_results.confirm(actor=world.student_actor(7), applicant=people[7])
    rounds_results.close(actor=world.actor("secretariat"), round=row)
    with world.inside():
        states = Offer.objects.filter(applicant=people[7]).values_list("state", flat=True)
        assert list(states) == ["declined"]


def test_an_appeal_is_answered_with_the_exact_threshold(world: World) -> None:
    row = world.bring(world.draft(), "published")
    with world.inside():
        one, posts = world.applicants(row)[7], world.posts(row)
    made = rounds_results.appeal(
        actor=world.student_actor(7), applicant=one, post=posts["G001"], text="请复核"
    )
    with pytest.raises(Conflict, match="已经申诉"):
        rounds_results.appeal(
            actor=world.student_actor(7), applicant=one, post=posts["G001"], text="再问"
        )
    with pytest.raises(Invalid):
        rounds_results.appeal(
            actor=world.student_actor(7), applicant=one, post=posts["G002"], text="已录取的"
        )
    with pytest.raises(Conflict, match="1 项申诉"):
        rounds_results.close(actor=world.actor("secretariat"), round=row)
    answered = rounds_results.answer(
        actor=world.actor("secretariat"), appeal=made, text="已复核。"
    )  # fmt: skip
    assert Decimal(answered.threshold) == 68
    with world.inside():
        assert Appeal.objects.get(pk=made.pk).state == "answered"


def test_a_withdrawn_post_leads_to_the_supplementary_round_first(world: World) -> None:
    office = world.actor("secretariat")
    row = world.bring(world.draft(), "published")
    with world.inside():
        people, posts = world.applicants(row), world.posts(row)
    rounds_results.decline(actor=world.student_actor(5), applicant=people[5])
    rounds_posts.withdraw(actor=world.actor("enterprise_hr"), post=posts["G001"], reason="停产")
    with world.inside():
        state = {o.applicant_id: o.state for o in Offer.objects.filter(applicant__round=row)}
    assert [state[people[n].pk] for n in (5, 6, 8, 9)] == [
        "declined", "given", "cancelled", "cancelled",
    ]  # fmt: skip
    new = rounds_supplement.supplement(actor=office, round=row)
    with world.inside():
        left = {post.code: post.capacity for post in new.posts.all()}
        joined = {one.student.number: one.attributes["补录优先"] for one in new.applicants.all()}
        ordered = sorted(scores(new, new.applicants.all()), key=lambda one: one.score or 0)
    assert left == {"G002": 1}
    assert joined == {f"24{n:03d}": "0" for n in range(5)} | {"24008": "1", "24009": "1"}
    assert ordered[-1].applicant.student.number == "24009"
    assert ordered[-3].applicant.student.number == "24004"
    with pytest.raises(Conflict, match="已经有补录"):
        rounds_supplement.supplement(actor=office, round=row)


def test_between_freezing_and_publication_nothing_is_withdrawn(world: World) -> None:
    row = world.bring(world.draft(), "frozen")
    with world.inside():
        post = world.posts(row)["G001"]
    with pytest.raises(Conflict, match="公布之后"):
        rounds_posts.withdraw(actor=world.actor("enterprise_hr"), post=post, reason="停产")


def test_a_post_below_its_minimum_is_closed_and_said_so(world: World) -> None:
    draft = world.draft()
    with world.inside():
        post = world.posts(draft)["G001"]
    rounds_posts.update(actor=world.actor("secretariat"), post=post, values={"minimum": 2})
    wishes = {number: ["G002"] for number in range(9)} | {9: ["G001", "G002"]}
    row = world.bring(draft, "published", wishes)
    assert places(world, row)[9] == "G002"
    assert [one["post"] for one in row.report["closed"]] == ["G001"]
    with world.inside():
        offer = Offer.objects.get(applicant=world.applicants(row)[9])
    assert offer.reasons[0]["kind"] == "closed"


def test_a_round_of_instructors(world: World) -> None:
    from silian.cultivation.models import Instructor

    office = world.actor("secretariat")
    row = rounds.draft(actor=office, values={"name": "教师实践", "kind": "teachers"})
    with world.inside():
        Instructor.objects.create(
            consortium=world.story.consortia["jia"], organisation=world.story.units["school"],
            number="T1", full_name="示例教师", user=world.people[0],
        )  # fmt: skip
        rounds_applicants.add_instructors(actor=office, round=row)
        with pytest.raises(Invalid):
            rounds_applicants.add(actor=office, round=row, people=world.students[:1])
        assert Applicant.objects.get(round=row).instructor.number == "T1"
    rounds_posts.add(actor=office, round=row, values={
        "title": "车间实践", "capacity": 1, "organisation": world.story.units["maker"],
    })  # fmt: skip
    rounds.open_round(actor=office, round=row)
    with world.inside():
        one, post = Applicant.objects.get(round=row), row.posts.get()
    rounds_preferences.submit(actor=world.student_actor(0), applicant=one, posts=[post.ref])
    rounds_solving.freeze(actor=office, round=row)
    assert rounds_solving.solve(actor=office, round=row).report["placed"] == 1
