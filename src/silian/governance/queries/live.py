"""What the people in a meeting see change: little for everybody, a little more for each."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from silian.kernel import scoping
from silian.kernel.access import Actor

from ..enums import BallotState, ItemState, MeetingState, Presence, SpeakerState
from ..models import AgendaItem, Attendance, Ballot, Meeting, MeetingPaper, Proxy, Speaker
from .meetings import own_attendance, standing

MOST_ROOMS = 64


def pulse(live_key: str) -> dict[str, Any] | None:
    """The numbers of an open meeting, by its live key; None for every other key.

    {v: changes, present, seats, q: quorate, voted: {ballot: how many have voted}}: no name, and
    nothing of what was voted.
    """
    # The key is all that the address has: which consortium it leads to is read from it alone.
    with scoping.across():
        found = Meeting.objects.filter(live_key=live_key, state=MeetingState.OPEN)
        place = found.values_list("consortium_id", flat=True).first()
    if place is None:
        return None
    with scoping.inside(place):
        meeting = Meeting.objects.select_related("body", "term").get(live_key=live_key)
        counts = standing(meeting)
        return {
            "v": meeting.live,
            "present": counts.present,
            "seats": counts.seats,
            "q": counts.quorate,
            "voted": voted(meeting),
        }


def voted(meeting: Meeting) -> dict[str, int]:
    """How many units have voted in each ballot that is open, on paper as well."""
    cast = Q(voters__voted=True) | Q(voters__paper=True)
    rows = Ballot.objects.filter(meeting=meeting, state=BallotState.OPEN).order_by()
    return dict(rows.annotate(n=Count("voters", filter=cast)).values_list("ref", "n"))


@dataclass(frozen=True)
class Room:
    """What is the same for everybody in the meeting until its next change."""

    items: list[AgendaItem]
    current: AgendaItem | None
    papers: list[MeetingPaper]
    speaking: Speaker | None
    waiting: list[Speaker]

    @property
    def following(self) -> AgendaItem | None:
        """The item that comes next."""
        return next((item for item in self.items if item.state == ItemState.WAITING), None)

    @property
    def position(self) -> int:
        """Which item of the agenda this is; 0 for none."""
        return self.items.index(self.current) + 1 if self.current else 0


_ROOMS: dict[tuple[str, int], Room] = {}
_lock = threading.Lock()


def room(meeting: Meeting) -> Room:
    """Item, papers and queue; read once for each change of the meeting in this process.

    `Meeting.live` counts every change of them, so that what is kept cannot be out of date.
    """
    key = (meeting.ref, meeting.live)
    found = _ROOMS.get(key)
    if found is None or meeting.state != MeetingState.OPEN:
        found = read_room(meeting)
        with _lock:
            if len(_ROOMS) >= MOST_ROOMS:
                _ROOMS.clear()
            _ROOMS[key] = found
    return found


def read_room(meeting: Meeting) -> Room:
    """Item, papers and queue from the database."""
    items = list(meeting.items.order_by("position", "pk"))
    current = next((item for item in items if item.state == ItemState.CURRENT), None)
    papers = MeetingPaper.objects.filter(meeting=meeting).select_related("file")
    shown = papers.filter(Q(item=current) | Q(item__isnull=True)) if current else papers
    queue: list[Speaker] = []
    if current is not None:
        states = (SpeakerState.WAITING, SpeakerState.SPEAKING)
        queue = list(
            Speaker.objects.filter(item=current, state__in=states)
            .select_related("attendance__organisation")
            .order_by("pk")
        )
    return Room(
        items,
        current,
        list(shown.order_by("pk")),
        next((row for row in queue if row.state == SpeakerState.SPEAKING), None),
        [row for row in queue if row.state == SpeakerState.WAITING],
    )


@dataclass(frozen=True)
class Own:
    """How the unit of the actor stands in the meeting."""

    attendance: Attendance | None
    given: Proxy | None
    held: list[Proxy]

    @property
    def is_there(self) -> bool:
        return self.attendance is not None and self.attendance.presence != Presence.ABSENT


def own(actor: Actor, meeting: Meeting) -> Own:
    """The unit's row, the proxy that it gave, and those that it holds."""
    row = own_attendance(actor, meeting)
    if row is None:
        return Own(None, None, [])
    rows = Proxy.objects.filter(Q(giver=row) | Q(holder=row), ended_at__isnull=True).order_by("pk")
    # Most units have none: they are spared the long query.
    if not rows.values_list("pk", flat=True)[:1]:
        return Own(row, None, [])
    found = list(rows.select_related("giver__organisation", "holder__organisation"))
    given = next((proxy for proxy in found if proxy.giver_id == row.pk), None)
    return Own(row, given, [proxy for proxy in found if proxy.holder_id == row.pk])
