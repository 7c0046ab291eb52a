"""What the worker does for large files, and the daily clearing of what nobody came back for."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from .. import scoping
from ..access import Actor, system_actor
from ..jobs import job
from ..models import ImportBatch
from ..models.batches import BatchState
from .committing import discard, run_commit
from .flow import reach
from .staging import fail, kept_path, reread

# A preview holds what people typed, contact data among it: it is not kept for ever.
KEEP_PREVIEWS = timedelta(days=30)
GIVE_UP_READING = timedelta(days=1)


def actor_of(plain: dict[str, Any]) -> Actor:
    """An actor back from JSON."""
    sets = {name: frozenset(plain[name]) for name in ("roles", "permissions")}
    return Actor(**{**plain, **sets})


def _find(actor: Actor, ref: str) -> ImportBatch:
    with reach(actor.consortium_id):
        found: ImportBatch = ImportBatch.objects.get(ref=ref)
        return found


@job("exchange.read")
def read_later(batch: str, actor: dict[str, Any]) -> None:
    """Reads a large upload and stores its preview."""
    who = actor_of(actor)
    found = _find(who, batch)
    with translation.override(found.language):
        reread(who, found)


@job("exchange.commit")
def commit_later(batch: str, actor: dict[str, Any]) -> None:
    """Commits a large batch."""
    who = actor_of(actor)
    found = _find(who, batch)
    with translation.override(found.language):
        run_commit(who, found)


@job("exchange.clear", daily_at=time(3, 30))
def clear_old() -> None:
    """Discards previews after thirty days, and gives up readings that stopped a day ago."""
    now = timezone.now()
    with scoping.across():
        old = ImportBatch.objects.filter(
            state=BatchState.PREVIEWED, state_changed_at__lt=now - KEEP_PREVIEWS
        )
        stuck = ImportBatch.objects.filter(
            state=BatchState.READING, state_changed_at__lt=now - GIVE_UP_READING
        )
        found = [*old, *stuck]
    for batch in found:
        actor = system_actor("job", batch.consortium_id)
        if batch.state == BatchState.PREVIEWED:
            discard(actor=actor, batch=batch)
        else:
            with translation.override(batch.language):
                fail(actor=actor, batch=batch, reason=_("读取意外中止。请重新上传。"))
            kept_path(batch).unlink(missing_ok=True)
