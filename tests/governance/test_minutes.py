"""Minutes say what happened, are corrected until confirmed, and are then issued as a paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone
from governance_world import World, attendance, build_motion

from silian.governance.models import Ballot, Meeting, Minutes, PresenceChange
from silian.governance.queries.course import course
from silian.governance.services import agenda, minutes, presence, speakers
from silian.governance.services import meetings as commands
from silian.kernel.refusals import Conflict, Forbidden, Invalid

Make = Callable[..., Meeting]


@pytest.fixture
def held(world: World, make_meeting: Make) -> Meeting:
    """A meeting with a late comer, a speech, a note, a vote and a unit that left."""
    meeting = make_meeting(present=[0, 1, 2, 3], proxies={5: 0}, short_notice_reason="示例急事")
    actor = world.secretariat
    agenda.next_item(actor=actor, meeting=meeting)
    with world.inside():
        item = meeting.items.order_by("position").first()
    agenda.note_item(actor=actor, item=item, notes="秘书处报告了示例工作。")
    speaker = speakers.ask(actor=world.actors[1], attendance=attendance(world, meeting, 1))
    speakers.give_floor(actor=actor, speaker=speaker)
    motion = build_motion(world, meeting, state="passed")
    with world.inside():
        Ballot.objects.create(
            consortium=world.consortium, meeting=meeting, motion=motion, state="closed",
            sentence="应到 6、实到 5，同意 5，表决通过。",
        )  # fmt: skip
    presence.check_in(
        actor=world.actors[4], attendance=attendance(world, meeting, 4), presence="online"
    )
    for at in (2, 3, 4):
        presence.leave(actor=world.actors[at], attendance=attendance(world, meeting, at))
    commands.close_meeting(actor=actor, meeting=meeting)
    return meeting


def test_draft_says_what_happened_and_no_more(world: World, held: Meeting) -> None:
    text = minutes.draft(actor=world.secretariat, meeting=held).text

    for words in (
        "《第一次会议》会议纪要", "示例会议室", "缩短通知期的理由：示例急事", "应到 6，实到 3",
        "未达到章程规定的到会要求", "到会单位：示例整车有限公司（示例甲）",
        "委托表决：示例汽车行业协会→示例整车有限公司", "缺席单位：示例理工大学",
        "秘书处报告了示例工作。", "发言：示例职业技术学院", "议案 1：年度工作计划（通过）",
        "应到 6、实到 5，同意 5，表决通过。", "示例汽车工程学校到会", "示例理工大学离会",
        "不足章程规定的到会要求",
    ):  # fmt: skip
        assert words in text, words
    assert "决议" not in text


def test_course_finds_when_the_quorum_was_lost(world: World, held: Meeting) -> None:
    with world.inside():
        found = [
            (moment.what, moment.unit, moment.present)
            for moment in course(Meeting.objects.get(pk=held.pk))
            if moment.what in {"lost", "reached"} or moment.unit == "示例汽车工程学校"
        ]
    assert found == [
        ("came", "示例汽车工程学校", 0),
        ("left", "示例汽车工程学校", 0),
        ("lost", "", 3),
    ]


def test_who_came_before_the_opening_is_no_moment(world: World, make_meeting: Make) -> None:
    meeting = make_meeting(state="closed", opened_at=timezone.now() + dt.timedelta(seconds=5))
    with world.inside():
        assert PresenceChange.objects.exists()
        assert course(meeting) == []


def test_minutes_wait_for_the_close_and_belong_to_the_secretariat(
    world: World, make_meeting: Make, held: Meeting
) -> None:
    with pytest.raises(Conflict):
        minutes.draft(actor=world.secretariat, meeting=make_meeting())
    with pytest.raises(Forbidden):
        minutes.draft(actor=world.actors[0], meeting=held)
    row = minutes.draft(actor=world.secretariat, meeting=held)
    for wrong in (" ", "长" * 60_001):
        with pytest.raises(Invalid):
            minutes.update(actor=world.secretariat, minutes=row, text=wrong)
    with pytest.raises(Forbidden):
        minutes.update(actor=world.actors[0], minutes=row, text="示例")
    minutes.update(actor=world.secretariat, minutes=row, text="改过的纪要")
    with world.inside():
        assert Minutes.objects.get().text == "改过的纪要"
    with pytest.raises(Forbidden):
        minutes.confirm(actor=world.actors[0], minutes=row)


def test_confirmed_minutes_are_issued_and_nothing_changes_any_more(
    world: World, held: Meeting
) -> None:
    row = minutes.draft(actor=world.secretariat, meeting=held)
    minutes.confirm(actor=world.secretariat, minutes=row)
    with world.inside():
        found = Minutes.objects.select_related("meeting", "paper").get()
        item = held.items.first()
    assert found.meeting.state == "minuted"
    assert found.confirmed_by == world.secretariat.label
    assert found.paper is not None
    for run in (
        lambda: minutes.confirm(actor=world.secretariat, minutes=row),
        lambda: minutes.update(actor=world.secretariat, minutes=row, text="晚了"),
        lambda: minutes.draft(actor=world.secretariat, meeting=held),
        lambda: agenda.note_item(actor=world.secretariat, item=item, notes="晚了"),
    ):
        with pytest.raises(Conflict):
            run()
