"""Passwords and second factors as django-allauth sets them: each change is a command."""

from __future__ import annotations

from silian.kernel import audit
from silian.kernel.access import Actor
from silian.kernel.commands import command, lock

from ..models import KnownSession, User
from .sessions import end_all


@command("accounts.password.set", None)
def set_password(*, actor: Actor, user: User, password: str, keep: str = "") -> User:
    """Sets a password that the sign-in pages have checked; every other session ends.

    `keep` is the ref of the session in which the person changes it; "" ends all of them.
    """
    user = lock(User, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    ended = end_all(user, keep=keep)
    audit.record(actor, user, {"sessions": ended})
    return user


@command("accounts.factor.change", None)
def note_factor(*, actor: Actor, user: User, change: str, kind: str) -> None:
    """Notes that a second factor was added, removed or renewed by its person."""
    audit.record(actor, user, {"change": change, "kind": kind})


def follow_key(ref: str, session_key: str) -> None:
    """A session got a new key, as after a change of password; it stays the same session."""
    KnownSession.objects.filter(ref=ref).update(session_key=session_key)
