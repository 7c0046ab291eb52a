"""Who may do what, and why not.

A permission is a member of an app's ``StrEnum``. A role is code: a stable slug, a plain
description in two languages, and the permissions that apps grant to it. An `Actor` is built
once per request from dated assignments. `allow` adds conditions on the object; a condition
is a predicate of the `rules` library together with the sentence said when it does not hold.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _
from rules.predicates import Predicate

from .refusals import Forbidden

Reach = Literal["platform", "consortium", "organisation"]


@dataclass(frozen=True)
class Role:
    """A role: where it may be granted (`reach`), its names and one plain sentence about it."""

    slug: str
    name: str
    name_en: str
    about: str
    about_en: str
    reach: Reach


@dataclass(frozen=True)
class Decision:
    """Whether something may be done; `reason` says why not."""

    ok: bool
    reason: object = ""

    def __bool__(self) -> bool:
        return self.ok


@dataclass(frozen=True)
class Actor:
    """Somebody acting: the person, the consortium, the organisation acted for, the rights.

    Built once per request and never changed. `everything` is true for the command line and
    for jobs, which act for the installation itself.
    """

    label: str
    user_id: int | None = None
    consortium_id: int | None = None
    organisation_id: int | None = None
    roles: frozenset[str] = frozenset()
    permissions: frozenset[str] = frozenset()
    channel: str = "web"
    everything: bool = field(default=False)

    def has(self, permission: StrEnum) -> bool:
        """Whether a role of this actor carries the permission; unknown ones raise KeyError."""
        permission_title(permission)
        return self.everything or permission.value in self.permissions

    def within(self, consortium_id: int | None) -> Actor:
        """The same actor in a consortium (only meaningful for the installation itself)."""
        return replace(self, consortium_id=consortium_id)


def system_actor(channel: str, consortium_id: int | None = None) -> Actor:
    """The installation itself: the command line or a job."""
    return Actor(label=channel, consortium_id=consortium_id, channel=channel, everything=True)


ANONYMOUS = Actor(label="")

ROLES: dict[str, Role] = {}
_TITLES: dict[str, tuple[object, str]] = {}
_GRANTS: dict[str, set[str]] = {}
_CONDITIONS: dict[str, tuple[tuple[Predicate, object], ...]] = {}


def register_permissions(titles: dict[StrEnum, tuple[object, str]]) -> None:
    """Makes an app's permissions known: each with a Chinese (translatable) and English title."""
    for permission, title in titles.items():
        if permission.value in _TITLES:
            raise ValueError(f"permission registered twice: {permission.value}")
        _TITLES[permission.value] = title


def permission_title(permission: StrEnum) -> object:
    """The title of a permission; KeyError for one that no app registered."""
    return _TITLES[permission.value][0]


def all_permissions() -> dict[str, tuple[object, str]]:
    """Every registered permission with its titles."""
    return dict(_TITLES)


def register_role(role: Role) -> Role:
    """Makes a role known; its slug is stored in assignments and never changes."""
    if role.slug in ROLES:
        raise ValueError(f"role registered twice: {role.slug}")
    ROLES[role.slug] = role
    _GRANTS[role.slug] = set()
    return role


def grant(role: Role, permissions: Iterable[StrEnum]) -> None:
    """Gives a role permissions; an unregistered permission or role raises KeyError."""
    for permission in permissions:
        permission_title(permission)
        _GRANTS[role.slug].add(permission.value)


def permissions_of(role_slugs: Iterable[str]) -> frozenset[str]:
    """All permissions of these roles; an unknown slug raises KeyError."""
    return frozenset().union(*(_GRANTS[slug] for slug in role_slugs))


def allow(permission: StrEnum, *conditions: tuple[Predicate, object]) -> None:
    """On an object, the permission also asks for these conditions: (predicate, refusal)."""
    permission_title(permission)
    _CONDITIONS[permission.value] = conditions


def may(actor: Actor, permission: StrEnum, obj: Any = None) -> Decision:
    """Whether the actor may, on this object; with the reason when not."""
    if not actor.has(permission):
        if actor.user_id is None:
            return Decision(False, _("请先登录。"))
        sentence = _("您在这里的身份没有“%(what)s”的权限。") % {
            "what": permission_title(permission)
        }
        return Decision(False, sentence)
    if actor.everything or obj is None:
        return Decision(True)
    for predicate, reason in _CONDITIONS.get(permission.value, ()):
        if not predicate.test(actor, obj):
            return Decision(False, reason)
    return Decision(True)


def require(actor: Actor, permission: StrEnum, obj: Any = None) -> None:
    """Raises `Forbidden` with the reason unless the actor may."""
    decision = may(actor, permission, obj)
    if not decision:
        raise Forbidden(decision.reason)
