"""Entering and changing a line of either list: what both kinds share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from silian.consortia import public as consortia
from silian.kernel import audit
from silian.kernel.access import Actor, may, require
from silian.kernel.commands import lock
from silian.kernel.exchange.cleaning import range_text
from silian.kernel.exchange.columns import Column
from silian.kernel.refusals import Conflict, Invalid
from silian.organisations.public import Organisation

from ..enums import RecordState, Source
from ..exchange.filling import APART, attribute, complete, fill
from ..exchange.lists import TalentList
from ..models import DemandRecord, SupplyRecord
from ..permissions import P
from ..policy import place_of
from ..workflows import EDITABLE
from . import coding
from .sheets import sheet_of

ListLine = DemandRecord | SupplyRecord


def enter_line(
    actor: Actor,
    talent_list: TalentList,
    values: Mapping[str, Any],
    *,
    submit: bool,
    source: str = Source.FORM,
    is_demo: bool = False,
) -> ListLine:
    """Creates a line from cleaned values by column key and, if wanted, submits it."""
    given = _completed(talent_list, values)
    record = talent_list.model(
        consortium_id=place_of(actor), source=source, is_demo=is_demo, state=RecordState.DRAFT
    )
    organisation = _organisation(given)
    record.organisation = organisation
    require(actor, talent_list.write, record)
    _settle(talent_list, record, given)
    record.save(force_insert=True)
    coding.settle_programs(record, given.get("programs") or [])
    changes: dict[str, Any] = {"name": str(record), "organisation": organisation.name}
    if submit:
        changes |= _submit(actor, talent_list, record)
    audit.record(actor, record, changes)
    return record


def update_line(
    actor: Actor, talent_list: TalentList, ref: str, values: Mapping[str, Any]
) -> ListLine:
    """Changes a line; an approved one goes back to the reviewer, unless a reviewer changes it."""
    record = lock(talent_list.model, ref)
    require(actor, talent_list.write, record)
    if record.state not in EDITABLE:
        raise Conflict(
            _("现在是“%(state)s”，不能修改。请另填一条。") % {"state": record.get_state_display()}
        )
    before = _plain(talent_list, record)
    given = _completed(talent_list, values)
    organisation = _organisation(given)
    moved = organisation.pk != record.organisation_id
    record.organisation = organisation
    require(actor, talent_list.write, record)
    _settle(talent_list, record, given)
    changes: dict[str, Any] = {
        key: [value, after]
        for (key, value), after in zip(
            before.items(), _plain(talent_list, record).values(), strict=True
        )
        if value != after
    }
    if moved:
        changes["organisation"] = organisation.name
    if record.state == RecordState.APPROVED and not may(actor, P.LIST_REVIEW, record):
        changes |= talent_list.flow.advance(actor, record, "revise")
    record.save()
    coding.settle_programs(record, given.get("programs") or [])
    audit.record(actor, record, changes)
    return record


def submit_line(actor: Actor, talent_list: TalentList, ref: str) -> ListLine:
    """Hands a line to the reviewer."""
    record = lock(talent_list.model, ref)
    changes = _submit(actor, talent_list, record)
    audit.record(actor, record, changes)
    return record


def _submit(actor: Actor, talent_list: TalentList, record: ListLine) -> dict[str, Any]:
    changes = talent_list.flow.advance(actor, record, "submit")
    if record.valid_until is not None and record.valid_until < timezone.localdate():
        raise Invalid({"valid_until": [_("有效期已过。请先改为今天以后的日期，再提交。")]})
    record.save(update_fields=["state", "state_changed_at", "updated_at"])
    return changes


def _completed(talent_list: TalentList, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with the period filled in; `Invalid` with every fault by column."""
    given = {column.key: values.get(column.key) for column in talent_list.columns}
    complete(given)
    errors: dict[str, list[object]] = {}
    for column in talent_list.columns:
        if column.required and given.get(column.key) in (None, "", []):
            errors[column.key] = [_("请填写%(name)s。") % {"name": column.title()}]
        elif _out_of_range(column, given.get(column.key)):
            errors[column.key] = [range_text(column)]
    for fault in talent_list.faults(given):
        errors.setdefault(fault.column, []).append(f"{fault.sentence}{fault.mend}")
    if errors:
        raise Invalid(errors)
    return given


def _out_of_range(column: Column, value: Any) -> bool:
    if not isinstance(value, int | Decimal):
        return False
    least, most = column.minimum, column.maximum
    return (least is not None and value < least) or (most is not None and value > most)


def _organisation(values: Mapping[str, Any]) -> Organisation:
    """The member of the values; `Invalid` for one that is none."""
    found = Organisation.objects.filter(ref=values["organisation"], merged_into=None).first()
    if found is None or not consortia.is_active_member(found.pk):
        raise Invalid(
            {"organisation": [_("这个单位不是本联合体的正式成员。请先在“成员”中办理加入。")]}
        )
    return found


def _settle(talent_list: TalentList, record: ListLine, values: dict[str, Any]) -> None:
    """Fills the record, codes it, and checks it against its model and its twins."""
    fill(talent_list, record, values)
    if isinstance(record, SupplyRecord):
        coding.settle_supply(record, coding.level_of(record.program_id))
    else:
        coding.settle_occupation(record, values.get("occupation"))
    sheet = sheet_of(talent_list.kind)
    record.row_key, record.near_key = sheet.row_key(values), sheet.near_key(values)
    try:
        record.clean_fields(exclude=_not_columns(talent_list))
    except ValidationError as error:
        raise Invalid(error.message_dict) from error
    twins = talent_list.model.objects.filter(row_key=record.row_key).exclude(pk=record.pk)
    if twins.exists():
        raise Conflict(
            _("同一单位、同一期次的这一条已在清单里。请修改原来那条，或改动名称、地点以示区别。")
        )


def _not_columns(talent_list: TalentList) -> set[str]:
    """The fields that the values do not fill: the command sets them itself."""
    filled = {column.key for column in talent_list.columns} - APART
    return {field.name for field in talent_list.model._meta.fields} - filled


def _plain(talent_list: TalentList, record: ListLine) -> dict[str, Any]:
    """What an audit entry may say about a line: everything but the contact."""
    shown: dict[str, Any] = {}
    for column in talent_list.columns:
        if column.private or column.key in APART:
            continue
        value = getattr(record, attribute(column))
        shown[column.key] = value.isoformat() if isinstance(value, date) else value
    return shown
