"""Merging duplicates: a preview of everything that moves, then all of it at once.

Upper apps register movers for what they keep about organisations. A row that points to the
duplicate and that nobody moves refuses the merge; nothing is ever left behind or lost.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from silian.accounts import public as accounts
from silian.kernel import audit, scoping
from silian.kernel.access import Actor, require
from silian.kernel.commands import command, lock
from silian.kernel.punctuation import listed
from silian.kernel.refusals import Conflict

from ..models import Organisation, OrganisationAlias
from ..permissions import OrganisationPermission as P
from ..queries.index import forget
from .values import validate

Moved = list[tuple[str, int]]
Mover = Callable[[Organisation, Organisation, bool], Moved]

_MOVERS: list[Mover] = []
_FILLED = (
    "name_en", "short_name", "uscc", "school_code", "region_id", "industry_id", "size", "website",
    "address",
)  # fmt: skip


def register_reference(mover: Mover) -> Mover:
    """Registers `mover(source, target, dry_run) -> [(label, count), …]` of an upper app.

    It moves everything of its app that refers to `source` over to `target`, across all
    consortia, or with `dry_run` only counts. It raises `Conflict` where the two cannot be one.
    """
    if mover not in _MOVERS:
        _MOVERS.append(mover)
    return mover


@dataclass(frozen=True)
class Merge:
    """What a merge does. `filled` are (field, value) that the target takes over; `kept` are
    (field, the target's value, the other value that becomes history); `moved` are (label, count);
    `refusals` are sentences that stand against it."""

    source: Organisation
    target: Organisation
    moved: Moved
    filled: list[tuple[str, Any]]
    kept: list[tuple[str, Any, Any]]
    refusals: list[str]


def preview_merge(source: Organisation, target: Organisation) -> Merge:
    """Everything that `merge` would do, and what stands against it; changes nothing."""
    refusals = _refusals(source, target)
    moved: Moved = []
    try:
        # A duplicate is used in any consortium: the merge must see all of them.
        with scoping.across():
            moved = _move(source, target, dry_run=True)
    except Conflict as refusal:
        refusals.append(str(refusal))
    filled, kept = _compare(source, target)
    return Merge(source, target, [item for item in moved if item[1]], filled, kept, refusals)


@command("organisations.organisation.merge", P.ORGANISATION_MERGE)
def merge(*, actor: Actor, source: Organisation, target: Organisation) -> Merge:
    """Makes `source` part of `target`: moves what refers to it, keeps its name as an alias.

    Raises `Forbidden`; `Conflict` for one and the same, for two different codes, and for a
    reference that no app moves.
    """
    for pk in sorted({source.pk, target.pk}):  # always in this order: no two merges wait in a ring
        lock(Organisation, Organisation(pk=pk))
    source, target = lock(Organisation, source), lock(Organisation, target)
    require(actor, P.ORGANISATION_MERGE, source)
    require(actor, P.ORGANISATION_MERGE, target)
    refusals = _refusals(source, target)
    if refusals:
        raise Conflict(refusals[0])
    filled, kept = _compare(source, target)
    with scoping.across():  # see preview_merge
        moved = _move(source, target, dry_run=False)
        _refuse_left_behind(source)
    _keep_names(source, target)
    source.uscc = source.school_code = None
    source.merged_into = target
    source.save()
    for field, value in filled:
        setattr(target, field, value)
    validate(target)
    target.save()
    audit.record(
        actor,
        target,
        {
            "merged": source.ref,
            "name": source.name,
            "filled": dict(filled),
            "dropped": {field: other for field, _own, other in kept},
            "moved": dict(moved),
        },
    )
    transaction.on_commit(forget)
    return Merge(source, target, [item for item in moved if item[1]], filled, kept, [])


def _refusals(source: Organisation, target: Organisation) -> list[str]:
    if source.pk == target.pk:
        return [_("不能把一个单位并入它自己。")]
    found = []
    if source.merged_into_id or target.merged_into_id:
        found.append(_("其中一个单位已经并入别的单位。"))
    if source.uscc and target.uscc and source.uscc != target.uscc:
        found.append(_("两个单位的统一社会信用代码不同，是两个法人，不能合并。"))
    if source.school_code and target.school_code and source.school_code != target.school_code:
        found.append(_("两个单位的学校标识码不同，是两所学校，不能合并。"))
    if source.is_demo != target.is_demo:
        found.append(_("演示单位和真实单位不能合并。"))
    return found


def _compare(
    source: Organisation, target: Organisation
) -> tuple[list[tuple[str, Any]], list[tuple[str, Any, Any]]]:
    filled, kept = [], []
    for field in _FILLED:
        own, other = getattr(target, field), getattr(source, field)
        if field == "size" and target.kind != source.kind:
            continue
        if other and not own:
            filled.append((field, other))
        elif other and own != other:
            kept.append((field, own, other))
    if source.kind != target.kind:
        kept.append(("kind", target.kind, source.kind))
    return filled, kept


def _move(source: Organisation, target: Organisation, *, dry_run: bool) -> Moved:
    aliases = source.aliases.exclude(name__in=target.aliases.values("name"))
    moved: Moved = [
        (_("别名"), aliases.count() if dry_run else aliases.update(organisation=target))
    ]
    earlier = Organisation.objects.filter(merged_into=source)
    moved.append(
        (_("以前并入的单位"), earlier.count() if dry_run else earlier.update(merged_into=target))
    )
    tokens = accounts.move_organisation(source.pk, target.pk, dry_run=dry_run)
    moved.append((_("访问令牌"), tokens))
    for mover in _MOVERS:
        moved += mover(source, target, dry_run)
    return moved


def _keep_names(source: Organisation, target: Organisation) -> None:
    source.aliases.all().delete()
    for name in {source.name, source.short_name, source.name_en}:
        known = {target.name, target.short_name, target.name_en, ""}
        if name not in known:
            OrganisationAlias.objects.get_or_create(organisation=target, name=name[:200])


def _refuse_left_behind(source: Organisation) -> None:
    left = [
        f"{model._meta.verbose_name} ({count})"
        for model, field in references()
        if (count := model._base_manager.filter(**{field: source.pk}).count())
    ]
    if left:
        raise Conflict(
            _("还有记录指向“%(name)s”，不能合并：%(what)s。")
            % {"name": source.name, "what": listed(left)}
        )


def references() -> list[tuple[type[models.Model], str]]:
    """Every column of the product that refers to an organisation: (model, field)."""
    return [
        (relation.related_model, relation.field.attname)
        for relation in Organisation._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ManyToOneRel)
    ]
