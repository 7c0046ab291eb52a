"""Assigning and revoking roles: who may give which role to whom, from when until when."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from silian.kernel import audit, scoping
from silian.kernel.access import ROLES, Actor, Role, require
from silian.kernel.commands import command, lock
from silian.kernel.refusals import Conflict, Invalid, Missing

from ..enums import MembershipState
from ..models import Consortium, Membership, RoleAssignment
from ..permissions import ConsortiaPermission as P
from ..queries.actors import not_over, today, valid_on
from ..roles import (
    EXPERT,
    KINDS_OF_ROLE,
    ORGANISATION_ROLES,
    PERSONAL_ROLES,
    PLATFORM_ADMIN,
    SECRETARIAT,
    SIGNED_IN,
)


def permission_for(role: Role) -> P:
    """The permission that granting or revoking a role asks for."""
    of_units = (*ORGANISATION_ROLES, *PERSONAL_ROLES, EXPERT)
    return P.ROLE_ASSIGN if role in of_units else P.ROLE_APPOINT


@command("consortia.role.assign", None)
def assign(
    *,
    actor: Actor,
    user: Any,
    role: str,
    consortium: Consortium | None = None,
    organisation: Model | None = None,
    valid_from: dt.date | None = None,
    valid_until: dt.date | None = None,
) -> RoleAssignment:
    """Gives a person a role from a day (today without one) until a day (open without one).

    The secretariat gives roles of member units and experts in its consortium, the platform's
    administrator all others. `Invalid` where the role does not fit the place, `Conflict` where
    the person holds it already in that time.
    """
    wanted = ROLES.get(role)
    if wanted is None or wanted is SIGNED_IN:
        raise Invalid({"role": [_("没有这个角色。")]})
    require(actor, permission_for(wanted))
    _fits(actor, wanted, consortium, organisation)
    start = valid_from or today()
    if valid_until and valid_until < start:
        raise Invalid({"valid_until": [_("结束日期不能早于开始日期。")]})
    if not user.is_active:
        raise Invalid({"user": [_("这个账户已停用。")]})
    _not_twice(user, role, consortium, organisation, start, valid_until)
    row = RoleAssignment(
        user=user,
        role=role,
        consortium=consortium,
        organisation_id=organisation.pk if organisation else None,
        valid_from=start,
        valid_until=valid_until,
    )
    try:
        row.full_clean()
    except ValidationError as error:
        raise Invalid(error.message_dict) from error
    row.save()
    where = actor if consortium is None else actor.within(consortium.pk)
    audit.record(where, row, {
        "user": user.get_username(),
        "role": role,
        "organisation": str(organisation) if organisation else "",
        "from": start.isoformat(),
        "until": valid_until.isoformat() if valid_until else "",
    })  # fmt: skip
    return row


@command("consortia.role.revoke", None)
def revoke(*, actor: Actor, assignment: RoleAssignment | str, reason: str) -> RoleAssignment:
    """Ends a role now. The last person of a secretariat stays until another one is there."""
    row = lock(RoleAssignment, assignment)
    if actor.consortium_id is not None and row.consortium_id != actor.consortium_id:
        raise Missing()
    role = ROLES[row.role]
    require(actor, permission_for(role))
    if not reason.strip():
        raise Invalid({"reason": [_("请写明撤销原因。")]})
    if row.revoked_at is not None:
        raise Conflict(_("这个角色已经撤销。"))
    if role in (SECRETARIAT, PLATFORM_ADMIN):
        _not_the_last(row)
    row.revoked_at, row.revoked_reason = timezone.now(), reason.strip()[:200]
    row.save(update_fields=["revoked_at", "revoked_reason"])
    where = actor if row.consortium_id is None else actor.within(row.consortium_id)
    audit.record(
        where, row, {"user": row.user.get_username(), "role": row.role, "reason": reason.strip()}
    )
    return row


def _fits(
    actor: Actor, role: Role, consortium: Consortium | None, organisation: Model | None
) -> None:
    if consortium is not None and actor.consortium_id not in {None, consortium.pk}:
        raise Missing()
    if (role.reach == "platform") != (consortium is None):
        raise Invalid({"role": [_("平台角色不属于某个联合体，其他角色必须属于一个联合体。")]})
    if (role.reach == "organisation") != (organisation is not None):
        sentence = (
            _("请选择这个人代表的单位。") if organisation is None else _("这个角色不代表单位。")
        )
        raise Invalid({"organisation": [sentence]})
    if organisation is None or consortium is None:
        return
    kinds = KINDS_OF_ROLE[role.slug]
    if organisation.kind not in kinds:  # type: ignore[attr-defined]
        raise Invalid({"role": [_("“%(role)s”不适合这类单位。") % {"role": role.name}]})
    if not _is_member(consortium, organisation):
        raise Invalid({"organisation": [_("“%(name)s”不是这个联合体的正式成员。")
                                        % {"name": organisation}]})  # fmt: skip


def _is_member(consortium: Consortium, organisation: Model) -> bool:
    with scoping.inside(consortium.pk):
        return Membership.objects.filter(
            organisation_id=organisation.pk, state=MembershipState.ACTIVE
        ).exists()


def _not_twice(
    user: Any,
    role: str,
    consortium: Consortium | None,
    organisation: Model | None,
    start: dt.date,
    until: dt.date | None,
) -> None:
    held = RoleAssignment.objects.filter(
        not_over(start),
        user=user,
        role=role,
        consortium=consortium,
        organisation=cast(Any, organisation),
    )
    if until is not None:
        held = held.filter(valid_from__lte=until)
    if held.exists():
        raise Conflict(_("这个人在这段时间里已有这个角色。"))


def _not_the_last(row: RoleAssignment) -> None:
    others = RoleAssignment.objects.select_for_update(of=("self",)).filter(
        valid_on(today()), role=row.role, consortium=row.consortium_id, user__is_active=True
    )
    if not others.exclude(user=row.user_id).exists():
        raise Conflict(_("这是最后一位，请先指定接替的人。"))
