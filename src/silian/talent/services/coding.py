"""Codes of a line: what was given counts as confirmed, what the matcher says as suggested."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _

from silian.codes.public import Occupation, Program
from silian.kernel.refusals import Invalid

from ..enums import CodeState
from ..models import DemandProgram, DemandRecord, SupplyRecord
from ..queries.suggestions import CodeSuggestion, suggest_codes


def settle_occupation(record: DemandRecord, given: str | None) -> None:
    """Sets the occupation from a code that somebody gave, else from the matcher."""
    if given:
        if not Occupation.objects.filter(code=given).exists():
            raise Invalid({"occupation": [_("没有职业代码“%(code)s”。") % {"code": given}]})
        record.occupation_id = given
        record.occupation_state = CodeState.CONFIRMED
        record.occupation_score, record.occupation_evidence = None, ""
        return
    apply_suggestion(record, suggest_codes(record.position, record.abilities, record.education))


def apply_suggestion(record: DemandRecord, found: CodeSuggestion) -> None:
    """Notes the best occupation with its score and evidence; none where nothing fits."""
    best = found.occupation
    record.occupation_id = best.code if best else None
    record.occupation_state = CodeState.SUGGESTED if best else CodeState.NONE
    record.occupation_score = best.score if best else None
    record.occupation_evidence = best.evidence[:300] if best else ""


def program_links(
    record: DemandRecord, given: Sequence[str], found: CodeSuggestion | None
) -> list[DemandProgram]:
    """The unsaved links of a demand: those given, else those suggested."""
    if given:
        return [
            DemandProgram(consortium_id=record.consortium_id, demand=record, program_id=code)
            for code in dict.fromkeys(given)
        ]
    return [
        DemandProgram(
            consortium_id=record.consortium_id,
            demand=record,
            program_id=program.code,
            code_state=CodeState.SUGGESTED,
            score=program.score,
            evidence=program.evidence[:300],
        )
        for program in (found.programs if found else ())
    ]


def settle_programs(record: DemandRecord | SupplyRecord, given: Sequence[str]) -> None:
    """Replaces the programs of a saved demand; `Invalid` for a code that does not exist."""
    if isinstance(record, SupplyRecord):
        return
    known = set(Program.objects.filter(code__in=given).values_list("code", flat=True))
    unknown = [code for code in given if code not in known]
    if unknown:
        raise Invalid({"programs": [_("没有专业代码“%(code)s”。") % {"code": unknown[0]}]})
    found = None
    if not given:
        found = suggest_codes(record.position, record.abilities, record.education)
    record.programs.all().delete()
    DemandProgram.objects.bulk_create(program_links(record, given, found))


def level_of(program: str) -> str:
    """The level of a program; `Invalid` for a code that does not exist."""
    found = Program.objects.filter(code=program).first()
    if found is None:
        raise Invalid({"program": [_("没有专业代码“%(code)s”。") % {"code": program}]})
    return found.level


def settle_supply(record: SupplyRecord, level: str) -> None:
    """Level, region and the free number of a supply line, where they were not given."""
    record.education = record.education or level
    record.region_id = record.region_id or record.organisation.region_id
    if record.net_available is None:
        record.net_available = record.graduates - record.committed


def settle_in_bulk(
    record: DemandRecord, programs: Sequence[str], suggest: Callable[[DemandRecord], CodeSuggestion]
) -> CodeSuggestion | None:
    """The same for a row whose codes were checked already: `suggest` remembers.

    Returns the suggestion where its programs are wanted.
    """
    if record.occupation_id and programs:
        record.occupation_state = CodeState.CONFIRMED
        return None
    found = suggest(record)
    if record.occupation_id:
        record.occupation_state = CodeState.CONFIRMED
    else:
        apply_suggestion(record, found)
    return None if programs else found
