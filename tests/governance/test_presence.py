"""Answers, sign-in, proxies and the floor: by the unit itself, within the charter's limits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from governance_world import World, attendance

from silian.governance.models import Attendance, Meeting, PresenceChange, Proxy, Speaker
from silian.governance.queries.meetings import present
from silian.governance.services import agenda, presence, proxies, speakers
from silian.kernel.refusals import Conflict, Forbidden, Invalid

Make = Callable[..., Meeting]


@pytest.fixture
def today_meeting(world: World, make_meeting: Make) -> Meeting:
    """Convened for today: one may sign in."""
    return make_meeting(state="convened", starts_at=timezone.now())


def seat(world: World, meeting: Meeting, at: int) -> Attendance:
    return attendance(world, meeting, at)


def there(world: World, meeting: Meeting) -> dict[int, int | None]:
    with world.inside():
        return {
            world.units.index(row.organisation): holder and world.units.index(holder.organisation)
            for row, holder in present(meeting)
        }


def test_unit_answers_the_notice_for_itself(world: World, make_meeting: Make) -> None:
    meeting = make_meeting(state="convened")
    row = seat(world, meeting, 1)
    presence.reply(
        actor=world.actors[1], attendance=row, answer="yes", representative="示例新人",
        representative_title="主任",
    )  # fmt: skip
    found = seat(world, meeting, 1)
    assert (found.reply, found.representative) == ("yes", "示例新人")
    with pytest.raises(Forbidden):
        presence.reply(actor=world.actors[2], attendance=row, answer="no")
    with pytest.raises(Forbidden):
        presence.reply(actor=world.secretariat, attendance=row, answer="no")
    for answer, name, field in (("proxy", "示例", "answer"), ("yes", " ", "representative")):
        with pytest.raises(Invalid) as refused:
            presence.reply(
                actor=world.actors[1], attendance=row, answer=answer, representative=name
            )
        assert field in refused.value.errors
    closed = make_meeting(state="closed")
    with pytest.raises(Conflict):
        presence.reply(actor=world.actors[1], attendance=seat(world, closed, 1), answer="no")


def test_answer_takes_a_proxy_back(world: World, make_meeting: Make) -> None:
    meeting = make_meeting(state="convened", proxies={2: 0})
    presence.reply(actor=world.actors[2], attendance=seat(world, meeting, 2), answer="no")
    with world.inside():
        assert Proxy.objects.get().ended_at is not None


def test_papers_are_marked_as_read_by_the_unit(world: World, make_meeting: Make) -> None:
    meeting = make_meeting(state="convened")
    presence.mark_read(actor=world.actors[0], attendance=seat(world, meeting, 0))
    assert seat(world, meeting, 0).read_at is not None
    with pytest.raises(Forbidden):
        presence.mark_read(actor=world.actors[1], attendance=seat(world, meeting, 0))


def test_sign_in_asks_for_the_key_of_the_hall(world: World, today_meeting: Meeting) -> None:
    row = seat(world, today_meeting, 0)
    for key in ("", "x" * 22, "签到"):
        with pytest.raises(Forbidden):
            presence.check_in(actor=world.actors[0], attendance=row, presence="onsite", key=key)
    presence.check_in(
        actor=world.actors[0], attendance=row, presence="onsite", key=today_meeting.check_in_key
    )
    assert there(world, today_meeting) == {0: None}
    with pytest.raises(Conflict):
        presence.check_in(
            actor=world.actors[0], attendance=row, presence="onsite",
            key=today_meeting.check_in_key,
        )  # fmt: skip
    with pytest.raises(Forbidden):
        presence.check_in(
            actor=world.actors[1], attendance=row, presence="onsite",
            key=today_meeting.check_in_key,
        )  # fmt: skip


def test_online_goes_without_a_key_and_leaving_is_kept(
    world: World, today_meeting: Meeting
) -> None:
    row = seat(world, today_meeting, 3)
    with pytest.raises(Conflict):
        presence.leave(actor=world.actors[3], attendance=row)
    presence.check_in(actor=world.actors[3], attendance=row, presence="online")
    presence.leave(actor=world.actors[3], attendance=row)
    assert there(world, today_meeting) == {}
    with pytest.raises(Forbidden):
        presence.leave(actor=world.actors[4], attendance=row)
    with world.inside():
        found = PresenceChange.objects.filter(attendance=row).values_list("presence", "way")
        assert list(found) == [("online", "online"), ("absent", "self")]


@pytest.mark.parametrize(("mode", "way"), [("online", "onsite"), ("onsite", "online")])
def test_mode_of_the_meeting_decides_how_one_comes(
    world: World, make_meeting: Make, mode: str, way: str
) -> None:
    meeting = make_meeting(state="open", mode=mode, present=[])
    with pytest.raises(Conflict):
        presence.check_in(
            actor=world.actors[0], attendance=seat(world, meeting, 0), presence=way,
            key=meeting.check_in_key,
        )  # fmt: skip


def test_nobody_signs_in_on_another_day_or_after_the_end(world: World, make_meeting: Make) -> None:
    soon = make_meeting(state="convened", starts_at=timezone.now() + dt.timedelta(days=2))
    for meeting in (soon, make_meeting(state="closed", present=[1])):
        with pytest.raises(Conflict):
            presence.check_in(
                actor=world.actors[0], attendance=seat(world, meeting, 0), presence="online"
            )
    with pytest.raises(Conflict):
        presence.leave(
            actor=world.actors[1],
            attendance=seat(world, make_meeting(state="closed", present=[1]), 1),
        )


def test_secretariat_notes_a_presence_with_its_reason(world: World, make_meeting: Make) -> None:
    meeting = make_meeting(present=[])
    row = seat(world, meeting, 5)
    with pytest.raises(Invalid):
        presence.mark(actor=world.secretariat, attendance=row, presence="onsite", reason=" ")
    with pytest.raises(Invalid):
        presence.mark(actor=world.secretariat, attendance=row, presence="moon", reason="示例")
    with pytest.raises(Forbidden):
        presence.mark(actor=world.actors[5], attendance=row, presence="onsite", reason="示例")
    presence.mark(actor=world.secretariat, attendance=row, presence="onsite", reason="纸质签名")
    assert there(world, meeting) == {5: None}
    assert "纸质签名" in seat(world, meeting, 5).reply_note
    with pytest.raises(Conflict):
        presence.mark(actor=world.secretariat, attendance=row, presence="onsite", reason="再次")


def test_proxy_is_given_within_the_limit_and_makes_no_chain(
    world: World, make_meeting: Make
) -> None:
    meeting = make_meeting(state="convened")
    rows = [seat(world, meeting, at) for at in range(6)]
    proxies.give(actor=world.actors[2], giver=rows[2], holder=rows[0])
    cases = [
        (3, 0, Invalid, "上限"),  # one mandate each, says the charter
        (3, 2, Invalid, "委托出去"),  # who gave its vote away holds none
        (3, 3, Invalid, "自己"),
        (0, 3, Conflict, "转委托"),  # who holds one does not pass it on
        (2, 4, Conflict, "撤回"),  # given already
    ]
    for giver, holder, kind, word in cases:
        with pytest.raises(kind, match=word):
            proxies.give(actor=world.actors[giver], giver=rows[giver], holder=rows[holder])
    with pytest.raises(Forbidden):
        proxies.give(actor=world.actors[4], giver=rows[3], holder=rows[4])


def test_proxy_only_where_the_charter_allows_it(world: World, make_meeting: Make) -> None:
    world.set_rules(council={"proxy_limit": 0})
    meeting = make_meeting(state="convened")
    with pytest.raises(Invalid, match="章程"):
        proxies.give(
            actor=world.actors[1], giver=seat(world, meeting, 1), holder=seat(world, meeting, 2)
        )


def test_proxy_to_a_guest_to_another_meeting_or_from_who_is_there_is_refused(
    world: World, make_meeting: Make
) -> None:
    meeting, other = make_meeting(present=[0]), make_meeting()
    guest = presence.add_guest(
        actor=world.secretariat, meeting=meeting, organisation=world.units[7]
    )
    for holder in (guest, seat(world, other, 2)):
        with pytest.raises(Invalid):
            proxies.give(actor=world.actors[1], giver=seat(world, meeting, 1), holder=holder)
    with pytest.raises(Conflict):
        proxies.give(actor=world.actors[7], giver=guest, holder=seat(world, meeting, 1))
    with pytest.raises(Conflict):
        proxies.give(
            actor=world.actors[0], giver=seat(world, meeting, 0), holder=seat(world, meeting, 1)
        )
    closed = make_meeting(state="closed", present=[])
    with pytest.raises(Conflict):
        proxies.give(
            actor=world.actors[0], giver=seat(world, closed, 0), holder=seat(world, closed, 1)
        )


def test_proxy_lapses_when_the_giver_comes(world: World, today_meeting: Meeting) -> None:
    rows = [seat(world, today_meeting, at) for at in (0, 1)]
    proxies.give(actor=world.actors[1], giver=rows[1], holder=rows[0])
    presence.check_in(actor=world.actors[0], attendance=rows[0], presence="online")
    assert there(world, today_meeting) == {0: None, 1: 0}
    presence.check_in(actor=world.actors[1], attendance=rows[1], presence="online")
    assert there(world, today_meeting) == {0: None, 1: None}
    with world.inside():
        assert Proxy.objects.get().ended_reason == "委托单位到会"


def test_proxy_is_taken_back_by_its_giver(world: World, make_meeting: Make) -> None:
    meeting = make_meeting(present=[0], proxies={1: 0})
    with world.inside():
        proxy = Proxy.objects.get()
    with pytest.raises(Forbidden):
        proxies.end(actor=world.actors[0], proxy=proxy)
    proxies.end(actor=world.actors[1], proxy=proxy)
    assert there(world, meeting) == {0: None}
    with pytest.raises(Conflict):
        proxies.end(actor=world.actors[1], proxy=proxy)


def test_secretariat_registers_a_proxy_only_with_its_paper(
    world: World, make_meeting: Make
) -> None:
    meeting = make_meeting(state="convened")
    one, two = seat(world, meeting, 1), seat(world, meeting, 2)
    with pytest.raises(Invalid) as refused:
        proxies.give(actor=world.secretariat, giver=one, holder=two)
    assert "file" in refused.value.errors
    upload = SimpleUploadedFile("委托书.txt", "示例委托".encode())
    made = proxies.give(actor=world.secretariat, giver=one, holder=two, upload=upload)
    assert made.file is not None


def test_floor_is_asked_for_given_and_ended(world: World, make_meeting: Make) -> None:
    meeting = make_meeting(present=[0, 1, 2, 3])
    rows = [seat(world, meeting, at) for at in range(5)]
    with pytest.raises(Conflict):  # no item yet
        speakers.ask(actor=world.actors[0], attendance=rows[0])
    with world.inside():
        item = meeting.items.first()
    agenda.take_item(actor=world.secretariat, item=item)
    first, second, third = (
        speakers.ask(actor=world.actors[at], attendance=rows[at]) for at in (0, 1, 2)
    )
    with pytest.raises(Conflict):  # twice
        speakers.ask(actor=world.actors[0], attendance=rows[0])
    with pytest.raises(Conflict):  # not there
        speakers.ask(actor=world.actors[4], attendance=rows[4])
    with pytest.raises(Forbidden):
        speakers.ask(actor=world.actors[1], attendance=rows[3])

    speakers.move(actor=world.secretariat, speaker=third.ref, up=True)
    with world.inside():
        queue = list(Speaker.objects.order_by("pk").values_list("ref", flat=True))
    assert queue == [first.ref, third.ref, second.ref]
    with pytest.raises(Forbidden):
        speakers.move(actor=world.actors[0], speaker=first.ref, up=False)

    with pytest.raises(Forbidden):
        speakers.give_floor(actor=world.actors[0], speaker=first.ref)
    speakers.give_floor(actor=world.secretariat, speaker=first.ref)
    with pytest.raises(Conflict):
        speakers.withdraw(actor=world.actors[0], speaker=first.ref)
    speakers.give_floor(actor=world.secretariat, speaker=third.ref)
    speakers.finish(actor=world.secretariat, speaker=third.ref)
    with pytest.raises(Conflict):
        speakers.finish(actor=world.secretariat, speaker=third.ref)
    with pytest.raises(Forbidden):
        speakers.finish(actor=world.actors[0], speaker=second.ref)
    with pytest.raises(Forbidden):
        speakers.withdraw(actor=world.actors[0], speaker=second.ref)
    speakers.withdraw(actor=world.actors[1], speaker=second.ref)
    with world.inside():
        found = {row.ref: row for row in Speaker.objects.all()}
    assert [found[ref].state for ref in queue] == ["done", "done", "withdrawn"]
    assert found[first.ref].began_at <= found[first.ref].ended_at


def test_floor_is_not_asked_for_in_a_meeting_that_is_over(world: World, make_meeting: Make) -> None:
    meeting = make_meeting(state="closed", present=[0])
    with pytest.raises(Conflict):
        speakers.ask(actor=world.actors[0], attendance=seat(world, meeting, 0))
