"""The key file: the public keys, and a signed list of the papers that no longer are what they say.

Published at /documents/keys.json; with it anyone checks a paper without the network. Codes stand
in the list as SHA-256, so that it opens no page to whoever reads it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from .. import scoping
from ..models import IssuedDocument
from ..models.documents import PaperState
from .jws import Fault, KeyRing, Untrue, b64, ring_from, verified
from .keys import key_ring, signed

FORMAT = "silian-keys-1"
STATUS = "silian-status"
# A list older than this says too little about today.
MAX_AGE_DAYS = 31
ENDED = "ended"
EXTENDED = "extended"


def code_hash(code: str) -> str:
    """How a code stands in the list."""
    return b64(hashlib.sha256(code.encode()).digest())


def key_file() -> dict[str, Any]:
    """The key file as of now."""
    return {
        "format": FORMAT,
        "address": settings.ADDRESS,
        "keys": [
            {**key.jwk, "since": key.since.isoformat(),
             "until": key.until.isoformat() if key.until else None}
            for key in key_ring().keys
        ],
        "status": signed({"v": 1, "papers": _papers()}, STATUS)[0],
    }  # fmt: skip


def _papers() -> dict[str, list[str]]:
    """State and day by hashed code, of every paper that no longer is what it says."""
    # One list for the installation: it names no consortium, and holds nothing but hashes.
    with scoping.across():
        rows = list(
            IssuedDocument.objects.filter(
                ~Q(state=PaperState.ISSUED)
                | Q(ended_on__isnull=False)
                | Q(extended_until__isnull=False)
            ).values_list("code", "state", "revoked_at", "ended_on", "extended_until")
        )
    found = {}
    for code, state, revoked_at, ended_on, extended_until in rows:
        if state != PaperState.ISSUED:
            found[code_hash(code)] = [state, timezone.localdate(revoked_at).isoformat()]
        elif ended_on is not None:
            found[code_hash(code)] = [ENDED, ended_on.isoformat()]
        else:
            found[code_hash(code)] = [EXTENDED, extended_until.isoformat()]
    return found


def read_key_file(data: Any) -> tuple[KeyRing, dict[str, Any]]:
    """Keys and status list of a key file; `Untrue` where they are not whole.

    The list is {"at": ISO time, "papers": {hash: [state, day]}}.
    """
    if not isinstance(data, Mapping) or data.get("format") != FORMAT:
        raise Untrue(Fault.KEY_FILE)
    keys = data.get("keys")
    ring = ring_from(keys if isinstance(keys, list) else [])
    try:
        status = verified(str(data.get("status", "")), STATUS, ring)
    except Untrue as error:
        raise Untrue(Fault.STATUS) from error
    if status.get("v") != 1 or not isinstance(status.get("papers"), dict):
        raise Untrue(Fault.STATUS)
    return ring, status


def status_at(
    status: Mapping[str, Any], code: str, issued_on: dt.date, today: dt.date
) -> list[str]:
    """What the list says of a paper: [] where it is not on it.

    `Untrue` for a list that is too old, from the future, or made before the paper.
    """
    made = dt.datetime.fromisoformat(status["at"]).date()
    too_old = (today - made).days > MAX_AGE_DAYS
    # A day of grace, because the world has time zones.
    before = made < issued_on - dt.timedelta(days=1)
    if too_old or before or made > today + dt.timedelta(days=1):
        raise Untrue(Fault.STATUS_OLD)
    return [str(part) for part in status["papers"].get(code_hash(code), [])]
