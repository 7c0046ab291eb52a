"""A meeting as RFC 5545 says it: one event, in UTC, lines folded at 75 octets."""

from __future__ import annotations

import datetime as dt

from ...enums import MeetingState
from ...models import Meeting

USUAL = dt.timedelta(hours=2)


def event(meeting: Meeting, address: str) -> str:
    """The text of the file; without an end the meeting counts as two hours."""
    ends = meeting.ends_at or meeting.starts_at + USUAL
    changed = meeting.state_changed_at or meeting.created_at
    cancelled = meeting.state == MeetingState.CANCELLED
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Silian//Governance//ZH",
        "BEGIN:VEVENT",
        f"UID:{meeting.ref}@silian",
        f"DTSTAMP:{_utc(changed)}",
        f"DTSTART:{_utc(meeting.starts_at)}",
        f"DTEND:{_utc(ends)}",
        f"SUMMARY:{_text(meeting.title)}",
        f"LOCATION:{_text(meeting.venue or meeting.link)}",
        f"DESCRIPTION:{_text(address)}",
        f"URL:{address}",
        f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _utc(at: dt.datetime) -> str:
    return f"{at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    for sign, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r", ""), ("\n", "\\n")):
        text = text.replace(sign, written)
    return text


def _folded(line: str) -> str:
    parts, part = [], ""
    for sign in line:
        if len((part + sign).encode()) > 74:
            parts.append(part)
            part = ""
        part += sign
    return "\r\n ".join([*parts, part])
