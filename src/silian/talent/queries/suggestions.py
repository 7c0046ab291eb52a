"""The one door to the matcher: from a job title to an occupation, and from there to programs.

What is behind it may be replaced; what comes out stays: codes with a score and the evidence
for each. The matcher is built once for each edition of the code lists in each process.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from silian.codes import public as codes

from ..engine.knowledge import Kind, Knowledge
from ..engine.matcher import Evidence, Matcher, ProgramSuggestion, Suggestion
from ..enums import Education

SECONDS_BETWEEN_LOOKS = 3.0
OCCUPATIONS_OFFERED = 5
PROGRAMS_OFFERED = 3
ALL_PROGRAMS = 400
# As much of a description as the matcher reads.
DESCRIPTION_READ = 400
VIA = "via"
# No catalogue of programs belongs to these: the level says nothing, or lies above all of them.
_ANY_LEVEL = frozenset({"", Education.ANY})
_NO_PROGRAMS = frozenset({Education.POSTGRADUATE})


@dataclass(frozen=True)
class Candidate:
    """A code that a text may mean: `score` from 0 to 1, no probability.

    `evidence` is short and without language (`synonym|车工|数控车工`); `evidence_words` says it
    to a person. `confident` only for a first one that leads clearly.
    """

    code: str
    name: str
    score: float
    evidence: str
    confident: bool = False

    @property
    def because(self) -> str:
        """The evidence in the reader's language."""
        return evidence_words(self.evidence)


@dataclass(frozen=True)
class CodeSuggestion:
    """What the matcher says about one position, best first; empty where it knows nothing."""

    occupations: tuple[Candidate, ...] = ()
    programs: tuple[Candidate, ...] = ()

    @property
    def occupation(self) -> Candidate | None:
        """The best occupation."""
        return self.occupations[0] if self.occupations else None


_lock = threading.Lock()
_matcher: Matcher | None = None
_stamp = ""
_looked_at = float("-inf")


def suggest_codes(title: str, description: str = "", level: str = "") -> CodeSuggestion:
    """Occupations and programs for a position; `level` is an `Education` value."""
    occupations, programs = _answer(_current(), title, description[:DESCRIPTION_READ])
    if level in _NO_PROGRAMS:
        return CodeSuggestion(occupations)
    fitting = [one for own, one in programs if level in _ANY_LEVEL or own == level]
    return CodeSuggestion(occupations, tuple(fitting[:PROGRAMS_OFFERED]))


@lru_cache(maxsize=20_000)
def _answer(
    matcher: Matcher, title: str, description: str
) -> tuple[tuple[Candidate, ...], tuple[tuple[str, Candidate], ...]]:
    """Every occupation offered and every program with its level: a list repeats its titles."""
    known = matcher.knowledge
    found = matcher.programs(title, description, None, ALL_PROGRAMS)
    return (
        tuple(_occupation(one) for one in matcher.suggest(title, description, OCCUPATIONS_OFFERED)),
        tuple((str(one.level), _program(one, known)) for one in found),
    )


def forget() -> None:
    """Drops what is held in memory: between tests."""
    global _matcher, _looked_at
    with _lock:
        _matcher = None
        _looked_at = float("-inf")
        _answer.cache_clear()


def _current() -> Matcher:
    """The matcher of the lists that the database has now, looked at every few seconds."""
    global _matcher, _stamp, _looked_at
    now = time.monotonic()
    with _lock:
        if _matcher is None or now - _looked_at >= SECONDS_BETWEEN_LOOKS:
            stamp = codes.stamp()
            if _matcher is None or stamp != _stamp:
                _matcher, _stamp = Matcher(_knowledge()), stamp
                _answer.cache_clear()
            _looked_at = now
        return _matcher


def _knowledge() -> Knowledge:
    held = codes.knowledge()
    return Knowledge.build(
        occupations=held.occupations,
        synonyms=held.synonyms,
        work_types=held.work_types,
        programs=held.programs,
        positions=held.positions,
        links=held.links,
    )


def _occupation(found: Suggestion) -> Candidate:
    evidence = _packed(found.evidence[0]) if found.evidence else ""
    return Candidate(found.code, found.name, found.score, evidence, found.confident)


def _program(found: ProgramSuggestion, knowledge: Knowledge) -> Candidate:
    if found.via:
        evidence = f"{VIA}|{found.via[0]} {knowledge.occupations[found.via[0]]}"
    else:
        evidence = _packed(found.evidence[0]) if found.evidence else ""
    return Candidate(found.code, found.name, found.score, evidence)


def _packed(evidence: Evidence) -> str:
    parts = (evidence.kind, evidence.word, evidence.matched)
    return "|".join(part.replace("|", " ") for part in parts)


def evidence_words(packed: str) -> str:
    """A packed evidence as a sentence in the reader's language; "" stays empty."""
    kind, _bar, rest = packed.partition("|")
    if not rest:
        return ""
    if kind == VIA:
        return _("职业“%(name)s”与它对应") % {"name": rest}
    word, _bar, matched = rest.partition("|")
    english = (get_language() or "").startswith("en")
    words = Kind(kind).words
    return _("“%(matched)s”对应%(kind)s“%(word)s”") % {
        "matched": matched or word,
        "kind": words.en if english else words.zh,
        "word": word,
    }
