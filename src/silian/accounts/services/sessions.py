"""Sessions: noted when somebody signs in, ended by the person or with the account."""

from __future__ import annotations

import datetime as dt

from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.translation import gettext as _

from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.commands import command, lock
from silian.kernel.refusals import Forbidden, Missing

from ..models import Invitation, KnownSession, User
from ..permissions import AccountsPermission
from ..queries.people import living_keys

# What the declaration of `KnownSession.address` promises: six months.
KEPT_DAYS = 183


@command("accounts.session.open", None)
def note_sign_in(
    *, actor: Actor, user: User, session_key: str, address: str = "", agent: str = ""
) -> KnownSession:
    """Notes a sign-in that the sign-in page has just let through."""
    known, _created = KnownSession.objects.update_or_create(
        session_key=session_key,
        defaults={"user": user, "address": address[:45], "agent": agent[:200], "ended_at": None},
    )
    audit.record(actor, user)
    return known


@command("accounts.session.end", None)
def end_session(*, actor: Actor, session: KnownSession) -> None:
    """Signs one's own other browser out. `Missing` for anybody else's."""
    known = lock(KnownSession, session)
    if known.user_id != actor.user_id or known.ended_at is not None:
        raise Missing()
    _end(known)
    audit.record(actor, known)


@command("accounts.session.end_others", None)
def end_other_sessions(*, actor: Actor, user: User, keep: str) -> int:
    """Signs out everywhere but in the session of the ref `keep`; returns how many ended."""
    if user.pk != actor.user_id:
        raise Forbidden(_("只能结束自己的登录。"))
    ended = end_all(user, keep=keep)
    audit.record(actor, user, {"sessions": ended})
    return ended


@command("accounts.session.clear", AccountsPermission.MANAGE)
def clear_sessions(*, actor: Actor) -> dict[str, int]:
    """Closes the notes of sessions that expired, and forgets those kept for long enough."""
    require(actor, AccountsPermission.MANAGE)
    now = timezone.now()
    expired, _rows = Session.objects.filter(expire_date__lte=now).delete()
    closed = (
        KnownSession.objects.filter(ended_at=None)
        .exclude(session_key__in=living_keys())
        .update(ended_at=now)
    )
    old = now - dt.timedelta(days=KEPT_DAYS)
    forgotten, _rows = KnownSession.objects.filter(ended_at__lt=old).delete()
    links, _rows = Invitation.objects.filter(expires_at__lt=old).delete()
    done = {"expired": expired, "closed": closed, "forgotten": forgotten, "links": links}
    audit.record(actor, _("登录会话"), done)
    return done


def end_all(user: User, *, keep: str = "") -> int:
    """Part of other commands: ends every session but the one of that ref, returns how many."""
    rows = KnownSession.objects.filter(user=user, ended_at=None).exclude(ref=keep)
    sessions = list(rows)
    for known in sessions:
        _end(known)
    return len(sessions)


def _end(known: KnownSession) -> None:
    Session.objects.filter(session_key=known.session_key).delete()
    known.ended_at = timezone.now()
    known.save(update_fields=["ended_at"])
