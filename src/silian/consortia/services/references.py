"""What moves when two organisations of the registry turn out to be one."""

from __future__ import annotations

from django.utils.translation import gettext as _

from silian.kernel.refusals import Conflict
from silian.organisations import public as organisations

from ..enums import MembershipState
from ..models import Body, ConsortiumParty, Membership, RoleAssignment

Unit = organisations.Organisation
OPEN = (
    MembershipState.APPLIED, MembershipState.REVIEWING, MembershipState.ADMITTED,
    MembershipState.ACTIVE,
)  # fmt: skip


def move(source: Unit, target: Unit, dry_run: bool) -> list[tuple[str, int]]:
    """Moves memberships, parties, bodies and roles of `source` over to `target`.

    Where both are in one consortium and `target`'s membership is the live one, that one stays
    and takes over the history of the other; two live ones are a `Conflict`.
    """
    return [
        (_("成员资格"), _memberships(source, target, dry_run)),
        (_("有关单位"), _parties(source, target, dry_run)),
        (_("实体机构"), _plain(Body, "lead", source, target, dry_run)),
        (_("人员角色"), _plain(RoleAssignment, "organisation", source, target, dry_run)),
    ]


def _plain(model: type, field: str, source: Unit, target: Unit, dry_run: bool) -> int:
    rows = model.objects.filter(**{field: source.pk})  # type: ignore[attr-defined]
    return int(rows.count() if dry_run else rows.update(**{field: target.pk}))


def _memberships(source: Unit, target: Unit, dry_run: bool) -> int:
    moving = list(Membership.objects.filter(organisation=source.pk).select_related("consortium"))
    there = {row.consortium_id: row for row in Membership.objects.filter(organisation=target.pk)}
    for row in moving:
        other = there.get(row.consortium_id)
        if other and row.state in OPEN and other.state in OPEN:
            raise Conflict(
                _("两个单位都在“%(name)s”里，请先让其中一个退出。") % {"name": row.consortium.name}
            )
    if not dry_run:
        for row in moving:
            _move_one(row, there.get(row.consortium_id), target)
    return len(moving)


def _move_one(row: Membership, other: Membership | None, target: Unit) -> None:
    """One row remains for a unit in a consortium: the live one, with both histories."""
    if other is None:
        row.organisation_id = target.pk
        row.save(update_fields=["organisation"])
        return
    stays, goes = (row, other) if row.state in OPEN else (other, row)
    goes.changes.update(membership=stays)
    goes.applications.update(membership=stays)
    goes.delete()
    stays.organisation_id = target.pk
    stays.save(update_fields=["organisation"])


def _parties(source: Unit, target: Unit, dry_run: bool) -> int:
    moving = list(ConsortiumParty.objects.filter(organisation=source.pk))
    if dry_run:
        return len(moving)
    for row in moving:
        same = ConsortiumParty.objects.filter(
            consortium=row.consortium_id,
            organisation=target.pk,
            role=row.role,
            occasion=row.occasion_id,
            body=row.body_id,
        )
        if same.exists():
            row.delete()
        else:
            row.organisation_id = target.pk
            row.save(update_fields=["organisation"])
    return len(moving)


organisations.register_reference(move)
