"""What the matcher knows: words for occupations and programs, and the links between them."""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Self, TypeAlias

from silian.talent.engine.formulas.model import Text
from silian.talent.engine.titles import spell

Pair: TypeAlias = tuple[str, str]
Link: TypeAlias = tuple[str, str, object]

_TITLE_ENDINGS = (("工程技术人员", "工程师"), ("专业人员", "专员"))
_SHORTEST_STEM = 3


class Kind(StrEnum):
    """Where a word comes from; shown as the evidence of a suggestion."""

    NAME = "name"
    SHORT_NAME = "short_name"
    SYNONYM = "synonym"
    WORK_TYPE = "work_type"
    POSITION = "position"

    @property
    def words(self) -> Text:
        return _KIND_WORDS[self]


_KIND_WORDS = {
    Kind.NAME: Text("职业名称", "name of the occupation"),
    Kind.SHORT_NAME: Text("职业名称简写", "short form of the occupation's name"),
    Kind.SYNONYM: Text("常用岗位名", "common job title"),
    Kind.WORK_TYPE: Text("工种", "work type"),
    Kind.POSITION: Text("专业对应岗位", "position of a program"),
}


@dataclass(frozen=True, slots=True)
class Term:
    """A word as it is spelled for comparison, and the codes it may mean.

    `codes` are occupations, or programs where `kind` is POSITION. `ambiguous`: it means more
    than one occupation, so it alone must never give a confident answer.
    """

    text: str
    kind: Kind
    codes: tuple[str, ...]
    ambiguous: bool


class _Dictionary:
    """Collects words; the first kind that brings a word for a code names it."""

    def __init__(self) -> None:
        self.kinds: dict[str, Kind] = {}
        self.codes: dict[str, dict[str, None]] = defaultdict(dict)

    def add(self, kind: Kind, pairs: Iterable[Pair]) -> None:
        for code, word in pairs:
            text = spell(word)
            if len(text) > 1 and code:
                self.kinds.setdefault(text, kind)
                self.codes[text][code] = None

    def terms(self) -> list[Term]:
        return [
            Term(text, kind, tuple(self.codes[text]), len(self.codes[text]) > 1)
            for text, kind in self.kinds.items()
        ]


def _short_forms(occupations: Iterable[Pair]) -> Iterable[Pair]:
    """机械设计工程技术人员 → 机械设计工程师, 机械设计: what people write for such names."""
    for code, name in occupations:
        for ending, title in _TITLE_ENDINGS:
            stem = name.removesuffix(ending)
            if stem != name and stem:
                yield code, stem + title
                if len(stem) >= _SHORTEST_STEM:
                    yield code, stem


@dataclass(frozen=True)
class Knowledge:
    """Terms by spelling, names by code, links both ways, and the weights of bigrams.

    `version` is a digest of everything given: store it with what the matcher answered.
    """

    occupations: dict[str, str]
    programs: dict[str, str]
    programs_of: dict[str, tuple[str, ...]]
    levels: dict[str, object]
    terms: tuple[Term, ...]
    positions: tuple[Term, ...]
    version: str

    @classmethod
    def build(
        cls,
        *,
        occupations: Iterable[Pair],
        synonyms: Iterable[Pair] = (),
        work_types: Iterable[Pair] = (),
        programs: Iterable[Pair] = (),
        positions: Iterable[Pair] = (),
        links: Iterable[Link] = (),
    ) -> Self:
        """From pairs (code, text), and links (occupation code, program code, program level).

        Words of occupations that `occupations` does not name are left out.
        """
        names = dict(occupations)
        given = {
            Kind.SYNONYM: [pair for pair in synonyms if pair[0] in names],
            Kind.WORK_TYPE: [pair for pair in work_types if pair[0] in names],
            Kind.POSITION: list(positions),
        }
        program_names, linked = dict(programs), list(links)
        words = _Dictionary()
        words.add(Kind.NAME, names.items())
        words.add(Kind.WORK_TYPE, given[Kind.WORK_TYPE])
        words.add(Kind.SYNONYM, given[Kind.SYNONYM])
        # A derived form never competes with a word that a list gives.
        short = [pair for pair in _short_forms(names.items()) if spell(pair[1]) not in words.kinds]
        words.add(Kind.SHORT_NAME, short)
        places = _Dictionary()
        places.add(Kind.POSITION, given[Kind.POSITION])
        programs_of: dict[str, dict[str, None]] = defaultdict(dict)
        for occupation, program, _ in linked:
            programs_of[occupation][program] = None
        return cls(
            occupations=names,
            programs=program_names,
            programs_of={code: tuple(sorted(some)) for code, some in programs_of.items()},
            levels={program: level for _, program, level in linked},
            terms=tuple(words.terms()),
            positions=tuple(places.terms()),
            version=_digest(sorted(names.items()), given, sorted(map(str, linked))),
        )


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]


class BigramIndex:
    """Terms by their character pairs, for titles that no term is contained in."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self.terms = tuple(terms)
        found: dict[str, list[int]] = defaultdict(list)
        for place, term in enumerate(self.terms):
            for pair in bigrams(term.text):
                found[pair].append(place)
        self._found = dict(found)
        size = max(1, len(self.terms))
        self._unseen = math.log(1 + size) ** 2
        self._weight = {pair: math.log(1 + size / len(at)) ** 2 for pair, at in found.items()}
        self._norm = [
            math.sqrt(sum(self._weight[pair] for pair in bigrams(term.text))) for term in self.terms
        ]

    def nearest(self, text: str, least: float) -> list[tuple[float, Term]]:
        """Terms with an IDF-weighted cosine of at least `least`, best first."""
        pairs = bigrams(text)
        norm = math.sqrt(sum(self._weight.get(pair, self._unseen) for pair in pairs))
        if norm == 0:
            return []
        shared: dict[int, float] = defaultdict(float)
        for pair in pairs:
            weight = self._weight.get(pair, 0.0)
            for place in self._found.get(pair, ()):
                shared[place] += weight
        scored = ((weight / (norm * self._norm[place]), place) for place, weight in shared.items())
        best = sorted(((score, -place) for score, place in scored if score >= least), reverse=True)
        return [(score, self.terms[-place]) for score, place in best]


def bigrams(text: str) -> set[str]:
    """The pairs of neighbouring characters of a text, except those inside a Latin word:
    "ui" must not be found in "quick", so such words match as a whole or not at all."""
    pairs = {text[j : j + 2] for j in range(len(text) - 1)}
    return {pair for pair in pairs if not pair.isascii()}
