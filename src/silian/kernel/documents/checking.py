"""Is this paper true, and is it in effect? By code, by file, with and without the network."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from .. import scoping
from ..models import IssuedDocument
from ..models.documents import PaperState
from .codes import grouped, plain_code
from .jws import Fault, Untrue
from .keyfile import ENDED, EXTENDED, read_key_file, status_at
from .keys import key_ring
from .sealing import examined
from .standing import Standing, sentence, standing, standing_on

_FAULT_OF = {
    Standing.REVOKED: Fault.REVOKED,
    Standing.SUPERSEDED: Fault.SUPERSEDED,
    Standing.NOT_YET: Fault.NOT_YET,
    Standing.EXPIRED: Fault.EXPIRED,
}


@dataclass(frozen=True)
class Verdict:
    """What was found. `ok`: true and in effect on `as_of`. `fault` says why not, in one word.

    `facts` are what the signature states, given only where it holds; `standing` likewise.
    """

    ok: bool
    sentence: str
    as_of: dt.datetime
    fault: str = ""
    standing: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    paper: IssuedDocument | None = None

    def plain(self) -> dict[str, Any]:
        """As the command line prints it."""
        facts = {k: v for k, v in self.facts.items() if k not in ("v", "sha256")}
        if "code" in facts:
            facts["code"] = grouped(str(facts["code"]))
        return {
            "ok": self.ok, "sentence": self.sentence, "fault": self.fault or None,
            "signature": bool(self.facts), "standing": self.standing or None,
            "as_of": self.as_of.isoformat(timespec="seconds"), "facts": facts,
        }  # fmt: skip


def find(code: str) -> IssuedDocument | None:
    """The paper of a verification code, whoever issued it; None where there is none."""
    plain = plain_code(code)
    if not plain:
        return None
    # Whoever holds a code may see the public facts of its paper, without standing anywhere.
    with scoping.across():
        return IssuedDocument.objects.filter(code=plain).first()


def check_upload(pdf: bytes) -> Verdict:
    """A file against the keys and the records of this installation."""
    now = timezone.now()
    try:
        facts = examined(pdf, key_ring())
    except Untrue as error:
        return _refused(error.fault, now)
    paper = find(str(facts.get("code")))
    if paper is None:
        return _refused(Fault.UNKNOWN, now)
    if paper.sha256 != hashlib.sha256(pdf).hexdigest():
        return _refused(Fault.DIFFERS, now)
    return _verdict(standing(paper), facts, now, paper)


def check_offline(pdf: bytes, keys: Any, now: dt.datetime | None = None) -> Verdict:
    """A file against a key file alone; the standing is as of that file's status list."""
    now = now or timezone.now()
    try:
        ring, status = read_key_file(keys)
        facts = examined(pdf, ring)
        found = _standing_from(status, facts, timezone.localdate(now))
    except Untrue as error:
        return _refused(error.fault, now)
    return _verdict(found, facts, dt.datetime.fromisoformat(status["at"]), None)


def _standing_from(status: Mapping[str, Any], facts: Mapping[str, Any], today: dt.date) -> Standing:
    try:
        issued, start, end = (
            dt.date.fromisoformat(facts[name]) if facts[name] else None
            for name in ("issued_on", "valid_from", "valid_until")
        )
        assert issued is not None
    except (KeyError, ValueError, TypeError, AssertionError) as error:
        raise Untrue(Fault.MALFORMED) from error
    listed = status_at(status, str(facts["code"]), issued, today)
    state, ended, extended = PaperState.ISSUED.value, None, None
    if listed and listed[0] == ENDED:
        # Ended also where it had been prolonged before: that day may lie after what is printed.
        ended = extended = dt.date.fromisoformat(listed[1])
    elif listed and listed[0] == EXTENDED:
        extended = dt.date.fromisoformat(listed[1])
    elif listed:
        state = PaperState(listed[0]).value
    return standing_on(
        today, state=state, valid_from=start, valid_until=end, ended_on=ended,
        extended_until=extended,
    )  # fmt: skip


def _refused(fault: Fault, now: dt.datetime) -> Verdict:
    return Verdict(False, sentence(fault), now, fault.value)


def _verdict(
    found: Standing, facts: Mapping[str, Any], now: dt.datetime, paper: IssuedDocument | None
) -> Verdict:
    fault = _FAULT_OF.get(found)
    said = sentence(fault) if fault else _("文书是真的，现在有效。")
    return Verdict(
        fault is None, said, now, fault.value if fault else "", found.value, facts, paper
    )
