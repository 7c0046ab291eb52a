"""Writing: one entry in the same transaction as the change, chained under a lock."""

from __future__ import annotations

import hashlib
import json
from contextlib import nullcontext
from datetime import UTC, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

from .. import commands, scoping
from ..access import Actor
from ..models import AuditEntry

GENESIS = "0" * 64
# Any number would do: it separates our advisory locks from other programs' in the database.
LOCK_SPACE = 7_141_011

HASHED = (
    "chain", "number", "at", "user_id", "actor", "organisation_id", "channel", "command",
    "subject_type", "subject_ref", "subject", "changes", "previous",
)  # fmt: skip


def digest(values: dict[str, Any]) -> str:
    """SHA-256 over the hashed columns as canonical JSON."""
    text = json.dumps([values[name] for name in HASHED], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def lock_chain(chain: int) -> None:
    """Only one writer of a chain at a time, until its transaction ends.

    SQLite has one writer anyway, since transactions begin IMMEDIATE.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_SPACE, chain])


def record(
    actor: Actor, subject: models.Model | str, changes: dict[str, Any] | None = None
) -> AuditEntry:
    """Writes the entry of the running command about `subject`.

    `changes` holds plain values; personal data does not belong in it. LookupError outside a
    command.
    """
    chain = actor.consortium_id or 0
    # A command of the platform may write into a consortium's chain, as founding does: the
    # database shows and takes entries of the consortium alone in which it is.
    with scoping.inside(chain) if chain else nullcontext():
        return _write(actor, chain, subject, changes or {})


def _write(
    actor: Actor, chain: int, subject: models.Model | str, changes: dict[str, Any]
) -> AuditEntry:
    name = commands.current()
    lock_chain(chain)
    last = AuditEntry.objects.filter(chain=chain).order_by("-number").first()
    values: dict[str, Any] = {
        "chain": chain,
        "number": last.number + 1 if last else 1,
        "at": datetime.now(UTC).isoformat(timespec="microseconds"),
        "user_id": actor.user_id,
        "actor": actor.label[:200],
        "organisation_id": actor.organisation_id,
        "channel": actor.channel,
        "command": name,
        **_describe(subject),
        "changes": json.dumps(changes, ensure_ascii=False, sort_keys=True, cls=DjangoJSONEncoder),
        "previous": last.hash if last else GENESIS,
    }
    entry = AuditEntry.objects.create(**values, hash=digest(values))
    commands.note_audited(name)
    return entry


def _describe(subject: models.Model | str) -> dict[str, str]:
    if isinstance(subject, str):
        return {"subject_type": "", "subject_ref": "", "subject": subject[:300]}
    ref = getattr(subject, "ref", None) or getattr(subject, "slug", None) or subject.pk
    return {
        "subject_type": subject._meta.label_lower,
        "subject_ref": str(ref)[:64],
        "subject": str(subject)[:300],
    }
