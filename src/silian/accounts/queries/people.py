"""People: finding them, and where they are signed in."""

from __future__ import annotations

from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from ..engine.keys import digest
from ..models import Invitation, KnownSession, User


def people() -> QuerySet[User]:
    """Every account."""
    return User.objects.all()


def find_user(text: str) -> User | None:
    """The person of a user name or an e-mail address; None where there is none."""
    word = text.strip()
    if not word:
        return None
    for lookup in ("username", "username__iexact", "email__iexact"):
        found = User.objects.filter(**{lookup: word}).first()
        if found is not None:
            return found
    return None


def demo_accounts() -> int:
    """How many accounts that can sign in belong to the demo."""
    return User.objects.filter(is_demo=True, is_active=True).count()


def open_sessions(user_id: int) -> QuerySet[KnownSession]:
    """Where a person is signed in now, the newest first."""
    return KnownSession.objects.filter(
        user_id=user_id, ended_at=None, session_key__in=living_keys()
    )


def living_keys() -> QuerySet[Session, str]:
    """The keys of sessions that have not expired and were not signed out."""
    return Session.objects.filter(expire_date__gt=timezone.now()).values_list(
        "session_key", flat=True
    )


def open_invitation(key: str) -> Invitation | None:
    """The invitation of a one-time link, while it is unused and in time."""
    return (
        Invitation.objects.select_related("user")
        .filter(hash=digest(key), used_at=None, expires_at__gt=timezone.now(), user__is_active=True)
        .first()
    )
