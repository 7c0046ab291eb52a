"""The numbers that the phones ask for, and the pages that change while a meeting goes on."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from governance_world import World, attendance, build_motion

from silian.governance.models import Ballot, Meeting, Speaker, Voter
from silian.governance.services import agenda, presence, speakers
from silian.governance.web.meetings import pulse

Make = Callable[..., Meeting]
ClientOf = Callable[[Any], Client]


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    pulse.forget()


def url(world: World, name: str, meeting: Meeting) -> str:
    return reverse(f"governance:{name}", kwargs={"slug": world.slug, "ref": meeting.ref})


def numbers(meeting: Meeting) -> Any:
    response = Client().get(f"/live/{meeting.live_key}/")
    assert response.status_code == 200
    return json.loads(response.content)


def test_numbers_say_how_many_and_nothing_else(world: World, make_meeting: Make) -> None:
    meeting = make_meeting(present=[0, 1, 3], proxies={2: 0})
    motion = build_motion(world, meeting)
    with world.inside():
        ballot = Ballot.objects.create(
            consortium=world.consortium, meeting=meeting, motion=motion, state="open"
        )
        for at, voted in ((0, True), (1, False)):
            Voter.objects.create(
                consortium=world.consortium, ballot=ballot, organisation=world.units[at],
                attendance=attendance(world, meeting, at), voted=voted,
            )  # fmt: skip

    found = numbers(meeting)

    assert found == {"v": 0, "present": 4, "seats": 6, "q": True, "voted": {ballot.ref: 1}}
    assert len(Client().get(f"/live/{meeting.live_key}/").content) < 120


@pytest.mark.parametrize("state", ["draft", "convened", "closed", "minuted", "cancelled"])
def test_nothing_is_said_of_a_meeting_that_is_not_open(
    world: World, make_meeting: Make, state: str
) -> None:
    meeting = make_meeting(state=state)
    unknown = Client().get("/live/AAAAAAAAAAAAAAAAAAAAAA/")
    response = Client().get(f"/live/{meeting.live_key}/")
    assert (response.status_code, response.content) == (404, b"{}")
    assert (unknown.status_code, unknown.content) == (404, b"{}")


def test_numbers_are_read_from_the_database_once_for_many(
    world: World, make_meeting: Make, django_assert_num_queries: Any
) -> None:
    meeting = make_meeting()
    address = f"/live/{meeting.live_key}/"
    client = Client()
    assert client.get(address).status_code == 200
    pulse._kept[meeting.live_key].until = float("inf")
    with django_assert_num_queries(0):
        for _phone in range(50):
            assert client.get(address).status_code == 200


def test_answer_is_never_older_than_it_may_be(world: World, make_meeting: Make) -> None:
    meeting = make_meeting(present=[])
    assert numbers(meeting)["present"] == 0
    presence.check_in(
        actor=world.actors[0], attendance=attendance(world, meeting, 0), presence="online"
    )
    pulse._kept[meeting.live_key].until = 0.0
    assert numbers(meeting)["present"] == 1


def test_answer_has_the_headers_of_every_page_and_needs_no_session(
    world: World, make_meeting: Make
) -> None:
    response = Client().get(f"/live/{make_meeting().live_key}/")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert "Content-Security-Policy" in response.headers
    assert response.headers["Cache-Control"] == "private, no-store"
    assert not response.cookies


def test_a_voter_more_moves_no_phone_but_an_item_or_a_speaker_does(
    world: World, make_meeting: Make
) -> None:
    meeting = make_meeting(present=[0])
    presence.check_in(
        actor=world.actors[1], attendance=attendance(world, meeting, 1), presence="online"
    )
    assert numbers(meeting)["v"] == 0
    pulse.forget()
    agenda.next_item(actor=world.secretariat, meeting=meeting)
    speakers.ask(actor=world.actors[0], attendance=attendance(world, meeting, 0))
    assert numbers(meeting)["v"] == 2


def test_page_on_the_phone_shows_item_state_and_queue(
    world: World, make_meeting: Make, client_of: ClientOf, text: Callable[[Any], str]
) -> None:
    meeting = make_meeting(present=[0, 1], proxies={2: 0})
    agenda.next_item(actor=world.secretariat, meeting=meeting)
    speakers.ask(actor=world.actors[1], attendance=attendance(world, meeting, 1))
    mine = text(client_of(world.people[0]).get(url(world, "meeting_live", meeting)))
    assert "听取工作报告" in mine
    assert "受示例理工大学委托表决" in mine
    assert "示例职业技术学院" in mine
    assert "申请发言" in mine
    assert f"/live/{meeting.live_key}/" in mine
    absent = text(client_of(world.people[2]).get(url(world, "meeting_live", meeting)))
    assert "线上签到" in absent
    assert "已委托示例整车有限公司表决" in absent
    other = text(client_of(world.people[7]).get(url(world, "meeting_live", meeting)))
    assert "旁听" in other
    assert "线上签到" not in other


def test_part_asks_the_database_little_and_the_room_once(
    world: World,
    make_meeting: Make,
    client_of: ClientOf,
    tables_read: Callable[..., Any],
) -> None:
    meeting = make_meeting(present=[0, 1])
    agenda.next_item(actor=world.secretariat, meeting=meeting)
    clients = [client_of(world.people[at]) for at in (0, 1)]
    address = url(world, "meeting_live_part", meeting)
    with tables_read() as first:
        assert clients[0].get(address).status_code == 200
    with tables_read() as second:
        assert clients[1].get(address).status_code == 200
    assert len(first) <= 14
    assert len(second) <= 12
    assert not any("agendaitem" in query for query in second)


def test_buttons_of_the_phone_work(world: World, make_meeting: Make, client_of: ClientOf) -> None:
    meeting = make_meeting(present=[])
    agenda.next_item(actor=world.secretariat, meeting=meeting)
    phone = client_of(world.people[0])
    live = url(world, "meeting_live", meeting)
    assert phone.post(url(world, "meeting_join", meeting), {"back": "live"}).url == live
    assert phone.post(url(world, "speaker_ask", meeting), {"back": "live"}).url == live
    with world.inside():
        speaker = Speaker.objects.get()
    step = reverse("governance:speaker_step", args=[world.slug, speaker.ref, "withdraw"])
    assert phone.post(step, {"back": "live"}).url == live
    assert phone.post(url(world, "meeting_leave", meeting), {"back": "live"}).url == live
    assert attendance(world, meeting, 0).presence == "absent"
    stranger = client_of(world.people[7])
    assert stranger.post(url(world, "meeting_join", meeting)).status_code == 404


def test_desk_runs_the_meeting_from_open_to_close(
    world: World, make_meeting: Make, client_of: ClientOf, text: Callable[[Any], str]
) -> None:
    from django.utils import timezone

    meeting = make_meeting(state="convened", starts_at=timezone.now())
    desk = client_of(world.secretary)
    console = url(world, "meeting_console", meeting)
    assert desk.post(url(world, "meeting_open", meeting)).url == console
    with world.inside():
        first, _second = meeting.items.order_by("position")
    note = reverse("governance:agenda_note", args=[world.slug, first.ref])
    assert desk.post(note, {"notes": "示例记录", "back": "console"}).url == console
    mark = {"unit": attendance(world, meeting, 0).ref, "presence": "onsite", "reason": "签名"}
    desk.post(url(world, "attendance_mark", meeting), mark | {"back": "console"})
    desk.post(url(world, "agenda_next", meeting), {"back": "console"})
    page = text(desk.get(console))
    assert "审议年度计划" in page
    assert "下一项" not in page  # the last one is ended, nothing follows
    take = reverse("governance:agenda_take", args=[world.slug, first.ref])
    assert desk.post(take, {"back": "console"}).url == console
    screen = text(desk.get(url(world, "meeting_screen", meeting)))
    assert "听取工作报告" in screen
    assert desk.post(url(world, "meeting_close", meeting)).status_code == 302
    minutes = text(desk.get(url(world, "meeting_minutes", meeting)))
    assert "示例记录" in minutes
    for name in ("meeting_open", "meeting_close", "agenda_next"):
        assert client_of(world.people[0]).post(url(world, name, meeting)).status_code == 403


def test_code_for_the_hall_leads_to_the_sign_in_page(
    world: World, make_meeting: Make, client_of: ClientOf, text: Callable[[Any], str]
) -> None:
    meeting = make_meeting(present=[])
    screen = text(client_of(world.secretary).get(url(world, "sign_in_screen", meeting)))
    address = f"{url(world, 'meeting_sign_in', meeting)}?k={meeting.check_in_key}"
    assert "<svg" in screen
    assert address in screen
    phone = client_of(world.people[0])
    assert "确认签到" in text(phone.get(address))
    wrong = phone.post(url(world, "meeting_sign_in", meeting), {"k": "falsch"})
    assert (wrong.status_code, "签到码不对" in text(wrong)) == (409, True)
    phone.post(url(world, "meeting_sign_in", meeting), {"k": meeting.check_in_key})
    assert attendance(world, meeting, 0).presence == "onsite"
    # The key stands on the wall of the hall, and on no page of a participant.
    for name in ("meeting_detail", "meeting_live", "meeting_attendance"):
        assert meeting.check_in_key not in text(phone.get(url(world, name, meeting)))
