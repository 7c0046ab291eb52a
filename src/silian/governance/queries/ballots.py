"""Ballots for reading: the list, the roll, whose turn it is to vote, what was voted in the open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from silian.kernel.access import Actor, may
from silian.kernel.refusals import Missing
from silian.organisations.public import OrganisationKind

from ..engine.motion import CHOICES
from ..enums import BallotState
from ..models import Attendance, Ballot, Meeting, Proxy, Recusal, Vote, Voter
from ..permissions import P
from .live import Own
from .votes import is_there

SMALLEST_GROUP = 5


def ballots() -> QuerySet[Ballot]:
    """All ballots here, the newest first, with how many are on the roll and have voted.

    Counted apart: joined with the roll, a ballot would be grouped by its long lists, once for
    each of three hundred phones.
    """
    return (
        Ballot.objects.select_related("motion", "election", "meeting__body", "charter")
        .annotate(
            on_roll=_voters(Q()),
            have_voted=_voters(Q(voted=True) | Q(paper=True)),
        )
        .order_by("-pk")
    )


def _voters(which: Q) -> Coalesce:
    """How many of a ballot's voters are of that kind."""
    rows = Voter.objects.filter(which, ballot=OuterRef("pk")).order_by()
    counted = rows.values("ballot").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def ballot_of(ref: str) -> Ballot:
    """The ballot of that address."""
    found = ballots().filter(ref=ref).first()
    if found is None:
        raise Missing()
    return found


def roll(ballot: Ballot) -> list[Voter]:
    """Who is on the roll, by the order of the call."""
    rows = Voter.objects.filter(ballot=ballot).select_related("organisation", "attendance")
    return list(rows.order_by("attendance_id"))


@dataclass(frozen=True)
class Turn:
    """A vote that the actor may cast now, for its own unit or for one that it represents.

    `ready`: the unit is there (or, represented, its holder is); `open_again`: voted already, and
    the charter lets it change its vote.
    """

    voter: Voter
    own: bool
    ready: bool
    open_again: bool

    @property
    def may_vote(self) -> bool:
        return self.ready and not self.voter.paper and (not self.voter.voted or self.open_again)


def turns(actor: Actor, meeting: Meeting | None = None) -> dict[int, list[Turn]]:
    """By ballot: the votes of the actor's unit and of those it represents, open ballots only.

    Two queries, however many ballots are open.
    """
    unit = actor.organisation_id
    if unit is None or not actor.has(P.VOTE):
        return {}
    proxies = Proxy.objects.filter(holder__organisation_id=unit, ended_at__isnull=True)
    rows = Voter.objects.filter(ballot__state=BallotState.OPEN)
    if meeting is not None:
        proxies, rows = proxies.filter(meeting=meeting), rows.filter(ballot__meeting=meeting)
    held = {row.giver_id: row.holder for row in proxies.select_related("holder").order_by()}
    wanted = Q(organisation_id=unit) | Q(attendance_id__in=held)
    rows = _with_recusal(rows.filter(wanted), unit).select_related(
        "organisation", "attendance", "ballot"
    )
    # The list of all who were there at the opening is long, and not wanted here.
    rows = rows.order_by("pk").defer("ballot__opening")
    return _turns(
        (row, None if row.organisation_id == unit else held[row.attendance_id]) for row in rows
    )


def turns_of(actor: Actor, mine: Own, running: Iterable[Ballot]) -> dict[int, list[Turn]]:
    """The same in one meeting, of which the own row, the proxies and the ballots were read."""
    if mine.attendance is None or not actor.has(P.VOTE):
        return {}
    ballots_open = {row.pk: row for row in running if row.state == BallotState.OPEN}
    seats = {mine.attendance.pk: mine.attendance, **{row.giver_id: row.giver for row in mine.held}}
    on_roll = Voter.objects.filter(ballot__in=ballots_open, attendance__in=seats)
    rows = list(_with_recusal(on_roll, mine.attendance.organisation_id).order_by("pk"))
    for row in rows:
        row.ballot, row.attendance = ballots_open[row.ballot_id], seats[row.attendance_id]
        row.organisation = row.attendance.organisation
    own = mine.attendance
    return _turns((row, None if row.attendance_id == own.pk else own) for row in rows)


def _turns(rows: Iterable[tuple[Any, Attendance | None]]) -> dict[int, list[Turn]]:
    """From rows of the roll with the holder of their proxy, None for the own one."""
    found: dict[int, list[Turn]] = {}
    for row, holder in rows:
        there = is_there(row.attendance)
        if holder is not None and (there or row.holder_out):
            continue
        ready = there if holder is None else is_there(holder)
        again = row.voted and bool(row.ballot.settings.get("change_vote"))
        found.setdefault(row.ballot_id, []).append(Turn(row, holder is None, ready, again))
    for items in found.values():
        items.sort(key=lambda turn: not turn.own)
    return found


def _with_recusal(rows: QuerySet[Voter], unit: int) -> QuerySet[Any]:
    """Each with `holder_out`: the unit is recused from this matter, and so carries no proxy."""
    recused = Recusal.objects.filter(
        motion=OuterRef("ballot__motion"), attendance__organisation=unit
    )
    return rows.annotate(holder_out=Exists(recused))


def panels(actor: Actor, meeting: Meeting, mine: Own | None = None) -> list[dict[str, Any]]:
    """The ballots of a meeting that are open, for its live page: one for `live_vote.html` each.

    {ballot, title, is_open, secret, election, majority (zh, en), on_roll, voted, turns, manages};
    who runs ballots also sees those that are prepared. At most four queries; fewer with `mine`,
    how the actor's unit stands there.
    """
    manages = may(actor, P.BALLOT_MANAGE, meeting)
    rows = [row for row in _running(meeting) if manages or row.state == BallotState.OPEN]
    if not rows:
        return []
    found = turns(actor, meeting) if mine is None else turns_of(actor, mine, rows)
    cast = Voter.objects.filter(Q(voted=True) | Q(paper=True), ballot__in=[row.pk for row in rows])
    voted = dict(cast.order_by().values_list("ballot").annotate(n=Count("pk")))
    return [
        {
            "ballot": row,
            "title": str(row),
            "is_open": row.state == BallotState.OPEN,
            "secret": row.secret,
            "election": row.election_id is not None,
            "majority": row.settings["words"]["majority"] if row.settings else None,
            "on_roll": row.on_roll,  # type: ignore[attr-defined]
            "voted": voted.get(row.pk, 0),
            "turns": found.get(row.pk, []),
            "manages": bool(may(actor, P.BALLOT_MANAGE, row)),
        }
        for row in rows
    ]


_RUNNING: dict[tuple[str, int], list[Ballot]] = {}
MOST_MEETINGS = 64


def _running(meeting: Meeting) -> list[Ballot]:
    """The ballots that are prepared or open; read once for each change of the meeting here.

    Three hundred phones ask at the same time. `Meeting.live` counts every change of a ballot's
    state, so that what is kept in this process cannot be out of date; who has voted is read anew.
    """
    key = (meeting.ref, meeting.live)
    found = _RUNNING.get(key)
    if found is None:
        rows = ballots().filter(meeting=meeting, state__in=(BallotState.DRAFT, BallotState.OPEN))
        found = list(rows.order_by("pk").defer("opening"))
        if len(_RUNNING) >= MOST_MEETINGS:
            _RUNNING.clear()
        _RUNNING[key] = found
    return found


def open_turns(actor: Actor) -> list[Turn]:
    """What the actor can vote on right now, everywhere in the consortium."""
    return [turn for items in turns(actor).values() for turn in items]


def votes_in_the_open(ballot: Ballot) -> list[Vote]:
    """Who voted what in an open ballot that is closed; nothing of any other."""
    if ballot.secret or ballot.state != BallotState.CLOSED:
        return []
    rows = Vote.objects.filter(voter__ballot=ballot).select_related("voter__organisation")
    return list(rows.order_by("voter__attendance_id"))


@dataclass(frozen=True)
class Group:
    """Units of one kind and how they voted; `kind` is "school", "enterprise" or "other"."""

    kind: str
    counts: Counter[str]

    @property
    def size(self) -> int:
        return sum(self.counts.values())


def by_kind(votes: Iterable[Vote]) -> list[Group]:
    """Yes, no and abstain by schools, enterprises and others; groups under five are merged.

    Empty when fewer than two groups of five are left: nothing is broken down then.
    """
    found: dict[str, Counter[str]] = {}
    for vote in votes:
        choice = (vote.content or {}).get("choice")
        if choice in CHOICES:
            found.setdefault(_kind(vote.voter), Counter())[choice] += 1
    groups = [
        Group(kind, found[kind]) for kind in ("school", "enterprise", "other") if kind in found
    ]
    while len(groups) > 1 and any(group.size < SMALLEST_GROUP for group in groups):
        small = min(groups, key=lambda group: group.size)
        rest = [group for group in groups if group is not small]
        into = next((group for group in rest if group.kind == "other"), None)
        into = into or min(rest, key=lambda group: group.size)
        merged = Group("other", small.counts + into.counts)
        groups = [*(group for group in rest if group is not into), merged]
    return groups if len(groups) > 1 else []


def _kind(voter: Voter) -> str:
    kind = voter.organisation.kind
    if kind in OrganisationKind.schools():
        return "school"
    return "enterprise" if kind == OrganisationKind.ENTERPRISE else "other"
