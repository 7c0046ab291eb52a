"""Moving lines along their workflow, one or many at once, all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from silian.kernel import audit
from silian.kernel.access import Actor
from silian.kernel.refusals import Conflict, Invalid, Missing

from ..exchange.lists import TalentList
from ..models import DemandRecord, SupplyRecord

# As many as a page shows; a batch from a file is moved as a whole.
EACH_AUDITED = 100
MOST = 5_000
GIVEN_UP = "-"
_MOVED = [
    "state", "state_changed_at", "reviewed_by_id", "reviewed_at", "review_note", "updated_at",
    "row_key", "near_key",
]  # fmt: skip


def locked(talent_list: TalentList, refs: Sequence[str]) -> list[DemandRecord | SupplyRecord]:
    """The lines of these refs, locked in the order of their ids; `Missing` if one is not here."""
    wanted = list(dict.fromkeys(refs))
    if not wanted:
        raise Invalid(_("请先勾选要处理的行。"))
    if len(wanted) > MOST:
        raise Invalid(_("一次最多处理 %(n)d 行。") % {"n": MOST})
    rows = talent_list.model.objects.select_for_update(of=("self",)).filter(ref__in=wanted)
    found = list(rows.order_by("id"))
    if len(found) != len(wanted):
        raise Missing()
    return found


def move(
    actor: Actor, talent_list: TalentList, refs: Sequence[str], verb: str, note: str = ""
) -> int:
    """Takes one step for all these lines; returns how many. The first refusal stops them all."""
    records = locked(talent_list, refs)
    changes = [_step(actor, talent_list, record, verb, note, len(records)) for record in records]
    talent_list.model.objects.bulk_update(records, _MOVED, batch_size=500)
    _audit(actor, talent_list, records, changes, note)
    return len(records)


def _step(
    actor: Actor,
    talent_list: TalentList,
    record: DemandRecord | SupplyRecord,
    verb: str,
    note: str,
    together: int,
) -> dict[str, Any]:
    try:
        changes = talent_list.flow.advance(actor, record, verb)
    except Conflict as error:
        if together == 1:
            raise
        raise Conflict(
            _("“%(name)s”%(reason)s所选的行都没有改动。") % {"name": record, "reason": error.reason}
        ) from error
    now = timezone.now()
    record.updated_at = now
    if verb in ("approve", "return"):
        record.reviewed_by_id, record.reviewed_at = actor.user_id, now
    if verb in ("approve", "return", "withdraw"):
        record.review_note = note[:500]
    if verb == "withdraw":
        # The same line may be entered anew: this one no longer stands for it.
        record.row_key, record.near_key = f"{GIVEN_UP}{record.ref}", ""
    return changes


def _audit(
    actor: Actor,
    talent_list: TalentList,
    records: list[Any],
    changes: list[dict[str, Any]],
    note: str,
) -> None:
    extra = {"note": note} if note else {}
    if len(records) <= EACH_AUDITED:
        for record, change in zip(records, changes, strict=True):
            audit.record(actor, record, change | extra)
        return
    subject = f"{talent_list.kind.label} × {len(records)}"
    audit.record(actor, subject, changes[0] | extra | {"refs": [r.ref for r in records]})


def required_reason(text: str) -> str:
    """The reason without its edges; `Invalid` where there is none."""
    text = text.strip()
    if not text:
        raise Invalid({"note": [_("请写明理由，填报单位会看到。")]})
    return text
