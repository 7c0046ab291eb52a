"""The paper that would be issued today from what an earlier one was issued from."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from silian.consortia import public as consortia
from silian.consortia.public import Consortium
from silian.kernel.models import IssuedDocument
from silian.kernel.refusals import Conflict
from silian.organisations import public as organisations
from silian.organisations.public import Organisation

from ..models import Mandate, Minutes, Resolution
from ..queries.letters import AWARD, HOSTED, MANDATE, MEMBER, MINUTES, RESOLUTION
from .candidates import Candidate, faults, mandate_problems
from .papers import (
    OF_CONSORTIUM,
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


def candidate_again(setting: Setting, old: IssuedDocument) -> Candidate:
    """The candidate of the same source; `Conflict` where the source is no more."""
    make = _MAKERS.get(old.source)
    found = make(setting, old) if make else None
    if found is None:
        raise Conflict(_("颁发这份文书的依据已不在，不能换发；可以撤销它。"))
    found.problems += faults(found.paper)
    return found


def _mandate(setting: Setting, old: IssuedDocument) -> Candidate | None:
    rows = Mandate.objects.select_related("organisation", "term", "term__body")
    row = rows.filter(ref=old.source_ref).first()
    if row is None:
        return None
    paper = letter_paper(setting, row) if old.kind == "letter" else plaque_paper(setting, row)
    return Candidate(paper, mandate_problems(row, consortia.member_ids(), consortia.today()))


def _member(setting: Setting, old: IssuedDocument) -> Candidate | None:
    row = consortia.active_members().filter(ref=old.source_ref).first()
    return Candidate(member_paper(setting, old.kind, row)) if row else None


def _award(setting: Setting, old: IssuedDocument) -> Candidate | None:
    resolution_ref, _colon, unit_ref = old.source_ref.partition(":")
    resolution = Resolution.objects.filter(ref=resolution_ref).select_related("meeting").first()
    unit = holder_of(unit_ref, old.consortium_id)
    if resolution is None or unit is None:
        return None
    award = Award(
        title=old.title, title_en=old.facts.get("title_en", ""),
        citation=old.facts.get("citation", ""), valid_from=old.valid_from,
        valid_until=old.valid_until,
    )  # fmt: skip
    return Candidate(award_paper(setting, award, resolution, unit))


def _hosted(setting: Setting, old: IssuedDocument) -> Candidate | None:
    row = consortia.hosted_by(old.consortium_id).filter(ref=old.source_ref).first()
    return Candidate(hosted_paper(setting, row)) if row else None


def holder_of(key: str, consortium_id: int) -> Organisation | Consortium | None:
    """The unit of a key, or the consortium that this one hosts; see `papers.holder_key`."""
    if not key.startswith(OF_CONSORTIUM):
        return organisations.by_ref(key)
    hosted = consortia.hosted_by(consortium_id)
    return hosted.filter(ref=key.removeprefix(OF_CONSORTIUM)).first()


def _resolution(setting: Setting, old: IssuedDocument) -> Candidate | None:
    rows = Resolution.objects.select_related("meeting__body", "ballot")
    row = rows.filter(ref=old.source_ref).first()
    return Candidate(resolution_paper(setting, row)) if row else None


def _minutes(setting: Setting, old: IssuedDocument) -> Candidate | None:
    row = Minutes.objects.select_related("meeting__body").filter(ref=old.source_ref).first()
    return Candidate(minutes_paper(setting, row)) if row else None


_MAKERS: dict[str, Callable[[Setting, IssuedDocument], Candidate | None]] = {
    MANDATE: _mandate,
    MEMBER: _member,
    AWARD: _award,
    HOSTED: _hosted,
    RESOLUTION: _resolution,
    MINUTES: _minutes,
}
