"""Members of the consortium that we are inside of."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Case, Count, IntegerField, QuerySet, Value, When
from django.utils.translation import gettext as _

from ..enums import ChangeKind, MembershipState, Seat
from ..models import Membership

UNDECIDED = frozenset({MembershipState.APPLIED, MembershipState.REVIEWING})
"""An application that nobody has decided yet."""
SEAT_RANK = Case(
    *(When(seat=seat, then=Value(rank)) for rank, seat in enumerate(Seat.values)),
    output_field=IntegerField(),
)


def memberships() -> QuerySet[Membership]:
    """All memberships here with their organisations, in the order of the roll."""
    return (
        Membership.objects.select_related("organisation", "organisation__region")
        .annotate(seat_rank=SEAT_RANK)
        .order_by("seat_rank", "pk")
    )


def active_members(kinds: Iterable[str] | None = None) -> QuerySet[Membership]:
    """The active members; with `kinds` only those whose organisation is of one of them."""
    rows = memberships().filter(state=MembershipState.ACTIVE)
    return rows if kinds is None else rows.filter(organisation__kind__in=list(kinds))


def member_ids(kinds: Iterable[str] | None = None) -> set[int]:
    """The ids of the active member organisations."""
    return set(active_members(kinds).order_by().values_list("organisation_id", flat=True))


def is_active_member(organisation_id: int) -> bool:
    """Whether that organisation is an active member here."""
    return Membership.objects.filter(
        organisation_id=organisation_id, state=MembershipState.ACTIVE
    ).exists()


def state_words(membership: Membership) -> object:
    """The state in a word; an application that was taken back is not called a leaving."""
    if membership.state == MembershipState.WITHDRAWN:
        steps = [one for one in membership.changes.all() if one.kind == ChangeKind.STATE]
        if steps and steps[-1].before in UNDECIDED:
            return _("已撤回申请")
    return MembershipState(membership.state).label


def count_by(field: str) -> dict[str, int]:
    """Active members counted by `organisation__kind`, `seat` or another column."""
    rows = Membership.objects.filter(state=MembershipState.ACTIVE).order_by()
    return {row[field]: row["n"] for row in rows.values(field).annotate(n=Count("pk"))}


def count_by_state() -> dict[str, int]:
    """All memberships counted by state."""
    rows = Membership.objects.order_by().values("state").annotate(n=Count("pk"))
    return {row["state"]: row["n"] for row in rows}
