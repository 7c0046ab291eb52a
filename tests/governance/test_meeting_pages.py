"""Pages of meetings: who opens them in which state, forms that keep what was typed, files."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from governance_world import World, attendance, build_motion
from python_calamine import CalamineWorkbook

from silian.governance.models import Meeting, MeetingPaper, Motion, Proxy

Make = Callable[..., Meeting]
ClientOf = Callable[[Any], Client]
Text = Callable[[Any], str]
FOR_ALL = (
    "meeting_detail", "meeting_calendar", "meeting_attendance", "attendance_export",
    "meeting_live", "meeting_live_part", "meeting_screen", "meeting_screen_part",
)  # fmt: skip
FOR_THE_CHAIR = (
    "meeting_console", "meeting_console_part", "sign_in_screen", "agenda_add", "paper_add",
    "guest_add",
)  # fmt: skip


def url(world: World, name: str, ref: str = "") -> str:
    kwargs = {"slug": world.slug, **({"ref": ref} if ref else {})}
    return reverse(f"governance:{name}", kwargs=kwargs)


@pytest.mark.parametrize("state", ["draft", "convened", "open", "closed", "minuted", "cancelled"])
def test_pages_open_in_every_state_for_those_who_may(
    world: World, make_meeting: Make, client_of: ClientOf, state: str
) -> None:
    meeting = make_meeting(state=state)
    build_motion(world, meeting)
    desk, unit = client_of(world.secretary), client_of(world.people[0])
    for name in ("meeting_list", "motion_list"):
        assert unit.get(url(world, name)).status_code == 200
    for name in FOR_ALL:
        address = url(world, name, meeting.ref)
        assert desk.get(address).status_code == 200, name
        assert unit.get(address).status_code == (404 if state == "draft" else 200), name
    for name in FOR_THE_CHAIR:
        address = url(world, name, meeting.ref)
        assert desk.get(address).status_code == 200, name
        assert unit.get(address).status_code == 403, name


def test_nothing_of_another_consortium_is_found(
    world: World, other_world: World, make_meeting: Make, client_of: ClientOf
) -> None:
    meeting = make_meeting()
    stranger = client_of(other_world.secretary)
    for name in (*FOR_ALL, *FOR_THE_CHAIR):
        assert stranger.get(url(world, name, meeting.ref)).status_code == 404
        assert stranger.get(url(other_world, name, meeting.ref)).status_code == 404


def test_empty_lists_say_what_to_do_next(world: World, client_of: ClientOf, text: Text) -> None:
    desk, unit = client_of(world.secretary), client_of(world.people[0])
    assert "先召开预备会议" in text(desk.get(url(world, "meeting_list")))
    assert "秘书处发出通知后" in text(unit.get(url(world, "meeting_list")))
    assert "还没有议案" in text(unit.get(url(world, "motion_list")))


def test_meeting_is_made_changed_and_convened_on_pages(
    world: World, client_of: ClientOf, text: Text
) -> None:
    desk = client_of(world.secretary)
    day = timezone.localtime() + dt.timedelta(days=3)
    data = {
        "kind": "council", "body": str(world.council.pk), "title": "示例会议", "mode": "onsite",
        "starts_at": f"{day:%Y-%m-%dT%H:%M}", "venue": "", "template": "on",
    }  # fmt: skip
    refused = desk.post(url(world, "meeting_new"), data)
    assert (refused.status_code, "线下会议请写明地点" in text(refused)) == (422, True)
    assert "示例会议" in text(refused)
    made = desk.post(url(world, "meeting_new"), data | {"venue": "示例室"})
    with world.inside():
        meeting = Meeting.objects.get()
    assert made.url == url(world, "meeting_detail", meeting.ref)
    desk.post(url(world, "meeting_edit", meeting.ref), data | {"venue": "新示例室"})
    convene = url(world, "meeting_convene", meeting.ref)
    assert "最早可以在" in text(desk.get(convene))
    assert desk.post(convene, {}).status_code == 422
    assert desk.post(convene, {"short_notice_reason": "示例急事"}).status_code == 302
    page = text(desk.get(url(world, "meeting_detail", meeting.ref)))
    assert "示例急事" in page
    assert "新示例室" in page
    again = desk.get(convene)
    assert again.status_code == 409


def test_unit_replies_and_gives_its_vote_on_pages(
    world: World, make_meeting: Make, client_of: ClientOf, text: Text
) -> None:
    meeting = make_meeting(state="convened")
    unit = client_of(world.people[1])
    reply = url(world, "meeting_reply", meeting.ref)
    assert unit.post(reply, {"answer": "yes"}).status_code in {302, 422}
    assert unit.post(reply, {"answer": "yes", "representative": "示例代"}).status_code == 302
    assert attendance(world, meeting, 1).reply == "yes"
    give = url(world, "proxy_give", meeting.ref)
    holder = attendance(world, meeting, 0)
    assert str(attendance(world, meeting, 1).ref) not in text(unit.get(give))
    assert unit.post(give, {"holder": holder.ref}).status_code == 302
    with world.inside():
        proxy = Proxy.objects.get()
    assert client_of(world.people[3]).post(url(world, "proxy_end", proxy.ref)).status_code == 403
    assert unit.post(url(world, "proxy_end", proxy.ref)).status_code == 302
    assert unit.post(url(world, "meeting_read", meeting.ref)).status_code == 302
    assert attendance(world, meeting, 1).read_at is not None


def test_papers_are_for_those_who_see_the_meeting(
    world: World, other_world: World, make_meeting: Make, client_of: ClientOf
) -> None:
    meeting = make_meeting(state="convened")
    desk = client_of(world.secretary)
    upload = SimpleUploadedFile("计划.txt", "示例计划".encode())
    desk.post(url(world, "paper_add", meeting.ref), {"title": "计划", "item": "", "file": upload})
    with world.inside():
        paper = MeetingPaper.objects.get()
    address = url(world, "paper_file", paper.ref)
    answer = client_of(world.people[0]).get(address)
    assert b"".join(answer.streaming_content).decode() == "示例计划"
    assert client_of(other_world.people[0]).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_motion_goes_from_the_unit_to_the_agenda_on_pages(
    world: World, make_meeting: Make, client_of: ClientOf, text: Text
) -> None:
    meeting = make_meeting(state="convened")
    unit, desk = client_of(world.people[2]), client_of(world.secretary)
    new = f"{url(world, 'motion_new')}?meeting={meeting.ref}"
    assert unit.post(new, {"title": "", "matter": "ordinary"}).status_code == 422
    data = {"title": "示例议案", "text": "示例正文", "matter": "ordinary"}
    assert unit.post(new, data).status_code == 302
    with world.inside():
        motion = Motion.objects.get()
    page = url(world, "motion_detail", motion.ref)
    assert "列入议程" not in text(unit.get(page)).split("main-actions")[1].split("</div>")[0]
    admit = url(world, "motion_admit", motion.ref)
    assert unit.get(admit).status_code == 403
    assert desk.post(admit, {"meeting": str(meeting.pk), "item": ""}).status_code == 302
    assert "议案 1" in text(unit.get(url(world, "meeting_detail", meeting.ref)))
    assert unit.post(url(world, "motion_edit", motion.ref), data).status_code == 422
    assert unit.post(url(world, "motion_withdraw", motion.ref)).status_code == 302
    with world.inside():
        assert Motion.objects.get().state == "withdrawn"


def test_sign_in_sheet_is_a_spreadsheet(
    world: World, make_meeting: Make, client_of: ClientOf
) -> None:
    meeting = make_meeting()
    answer = client_of(world.secretary).get(url(world, "attendance_export", meeting.ref))
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    rows = book.get_sheet_by_index(0).to_python()
    assert [row[1] for row in rows if row[1] in {u.name for u in world.units}] == [
        unit.name for unit in world.units[:6]
    ]


def test_calendar_file_is_one_event_of_short_lines(
    world: World, make_meeting: Make, client_of: ClientOf
) -> None:
    meeting = make_meeting(state="convened", title="很长的会议名称，" * 12 + "a;b")
    body = client_of(world.people[0]).get(url(world, "meeting_calendar", meeting.ref)).content
    assert body.count(b"BEGIN:VEVENT") == 1
    assert body.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    assert "a\\;b" in body.decode().replace("\r\n ", "")


def test_pages_speak_english(world: World, make_meeting: Make, client_of: ClientOf) -> None:
    meeting = make_meeting(present=[0, 1])
    client = client_of(world.secretary)
    client.cookies["django_language"] = "en"
    page = client.get(url(world, "meeting_console", meeting.ref)).content.decode()
    assert "Chair&#x27;s desk" in page or "Chair's desk" in page
    assert "No quorum" in page
