"""What is done to lines of 人才需求."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from silian.codes.public import Occupation
from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.commands import command
from silian.kernel.refusals import Conflict, Invalid

from ..enums import CodeState, Source
from ..exchange.lists import DEMAND
from ..models import DemandProgram, DemandRecord
from ..permissions import P
from . import entry, steps


@command("talent.demand.enter", P.DEMAND_WRITE)
def enter_demand(
    *,
    actor: Actor,
    values: Mapping[str, Any],
    submit: bool = True,
    source: str = Source.FORM,
    is_demo: bool = False,
) -> DemandRecord:
    """Creates a line of demand from cleaned values by column key, and submits it.

    Raises `Invalid` by column, `Conflict` for a line that is there already.
    """
    return entry.enter_line(actor, DEMAND, values, submit=submit, source=source, is_demo=is_demo)  # type: ignore[return-value]


@command("talent.demand.update", P.DEMAND_WRITE)
def update_demand(*, actor: Actor, ref: str, values: Mapping[str, Any]) -> DemandRecord:
    """Changes a line of demand; an approved one is reviewed again."""
    return entry.update_line(actor, DEMAND, ref, values)  # type: ignore[return-value]


@command("talent.demand.submit", P.DEMAND_WRITE)
def submit_demand(*, actor: Actor, ref: str) -> DemandRecord:
    """Hands a draft, a returned or an expired line to the reviewer."""
    return entry.submit_line(actor, DEMAND, ref)  # type: ignore[return-value]


@command("talent.demand.approve", P.LIST_REVIEW)
def approve_demand(*, actor: Actor, refs: Sequence[str], note: str = "") -> int:
    """Approves lines of demand, all or none; returns how many."""
    return steps.move(actor, DEMAND, refs, "approve", note)


@command("talent.demand.return", P.LIST_REVIEW)
def return_demand(*, actor: Actor, refs: Sequence[str], note: str) -> int:
    """Sends lines back to their units with a reason, all or none; returns how many."""
    return steps.move(actor, DEMAND, refs, "return", steps.required_reason(note))


@command("talent.demand.withdraw", P.DEMAND_WRITE)
def withdraw_demand(*, actor: Actor, refs: Sequence[str], note: str = "") -> int:
    """Withdraws lines, all or none; a withdrawn line stays to be read, and may be entered anew."""
    return steps.move(actor, DEMAND, refs, "withdraw", note)


@command("talent.demand.confirm_occupation", P.CODE_CONFIRM)
def confirm_occupation(*, actor: Actor, refs: Sequence[str], occupation: str = "") -> int:
    """Confirms the suggested occupation and programs of lines, or says another occupation.

    With `occupation` it becomes the confirmed code of each line. A line without a suggestion is
    a `Conflict`. All or none; returns how many.
    """
    records: list[DemandRecord] = steps.locked(DEMAND, refs)  # type: ignore[assignment]
    if occupation and not Occupation.objects.filter(code=occupation).exists():
        raise Invalid({"occupation": [_("没有职业代码“%(code)s”。") % {"code": occupation}]})
    before = [(record.occupation_id, record.occupation_state) for record in records]
    for record in records:
        require(actor, P.CODE_CONFIRM, record)
        if not occupation and record.occupation_state != CodeState.SUGGESTED:
            raise Conflict(_("“%(name)s”没有待确认的职业建议。") % {"name": record})
        if occupation and occupation != record.occupation_id:
            record.occupation_id = occupation
            record.occupation_score, record.occupation_evidence = None, ""
        record.occupation_state = CodeState.CONFIRMED
        record.updated_at = timezone.now()
    fields = ["occupation_id", "occupation_state", "occupation_score", "occupation_evidence",
              "updated_at"]  # fmt: skip
    DemandRecord.objects.bulk_update(records, fields, batch_size=500)
    for record, (code, state) in zip(records, before, strict=True):
        changes = {
            "occupation": [code, record.occupation_id],
            "occupation_state": [state, record.occupation_state],
        }
        audit.record(actor, record, changes)
    return len(records)


@command("talent.demand.confirm_programs", P.CODE_CONFIRM)
def confirm_programs(*, actor: Actor, ref: str, programs: Sequence[str]) -> int:
    """Of the programs suggested for a line, confirms these and drops the others."""
    (record,) = steps.locked(DEMAND, [ref])
    require(actor, P.CODE_CONFIRM, record)
    suggested = DemandProgram.objects.filter(demand=record, code_state=CodeState.SUGGESTED)
    before = sorted(suggested.values_list("program_id", flat=True))
    kept = [code for code in before if code in set(programs)]
    if not before:
        raise Conflict(_("“%(name)s”没有待确认的专业建议。") % {"name": record})
    suggested.exclude(program_id__in=kept).delete()
    suggested.filter(program_id__in=kept).update(code_state=CodeState.CONFIRMED)
    audit.record(actor, record, {"programs": [before, kept]})
    return len(kept)
