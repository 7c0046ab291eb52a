"""Bodies: the term that runs, who holds its posts, who is entitled to take part."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from silian.consortia import public as consortia

from ..enums import BodyKind, Post
from ..models import GoverningBody, Mandate, Term
from .charter import body_rules

POST_RANK = {post: rank for rank, post in enumerate(Post.values)}


@dataclass(frozen=True)
class Entitled:
    """A unit that takes part in a body on a day; `weight` are its votes by the rules in force."""

    organisation_id: int
    post: str
    weight: int
    representative: str
    representative_title: str


def bodies(*, dissolved: bool = False) -> QuerySet[GoverningBody]:
    """The bodies here, in their order; with `dissolved` also those that are no more."""
    rows = GoverningBody.objects.all()
    return rows if dissolved else rows.filter(dissolved_on__isnull=True)


def running_on(on: dt.date) -> Q:
    """Terms that run on that day, a delayed renewal included."""
    return Q(starts_on__lte=on) & (
        Q(ends_on__gte=on) | Q(delayed_until__isnull=False, delayed_until__gte=on)
    )


def last_day(term: Term) -> dt.date:
    """The last day of a term, a delayed renewal included."""
    return max(term.ends_on, term.delayed_until or term.ends_on)


def current_term(body: GoverningBody, on: dt.date | None = None) -> Term | None:
    """The term that runs on that day (today without one), or `None` between terms."""
    return (
        Term.objects.filter(running_on(on or consortia.today()), body=body)
        .order_by("-number")
        .first()
    )


def held_on(on: dt.date) -> Q:
    """Mandates that are held on that day; the day of leaving is no longer one of them."""
    return (
        Q(starts_on__lte=on) & Q(ends_on__gte=on) & (Q(ended_on__isnull=True) | Q(ended_on__gt=on))
    )


def mandates_of(term: Term, on: dt.date | None = None) -> list[Mandate]:
    """The mandates of a term that are held on that day by units that are members, by rank."""
    rows = (
        Mandate.objects.filter(held_on(on or consortia.today()), term=term)
        .filter(organisation_id__in=consortia.member_ids())
        .select_related("organisation")
    )
    return sorted(rows, key=lambda row: (POST_RANK[row.post], row.organisation_id))


def entitled(body: GoverningBody, on: dt.date) -> list[Entitled]:
    """Who may take part in a meeting of the body on that day.

    In the assembly every active member, elsewhere who holds a mandate of the term that runs.
    A unit that has left takes part in nothing, even before its mandates are ended.
    """
    rules = body_rules(body.kind)[1]
    term = current_term(body, on)
    held = mandates_of(term, on) if term else []
    if body.kind != BodyKind.ASSEMBLY:
        return [_entitled(row.organisation_id, row.post, rules.weight(row.post), row)
                for row in held]  # fmt: skip
    by_unit = {row.organisation_id: row for row in held}
    found = []
    for member in consortia.active_members():
        post = member.seat if member.seat in Post.values else Post.MEMBER.value
        unit = member.organisation_id
        found.append(_entitled(unit, post, rules.weight(post), by_unit.get(unit)))
    return found


def _entitled(unit: int, post: str, weight: int, row: Mandate | None) -> Entitled:
    return Entitled(
        organisation_id=unit,
        post=post,
        weight=weight,
        representative=row.representative if row else "",
        representative_title=row.representative_title if row else "",
    )


def seats_of(body: GoverningBody, on: dt.date) -> int:
    """The seats that a quorum is counted from: declared in the term, else the units entitled.

    The assembly always has as many as it has members.
    """
    if body.kind != BodyKind.ASSEMBLY:
        term = current_term(body, on)
        if term is not None and term.seats:
            return term.seats
    return len(entitled(body, on))


def seats_by_kind(on: dt.date) -> dict[str, int]:
    """Seats by kind of body, as far as they are known: what thresholds are tried against."""
    found = {body.kind: seats_of(body, on) for body in reversed(list(bodies()))}
    return {kind: seats for kind, seats in found.items() if seats}


def mandates() -> QuerySet[Mandate]:
    """All mandates here with unit, term and body, for lists; `last_day` is when they end."""
    return Mandate.objects.select_related("organisation", "term", "term__body").annotate(
        last_day=Coalesce("ended_on", F("ends_on"))
    )


def holders(organisation_id: int, on: dt.date | None = None) -> list[Mandate]:
    """The mandates that a unit holds on that day in all bodies."""
    day = on or consortia.today()
    if not consortia.is_active_member(organisation_id):
        return []
    rows = mandates().filter(held_on(day), organisation_id=organisation_id)
    return list(rows.filter(term__body__dissolved_on__isnull=True))
