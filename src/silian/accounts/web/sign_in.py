"""What happens around a sign-in: who is locked out, and what is noted of factors and keys."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_set
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from allauth.mfa.utils import is_mfa_enabled
from django.dispatch import receiver
from django.http import HttpRequest

from silian.kernel.access import ROLES, Actor

from ..models import User
from ..queries.people import find_user
from ..services.passwords import follow_key, note_factor
from .adapter import KNOWN, themselves


def locked_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The name under which django-axes counts failures: one for all ways to write it.

    Otherwise the user name, its capitals and the e-mail address would each have own tries.
    """
    given = credentials or {}
    typed = given.get("username") or given.get("email") or request.POST.get("login", "")
    text = str(typed).replace("\x00", "").strip()[:254]
    user = find_user(text)
    return user.username if user else text.casefold()


def has_second_factor(user: User) -> bool:
    """Whether a code is asked at sign-in."""
    return bool(is_mfa_enabled(user))


def is_staff(actor: Actor) -> bool:
    """Whether a role reaches a whole consortium or the platform."""
    return any(ROLES[slug].reach != "organisation" for slug in actor.roles if slug in ROLES)


@receiver([password_changed, password_set], dispatch_uid="accounts.password")
def _keep_session(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    ref = request.session.get(KNOWN)
    if ref and request.session.session_key:
        follow_key(ref, request.session.session_key)


def _note(change: str, user: User, authenticator: Authenticator) -> None:
    note_factor(actor=themselves(user), user=user, change=change, kind=authenticator.type)


@receiver(authenticator_added, dispatch_uid="accounts.factor.added")
def _factor_added(user: User, authenticator: Authenticator, **_kwargs: Any) -> None:
    _note("added", user, authenticator)


@receiver(authenticator_removed, dispatch_uid="accounts.factor.removed")
def _factor_removed(user: User, authenticator: Authenticator, **_kwargs: Any) -> None:
    _note("removed", user, authenticator)


@receiver(authenticator_reset, dispatch_uid="accounts.factor.reset")
def _factor_reset(user: User, authenticator: Authenticator, **_kwargs: Any) -> None:
    _note("reset", user, authenticator)
