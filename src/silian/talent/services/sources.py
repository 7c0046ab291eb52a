"""What this app tells the apps below about itself."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from silian.codes.public import register_chain_source
from silian.kernel.refusals import Conflict
from silian.organisations.public import Organisation, register_reference

from ..enums import ListKind, RecordState
from ..exchange.filling import values_of
from ..exchange.lists import LISTS
from ..models import DemandRecord, NilReturn, SupplyRecord
from ..queries.chain import demand_edges
from .sheets import sheet_of


def register() -> None:
    """Merging of organisations and the five links ask this app too."""
    register_reference(move_lines)
    register_chain_source(demand_edges)


def move_lines(source: Organisation, target: Organisation, dry_run: bool) -> list[tuple[str, int]]:
    """Moves the lines of a merged organisation; what was published keeps its name of then."""
    moved = [_move(model, source, target, dry_run) for model in (DemandRecord, SupplyRecord)]
    return [*moved, _move_nil(source, target, dry_run)]


def _move(model: Any, source: Organisation, target: Organisation, dry_run: bool) -> tuple[str, int]:
    rows = model.objects.filter(organisation=source)
    # The key of a line names its organisation: after the move it gets the key of the target.
    found = list(rows.order_by("id"))
    _refuse_twins(model, found, target)
    if not dry_run:
        for record in found:
            record.organisation = target
            if record.state != RecordState.WITHDRAWN:
                record.row_key = new_key(record, target)
            record.updated_at = timezone.now()
        fields = ["organisation", "row_key", "updated_at"]
        model.objects.bulk_update(found, fields, batch_size=500)
    return (str(model._meta.verbose_name), len(found))


def new_key(record: Any, target: Organisation) -> str:
    """The row key of a line as if it had been the target's from the start."""
    kind = ListKind.DEMAND if isinstance(record, DemandRecord) else ListKind.SUPPLY
    values = values_of(LISTS[kind], record) | {"organisation": target.ref}
    return sheet_of(kind).row_key(values)


def _refuse_twins(model: Any, found: list[Any], target: Organisation) -> None:
    live = [record for record in found if record.state != RecordState.WITHDRAWN]
    keys = {(record.consortium_id, new_key(record, target)) for record in live}
    there = model.objects.filter(organisation=target, row_key__in=[key for _c, key in keys])
    if keys & set(there.values_list("consortium_id", "row_key")):
        raise Conflict(
            _("两个单位在同一期填报了同样的%(list)s，请先撤回其中一条，再合并。")
            % {"list": model._meta.verbose_name}
        )


def _move_nil(source: Organisation, target: Organisation, dry_run: bool) -> tuple[str, int]:
    rows = NilReturn.objects.filter(organisation=source)
    count = rows.count()
    if not dry_run:
        said = NilReturn.objects.filter(organisation=target)
        for answer in rows:
            same = said.filter(
                consortium=answer.consortium_id, kind=answer.kind, period=answer.period
            )
            if same.exists():
                answer.delete()
            else:
                answer.organisation = target
                answer.save(update_fields=["organisation"])
    return (str(NilReturn._meta.verbose_name), count)
