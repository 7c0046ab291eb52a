"""Founding a consortium from a blueprint: all of it in one transaction, or nothing."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from silian.codes import public as codes
from silian.kernel import audit, scoping
from silian.kernel.access import Actor, require
from silian.kernel.commands import command
from silian.kernel.refusals import Conflict, Invalid
from silian.organisations import public as organisations

from ..engine.blueprint import Blueprint, Fact, Party, Related
from ..enums import ChangeKind, ConsortiumState, MembershipState
from ..models import (
    ActorDuty,
    Body,
    Circle,
    Consortium,
    ConsortiumFact,
    ConsortiumParty,
    Membership,
    MembershipChange,
    Occasion,
    Zone,
)
from ..permissions import ConsortiaPermission as P
from ..queries.actors import today
from ..queries.founding import Plan, plan_founding
from ..workflows import CONSORTIUM


@command("consortia.consortium.found", P.FOUND)
def found(
    *, actor: Actor, blueprint: Blueprint, override_reason: str = "", is_demo: bool = False
) -> Consortium:
    """Creates everything that `plan_founding` shows.

    `Conflict` where a consortium of that slug is there already (also the very same one),
    `Invalid` for what stands against it, among it rules of the kind without a reason.
    """
    require(actor, P.FOUND)
    reason = (override_reason or blueprint.override_reason).strip()
    plan = plan_founding(blueprint, reason)
    if plan.state == "unchanged":
        raise Conflict(_("“%(name)s”已按这份蓝图成立，没有变化。") % {"name": blueprint.name})
    if plan.state == "changed":
        raise Conflict(
            _("地址名“%(slug)s”已有联合体。修改请在它的设置里进行。") % {"slug": blueprint.slug}
        )
    if plan.errors:
        said: dict[str, list[object]] = {}
        for problem in plan.errors:
            said.setdefault(problem.path, []).append(problem.sentence.text(get_language()))
        raise Invalid(said)
    ids = _organisations(actor, plan, is_demo)
    consortium = _consortium(actor, plan, reason if plan.unmet else "", is_demo)
    _inside(consortium, plan, ids, is_demo)
    changes: dict[str, Any] = {"blueprint": blueprint.sha256, **plan.counts}
    if plan.unmet:
        changes["override_reason"] = reason
        changes["unmet"] = [words.zh for words in plan.unmet]
    audit.record(actor.within(consortium.pk), consortium, changes)
    return consortium


def _organisations(actor: Actor, plan: Plan, is_demo: bool) -> dict[str, int]:
    """The id of every unit; new ones are registered with nothing but what the file says."""
    new = [unit for unit in plan.units.values() if unit.is_new]
    rows = [
        {
            "name": unit.name,
            "kind": unit.kind,
            "name_en": unit.spec.name_en,
            "short_name": unit.spec.short_name,
            "uscc": unit.spec.uscc,
            "region_id": _region_of(unit.spec.region),
            "source": plan.blueprint.source[:200],
            "is_demo": is_demo,
        }
        for unit in new
    ]
    made = organisations.register_many(actor=actor, rows=rows) if rows else []
    ids = {unit.name: unit.id for unit in plan.units.values() if unit.id is not None}
    ids |= {unit.name: row.pk for unit, row in zip(new, made, strict=True)}
    return ids


def _region_of(text: str) -> str | None:
    match = codes.resolve("regions", text) if text else None
    return match.code if match and match.exact else None


def _consortium(actor: Actor, plan: Plan, reason: str, is_demo: bool) -> Consortium:
    b = plan.blueprint
    row = Consortium.objects.select_for_update().filter(slug=b.slug).first()
    if row is None:
        row = Consortium(slug=b.slug)
    else:
        CONSORTIUM.advance(actor, row, "open")
    row.name, row.name_en, row.kind, row.scope = b.name, b.name_en, b.kind, b.scope
    row.state = ConsortiumState.ACTIVE
    row.industry_text, row.park, row.area_mu = b.industry, b.park, b.area_mu
    row.home_region_id, row.home_region_text = plan.home_region, b.home_region
    row.founded_on, row.founded_note = b.founded_on, b.founded_note
    row.aims = "\n".join(aim.zh for aim in b.aims)
    row.aims_en = "\n".join(aim.en for aim in b.aims) if any(aim.en for aim in b.aims) else ""
    row.source, row.rule_override_reason, row.is_demo = b.source, reason, is_demo
    row.blueprint_sha256 = b.sha256
    if b.parent:
        row.parent = _named(b.parent)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Conflict(_("地址名刚刚被占用，请换一个。")) from error
    row.sectors.set(codes.Sector.objects.filter(pk__in=plan.sectors))
    row.regions.set(codes.Region.objects.filter(pk__in=plan.regions))
    for one in b.hosts:
        hosted = _named(one)
        if hosted.hosted_by_id is None:
            hosted.hosted_by = row
            hosted.save(update_fields=["hosted_by"])
    return row


def _named(one: Related) -> Consortium:
    """The consortium that is referred to, registered by name where it is not here."""
    row, created = Consortium.objects.get_or_create(
        slug=one.slug,
        defaults={
            "name": one.name,
            "name_en": one.name_en,
            "kind": one.kind,
            "scope": one.scope,
            "state": ConsortiumState.NAMED,
        },
    )
    if created and one.facts:
        with scoping.inside(row.pk):
            ConsortiumFact.objects.bulk_create(_facts(row, one.facts))
    return row


def _facts(consortium: Consortium, facts: tuple[Fact, ...]) -> list[ConsortiumFact]:
    return [
        ConsortiumFact(
            consortium=consortium,
            order=order,
            section=fact.section,
            title=fact.title,
            title_en=fact.title_en,
            value=fact.value,
            value_en=fact.value_en,
            number=fact.number,
            on=fact.on,
            source=fact.source,
        )
        for order, fact in enumerate(facts)
    ]


def _inside(consortium: Consortium, plan: Plan, ids: dict[str, int], is_demo: bool) -> None:
    """Everything that belongs to the consortium, in its scope."""
    with scoping.inside(consortium.pk):
        _members(consortium, plan, ids, is_demo)
        _structure(consortium, plan, ids)
        _parties(consortium, plan.blueprint.parties, ids)
        _occasions(consortium, plan.blueprint, ids)
        ConsortiumFact.objects.bulk_create(_facts(consortium, plan.blueprint.facts))


def _members(consortium: Consortium, plan: Plan, ids: dict[str, int], is_demo: bool) -> None:
    now = timezone.now()
    rows = Membership.objects.bulk_create(
        [
            Membership(
                consortium=consortium,
                organisation_id=ids[member.unit],
                seat=member.seat,
                actor_kind=member.actor,
                state=MembershipState.ACTIVE,
                state_changed_at=now,
                is_demo=is_demo,
            )
            for member in plan.blueprint.members
        ]
    )
    MembershipChange.objects.bulk_create(
        [
            MembershipChange(
                consortium=consortium,
                membership=row,
                kind=ChangeKind.STATE,
                after=MembershipState.ACTIVE,
                on=today(),
                reason=_("按蓝图登记"),
            )
            for row in rows
        ]
    )


def _structure(consortium: Consortium, plan: Plan, ids: dict[str, int]) -> None:
    b = plan.blueprint
    Zone.objects.bulk_create(
        Zone(consortium=consortium, order=order, name=zone.name, name_en=zone.name_en,
             region_id=plan.zone_regions.get(zone.name))
        for order, zone in enumerate(b.zones)
    )  # fmt: skip
    Circle.objects.bulk_create(
        Circle(consortium=consortium, order=order, kind=circle.kind, name=circle.name,
               name_en=circle.name_en, items="\n".join(circle.items), note=circle.note)
        for order, circle in enumerate(b.circles)
    )  # fmt: skip
    ActorDuty.objects.bulk_create(
        ActorDuty(consortium=consortium, order=order, actor_kind=kind, duty=duty)
        for order, (kind, duty) in enumerate(b.duties)
    )
    for order, body in enumerate(b.bodies):
        row = Body.objects.create(
            consortium=consortium,
            order=order,
            kind=body.kind,
            name=body.name,
            name_en=body.name_en,
            industry_text=body.industry,
            lead_id=ids[body.lead] if body.lead else None,
            tasks="\n".join(body.tasks),
            founded_on=body.founded_on,
            note=body.note,
        )
        partners = tuple(Party(name, "partner") for name in body.partners)
        _parties(consortium, partners, ids, body=row)


def _occasions(consortium: Consortium, blueprint: Blueprint, ids: dict[str, int]) -> None:
    for order, one in enumerate(blueprint.occasions):
        row = Occasion.objects.create(
            consortium=consortium,
            order=order,
            kind=one.kind,
            title=one.title,
            on=one.on,
            date_note=one.note,
            venue=one.venue,
            theme=one.theme,
            steps="\n".join(one.steps),
            attending="、".join(one.attending),
        )
        _parties(consortium, one.parties, ids, occasion=row)


def _parties(
    consortium: Consortium, parties: tuple[Party, ...], ids: dict[str, int], **of: Any
) -> None:
    ConsortiumParty.objects.bulk_create(
        ConsortiumParty(
            consortium=consortium,
            organisation_id=ids[party.unit],
            role=party.role,
            order=order,
            **of,
        )
        for order, party in enumerate(parties)
    )
