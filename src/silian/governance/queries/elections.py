"""Elections for reading: the list, one election, what a unit has to answer."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from silian.kernel.access import Actor
from silian.kernel.refusals import Missing

from ..enums import Consent, ElectionState
from ..models import Candidate, Election


def elections() -> QuerySet[Election]:
    """All elections here, the newest first, with how many stand and how many were asked."""
    return (
        Election.objects.select_related("meeting__body", "term__body")
        .annotate(
            standing=Count("candidates", filter=Q(candidates__consent=Consent.GIVEN)),
            asked=Count("candidates", filter=Q(candidates__consent=Consent.ASKED)),
        )
        .order_by("-pk")
    )


def election_of(ref: str) -> Election:
    """The election of that address."""
    found = elections().filter(ref=ref).first()
    if found is None:
        raise Missing()
    return found


def candidates(election: Election) -> list[Candidate]:
    """Everybody nominated, in the order of the list."""
    rows = Candidate.objects.filter(election=election)
    return list(rows.select_related("organisation", "nominated_by").order_by("order", "pk"))


def to_answer(actor: Actor) -> QuerySet[Candidate]:
    """Nominations of the actor's unit that it has not answered."""
    running = (ElectionState.NOMINATING, ElectionState.LISTED, ElectionState.RUNOFF)
    return Candidate.objects.filter(
        organisation_id=actor.organisation_id, consent=Consent.ASKED, election__state__in=running
    ).select_related("election")
