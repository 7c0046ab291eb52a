"""The meeting as it happens: on the phone, at the chair's desk, on the wall."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from silian.kernel.access import may, require
from silian.kernel.refusals import Missing
from silian.kernel.ui.page import page

from ...enums import BallotState, ElectionState, MeetingState, MotionState
from ...models import AgendaItem, Ballot, Meeting, Speaker
from ...permissions import P
from ...queries import ballots
from ...queries.live import own, room, voted
from ...queries.meetings import attendances, meeting_of, proxies_of, standing
from ...services import agenda, speakers
from .acting import act, actor_of, meeting_url, url
from .agenda import item_of
from .presence import modes_of

# Motions and elections in these states are waiting for a vote.
VOTED_ON = (MotionState.ADMITTED, ElectionState.LISTED, ElectionState.RUNOFF)
SPEAKER_STEPS = ("withdraw", "floor", "finish", "up", "down")


def _pulse(meeting: Meeting) -> str:
    return reverse("live:pulse", kwargs={"key": meeting.live_key})


def _part(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    """What changes on the page of somebody who takes part."""
    actor = actor_of(request)
    here = room(meeting)
    mine = own(actor, meeting)
    queue = [here.speaking, *here.waiting] if here.speaking else here.waiting
    asked = None
    if mine.attendance is not None:
        asked = next((s for s in queue if s and s.attendance_id == mine.attendance.pk), None)
    return {
        "meeting": meeting,
        "room": here,
        "own": mine,
        "may_attend": bool(mine.attendance and may(actor, P.MEETING_ATTEND, mine.attendance)),
        "asked": asked,
        "panels": ballots.panels(actor, meeting, mine),
        "is_open": meeting.state == MeetingState.OPEN,
        "modes": [key for key, _label in modes_of(meeting)],
    }


@page(P.VIEW)
def meeting_live(request: HttpRequest, ref: str) -> HttpResponse:
    """The page in the hand: what is now, how the own unit stands, votes, the queue."""
    meeting = meeting_of(actor_of(request), ref)
    context = _part(request, meeting) | {
        "counts": standing(meeting),
        "pulse_url": _pulse(meeting),
        "part_url": url(request, "meeting_live_part", ref=ref),
        "manages": bool(may(actor_of(request), P.MEETING_MANAGE, meeting)),
    }
    return render(request, "governance/meetings/live.html", context)


@page(P.VIEW)
def meeting_live_part(request: HttpRequest, ref: str) -> HttpResponse:
    """The changing parts alone, for a phone that saw the count of changes grow."""
    meeting = meeting_of(actor_of(request), ref)
    return render(request, "governance/meetings/live_part.html", _part(request, meeting))


def _desk(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    """What changes at the chair's desk."""
    rows = attendances(meeting)
    proxies = proxies_of(meeting)
    represented = {proxy.giver_id: proxy.holder for proxy in proxies}
    here = room(meeting)
    return {
        "meeting": meeting,
        "room": here,
        "rows": [{"row": row, "holder": represented.get(row.pk)} for row in rows],
        "counts": standing(meeting, rows, proxies),
        "panels": ballots.panels(actor_of(request), meeting),
        "is_open": meeting.state == MeetingState.OPEN,
        "modes": modes_of(meeting),
        "at_end": here.current is None and here.following is None,
        "console": True,
        "motions": _with_ballots(request, meeting.motions, here.current, "motion"),
        "elections": _with_ballots(request, meeting.elections, here.current, "election"),
    }


def _with_ballots(
    request: HttpRequest, rows: Any, item: AgendaItem | None, name: str
) -> list[dict[str, Any]]:
    """Motions or elections of the item with what is prepared for them: drafts to be opened."""
    if item is None:
        return []
    new = url(request, "ballot_new")
    found = []
    for row in rows.filter(item=item).order_by("pk").prefetch_related("ballots"):
        states = {ballot.state for ballot in row.ballots.all()}
        drafts = [ballot for ballot in row.ballots.all() if ballot.state == BallotState.DRAFT]
        free = not states & {BallotState.DRAFT, BallotState.OPEN} and row.state in VOTED_ON
        found.append(
            {"row": row, "drafts": drafts, "new": f"{new}?{name}={row.ref}" if free else ""}
        )
    return found


@page(P.MEETING_MANAGE)
def meeting_console(request: HttpRequest, ref: str) -> HttpResponse:
    """The chair's desk."""
    meeting = meeting_of(actor_of(request), ref)
    context = _desk(request, meeting) | {
        "pulse_url": _pulse(meeting),
        "part_url": url(request, "meeting_console_part", ref=ref),
    }
    return render(request, "governance/meetings/console.html", context)


@page(P.MEETING_MANAGE)
def meeting_console_part(request: HttpRequest, ref: str) -> HttpResponse:
    """The changing parts of the desk alone."""
    meeting = meeting_of(actor_of(request), ref)
    return render(request, "governance/meetings/console_part.html", _desk(request, meeting))


def _wall(meeting: Meeting) -> dict[str, Any]:
    """What the hall sees: the item, open votes with how many have voted, the last result."""
    english = (get_language() or "").startswith("en")
    rows = Ballot.objects.filter(meeting=meeting).select_related("motion", "election")
    casting = voted(meeting)
    open_now = [
        {"ballot": row, "title": str(row), "voted": casting.get(row.ref, 0),
         "of": row.opening.get("units") or row.opening.get("present") or 0}
        for row in rows.filter(state=BallotState.OPEN).order_by("pk")
    ]  # fmt: skip
    last = rows.filter(state=BallotState.CLOSED).order_by("-closed_at", "-pk").first()
    sentence = ""
    if last is not None:
        sentence = last.sentence_en if english and last.sentence_en else last.sentence
    return {
        "meeting": meeting, "room": room(meeting), "open_now": open_now, "last": last,
        "sentence": sentence, "is_open": meeting.state == MeetingState.OPEN,
    }  # fmt: skip


@page(P.VIEW)
def meeting_screen(request: HttpRequest, ref: str) -> HttpResponse:
    """The page for the wall of the hall."""
    meeting = meeting_of(actor_of(request), ref)
    context = _wall(meeting) | {
        "counts": standing(meeting),
        "pulse_url": _pulse(meeting),
        "part_url": url(request, "meeting_screen_part", ref=ref),
    }
    return render(request, "governance/meetings/screen.html", context)


@page(P.VIEW)
def meeting_screen_part(request: HttpRequest, ref: str) -> HttpResponse:
    """The changing parts of the wall alone."""
    meeting = meeting_of(actor_of(request), ref)
    return render(request, "governance/meetings/screen_part.html", _wall(meeting))


@page(P.MEETING_MANAGE, post=True, get=False)
def agenda_take(request: HttpRequest, ref: str) -> HttpResponse:
    """Takes up this item."""
    item = item_of(request, ref)
    return act(
        request,
        lambda: agenda.take_item(actor=actor_of(request), item=item),
        "",
        meeting_url(request, item.meeting),
    )


@page(P.MEETING_MANAGE, post=True, get=False)
def agenda_next(request: HttpRequest, ref: str) -> HttpResponse:
    """Goes on to the next item."""
    meeting = meeting_of(actor_of(request), ref)
    return act(
        request,
        lambda: agenda.next_item(actor=actor_of(request), meeting=meeting),
        "",
        meeting_url(request, meeting),
    )


@page(P.MEETING_MANAGE, post=True, get=False)
def agenda_note(request: HttpRequest, ref: str) -> HttpResponse:
    """Keeps what was said to an item."""
    item = item_of(request, ref)
    return act(
        request,
        lambda: agenda.note_item(
            actor=actor_of(request), item=item, notes=request.POST.get("notes", "")
        ),
        _("记录已保存。"),
        meeting_url(request, item.meeting),
    )


@page(P.MEETING_ATTEND, post=True, get=False)
def speaker_ask(request: HttpRequest, ref: str) -> HttpResponse:
    """The own unit asks for the floor."""
    meeting = meeting_of(actor_of(request), ref)
    mine = own(actor_of(request), meeting).attendance
    if mine is None:
        raise Missing(_("您代表的单位不在这次会议的名单里。"))
    require(actor_of(request), P.MEETING_ATTEND, mine)
    return act(
        request,
        lambda: speakers.ask(actor=actor_of(request), attendance=mine),
        _("已申请发言，请等主持人点名。"),
        meeting_url(request, meeting),
    )


@page(P.VIEW, post=True, get=False)
def speaker_step(request: HttpRequest, ref: str, step: str) -> HttpResponse:
    """withdraw (by the unit or the chair), floor, finish, up, down (by the chair)."""
    found = Speaker.objects.select_related("item__meeting").filter(ref=ref).first()
    if found is None or step not in SPEAKER_STEPS:
        raise Missing()
    actor = actor_of(request)
    run = {
        "withdraw": lambda: speakers.withdraw(actor=actor, speaker=found),
        "floor": lambda: speakers.give_floor(actor=actor, speaker=found),
        "finish": lambda: speakers.finish(actor=actor, speaker=found),
        "up": lambda: speakers.move(actor=actor, speaker=found, up=True),
        "down": lambda: speakers.move(actor=actor, speaker=found, up=False),
    }[step]
    return act(request, run, "", meeting_url(request, found.item.meeting))
