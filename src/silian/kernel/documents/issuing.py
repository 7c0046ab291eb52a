"""Issuing one paper, revoking it, putting another in its place, ending it with its term."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import audit, commands
from ..access import Actor, require
from ..commands import command, lock
from ..models import DocumentBatch, IssuedDocument, NumberSeries
from ..models.documents import PaperState
from ..refusals import Conflict, Invalid
from .codes import grouped, new_code
from .composing import address_of, image_svg, paper_data
from .flow import PAPERS, move
from .keys import signed
from .kinds import DocumentKind, Issuer, issuer_of, kind_of
from .papers import Paper, check_papers
from .sealing import PAPER, digest, seal
from .typesetting import Typesetter

FOLDER = "papers"
LONGEST_REASON = 500


def consortium_of(actor: Actor) -> int:
    """The consortium that issues; LookupError for an actor who stands in none."""
    if actor.consortium_id is None:
        raise LookupError("a paper is issued by a consortium")
    return actor.consortium_id


def take_number(consortium_id: int, kind: str, year: int) -> int:
    """The next number of a series, which stays locked until the transaction ends.

    What is rolled back gives its number back, so that no number is left out.
    """
    rows = NumberSeries.objects.select_for_update()
    series, _made = rows.get_or_create(consortium_id=consortium_id, kind=kind, year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return series.last


class Press:
    """Makes papers of one kind for one consortium: template, fonts and image are read once."""

    def __init__(self, kind: DocumentKind, consortium_id: int) -> None:
        self.kind, self.consortium_id = kind, consortium_id
        self.issuer: Issuer = issuer_of(consortium_id)
        self._setter = Typesetter(kind.template, kind.faces)
        self._images: dict[str, str] = {}

    def make(
        self, paper: Paper, *, path: str = "", batch: DocumentBatch | None = None
    ) -> IssuedDocument:
        """Numbers, sets, signs and stores one paper that was checked; the row is not saved yet."""
        year = paper.issued_on.year
        serial = take_number(self.consortium_id, self.kind.key, year)
        number = self.kind.number(paper.prefix, year, serial)
        code = new_code()
        data = paper_data(
            self.kind, paper, self.issuer, number=number, code=code, image=self._image(paper)
        )
        bare = self._setter.pdf(data, timezone.now())
        token, key_id = signed(self._payload(paper, number, code, digest(bare)), PAPER)
        whole = seal(bare, token)
        return IssuedDocument(
            consortium_id=self.consortium_id, kind=self.kind.key, number=number, year=year,
            serial=serial, issuer=self.issuer.name, issuer_en=self.issuer.name_en,
            issuer_ref=self.issuer.ref, holder=paper.holder, title=paper.title,
            holder_organisation_id=paper.holder_organisation_id, facts=_kept_facts(paper),
            language=paper.language, issued_on=paper.issued_on, valid_from=paper.valid_from,
            valid_until=paper.valid_until, code=code, sha256=digest(whole), signature=token,
            key_id=key_id, path=_store(path or _new_path(self.consortium_id), whole),
            size=len(whole), source=paper.source, source_ref=paper.source_ref, batch=batch,
            is_demo=self.issuer.demo,
        )  # fmt: skip

    def _image(self, paper: Paper) -> str:
        ref = paper.design.image
        if ref not in self._images:
            self._images[ref] = image_svg(ref)
        return self._images[ref]

    def _payload(self, paper: Paper, number: str, code: str, sha256: str) -> dict[str, Any]:
        """What the signature states; `at` is added when it is signed."""
        return {
            "v": 1,
            "kind": self.kind.key,
            "kind_name": {"zh": str(self.kind.name), "en": self.kind.name_en},
            "number": number,
            "code": code,
            "issuer": {
                "name": self.issuer.name, "name_en": self.issuer.name_en, "ref": self.issuer.ref,
            },
            "holder": paper.holder,
            "title": paper.title,
            "facts": {
                fact.key: paper.facts[fact.key]
                for fact in self.kind.facts
                if not fact.long and paper.facts.get(fact.key) not in (None, "")
            },
            "issued_on": paper.issued_on.isoformat(),
            "valid_from": paper.valid_from.isoformat() if paper.valid_from else None,
            "valid_until": paper.valid_until.isoformat() if paper.valid_until else None,
            "demo": self.issuer.demo,
            "address": address_of(code),
            "sha256": sha256,
        }  # fmt: skip


def _kept_facts(paper: Paper) -> dict[str, Any]:
    facts = dict(paper.facts)
    for key, value in (("holder_en", paper.holder_en), ("title_en", paper.title_en)):
        if value:
            facts[key] = value
    return facts


def _new_path(consortium_id: int) -> str:
    return f"{FOLDER}/{consortium_id}/{secrets.token_hex(16)}.pdf"


def _store(path: str, content: bytes) -> str:
    # Left there by a job that was killed before its papers counted as issued.
    if default_storage.exists(path):
        default_storage.delete(path)
    return default_storage.save(path, ContentFile(content))


def reason_of(reason: str) -> str:
    """A reason as it is kept; `Invalid` without one."""
    text = reason.strip()
    if not text:
        raise Invalid({"reason": [_("请写明理由，它会留在记录里。")]})
    if len(text) > LONGEST_REASON:
        raise Invalid({"reason": [_("理由请写在 500 个字以内。")]})
    return text


@command("documents.paper.issue", None)
def issue(*, actor: Actor, paper: Paper) -> IssuedDocument:
    """Issues one paper: numbered, typeset, signed, stored. Asks for the right of its kind.

    `Invalid` with a sentence for each missing fact and each character that no font draws;
    nothing is numbered then.
    """
    kind = kind_of(paper.kind)
    require(actor, kind.permission)
    row = _issue(actor, kind, paper)
    audit.record(actor, row, _noted(row))
    return row


def _issue(actor: Actor, kind: DocumentKind, paper: Paper) -> IssuedDocument:
    check_papers(kind, [paper])
    row = Press(kind, consortium_of(actor)).make(paper)
    row.save(force_insert=True)
    return row


def _noted(row: IssuedDocument) -> dict[str, Any]:
    """For the audit: the code opens the public page, so it is not written there."""
    return {"kind": row.kind, "number": row.number, "sha256": row.sha256, "key": row.key_id,
            "source": row.source, "source_ref": row.source_ref}  # fmt: skip


@command("documents.paper.revoke", None)
def revoke(*, actor: Actor, paper: str | IssuedDocument, reason: str) -> IssuedDocument:
    """Takes a paper out of effect for good; whoever checks it is told so, not why.

    `Conflict` for one that was revoked or superseded before, `Invalid` without a reason.
    """
    row = lock(IssuedDocument, paper)
    require(actor, kind_of(row.kind).permission)
    changes = move(PAPERS, row, "revoke")
    row.revoked_reason, row.revoked_at = reason_of(reason), timezone.now()
    row.save(update_fields=["state", "state_changed_at", "revoked_reason", "revoked_at"])
    audit.record(actor, row, {**changes, "number": row.number, "reason": row.revoked_reason})
    return row


@command("documents.paper.supersede", None)
def supersede(
    *, actor: Actor, paper: str | IssuedDocument, by: Paper, reason: str
) -> IssuedDocument:
    """Issues a paper in the place of another, which points to it from then on.

    The new one has a number of its own. Returns the new paper.
    """
    row = lock(IssuedDocument, paper)
    kind = kind_of(row.kind)
    require(actor, kind.permission)
    if by.kind != row.kind:
        raise Conflict(_("只能用同一种文书替换。"))
    changes = move(PAPERS, row, "supersede")
    row.revoked_reason, row.revoked_at = reason_of(reason), timezone.now()
    row.superseded_by = _issue(actor, kind, by)
    row.save(
        update_fields=[
            "state", "state_changed_at", "revoked_reason", "revoked_at", "superseded_by",
        ]
    )  # fmt: skip
    audit.record(
        actor, row,
        {**changes, "number": row.number, "reason": row.revoked_reason,
         "by": _noted(row.superseded_by)},
    )  # fmt: skip
    return row.superseded_by


def end_source(*, source: str, source_ref: str, last_day: dt.date, reason: str) -> list[str]:
    """Ends the papers that were issued from something that ends: `last_day` is their last day.

    Called inside the command that ends a term, which asked for its own right and should put the
    numbers returned into its audit entry. Papers that end before anyway, or were revoked, stay
    as they are. LookupError outside a command.
    """
    commands.current()
    rows = IssuedDocument.objects.select_for_update().filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=last_day),
        Q(valid_until__isnull=True) | Q(valid_until__gt=last_day) | Q(extended_until__gt=last_day),
        source=source,
        source_ref=source_ref,
        state=PaperState.ISSUED,
    )
    ended = []
    for row in rows.order_by("pk"):
        row.ended_on, row.ended_reason = last_day, reason_of(reason)
        row.save(update_fields=["ended_on", "ended_reason"])
        ended.append(row.number)
    return ended


def follow_source(
    *, source: str, source_refs: Iterable[str], until: dt.date, reason: str
) -> list[str]:
    """Lets papers last as long as what they were issued from, which now ends on `until`.

    For a source that goes on, prolonged or cut short; `end_source` is for one that is over. A
    paper still prints its old day: it can be superseded. Returns the numbers of those that
    changed. LookupError outside a command.
    """
    commands.current()
    rows = IssuedDocument.objects.select_for_update().filter(
        source=source, source_ref__in=list(source_refs), state=PaperState.ISSUED,
        valid_until__isnull=False,
    )  # fmt: skip
    changed = []
    for row in rows.order_by("pk"):
        assert row.valid_until is not None
        longer, shorter = until > row.valid_until, until < row.valid_until
        now = (until if longer else None, until if shorter else None)
        if now == (row.extended_until, row.ended_on):
            continue
        row.extended_until, row.ended_on = now
        row.ended_reason = reason_of(reason) if shorter else ""
        row.save(update_fields=["extended_until", "ended_on", "ended_reason"])
        changed.append(row.number)
    return changed


def papers_of(source: str, source_ref: str) -> Any:
    """The papers issued from something, newest first."""
    return IssuedDocument.objects.filter(source=source, source_ref=source_ref)


def shown_code(row: IssuedDocument) -> str:
    """The verification code as printed."""
    return grouped(row.code)
