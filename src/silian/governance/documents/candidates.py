"""What could be issued, each with its paper, and every reason why it cannot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from silian.consortia import public as consortia
from silian.consortia.public import Consortium, Membership
from silian.kernel.documents import Paper, check_papers, kind_of
from silian.kernel.models import IssuedDocument
from silian.kernel.refusals import Invalid
from silian.organisations.public import Organisation

from ..enums import Post
from ..models import GoverningBody, Mandate, Minutes, Resolution, Term
from ..queries.bodies import POST_RANK, current_term
from ..queries.letters import being_issued, in_effect
from .papers import (
    Award,
    Setting,
    award_paper,
    hosted_paper,
    letter_paper,
    member_paper,
    minutes_paper,
    plaque_paper,
    resolution_paper,
)


@dataclass
class Candidate:
    """One paper that could be issued. `problems` are sentences; `existing` was issued before."""

    paper: Paper
    problems: list[str] = field(default_factory=list)
    existing: IssuedDocument | None = None
    # In a batch that a job has not finished.
    waiting: bool = False

    @property
    def key(self) -> str:
        """What the form of the page marks it by."""
        return self.paper.source_ref

    @property
    def ready(self) -> bool:
        """Whether it can be issued as it is."""
        return not self.problems and self.existing is None and not self.waiting

    @property
    def shown_facts(self) -> list[tuple[object, object]]:
        """What the paper states besides holder and title, as the preview lists it."""
        kind = kind_of(self.paper.kind)
        return [
            (fact.name, self.paper.facts[fact.key])
            for fact in kind.facts
            if not fact.long and self.paper.facts.get(fact.key)
        ]


def term_for_letters(body: GoverningBody) -> Term | None:
    """The term whose mandates get letters: the one that runs, else the next to come."""
    running = current_term(body)
    if running is not None:
        return running
    return body.terms.filter(starts_on__gt=consortia.today()).order_by("starts_on").first()


def mandate_candidates(
    setting: Setting, kind: str, term: Term, posts: Iterable[str] = (), today: dt.date | None = None
) -> list[Candidate]:
    """Letters or plaques for the mandates of a term; all posts unless some are named.

    Mandates that ended long ago are left out; who left during this term is shown with the reason.
    """
    make = letter_paper if kind == "letter" else plaque_paper
    wanted = set(posts) or set(Post.values)
    rows = Mandate.objects.filter(term=term, post__in=wanted).select_related(
        "organisation", "term", "term__body"
    )
    members = consortia.member_ids()
    day = today or consortia.today()
    found = [
        Candidate(make(setting, row), mandate_problems(row, members, day))
        for row in sorted(rows, key=lambda row: (POST_RANK[row.post], row.organisation_id))
    ]
    return examined(kind, found)


def mandate_problems(row: Mandate, members: set[int], today: dt.date) -> list[str]:
    """Why no paper may say today that the unit holds this post."""
    found = []
    if row.ended_on is not None and row.ended_on <= max(today, row.starts_on):
        found.append(
            _("这项任职已于 %(day)s 结束（%(why)s），不能再颁发。")
            % {"day": row.ended_on, "why": row.get_end_display()}
        )
    if row.ends_on < today:
        found.append(_("任期已于 %(day)s 届满，不能再颁发。") % {"day": row.ends_on})
    if row.organisation_id not in members:
        found.append(_("该单位现在不是正式成员，席位不成立。"))
    if row.term.body.dissolved_on is not None:
        found.append(_("这个机构已经撤销。"))
    return found


def member_candidates(setting: Setting, kind: str, seats: Iterable[str] = ()) -> list[Candidate]:
    """Certificates, or plaques with the seat, for the active members; all seats unless named."""
    wanted = set(seats)
    rows = [row for row in consortia.active_members() if not wanted or row.seat in wanted]
    return examined(kind, [_member(setting, kind, row) for row in rows])


def _member(setting: Setting, kind: str, row: Membership) -> Candidate:
    problems = []
    if kind == "membership_certificate" and row.joined_on is None:
        problems.append(_("没有登记加入日期。请先在成员单位里补上。"))
    return Candidate(member_paper(setting, kind, row), problems)


def award_candidates(
    setting: Setting,
    award: Award,
    resolution: Resolution,
    units: Sequence[Organisation | Consortium],
) -> list[Candidate]:
    """Certificates of a title for units or hosted consortia, on the ground of a resolution."""
    found = [Candidate(award_paper(setting, award, resolution, unit)) for unit in units]
    return examined("award", found)


def hosted_candidates(setting: Setting, consortium_id: int) -> list[Candidate]:
    """Plaques for the consortia that this one hosts."""
    rows = consortia.hosted_by(consortium_id)
    return examined("plaque", [Candidate(hosted_paper(setting, row)) for row in rows])


def resolution_candidates(setting: Setting) -> list[Candidate]:
    """All resolutions, the newest first."""
    rows = Resolution.objects.select_related("meeting__body", "ballot")
    return examined("resolution", [Candidate(resolution_paper(setting, row)) for row in rows])


def minutes_candidates(setting: Setting) -> list[Candidate]:
    """All confirmed minutes, the newest first."""
    rows = Minutes.objects.filter(confirmed_at__isnull=False).select_related("meeting__body")
    found = [Candidate(minutes_paper(setting, row)) for row in rows.order_by("-pk")]
    return examined("minutes", found)


def examined(kind: str, found: list[Candidate]) -> list[Candidate]:
    """The same with what was issued before, and what the kernel says cannot be printed."""
    note_earlier(kind, found)
    try:
        check_papers(kind_of(kind), [one.paper for one in found])
    except Invalid:
        for one in found:
            # What its source lacks explains what the paper lacks.
            one.problems = one.problems or faults(one.paper)
    return found


def note_earlier(kind: str, found: Sequence[Candidate]) -> None:
    """Notes on each what stands already, and what a job is issuing now."""
    refs = {one.paper.source_ref for one in found}
    earlier = in_effect(found[0].paper.source, refs) if found else {}
    underway = being_issued(kind)
    for one in found:
        rows = earlier.get(one.paper.source_ref, [])
        one.existing = next((row for row in rows if _same(row, one.paper)), None)
        one.waiting = (one.paper.source_ref, one.paper.title) in underway


def _same(row: IssuedDocument, paper: Paper) -> bool:
    """Whether this is that paper: of an award the title counts too, a unit may hold several."""
    return row.kind == paper.kind and (paper.kind != "award" or row.title == paper.title)


def faults(paper: Paper) -> list[str]:
    """What the kernel finds wrong with one paper; its holder is named by the row already."""
    try:
        check_papers(kind_of(paper.kind), [paper])
    except Invalid as refusal:
        head = _("%(holder)s：%(sentence)s") % {"holder": paper.holder, "sentence": ""}
        return [
            str(sentence).removeprefix(head).removeprefix(f"{paper.holder}：")
            for sentences in refusal.errors.values()
            for sentence in sentences
        ]
    return []
