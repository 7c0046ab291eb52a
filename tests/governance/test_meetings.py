"""A meeting from its draft to the close: notice, agenda, papers, who may and when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from governance_world import World, attendance, build_motion

from silian.consortia.queries.actors import today
from silian.governance.enums import ItemState, MeetingState
from silian.governance.models import AgendaItem, Ballot, Meeting, MeetingPaper
from silian.governance.services import agenda, presence
from silian.governance.services import meetings as commands
from silian.kernel.refusals import Conflict, Forbidden, Invalid, Missing

Make = Callable[..., Meeting]


def values(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "body": world.council, "kind": "council", "mode": "onsite", "title": "第二次会议",
        "starts_at": timezone.now() + dt.timedelta(days=20), "venue": "示例会议室", **changes,
    }  # fmt: skip


def fresh(world: World, meeting: Meeting) -> Meeting:
    with world.inside():
        return Meeting.objects.get(pk=meeting.pk)


def test_plan_brings_the_usual_agenda_of_its_kind(world: World) -> None:
    with world.inside():
        meeting = commands.plan(
            actor=world.secretariat,
            values=values(world, kind="preparatory", body=world.assembly, mode="online", venue=""),
        )
        kinds = list(meeting.items.values_list("kind", flat=True))

    assert meeting.state == MeetingState.DRAFT
    assert kinds.count("motion") == 3
    assert kinds.count("election") == 3


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"venue": " "}, "venue"),
        ({"ends_at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)}, "ends_at"),
        ({"starts_at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)}, "starts_at"),
        ({"kind": "party"}, "kind"),
        ({"title": ""}, "title"),
        ({"link": "javascript:alert(1)"}, "link"),
    ],
)
def test_plan_says_what_is_wrong(world: World, changes: dict[str, Any], field: str) -> None:
    with world.inside(), pytest.raises(Invalid) as refused:
        commands.plan(actor=world.secretariat, values=values(world, **changes))
    assert field in refused.value.errors


def test_only_the_secretariat_of_the_consortium_plans(world: World, other_world: World) -> None:
    for actor in (world.actors[0], world.authority, world.auditor):
        with world.inside(), pytest.raises(Forbidden):
            commands.plan(actor=actor, values=values(world))
    with world.inside():
        meeting = commands.plan(actor=world.secretariat, values=values(world))
    with pytest.raises(Missing):
        commands.cancel(actor=other_world.secretariat, meeting=meeting.ref, reason="示例")


def test_convene_keeps_the_days_of_the_charter_and_calls_everybody(
    world: World, make_meeting: Make, django_capture_on_commit_callbacks: Any
) -> None:
    meeting = make_meeting(state="draft")
    with django_capture_on_commit_callbacks(execute=True):
        commands.convene(actor=world.secretariat, meeting=meeting)

    assert fresh(world, meeting).state == MeetingState.CONVENED
    with world.inside():
        called = list(meeting.attendances.order_by("pk"))
        assert [row.organisation for row in called] == world.units[:6]
        assert {row.voting for row in called} == {True}
        assert called[0].representative == "示例甲"
    assert sorted(message.to[0] for message in mail.outbox) == [
        f"unit{at}_jia@example.com" for at in range(6)
    ]
    assert "会议通知" in mail.outbox[0].subject
    assert f"/c/jia/governance/meetings/{meeting.ref}/" in mail.outbox[0].body


def test_convene_too_late_names_the_earliest_day_or_asks_for_a_reason(
    world: World, make_meeting: Make
) -> None:
    soon = timezone.now() + dt.timedelta(days=9)
    meeting = make_meeting(state="draft", starts_at=soon)
    with pytest.raises(Invalid) as refused:
        commands.convene(actor=world.secretariat, meeting=meeting)
    assert f"{today() + dt.timedelta(days=10):%Y-%m-%d}" in str(
        refused.value.errors["short_notice_reason"][0]
    )

    commands.convene(actor=world.secretariat, meeting=meeting, short_notice_reason="示例急事")
    assert fresh(world, meeting).short_notice_reason == "示例急事"


def test_convene_on_the_tenth_day_is_in_time_and_keeps_no_reason(
    world: World, make_meeting: Make
) -> None:
    day = timezone.localtime() + dt.timedelta(days=10)
    meeting = make_meeting(state="draft", starts_at=day)
    commands.convene(actor=world.secretariat, meeting=meeting, short_notice_reason="多余")
    assert fresh(world, meeting).short_notice_reason == ""


def test_convene_is_refused_without_agenda_twice_or_for_others(
    world: World, make_meeting: Make
) -> None:
    empty = make_meeting(state="draft", items=())
    with pytest.raises(Conflict):
        commands.convene(actor=world.secretariat, meeting=empty)
    meeting = make_meeting(state="draft")
    with pytest.raises(Forbidden):
        commands.convene(actor=world.actors[0], meeting=meeting)
    commands.convene(actor=world.secretariat, meeting=meeting)
    with pytest.raises(Conflict):
        commands.convene(actor=world.secretariat, meeting=meeting)


def test_changes_after_the_notice_are_told_and_the_body_is_fixed(
    world: World, make_meeting: Make, django_capture_on_commit_callbacks: Any
) -> None:
    meeting = make_meeting(state="convened")
    with pytest.raises(Invalid):
        commands.update(actor=world.secretariat, meeting=meeting, values={"body": world.assembly})
    with django_capture_on_commit_callbacks(execute=True):
        commands.update(actor=world.secretariat, meeting=meeting, values={"venue": "另一会议室"})
    assert len(mail.outbox) == 6
    assert "变更" in mail.outbox[0].subject
    with pytest.raises(Invalid):
        commands.update(
            actor=world.secretariat, meeting=meeting,
            values={"starts_at": timezone.now() - dt.timedelta(days=5)},
        )  # fmt: skip
    with pytest.raises(Forbidden):
        commands.update(actor=world.actors[0], meeting=meeting, values={"venue": "示例"})


def test_cancel_needs_a_reason_and_is_told(
    world: World, make_meeting: Make, django_capture_on_commit_callbacks: Any
) -> None:
    meeting = make_meeting(state="convened")
    with pytest.raises(Invalid):
        commands.cancel(actor=world.secretariat, meeting=meeting, reason=" ")
    with pytest.raises(Forbidden):
        commands.cancel(actor=world.actors[0], meeting=meeting, reason="示例")
    with django_capture_on_commit_callbacks(execute=True):
        commands.cancel(actor=world.secretariat, meeting=meeting, reason="示例原因")
    assert "示例原因" in mail.outbox[0].body
    assert fresh(world, meeting).state == MeetingState.CANCELLED
    with pytest.raises(Conflict):
        commands.cancel(actor=world.secretariat, meeting=meeting, reason="再次")


def test_opens_on_its_day_alone_and_takes_up_the_first_item(
    world: World, make_meeting: Make
) -> None:
    later = make_meeting(state="convened")
    with pytest.raises(Conflict):
        commands.open_meeting(actor=world.secretariat, meeting=later)
    meeting = make_meeting(state="convened", starts_at=timezone.now())
    with pytest.raises(Forbidden):
        commands.open_meeting(actor=world.actors[0], meeting=meeting)
    commands.open_meeting(actor=world.secretariat, meeting=meeting)
    with world.inside():
        states = list(meeting.items.order_by("position").values_list("state", flat=True))
    assert states == [ItemState.CURRENT, ItemState.WAITING]
    assert fresh(world, meeting).live == 1


def test_close_is_refused_while_a_ballot_is_open(world: World, make_meeting: Make) -> None:
    meeting = make_meeting()
    motion = build_motion(world, meeting, title="示例议案")
    with world.inside():
        ballot = Ballot.objects.create(
            consortium=world.consortium, meeting=meeting, motion=motion, state="open"
        )
    with pytest.raises(Conflict, match="示例议案"):
        commands.close_meeting(actor=world.secretariat, meeting=meeting)
    with world.inside():
        Ballot.objects.filter(pk=ballot.pk).update(state="closed")
    with pytest.raises(Forbidden):
        commands.close_meeting(actor=world.actors[0], meeting=meeting)
    commands.close_meeting(actor=world.secretariat, meeting=meeting)
    assert fresh(world, meeting).state == MeetingState.CLOSED
    with pytest.raises(Conflict):
        commands.close_meeting(actor=world.secretariat, meeting=meeting)


def test_agenda_is_added_to_moved_and_removed(world: World, make_meeting: Make) -> None:
    meeting = make_meeting(state="draft")
    actor = world.secretariat
    item = agenda.add_item(
        actor=actor, meeting=meeting, values={"kind": "discussion", "title": "讨论", "minutes": 5}
    )
    agenda.move_item(actor=actor, item=item, up=True)
    agenda.update_item(actor=actor, item=item, values={"title": "新题"})

    def titles() -> list[str]:
        with world.inside():
            rows = meeting.items.order_by("position")
            assert [row.position for row in rows] == list(range(1, len(rows) + 1))
            return [row.title for row in rows]

    assert titles() == ["听取工作报告", "新题", "审议年度计划"]
    agenda.move_item(actor=actor, item=item, up=False)
    agenda.move_item(actor=actor, item=item, up=False)
    assert titles()[-1] == "新题"
    agenda.remove_item(actor=actor, item=item)
    assert titles() == ["听取工作报告", "审议年度计划"]
    with pytest.raises(Forbidden):
        agenda.add_item(actor=world.actors[0], meeting=meeting, values={"kind": "other"})
    with pytest.raises(Invalid):
        agenda.add_item(actor=actor, meeting=meeting, values={"kind": "other", "title": ""})


def test_agenda_of_a_meeting_that_is_over_stands(world: World, make_meeting: Make) -> None:
    meeting = make_meeting(state="closed")
    with world.inside():
        item = meeting.items.first()
    for run in (
        lambda: agenda.add_item(actor=world.secretariat, meeting=meeting, values={}),
        lambda: agenda.remove_item(actor=world.secretariat, item=item),
        lambda: agenda.move_item(actor=world.secretariat, item=item, up=True),
        lambda: agenda.take_item(actor=world.secretariat, item=item),
    ):
        with pytest.raises(Conflict):
            run()


def test_item_with_a_motion_stays(world: World, make_meeting: Make) -> None:
    meeting = make_meeting(state="draft")
    motion = build_motion(world, meeting)
    with pytest.raises(Conflict):
        agenda.remove_item(actor=world.secretariat, item=motion.item)


def test_meeting_goes_through_its_items_and_notes_are_kept(
    world: World, make_meeting: Make
) -> None:
    meeting = make_meeting()
    actor = world.secretariat
    with world.inside():
        first, second = meeting.items.order_by("position")
    agenda.take_item(actor=actor, item=first)
    agenda.note_item(actor=actor, item=first, notes=" 记录 ")
    assert agenda.next_item(actor=actor, meeting=meeting) == second
    assert agenda.next_item(actor=actor, meeting=meeting) is None
    with world.inside():
        rows = list(AgendaItem.objects.filter(meeting=meeting).order_by("position"))
    assert [row.state for row in rows] == [ItemState.DONE, ItemState.DONE]
    assert rows[0].notes == "记录"
    assert fresh(world, meeting).live == 3
    with pytest.raises(Forbidden):
        agenda.note_item(actor=world.actors[0], item=first, notes="示例")
    with pytest.raises(Conflict):
        agenda.update_item(actor=actor, item=first, values={"title": "示例"})


def test_papers_are_kept_and_taken_off(world: World, make_meeting: Make) -> None:
    meeting = make_meeting(state="draft")
    upload = SimpleUploadedFile("材料.txt", "示例材料".encode())
    with world.inside():
        item = meeting.items.first()
    paper = agenda.add_paper(
        actor=world.secretariat, meeting=meeting, title="", upload=upload, item=item.ref
    )
    assert paper.title == "材料.txt"
    with pytest.raises(Forbidden):
        agenda.remove_paper(actor=world.actors[0], paper=paper)
    with pytest.raises(Invalid):
        agenda.add_paper(
            actor=world.secretariat, meeting=meeting, title="",
            upload=SimpleUploadedFile("页.html", b"<script>"),
        )  # fmt: skip
    agenda.remove_paper(actor=world.secretariat, paper=paper)
    with world.inside():
        assert not MeetingPaper.objects.exists()


def test_guests_are_invited_without_a_vote(world: World, make_meeting: Make) -> None:
    meeting = make_meeting(state="convened")
    guest = presence.add_guest(
        actor=world.secretariat, meeting=meeting, organisation=world.units[7]
    )
    assert guest.voting is False
    with pytest.raises(Invalid):
        presence.add_guest(actor=world.secretariat, meeting=meeting, organisation=world.units[0])
    with pytest.raises(Invalid):
        presence.add_guest(actor=world.secretariat, meeting=meeting, organisation=None)
    with pytest.raises(Forbidden):
        presence.remove_guest(actor=world.actors[0], attendance=guest)
    with pytest.raises(Conflict):
        presence.remove_guest(actor=world.secretariat, attendance=attendance(world, meeting, 0))
    presence.remove_guest(actor=world.secretariat, attendance=guest)
    with world.inside():
        assert meeting.attendances.count() == 6
    with pytest.raises(Conflict):
        presence.add_guest(
            actor=world.secretariat, meeting=make_meeting(state="closed"),
            organisation=world.units[7],
        )  # fmt: skip
