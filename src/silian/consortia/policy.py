"""Conditions on objects: who may, on this one."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rules.predicates import predicate

from silian.kernel.access import Actor, allow

from .permissions import ConsortiaPermission as P
from .roles import ORGANISATION_ROLES, PLATFORM_ADMIN

OFFICES = frozenset(role.slug for role in ORGANISATION_ROLES)


@predicate
def is_here(actor: Actor, obj: Any) -> bool:
    """A thing of the consortium that the actor acts in."""
    return obj.consortium_id == actor.consortium_id


@predicate
def acts_in_it(actor: Actor, consortium: Any) -> bool:
    """The consortium that the actor acts in; the platform's administrator acts in all."""
    return consortium.pk == actor.consortium_id or PLATFORM_ADMIN.slug in actor.roles


@predicate
def is_own_organisation(actor: Actor, membership: Any) -> bool:
    """The membership of the organisation acted for, by its office: students and mentors are of
    a unit too, but speak for themselves.
    """
    own = actor.organisation_id is not None and membership.organisation_id == actor.organisation_id
    return own and not OFFICES.isdisjoint(actor.roles)


@predicate
def filed_it(actor: Actor, membership: Any) -> bool:
    """The actor filed the newest application of this membership."""
    newest = next(iter(membership.applications.all()), None)
    return newest is not None and newest.filed_by is not None and newest.filed_by == actor.user_id


_ELSEWHERE = _("这属于另一个联合体。")
_OTHER_UNIT = _("只能为自己代表的单位办理。")
_OTHER_FILER = _("只有提交这份申请的人可以撤回；请联系提交人，或请秘书处办理。")

allow(P.UPDATE, (acts_in_it, _ELSEWHERE))
allow(P.CLOSE, (acts_in_it, _ELSEWHERE))
allow(P.MEMBERSHIP_APPLY, (is_here, _ELSEWHERE))
allow(P.MEMBERSHIP_RETRACT, (is_here, _ELSEWHERE), (filed_it, _OTHER_FILER))
allow(P.MEMBERSHIP_REVIEW, (is_here, _ELSEWHERE))
allow(P.MEMBERSHIP_MANAGE, (is_here, _ELSEWHERE))
allow(P.MEMBERSHIP_LEAVE, (is_here, _ELSEWHERE), (is_own_organisation, _OTHER_UNIT))
allow(P.CONTACT_REVEAL, (is_here, _ELSEWHERE))
allow(P.STRUCTURE_EDIT, (is_here, _ELSEWHERE))
