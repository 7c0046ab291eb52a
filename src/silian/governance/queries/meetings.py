"""Meetings: lists, who was called, who is there, and whether they are enough."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from silian.kernel.access import Actor
from silian.kernel.refusals import Missing

from ..engine.presence import assemble
from ..engine.rules import BodyRules
from ..enums import BodyKind, MeetingState, Presence
from ..models import AgendaItem, Attendance, Charter, Meeting, MeetingPaper, Motion, Proxy
from ..permissions import P
from .bodies import seats_of
from .charter import body_rules

COMING = (MeetingState.DRAFT, MeetingState.CONVENED, MeetingState.OPEN)


def meetings(actor: Actor) -> QuerySet[Meeting]:
    """The meetings that the actor sees: drafts only those who prepare them."""
    rows = Meeting.objects.select_related("body", "term")
    return rows if actor.has(P.MEETING_MANAGE) else rows.exclude(state=MeetingState.DRAFT)


def meeting_of(actor: Actor, ref: str) -> Meeting:
    """The meeting of that address; `Missing` for a draft that the actor does not prepare."""
    found = meetings(actor).filter(ref=ref).first()
    if found is None:
        raise Missing()
    return found


def coming(actor: Actor, limit: int = 6) -> list[Meeting]:
    """Meetings that are open or still to come, the next one first."""
    since = timezone.now() - dt.timedelta(days=1)
    rows = meetings(actor).filter(state__in=COMING)
    open_now = list(rows.filter(state=MeetingState.OPEN).order_by("starts_at")[:limit])
    later = rows.exclude(state=MeetingState.OPEN).filter(starts_at__gte=since)
    return [*open_now, *later.order_by("starts_at")[:limit]][:limit]


def items_of(meeting: Meeting) -> list[AgendaItem]:
    """The agenda in its order, with papers and motions."""
    papers = Prefetch("papers", MeetingPaper.objects.select_related("file"))
    motions = Prefetch("motions", Motion.objects.select_related("proposer"))
    return list(meeting.items.order_by("position", "pk").prefetch_related(papers, motions))


def attendances(meeting: Meeting, *, voting: bool | None = None) -> list[Attendance]:
    """Who was called, by the order of the call; `voting` True leaves the guests out."""
    rows = Attendance.objects.filter(meeting=meeting).select_related("organisation")
    if voting is not None:
        rows = rows.filter(voting=voting)
    return list(rows.order_by("pk"))


def own_attendance(actor: Actor, meeting: Meeting) -> Attendance | None:
    """The row of the unit that the actor acts for, if it was called."""
    if actor.organisation_id is None:
        return None
    rows = Attendance.objects.filter(meeting=meeting, organisation_id=actor.organisation_id)
    return rows.select_related("organisation").order_by("pk").first()


def proxies_of(meeting: Meeting) -> list[Proxy]:
    """The proxies that hold."""
    rows = Proxy.objects.filter(meeting=meeting, ended_at__isnull=True)
    return list(rows.select_related("giver__organisation", "holder__organisation").order_by("pk"))


def matched(
    rows: Iterable[Attendance], proxies: Iterable[Proxy], recused: Collection[int] = ()
) -> list[tuple[Attendance, Attendance | None]]:
    """Of these rows those present, with None, and those represented, with the holder.

    `engine.presence.assemble` decides. The limit of proxies was kept when each was given, under
    the rules of that day; `recused` are keys of attendances.
    """
    by_key = {str(row.pk): row for row in rows if row.voting}
    carriers = {str(proxy.giver_id): str(proxy.holder_id) for proxy in proxies}
    casts = assemble(
        {key: row.weight for key, row in by_key.items()},
        {key for key, row in by_key.items() if row.presence != Presence.ABSENT},
        carriers,
        proxy_limit=len(carriers),
        recused={str(pk) for pk in recused},
    ).casts
    return [
        (row, None if casts[key] == key else by_key[casts[key]])
        for key, row in by_key.items()
        if key in casts
    ]


def present(
    meeting: Meeting, recused: Collection[int] = ()
) -> list[tuple[Attendance, Attendance | None]]:
    """Who may vote now: units that are there, with None, and units represented, with the holder.

    A represented unit is one whose proxy holds and whose holder is there and not recused. Guests
    without a vote, and those recused, are not among them.
    """
    rows = attendances(meeting, voting=True)
    return matched(rows, Proxy.objects.filter(meeting=meeting, ended_at__isnull=True), recused)


def day_of(meeting: Meeting) -> dt.date:
    """The day of the meeting in Asia/Shanghai."""
    return timezone.localtime(meeting.starts_at).date()


def seats(meeting: Meeting, called: int | None = None) -> int:
    """应到: the seats that the quorum of this meeting is counted from.

    The seats declared in the term, else the units called with a vote (`called` where they were
    already counted); before anybody was called, those who would be.
    """
    if meeting.body.kind != BodyKind.ASSEMBLY and meeting.term and meeting.term.seats:
        return meeting.term.seats
    if meeting.convened_at is None:
        return seats_of(meeting.body, day_of(meeting))
    if called is not None:
        return called
    return Attendance.objects.filter(meeting=meeting, voting=True).count()


def rules_of_meeting(meeting: Meeting) -> tuple[Charter | None, BodyRules]:
    """The rules in force for the body that meets, with their charter (`None`: a preset)."""
    return body_rules(meeting.body.kind)


@dataclass(frozen=True)
class Standing:
    """Who is there. `onsite`, `online`, `represented` and `called` are units; `seats` (应到),
    `present` (实到) and `needed` are votes, which differ from units only where the charter
    gives weights. `needed` make the quorum; None where none would do.
    """

    seats: int
    called: int
    onsite: int
    online: int
    represented: int
    present: int
    needed: int | None
    quorate: bool

    @property
    def there(self) -> int:
        """Units present themselves."""
        return self.onsite + self.online

    @property
    def absent(self) -> int:
        """Units neither present nor represented."""
        return max(0, self.called - self.there - self.represented)

    @property
    def missing(self) -> int:
        """How many are still wanting for the quorum."""
        return 0 if self.quorate or self.needed is None else max(0, self.needed - self.present)

    @property
    def percent(self) -> int:
        """Of the seats, for the meter."""
        return min(100, self.present * 100 // self.seats) if self.seats else 0

    @property
    def needed_percent(self) -> int:
        """Where the quorum stands on the meter."""
        return min(100, (self.needed or 0) * 100 // self.seats) if self.seats else 0


def standing(
    meeting: Meeting,
    rows: list[Attendance] | None = None,
    proxies: list[Proxy] | None = None,
    rules: BodyRules | None = None,
) -> Standing:
    """Who is there now; `rows`, `proxies` and `rules` where they were already read."""
    if rows is None:
        # Numbers alone: names of three hundred units would take longer than all the rest.
        called = Attendance.objects.filter(meeting=meeting, voting=True)
        rows = list(called.only("meeting_id", "presence", "voting", "weight"))
    if proxies is None:
        proxies = list(Proxy.objects.filter(meeting=meeting, ended_at__isnull=True))
    quorum = (rules or rules_of_meeting(meeting)[1]).quorum
    voting = [row for row in rows if row.voting]
    pairs = matched(voting, proxies)
    direct = [row for row, holder in pairs if holder is None]
    extra = sum(row.weight - 1 for row in voting)
    count = max(seats(meeting, len(voting)) + extra, sum(row.weight for row in voting))
    votes = sum(row.weight for row, _holder in pairs)
    return Standing(
        seats=count,
        called=len(voting),
        onsite=sum(row.presence == Presence.ONSITE for row in direct),
        online=sum(row.presence == Presence.ONLINE for row in direct),
        represented=len(pairs) - len(direct),
        present=votes,
        needed=quorum.needed(count),
        quorate=quorum.met(votes, count),
    )
