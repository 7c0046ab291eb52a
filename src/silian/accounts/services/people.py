"""Inviting, changing and deactivating people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.commands import command, lock
from silian.kernel.refusals import Conflict, Invalid

from ..engine.keys import digest, new_link_key
from ..models import ApiToken, Invitation, User
from ..permissions import AccountsPermission
from ..queries.people import open_invitation
from .sessions import end_all

INVITATION_DAYS = 7


@dataclass(frozen=True)
class Invited:
    """A person and the key of the one-time link, which is known only now."""

    user: User
    key: str
    expires_at: dt.datetime


@command("accounts.user.invite", AccountsPermission.INVITE)
def invite(
    *,
    actor: Actor,
    username: str,
    name: str,
    email: str = "",
    language: str = "",
    is_demo: bool = False,
) -> Invited:
    """Creates an account without a password, and a link with which the person sets one.

    Raises `Invalid` for a name or address that is taken or malformed.
    """
    require(actor, AccountsPermission.INVITE)
    user = User(
        username=username.strip(),
        name=name.strip(),
        email=User.objects.normalize_email(email.strip()),
        language=_language(language),
        is_demo=is_demo,
    )
    user.set_unusable_password()
    _validate(user, needs_name=True)
    user.save()
    invited = _new_link(user)
    audit.record(actor, user, {"username": ["", user.username], "is_demo": is_demo})
    return invited


@command("accounts.user.invite_again", AccountsPermission.INVITE)
def invite_again(*, actor: Actor, user: User) -> Invited:
    """A new link for somebody who never set a password; earlier links stop working.

    `Conflict` for a person who has a password: that one uses “forgotten password”, so that no
    link in other hands can take an account over.
    """
    require(actor, AccountsPermission.INVITE)
    user = lock(User, user)
    if user.has_usable_password() or not user.is_active:
        raise Conflict(_("这个人已经设置过密码或已停用，不能再发邀请链接。"))
    user.invitations.filter(used_at=None).update(used_at=timezone.now())
    invited = _new_link(user)
    audit.record(actor, user)
    return invited


@command("accounts.user.accept", None)
def accept(*, actor: Actor, key: str, password: str) -> User:
    """Sets the first password by the key of an invitation, which is used up by it.

    Whoever has the key may: it was handed to the person. `Conflict` for a used or old key,
    `Invalid` for a weak password.
    """
    found = open_invitation(key)
    invitation = lock(Invitation, found) if found else None
    if invitation is None or invitation.used_at is not None:
        raise Conflict(_("这个链接已经用过或已过期。请联系邀请您的人再发一次。"))
    user = lock(User, invitation.user)
    _set_password(user, password)
    user.save(update_fields=["password"])
    invitation.used_at = timezone.now()
    invitation.save(update_fields=["used_at"])
    audit.record(Actor(label=str(user), user_id=user.pk, channel=actor.channel), user)
    return user


# Called with (actor, user) for a new administrator: roles live on a higher floor.
AdminListener = Callable[[Actor, User], None]
_ADMIN_LISTENERS: list[AdminListener] = []


def on_admin(listener: AdminListener) -> AdminListener:
    """Registers what an upper app does when the command line makes an administrator."""
    if listener not in _ADMIN_LISTENERS:
        _ADMIN_LISTENERS.append(listener)
    return listener


@command("accounts.user.create_admin", AccountsPermission.MANAGE)
def create_admin(
    *, actor: Actor, username: str, name: str, email: str = "", password: str = ""
) -> Invited:
    """Creates the account of a platform administrator: for the command line.

    With a password it can sign in at once and the key is ""; without one it gets a one-time
    link. Upper apps give it its role. Raises `Invalid` for a taken name or a weak password.
    """
    require(actor, AccountsPermission.MANAGE)
    user = User(
        username=username.strip(),
        name=name.strip(),
        email=User.objects.normalize_email(email.strip()),
    )
    user.set_unusable_password()
    _validate(user, needs_name=True)
    if password:
        _set_password(user, password)
    user.save()
    made = Invited(user, "", timezone.now()) if password else _new_link(user)
    for listener in _ADMIN_LISTENERS:
        listener(actor, user)
    audit.record(actor, user, {"username": ["", user.username]})
    return made


@command("accounts.user.update", None)
def update(
    *,
    actor: Actor,
    user: User,
    name: str | None = None,
    email: str | None = None,
    language: str | None = None,
) -> User:
    """Changes name, email or language of oneself, or of somebody by permission; None keeps.

    Raises `Forbidden`, `Invalid`.
    """
    user = lock(User, user)
    if not (actor.user_id == user.pk and actor.user_id is not None):
        require(actor, AccountsPermission.MANAGE, user)
    values = {"name": name, "email": email, "language": language}
    changes: dict[str, Any] = {}
    for field, value in values.items():
        if value is None:
            continue
        text = value.strip()
        if field == "language":
            text = _language(text)
        if field == "email":
            text = User.objects.normalize_email(text)
        if getattr(user, field) != text:
            # The entry says that a name or an address changed, never to what.
            changes[field] = text if field == "language" else True
            setattr(user, field, text)
    _validate(user, needs_name=True)
    user.save(update_fields=["name", "email", "language"])
    if "email" in changes:
        _forget_addresses(user)
    audit.record(actor, user, changes)
    return user


@command("accounts.user.deactivate", AccountsPermission.MANAGE)
def deactivate(*, actor: Actor, user: User, reason: str) -> User:
    """Closes an account: no sign-in, every session and token ends. The row stays.

    `Forbidden` for one's own, `Conflict` where it is closed already, `Invalid` without a reason.
    """
    user = lock(User, user)
    require(actor, AccountsPermission.MANAGE, user)
    if not user.is_active:
        raise Conflict(_("这个账号已经停用。"))
    if not reason.strip():
        raise Invalid({"reason": [_("请写明停用原因。")]})
    user.is_active = False
    user.save(update_fields=["is_active"])
    sessions = end_all(user)
    tokens = ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=timezone.now())
    audit.record(
        actor, user, {"reason": reason.strip()[:200], "sessions": sessions, "tokens": tokens}
    )
    return user


@command("accounts.user.reactivate", AccountsPermission.MANAGE)
def reactivate(*, actor: Actor, user: User) -> User:
    """Opens a closed account again; its sessions and tokens do not come back."""
    user = lock(User, user)
    require(actor, AccountsPermission.MANAGE, user)
    if user.is_active:
        raise Conflict(_("这个账号没有停用。"))
    user.is_active = True
    user.save(update_fields=["is_active"])
    audit.record(actor, user)
    return user


def _new_link(user: User) -> Invited:
    key = new_link_key()
    expires_at = timezone.now() + dt.timedelta(days=INVITATION_DAYS)
    Invitation.objects.create(user=user, hash=digest(key), expires_at=expires_at)
    return Invited(user, key, expires_at)


def _language(text: str) -> str:
    if text and text not in dict(settings.LANGUAGES):
        raise Invalid({"language": [_("没有这种界面语言。")]})
    return text


def _validate(user: User, *, needs_name: bool) -> None:
    errors: dict[str, list[object]] = {}
    if needs_name and not user.name:
        errors["name"] = [_("请填写姓名。")]
    if any(ord(letter) < 32 for letter in user.name + user.email + user.username):
        errors["name"] = [_("姓名、用户名和邮箱里不能有换行等控制字符。")]
    try:
        user.full_clean(exclude=["password"])
    except ValidationError as error:
        for field, sentences in error.message_dict.items():
            key = "" if field == "__all__" else field
            errors.setdefault(key, []).extend(sentences)
    if errors:
        raise Invalid(errors)


def _set_password(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid({"password": list(error.messages)}) from error
    user.set_password(password)


def _forget_addresses(user: User) -> None:
    """Sign-in by an old address ends: allauth keeps addresses of its own."""
    from allauth.account.models import EmailAddress

    EmailAddress.objects.filter(user=user).exclude(email__iexact=user.email).delete()
