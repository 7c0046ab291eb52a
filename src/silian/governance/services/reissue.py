"""Papers that print an old last day after a term was moved: all reissued in one go, by a job."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.commands import command, lock
from silian.kernel.documents import supersede
from silian.kernel.jobs import enqueue
from silian.kernel.models import IssuedDocument
from silian.kernel.refusals import Conflict

from ..documents.again import candidate_again
from ..documents.candidates import Candidate
from ..models import Term
from ..permissions import P
from ..queries.letters import outdated
from .letters import setting_of, sound
from .reasons import reason_of

# A chunk is one transaction, as that of a batch: what a kill can undo, what others wait for.
CHUNK = 25


@command("governance.letter.reissue", P.LETTER_ISSUE)
def reissue(*, actor: Actor, term: Term | str, reason: str) -> int:
    """Has every paper of the term that prints an old last day superseded; how many.

    All are examined now: `Invalid` naming each holder whose paper cannot be issued, and then none
    is. `Conflict` where all print the right day.
    """
    row = lock(Term, term)
    require(actor, P.LETTER_ISSUE, row)
    given = reason_of(reason)
    old = outdated(row)
    if not old:
        raise Conflict(_("这一届的聘书和牌匾印的都是现在的届满日期，不用换发。"))
    sound([candidate for _paper, candidate in _again(actor, old)])
    enqueue(
        "governance.letters.reissue", consortium=row.consortium_id, term=row.ref, reason=given,
        user=actor.user_id, label=actor.label,
    )  # fmt: skip
    audit.record(actor, row, {"papers": len(old), "reason": given})
    return len(old)


@command("governance.letter.reissue_chunk", P.LETTER_ISSUE)
def reissue_chunk(*, actor: Actor, term: str, reason: str) -> int:
    """Supersedes the next papers of a term, in the order of their numbers; how many."""
    row = lock(Term, term)
    require(actor, P.LETTER_ISSUE, row)
    done = []
    for old, candidate in _again(actor, outdated(row)[:CHUNK]):
        sound([candidate])
        made = supersede(actor=actor, paper=old, by=candidate.paper, reason=reason)
        done.append({"number": old.number, "by": made.number})
    changes: dict[str, Any] = {"reissued": done, "reason": reason}
    audit.record(actor, row, changes)
    return len(done)


def _again(actor: Actor, papers: list[IssuedDocument]) -> list[tuple[IssuedDocument, Candidate]]:
    """Each with the paper that takes its place: its language and its naming stay."""
    found = []
    for paper in papers:
        named = bool(paper.facts.get("representative"))
        setting = setting_of(actor, language=paper.language, named=named)
        found.append((paper, candidate_again(setting, paper)))
    return found
