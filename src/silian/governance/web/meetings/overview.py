"""The list of meetings, the page of one, and its entry for a calendar."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from silian.kernel.access import may
from silian.kernel.ui.page import page

from ...enums import MeetingState
from ...models import Meeting
from ...permissions import P
from ...queries.course import course
from ...queries.live import own
from ...queries.meetings import (
    coming,
    items_of,
    meeting_of,
    proxies_of,
    rules_of_meeting,
    standing,
)
from ...services.meetings import earliest
from ...workflows import MEETING
from .acting import actor_of, url
from .icalendar import event
from .tables import meeting_table

RUNNING = (MeetingState.CONVENED, MeetingState.OPEN)
OVER = (MeetingState.CLOSED, MeetingState.MINUTED)


@page(P.VIEW)
def meeting_list(request: HttpRequest) -> HttpResponse:
    """The meetings that come as cards, all of them as a list."""
    actor = actor_of(request)
    cards = [
        {
            "meeting": row,
            "tone": MEETING.tones[row.state],
            "url": url(request, "meeting_detail", ref=row.ref),
            "live_url": url(request, "meeting_live", ref=row.ref),
        }
        for row in coming(actor)
    ]
    context = {
        "table": meeting_table(request), "cards": cards,
        "may_manage": bool(may(actor, P.MEETING_MANAGE)),
    }  # fmt: skip
    return render(request, "governance/meetings/list.html", context)


@page(P.VIEW)
def meeting_detail(request: HttpRequest, ref: str) -> HttpResponse:
    """One meeting: when and where, agenda and papers, who takes part, what comes next."""
    actor = actor_of(request)
    meeting = meeting_of(actor, ref)
    manages = bool(may(actor, P.MEETING_MANAGE, meeting))
    mine = own(actor, meeting)
    items = items_of(meeting)
    charter, rules = rules_of_meeting(meeting)
    context: dict[str, Any] = {
        "meeting": meeting,
        "tone": MEETING.tones[meeting.state],
        "own": mine,
        "may_attend": bool(mine.attendance and may(actor, P.MEETING_ATTEND, mine.attendance)),
        "may_propose": bool(may(actor, P.MOTION_PROPOSE)) and meeting.state not in OVER
        and meeting.state != MeetingState.CANCELLED,
        "manages": manages,
        "items": timed(meeting, items),
        "minutes_planned": sum(item.minutes or 0 for item in items),
        "papers": list(meeting.papers.filter(item__isnull=True).select_related("file")),
        "motions": list(meeting.motions.filter(item__isnull=True).select_related("proposer")),
        "resolutions": list(meeting.resolutions.all()),
        "charter": charter,
        "rules": rules,
        "quorum_words": _words(rules.quorum),
        "earliest": earliest(meeting) if meeting.state == MeetingState.DRAFT else None,
        "counts": standing(meeting),
        "proxies": proxies_of(meeting),
        "moments": course(meeting) if meeting.state in OVER else [],
        "is_running": meeting.state in RUNNING,
        "is_over": meeting.state in OVER,
        "may_go": manages and meeting.state == MeetingState.CONVENED
        and timezone.localdate() >= timezone.localtime(meeting.starts_at).date(),
    }  # fmt: skip
    return render(request, "governance/meetings/detail.html", context)


def _words(quorum: Any) -> str:
    zh, en = quorum.words()
    return str(en if (get_language() or "").startswith("en") else zh)


def timed(meeting: Meeting, items: list[Any]) -> list[dict[str, Any]]:
    """Items with the time at which they would begin if the minutes are kept."""
    at = timezone.localtime(meeting.opened_at or meeting.starts_at)
    found = []
    for place, item in enumerate(items):
        found.append({"item": item, "at": at, "first": place == 0, "last": place == len(items) - 1})
        at += dt.timedelta(minutes=item.minutes or 0)
    return found


@page(P.VIEW)
def meeting_calendar(request: HttpRequest, ref: str) -> HttpResponse:
    """The meeting as a file for a calendar."""
    meeting = meeting_of(actor_of(request), ref)
    address = request.build_absolute_uri(url(request, "meeting_detail", ref=meeting.ref))
    response = HttpResponse(event(meeting, address), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="meeting-{meeting.ref}.ics"'
    return response


def heading_crumbs(request: HttpRequest, meeting: Meeting, label: object) -> list[dict[str, str]]:
    """Where a page below a meeting stands."""
    return [
        {"label": _("会议"), "url": url(request, "meeting_list")},
        {"label": meeting.title, "url": url(request, "meeting_detail", ref=meeting.ref)},
        {"label": str(label), "url": ""},
    ]
