"""The course of a meeting by the clock: who came late or left, when the quorum was lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from ..engine.thresholds import Threshold
from ..enums import Presence
from ..models import Attendance, Meeting, PresenceChange, Proxy
from .meetings import attendances, rules_of_meeting, seats


@dataclass(frozen=True)
class Moment:
    """What happened: `what` is came or left (a unit), lost or reached (the quorum)."""

    at: dt.datetime
    what: str
    unit: str = ""
    present: int = 0


@dataclass(frozen=True)
class Change:
    at: dt.datetime
    attendance_id: int
    presence: str


def course(meeting: Meeting) -> list[Moment]:
    """What happened between the opening and the close, in order."""
    if meeting.opened_at is None:
        return []
    rows = {row.pk: row for row in attendances(meeting) if row.voting}
    changes = _changes(meeting)
    proxies = list(Proxy.objects.filter(meeting=meeting))
    quorum = rules_of_meeting(meeting)[1].quorum
    extra = sum(row.weight - 1 for row in rows.values())
    count = seats(meeting, len(rows)) + extra
    return list(_replay(meeting, rows, changes, proxies, quorum, count))


def _changes(meeting: Meeting) -> list[Change]:
    found = PresenceChange.objects.filter(attendance__meeting=meeting).order_by("pk")
    return [
        Change(at, attendance, presence)
        for at, attendance, presence in found.values_list("created_at", "attendance_id", "presence")
    ]


def _replay(
    meeting: Meeting,
    rows: dict[int, Attendance],
    changes: list[Change],
    proxies: list[Proxy],
    quorum: Threshold,
    count: int,
) -> Iterator[Moment]:
    opened, closed = meeting.opened_at, meeting.closed_at
    assert opened is not None
    now = {change.attendance_id: change.presence for change in changes if change.at <= opened}
    enough = quorum.met(_present(rows, now, proxies, opened), count)
    by_time: dict[dt.datetime, list[Change]] = {}
    for change in changes:
        if change.at > opened and (closed is None or change.at <= closed):
            by_time.setdefault(change.at, []).append(change)
    for proxy in proxies:
        for at in (proxy.created_at, proxy.ended_at):
            if at is not None and at > opened and (closed is None or at <= closed):
                by_time.setdefault(at, [])
    for at in sorted(by_time):
        for change in by_time[at]:
            before = now.get(change.attendance_id, Presence.ABSENT.value)
            now[change.attendance_id] = change.presence
            row = rows.get(change.attendance_id)
            if row is not None and Presence.ABSENT in (before, change.presence):
                what = "left" if change.presence == Presence.ABSENT else "came"
                yield Moment(at, what, str(row))
        present = _present(rows, now, proxies, at)
        if quorum.met(present, count) != enough:
            enough = not enough
            yield Moment(at, "reached" if enough else "lost", present=present)


def _present(
    rows: dict[int, Attendance], now: dict[int, str], proxies: list[Proxy], at: dt.datetime
) -> int:
    """Votes present or represented at that moment."""
    there = {key for key in rows if now.get(key, Presence.ABSENT) != Presence.ABSENT}
    held = {
        proxy.giver_id
        for proxy in proxies
        if proxy.created_at <= at
        and (proxy.ended_at is None or proxy.ended_at > at)
        and proxy.holder_id in there
        and proxy.giver_id in rows
    }
    return sum(rows[key].weight for key in there | held)
