"""The charter: drafting, proposing, adopting, coming into force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from governance_world import World, build_motion, rules
from voting import assembly, opened

from silian.consortia import public as consortia
from silian.governance import tasks
from silian.governance.engine import drafting
from silian.governance.engine.rules import PRESETS
from silian.governance.enums import CharterState
from silian.governance.models import Charter
from silian.governance.queries.bodies import seats_by_kind
from silian.governance.queries.charter import (
    body_rules,
    gaps,
    pieces_of,
    rules_in_force,
    rules_of,
    words_of,
)
from silian.governance.services import articles
from silian.governance.services import charter as commands
from silian.kernel.refusals import Conflict, Forbidden, Invalid, Missing

DAY = dt.timedelta(days=1)


@pytest.fixture
def draft(world: World) -> Charter:
    """The next version, from the one in force: no blanks in it."""
    with world.inside():
        return commands.start(actor=world.secretariat, base=world.charter, reason="修改议事规则")


@pytest.fixture
def proposed(world: World, draft: Charter) -> Charter:
    """The same, put to the vote."""
    with world.inside():
        return commands.propose(actor=world.secretariat, charter=draft)


@pytest.mark.parametrize("preset", list(PRESETS))
def test_skeleton_names_only_what_every_preset_has(world: World, preset: str) -> None:
    with world.inside():
        row = commands.start(actor=world.secretariat, preset=preset)
        found = gaps(row, words_of(rules_of(row)))
        assert row.title == "示例甲联合体章程"
        assert row.version == 2
        assert row.articles.count() == 36
        assert [gap.names for gap in found if gap.names] == []
        assert sum(gap.count for gap in found) == 11
        assert seats_by_kind(consortia.today())["assembly"] == 8


def test_start_copies_the_version_in_force(world: World, draft: Charter) -> None:
    with world.inside():
        assert [(p.heading, p.text) for p in pieces_of(draft)] == [
            (p.heading, p.text) for p in pieces_of(world.charter)
        ]
        assert draft.rules == world.charter.rules
        assert draft.state == CharterState.DRAFT


def test_one_version_is_written_at_a_time(world: World, draft: Charter) -> None:
    with world.inside(), pytest.raises(Conflict):
        commands.start(actor=world.secretariat)


def test_start_asks_for_the_right_and_a_known_preset(world: World) -> None:
    with world.inside():
        with pytest.raises(Forbidden):
            commands.start(actor=world.actors[0])
        with pytest.raises(Invalid):
            commands.start(actor=world.secretariat, preset="none")


def test_another_consortium_is_not_touched(world: World, other_world: World) -> None:
    with other_world.inside(), pytest.raises(Missing):
        commands.start(actor=other_world.secretariat, base=world.charter.ref)


def test_blanks_keep_a_version_from_the_vote(world: World) -> None:
    with world.inside():
        row = commands.start(actor=world.secretariat)
        with pytest.raises(Invalid, match="11 处空白"):
            commands.propose(actor=world.secretariat, charter=row)


def test_unknown_names_keep_a_version_from_the_vote(world: World, draft: Charter) -> None:
    with world.inside():
        articles.add(actor=world.secretariat, charter=draft, text="到会{{council.qorum}}。")
        with pytest.raises(Invalid, match=r"council\.qorum"):
            commands.propose(actor=world.secretariat, charter=draft)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"quorum": {"fraction": "1/1", "of": "seats", "strict": True}}, "永远无法达到"),
        ({"quorum": {"fraction": "4/3", "of": "seats"}}, "永远无法达到"),
        ({"proxy_limit": 5}, "委托"),
        ({"term_years": 9}, "任期"),
    ],
)
def test_thresholds_that_cannot_be_met_are_refused(
    world: World, draft: Charter, changes: dict[str, Any], said: str
) -> None:
    with world.inside():
        commands.set_rules(actor=world.secretariat, charter=draft, rules=rules(council=changes))
        with pytest.raises(Invalid, match=said):
            commands.propose(actor=world.secretariat, charter=draft)
        Charter.objects.filter(pk=draft.pk).update(state=CharterState.PROPOSED)
        with pytest.raises(Invalid, match=said):
            commands.adopt(
                actor=world.secretariat, charter=draft, note="示例", adopted_on=consortia.today()
            )


def test_rules_that_cannot_be_read_are_refused_by_path(world: World, draft: Charter) -> None:
    bad = rules()
    bad["bodies"]["council"]["quorum"]["fraction"] = "0.66"
    with world.inside(), pytest.raises(Invalid) as refused:
        commands.set_rules(actor=world.secretariat, charter=draft, rules=bad)
    assert list(refused.value.errors) == ["bodies.council.quorum"]


def test_a_proposed_version_does_not_change(world: World, proposed: Charter) -> None:
    with world.inside():
        for run in (
            lambda: commands.update(actor=world.secretariat, charter=proposed, title="另一个"),
            lambda: commands.set_rules(actor=world.secretariat, charter=proposed, rules=rules()),
            lambda: articles.add(actor=world.secretariat, charter=proposed, text="新的一条。"),
        ):
            with pytest.raises(Conflict):
                run()
        back = commands.send_back(actor=world.secretariat, charter=proposed)
        assert back.state == CharterState.DRAFT
        articles.add(actor=world.secretariat, charter=back, text="新的一条。")


def test_passed_comes_into_force_and_supersedes(
    world: World, proposed: Charter, make_meeting: Callable[..., Any], make_motion: Any
) -> None:
    motion = make_motion(make_meeting(), charter=proposed, matter="charter")
    with world.inside():
        row = commands.decide(actor=world.secretariat, charter=proposed, passed=True, motion=motion)
        world.charter.refresh_from_db()
        assert row.state == CharterState.IN_FORCE
        assert row.adopted_by_id == motion.pk
        assert row.adopted_on == row.effective_on == consortia.today()
        assert world.charter.state == CharterState.SUPERSEDED
        assert world.charter.ended_on == consortia.today()
        found = rules_in_force()[0]
        assert found is not None
        assert found.pk == row.pk


def test_failed_is_rejected_and_the_next_may_start(
    world: World, proposed: Charter, make_meeting: Callable[..., Any], make_motion: Any
) -> None:
    motion = make_motion(make_meeting(), charter=proposed)
    with world.inside():
        row = commands.decide(
            actor=world.secretariat, charter=proposed, passed=False, motion=motion
        )
        assert row.state == CharterState.REJECTED
        with pytest.raises(Conflict):
            commands.decide(actor=world.secretariat, charter=row, passed=True, motion=motion)
        assert commands.start(actor=world.secretariat, base=row).version == 3


def test_a_later_day_is_awaited(world: World, draft: Charter, monkeypatch: Any) -> None:
    later = consortia.today() + 5 * DAY
    with world.inside():
        commands.propose(actor=world.secretariat, charter=draft, effective_on=later)
        row = commands.adopt(
            actor=world.secretariat, charter=draft, note="大会决议", adopted_on=consortia.today()
        )
        assert row.state == CharterState.ADOPTED
        assert row.effective_on == later
        with pytest.raises(Conflict):
            commands.enforce(actor=world.secretariat, charter=row)
    tasks.enforce_charters()
    with world.inside():
        assert Charter.objects.get(pk=row.pk).state == CharterState.ADOPTED
    monkeypatch.setattr(timezone, "localdate", lambda *a, **k: later)
    tasks.enforce_charters()
    with world.inside():
        assert Charter.objects.get(pk=row.pk).state == CharterState.IN_FORCE
        assert Charter.objects.get(pk=world.charter.pk).state == CharterState.SUPERSEDED


def test_the_day_of_an_adopted_version_may_be_moved_to_today(world: World, draft: Charter) -> None:
    with world.inside():
        with pytest.raises(Conflict):
            commands.schedule(
                actor=world.secretariat, charter=draft, effective_on=consortia.today()
            )
        commands.propose(
            actor=world.secretariat, charter=draft, effective_on=consortia.today() + DAY
        )
        commands.adopt(
            actor=world.secretariat, charter=draft, note="大会决议", adopted_on=consortia.today()
        )
        with pytest.raises(Invalid):
            commands.schedule(
                actor=world.secretariat, charter=draft, effective_on=consortia.today() - DAY
            )
        row = commands.schedule(
            actor=world.secretariat, charter=draft, effective_on=consortia.today()
        )
        assert row.state == CharterState.IN_FORCE


def test_paper_adoption_wants_its_proof(world: World, proposed: Charter) -> None:
    today = consortia.today()
    for values in (
        {"note": " ", "adopted_on": today},
        {"note": "决议", "adopted_on": today + DAY},
        {"note": "决议", "adopted_on": today, "effective_on": today - DAY},
    ):
        with world.inside(), pytest.raises(Invalid):
            commands.adopt(actor=world.secretariat, charter=proposed, **values)


def test_a_vote_held_elsewhere_rejects_with_its_proof(world: World, proposed: Charter) -> None:
    with world.inside():
        with pytest.raises(Invalid, match="未通过的依据"):
            commands.reject(actor=world.secretariat, charter=proposed, note=" ")
        with pytest.raises(Forbidden):
            commands.reject(actor=world.actors[0], charter=proposed, note="示例")
        note = "示例大会书面表决，同意 3 票"
        row = commands.reject(actor=world.secretariat, charter=proposed, note=note)
        assert (row.state, row.adopted_note) == (CharterState.REJECTED, note)
        with pytest.raises(Conflict):
            commands.reject(actor=world.secretariat, charter=proposed, note=note)
        assert commands.start(actor=world.secretariat, base=world.charter).version == 3


def test_nothing_is_rejected_by_hand_while_it_is_voted_on(world: World, proposed: Charter) -> None:
    motion = build_motion(world, assembly(world), matter="charter", charter=proposed)
    opened(world, motion=motion, secret=False)
    with world.inside(), pytest.raises(Conflict, match="由表决决定"):
        commands.reject(actor=world.secretariat, charter=proposed, note="示例")


def test_before_the_first_charter_the_rules_are_a_proposal(world: World) -> None:
    with world.inside():
        Charter.objects.update(state=CharterState.REJECTED)
        charter, found = rules_in_force()
        assert charter is None
        assert found.bodies["assembly"].quorum.plain()["fraction"] == "2/3"
        assert body_rules("council")[0] is None


def test_a_body_without_rules_follows_the_council(world: World) -> None:
    with world.inside():
        charter, found = body_rules("expert_committee")
        assert charter == world.charter
        assert found == rules_of(world.charter).bodies["council"]


def test_articles_are_written_moved_and_removed(world: World, draft: Charter) -> None:
    actor = world.secretariat
    with world.inside():
        first = draft.articles.first()
        made = articles.add(actor=actor, charter=draft, text="插入。", after=first.ref)
        assert made.number == 2
        assert draft.articles.count() == 5
        articles.write(
            actor=actor,
            charter=draft,
            article=made.ref,
            chapter="总则",
            heading="新",
            text="改过。",
        )
        assert articles.move(actor=actor, charter=draft, article=made.ref, steps=1).number == 3
        with pytest.raises(Conflict):
            articles.move(actor=actor, charter=draft, article=first.ref, steps=-1)
        articles.remove(actor=actor, charter=draft, article=first.ref)
        assert [row.heading for row in draft.articles.all()] == ["宗旨", "新", "成员大会", "理事会"]
        assert [row.number for row in draft.articles.all()] == [1, 2, 3, 4]
        with pytest.raises(Missing):
            articles.remove(actor=actor, charter=draft, article=first.ref)
        with pytest.raises(Invalid):
            articles.add(actor=actor, charter=draft, text="  ")
        with pytest.raises(Forbidden):
            articles.add(actor=world.actors[0], charter=draft, text="越权。")


def test_whole_text_replaces_the_articles(world: World, draft: Charter) -> None:
    text = (
        "示例章程\n第一章 总则\n第一条 【名称】甲。\n第二条 乙。\n（一）丙；\n"
        "第二章 附则\n第五条 丁。"
    )
    with world.inside():
        articles.replace_text(actor=world.secretariat, charter=draft, text=text)
        assert [(r.number, r.chapter, r.heading, r.text) for r in draft.articles.all()] == [
            (1, "总则", "名称", "甲。"), (2, "总则", "", "乙。\n（一）丙；"),
            (3, "附则", "", "丁。"),
        ]  # fmt: skip
        with pytest.raises(Invalid):
            articles.replace_text(actor=world.secretariat, charter=draft, text="没有条文")
        assert draft.articles.count() == 3
        reading = drafting.read_text(text)
        assert [en for _zh, en in reading.problems] == [
            "“第五条” of the text is article 3; it was numbered anew."
        ]
