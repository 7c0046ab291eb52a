"""What the pages of bodies show: seats and their state, warnings, the history of terms."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q

from silian.consortia import public as consortia

from ..enums import BodyKind
from ..models import GoverningBody, Mandate, Term
from .bodies import POST_RANK, bodies, current_term, last_day, mandates, mandates_of, running_on

SOON, VERY_SOON = 90, 30
"""Days before the end of a term from which on a page warns, and warns louder."""


@dataclass(frozen=True)
class TermState:
    """A term as a page shows it: its last day, how many seats are held, what there is to say."""

    term: Term
    until: dt.date
    held: int
    days_left: int
    runs: bool

    @property
    def vacant(self) -> int | None:
        """Seats that nobody holds; `None` where the number of seats is not declared."""
        return None if self.term.seats is None else max(0, self.term.seats - self.held)

    @property
    def empty_seats(self) -> range:
        """One item for each vacant seat."""
        return range(self.vacant or 0)

    @property
    def warning(self) -> str:
        """One of over, very_soon, soon, or nothing."""
        if self.days_left < 0:
            return "over"
        if self.days_left <= VERY_SOON:
            return "very_soon"
        return "soon" if self.days_left <= SOON else ""


@dataclass(frozen=True)
class BodyCard:
    """A body in the list: the term that runs or the last one, and who leads."""

    body: GoverningBody
    state: TermState | None
    members: int
    leading: tuple[Mandate, ...]

    @property
    def is_assembly(self) -> bool:
        """Whether every member belongs to it."""
        return self.body.kind == BodyKind.ASSEMBLY


def state_of(term: Term, on: dt.date | None = None) -> TermState:
    """How a term stands on a day."""
    day = on or consortia.today()
    until = last_day(term)
    return TermState(
        term=term, until=until, held=len(mandates_of(term, min(max(day, term.starts_on), until))),
        days_left=(until - day).days, runs=term.starts_on <= day <= until,
    )  # fmt: skip


def cards() -> list[BodyCard]:
    """Every body that stands, a fixed number of queries for all of them."""
    day = consortia.today()
    rows = list(bodies())
    terms: dict[int, Term] = {}
    for term in Term.objects.filter(body__in=rows).order_by("number"):
        terms[term.body_id] = term
    for term in Term.objects.filter(running_on(day), body__in=rows):
        terms[term.body_id] = term
    held: dict[int, list[Mandate]] = {}
    members = consortia.member_ids()
    shown = mandates().filter(term__in=terms.values(), ended_on__isnull=True)
    for row in shown.filter(organisation_id__in=members):
        held.setdefault(row.term_id, []).append(row)
    found = []
    for body in rows:
        last = terms.get(body.pk)
        mine = held.get(last.pk, []) if last else []
        state = None if last is None else TermState(
            term=last, until=last_day(last), held=len(mine),
            days_left=(last_day(last) - day).days,
            runs=last.starts_on <= day <= last_day(last),
        )  # fmt: skip
        leading = tuple(row for row in mine if row.post in LEADING)
        found.append(BodyCard(body, state, len(members), leading))
    return found


LEADING = ("chair", "executive_chair", "head", "secretary_general")


def terms_of(body: GoverningBody) -> list[Term]:
    """The terms of a body, the newest first, each with the number of its mandates (`count`)."""
    return list(body.terms.annotate(count=Count("mandates")).order_by("-number"))


def shown_term(body: GoverningBody, number: str) -> Term | None:
    """The term of that number, else the one that runs, else the newest."""
    terms = body.terms.all()
    if number.isascii() and number.isdigit() and len(number) < 5:
        chosen = terms.filter(number=int(number)).first()
        if chosen is not None:
            return chosen
    return current_term(body) or terms.first()


def all_mandates_of(term: Term) -> tuple[list[Mandate], list[Mandate]]:
    """Every mandate that there was in a term: those still held, by rank, and the others."""
    members = consortia.member_ids()
    held: list[Mandate] = []
    past: list[Mandate] = []
    for row in mandates().filter(term=term).order_by("ended_on", "pk"):
        is_held = row.ended_on is None and row.organisation_id in members
        (held if is_held else past).append(row)
    return sorted(held, key=lambda row: (POST_RANK[row.post], row.organisation_id)), past


def expiring(on: dt.date | None = None) -> list[TermState]:
    """Terms that run and end within `SOON` days, the next first; for warnings elsewhere."""
    day = on or consortia.today()
    rows = Term.objects.filter(running_on(day), body__dissolved_on__isnull=True)
    ends = Q(ends_on__lte=day + dt.timedelta(days=SOON))
    states = [state_of(term, day) for term in rows.filter(ends).select_related("body")]
    return sorted((one for one in states if one.warning), key=lambda one: one.until)
