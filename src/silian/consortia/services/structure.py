"""Zones, bodies, circles, duties, parties, occasions and facts: added, changed, removed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Max, Model
from django.utils.translation import gettext as _

from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.commands import command, lock
from silian.kernel.refusals import Conflict, Invalid

from ..models import (
    ActorDuty,
    Body,
    Circle,
    ConsortiumFact,
    ConsortiumParty,
    Occasion,
    Zone,
)
from ..permissions import ConsortiaPermission as P
from .values import fill, plain, valid

ZONE = ("name", "name_en", "region")
BODY = ("kind", "name", "name_en", "industry_text", "lead", "tasks", "founded_on", "note")
CIRCLE = ("kind", "name", "name_en", "items", "note")
DUTY = ("actor_kind", "duty")
OCCASION = ("kind", "title", "on", "date_note", "venue", "theme", "steps", "attending")
FACT = ("section", "title", "title_en", "value", "value_en", "number", "on", "source")
PARTY = ("organisation", "role", "occasion", "body")


@command("consortia.zone.save", P.STRUCTURE_EDIT)
def save_zone(*, actor: Actor, values: Mapping[str, Any], zone: Zone | str | None = None) -> Zone:
    """Adds a zone (一园多区), or changes the given one."""
    return _save(actor, Zone, zone, values, ZONE)


@command("consortia.body.save", P.STRUCTURE_EDIT)
def save_body(*, actor: Actor, values: Mapping[str, Any], body: Body | str | None = None) -> Body:
    """Adds a body (实体机构) with its lead unit and tasks, or changes the given one."""
    return _save(actor, Body, body, values, BODY)


@command("consortia.circle.save", P.STRUCTURE_EDIT)
def save_circle(
    *, actor: Actor, values: Mapping[str, Any], circle: Circle | str | None = None
) -> Circle:
    """Adds a circle, body or link of the park's figure, or changes the given one."""
    return _save(actor, Circle, circle, values, CIRCLE)


@command("consortia.duty.save", P.STRUCTURE_EDIT)
def save_duty(
    *, actor: Actor, values: Mapping[str, Any], duty: ActorDuty | str | None = None
) -> ActorDuty:
    """Says what a kind of actor owes a joint project, or changes it."""
    return _save(actor, ActorDuty, duty, values, DUTY)


@command("consortia.occasion.save", P.STRUCTURE_EDIT)
def save_occasion(
    *, actor: Actor, values: Mapping[str, Any], occasion: Occasion | str | None = None
) -> Occasion:
    """Adds a day of the consortium's life, or changes the given one."""
    return _save(actor, Occasion, occasion, values, OCCASION)


@command("consortia.fact.save", P.STRUCTURE_EDIT)
def save_fact(
    *, actor: Actor, values: Mapping[str, Any], fact: ConsortiumFact | str | None = None
) -> ConsortiumFact:
    """Adds a reported fact with its source, or changes the given one."""
    row = _save(actor, ConsortiumFact, fact, values, FACT)
    if not row.source:
        raise Invalid({"source": [_("请写明出处；没有出处的事实不展示。")]})
    return row


@command("consortia.party.save", P.STRUCTURE_EDIT)
def save_party(
    *, actor: Actor, values: Mapping[str, Any], party: ConsortiumParty | str | None = None
) -> ConsortiumParty:
    """Adds a guiding, approving, hosting … unit, of the whole, of an occasion or of a body."""
    return _save(actor, ConsortiumParty, party, values, PARTY)


REMOVABLE: dict[str, type[Model]] = {
    "zone": Zone,
    "body": Body,
    "circle": Circle,
    "duty": ActorDuty,
    "occasion": Occasion,
    "fact": ConsortiumFact,
    "party": ConsortiumParty,
}


@command("consortia.structure.remove", P.STRUCTURE_EDIT)
def remove(*, actor: Actor, part: str, ref: str) -> None:
    """Takes a part of the structure away; its last values stay in the audit entry.

    `Conflict` for a body or an occasion that still has units of its own.
    """
    if part not in REMOVABLE:
        raise Invalid(_("没有这种内容。"))
    row = lock(REMOVABLE[part], ref)
    require(actor, P.STRUCTURE_EDIT, row)
    if isinstance(row, Body | Occasion) and row.parties.exists():
        raise Conflict(_("“%(name)s”还有有关单位，请先去掉它们。") % {"name": row})
    kept = {
        field.name: plain(getattr(row, field.name))
        for field in row._meta.fields
        if field.name not in {"id", "consortium", "created_at"}
    }
    audit.record(actor, row, {"removed": kept})
    row.delete()


def _save(
    actor: Actor,
    model: Any,
    ref: Model | str | None,
    values: Mapping[str, Any],
    fields: tuple[str, ...],
) -> Any:
    if unknown := set(values) - set(fields):
        raise TypeError(f"not a field of {model.__name__}: {sorted(unknown)}")
    if actor.consortium_id is None:
        raise Invalid(_("请在一个联合体里办理。"))
    if ref is None:
        last = model.objects.aggregate(last=Max("order"))["last"]
        row = model(consortium_id=actor.consortium_id, order=0 if last is None else last + 1)
    else:
        row = lock(model, ref)
    require(actor, P.STRUCTURE_EDIT, row)
    changes = fill(row, values)
    valid(row)
    _not_twice(row)
    row.save()
    audit.record(actor, row, changes)
    return row


def _not_twice(row: Model) -> None:
    """The database holds it too; here it is a sentence."""
    kinds: dict[type[Model], tuple[str, ...]] = {
        Zone: ("name",),
        Body: ("name",),
        Circle: ("kind", "name"),
        ActorDuty: ("actor_kind",),
        ConsortiumParty: ("organisation", "role", "occasion", "body"),
    }
    unique = kinds.get(type(row))
    if unique is None:
        return
    same = {
        (name if getattr(row, name) is not None else f"{name}__isnull"): (
            getattr(row, name) if getattr(row, name) is not None else True
        )
        for name in unique
    }
    if type(row)._default_manager.filter(**same).exclude(pk=row.pk).exists():
        raise Conflict(_("已经有“%(name)s”。") % {"name": row})
