"""What tells the phones in the room that something changed."""

from __future__ import annotations

from django.db.models import F

from ..models import Meeting


def touch(meeting: Meeting) -> None:
    """Counts one change of the meeting that everybody there must see, and nothing else.

    Called inside a command, once at its end: the item, the floor, a ballot opened or closed.
    Not for what the counts alone say, who came or has voted: those travel by themselves, and
    three hundred phones need not ask for a page each time.
    """
    Meeting.objects.filter(pk=meeting.pk).update(live=F("live") + 1)
    meeting.live += 1
