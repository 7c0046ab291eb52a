"""What is no longer valid leaves the live lists, every night."""

from __future__ import annotations

from django.utils import timezone

from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.commands import command

from ..enums import ListKind
from ..exchange.lists import LISTS
from ..permissions import P


@command("talent.list.expire", P.LIST_REVIEW)
def expire_lines(*, actor: Actor, kind: str) -> int:
    """Expires every line whose last valid day is over; returns how many. One audit entry."""
    require(actor, P.LIST_REVIEW)
    talent_list = LISTS[ListKind(kind)]
    step = talent_list.flow.step("expire")
    now = timezone.now()
    rows = talent_list.model.objects.filter(
        state__in=step.sources, valid_until__lt=timezone.localdate()
    )
    count = rows.update(state=step.target, state_changed_at=now, updated_at=now)
    audit.record(actor, str(talent_list.kind.label), {"expired": count})
    return count
