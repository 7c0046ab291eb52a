"""Issuing what a consortium hands out: letters, plaques, certificates, resolutions, minutes.

Numbers, signature and verification are the kernel's (`kernel.documents`); here stands what may
be issued from what, and that a letter dies with the mandate it was issued from.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from silian.consortia import public as consortia
from silian.consortia.public import Consortium
from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.commands import command, lock
from silian.kernel.documents import (
    Paper,
    end_source,
    follow_source,
    issue,
    issue_batch,
    kind_of,
    papers_of,
    revoke,
    supersede,
)
from silian.kernel.models import DocumentBatch, IssuedDocument
from silian.kernel.models.documents import PaperState
from silian.kernel.refusals import Conflict, Invalid

from ..documents.again import candidate_again
from ..documents.candidates import Candidate, examined, mandate_problems, note_earlier
from ..documents.papers import Setting, letter_paper, minutes_paper, resolution_paper
from ..models import Mandate, Minutes, Resolution
from ..permissions import P
from ..policy import place_of
from ..queries.letters import MANDATE, MINUTES, RESOLUTION, look_of
from .reasons import reason_of

FURTHEST = dt.timedelta(days=366)
# More at once would keep the page waiting; each is a transaction of its own kind of work.
MOST_REPLACED = 50
SHOWN = 10


@dataclass(frozen=True)
class Issued:
    """What was asked for: a batch that a job works on, and the papers put in place of others."""

    batch: DocumentBatch | None
    replaced: tuple[IssuedDocument, ...] = ()


def setting_of(
    actor: Actor,
    *,
    issued_on: dt.date | None = None,
    language: str = "zh",
    named: bool = False,
) -> Setting:
    """What all papers of one issuing have in common; `Invalid` for a day that cannot stand."""
    today = consortia.today()
    day = issued_on or today
    if abs(day - today) > FURTHEST:
        raise Invalid({"issued_on": [_("签发日期离今天不能超过一年。")]})
    return Setting(look_of(place_of(actor)), day, language, named)


@command("governance.letter.issue", P.LETTER_ISSUE)
def issue_letters(
    *, actor: Actor, candidates: Sequence[Candidate], replace: bool = False, reason: str = ""
) -> Issued:
    """Issues papers of one kind: new ones by a job, in this order.

    What was issued before is left out, or with `replace` superseded for the reason given.
    `Invalid` naming each holder whose paper cannot be issued: then none is.
    """
    require(actor, P.LETTER_ISSUE)
    sound(candidates)
    # Two who issue at once, or one who presses twice: the second sees what the first began.
    lock(Consortium, Consortium.objects.get(pk=place_of(actor)))
    note_earlier(candidates[0].paper.kind, candidates)
    new = [one.paper for one in candidates if one.existing is None and not one.waiting]
    old = [one for one in candidates if one.existing is not None] if replace else []
    if not new and not old and any(one.waiting for one in candidates):
        raise Conflict(_("所选对象的文书正在制作中，请到“成批签发”里看进度。"))
    if not new and not old:
        raise Conflict(
            _("所选对象都已经颁发过。要换发，请勾选“选中的已颁发文书也换发”并写明原因。")
        )
    if len(old) > MOST_REPLACED:
        raise Invalid(_("一次最多换发 %(n)d 份。请分几次。") % {"n": MOST_REPLACED})
    why = reason_of(reason) if old else ""
    replaced = tuple(
        supersede(actor=actor, paper=one.existing, by=one.paper, reason=why)
        for one in old
        if one.existing is not None
    )
    batch = issue_batch(actor=actor, papers=new) if new else None
    changes = {
        "kind": candidates[0].paper.kind, "new": len(new), "replaced": len(replaced),
        "reason": why, "sources": [one.paper.source_ref for one in candidates][:100],
    }  # fmt: skip
    audit.record(actor, batch or replaced[0], changes)
    return Issued(batch, replaced)


def sound(candidates: Sequence[Candidate]) -> None:
    """`Invalid` naming each holder whose paper cannot be issued, or where there is nobody."""
    if not candidates:
        raise Invalid(_("没有选中要颁发的对象。请先勾选。"))
    said = [
        _("%(holder)s：%(sentence)s") % {"holder": one.paper.holder, "sentence": sentence}
        for one in candidates
        for sentence in one.problems
    ]
    if said:
        more = len(said) - SHOWN
        shown = said[:SHOWN] + ([_("还有 %(n)d 处。") % {"n": more}] if more > 0 else [])
        raise Invalid({"": shown})


@command("governance.letter.appoint", P.LETTER_ISSUE)
def issue_for_mandate(
    *, actor: Actor, mandate: Mandate | str, language: str = "zh", named: bool = False
) -> IssuedDocument:
    """Issues the letter of one mandate now; `Conflict` where it has one already.

    `Invalid` for a mandate that is over, or of a unit that is no member.
    """
    row = lock(Mandate, mandate)
    require(actor, P.LETTER_ISSUE, row)
    setting = setting_of(actor, language=language, named=named)
    problems = mandate_problems(row, consortia.member_ids(), consortia.today())
    found = examined("letter", [Candidate(letter_paper(setting, row), problems)])[0]
    if found.existing is not None:
        raise Conflict(_("这项任职已经颁发过聘书：%(n)s。") % {"n": found.existing.number})
    sound([found])
    made = issue(actor=actor, paper=found.paper)
    audit.record(actor, row, {"letter": made.number})
    return made


def end_for_mandate(mandate: Mandate) -> list[str]:
    """Ends the letters and plaques of a mandate that ended; returns their numbers.

    Called inside the command that ends the mandate. The day of leaving is no longer a day of
    the mandate, so the papers were good until the day before.
    """
    if mandate.ended_on is None:
        return []
    reason = _("任职结束：%(why)s") % {"why": mandate.get_end_display()}
    return end_source(
        source=MANDATE,
        source_ref=mandate.ref,
        last_day=mandate.ended_on - dt.timedelta(days=1),
        reason=reason,
    )


def follow_mandates(refs: Sequence[str], until: dt.date) -> list[str]:
    """Lets the letters and plaques of mandates that go on last until that day; their numbers.

    Called inside the command that moves the end of a term. What is printed stays until the
    papers are reissued.
    """
    reason = _("任期改为到 %(day)s 为止") % {"day": until}
    return follow_source(source=MANDATE, source_refs=refs, until=until, reason=reason)


@command("governance.letter.resolution", P.LETTER_ISSUE)
def issue_resolution(
    *, actor: Actor, resolution: Resolution | str, language: str = "zh"
) -> IssuedDocument:
    """Issues a resolution as a paper, and notes it there; one that has a paper keeps it."""
    row = lock(Resolution, resolution)
    require(actor, P.LETTER_ISSUE, row)
    paper = resolution_paper(setting_of(actor, language=language), row)
    made = _once(actor, paper, RESOLUTION, row.ref)
    row.paper = made
    row.save(update_fields=["paper"])
    audit.record(actor, row, {"paper": made.number})
    return made


@command("governance.letter.minutes", P.LETTER_ISSUE)
def issue_minutes(*, actor: Actor, minutes: Minutes | str, language: str = "zh") -> IssuedDocument:
    """Issues confirmed minutes as a paper; `Conflict` for a draft. Issued ones keep theirs."""
    row = lock(Minutes, minutes)
    require(actor, P.LETTER_ISSUE, row)
    if row.confirmed_at is None:
        raise Conflict(_("会议纪要还没有确认，不能印发。"))
    paper = minutes_paper(setting_of(actor, language=language), row)
    made = _once(actor, paper, MINUTES, row.ref)
    row.paper = made
    row.save(update_fields=["paper"])
    audit.record(actor, row, {"paper": made.number})
    return made


def _once(actor: Actor, paper: Paper, source: str, ref: str) -> IssuedDocument:
    """The paper issued from this source, issued now if there is none that stands."""
    earlier: IssuedDocument | None = (
        papers_of(source, ref).filter(kind=paper.kind, state=PaperState.ISSUED).first()
    )
    return earlier or issue(actor=actor, paper=paper)


@command("governance.letter.revoke", P.LETTER_ISSUE)
def revoke_paper(*, actor: Actor, paper: IssuedDocument | str, reason: str) -> IssuedDocument:
    """Takes an issued paper out of effect, with the reason; it stays in the list."""
    row = lock(IssuedDocument, paper)
    require(actor, kind_of(row.kind).permission, row)
    done = revoke(actor=actor, paper=row, reason=reason_of(reason))
    audit.record(actor, row, {"number": row.number})
    return done


@command("governance.letter.correct", P.LETTER_ISSUE)
def correct_paper(
    *,
    actor: Actor,
    paper: IssuedDocument | str,
    reason: str,
    language: str = "",
    issued_on: dt.date | None = None,
    named: bool | None = None,
) -> IssuedDocument:
    """Issues a paper anew from what it was issued from, in the place of the old one.

    Language and naming stay as they were unless given. `Invalid` where the source no longer
    bears a paper, as a mandate that is over. A resolution or minutes name the new one as theirs.
    """
    row = lock(IssuedDocument, paper)
    require(actor, kind_of(row.kind).permission, row)
    if row.state != PaperState.ISSUED:
        raise Conflict(_("这份文书已经撤销或换发过。"))
    with_name = bool(row.facts.get("representative")) if named is None else named
    setting = setting_of(
        actor, issued_on=issued_on, language=language or row.language, named=with_name
    )
    found = candidate_again(setting, row)
    sound([found])
    made = supersede(actor=actor, paper=row, by=found.paper, reason=reason_of(reason))
    for model, source in ((Resolution, RESOLUTION), (Minutes, MINUTES)):
        if row.source == source:
            model.objects.filter(ref=row.source_ref).update(paper=made)
    audit.record(actor, row, {"number": row.number, "by": made.number})
    return made
