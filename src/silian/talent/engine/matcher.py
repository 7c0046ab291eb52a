"""From a job title to occupations, and on to programs: simple, quick, and with its evidence.

Three signals, no training: the title *is* a known word; a known word *stands in* the title;
the title *shares rare character pairs* with a known word. A word that means several
occupations (车工, 运营, 经理) gives all of them with a low score. A person confirms; below
`FLOOR` there is no suggestion at all. Scores order and gate; they are not probabilities.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from silian.talent.engine.knowledge import BigramIndex, Kind, Knowledge, Term, bigrams
from silian.talent.engine.titles import Segment, cuts_a_latin_word, opening, segments

METHOD_VERSION = 1
"""Changes with the scoring: stored with every answer beside the knowledge version."""
FLOOR = 0.30
"""Below this nothing is suggested."""
CONFIDENT = 0.75
"""From here the first suggestion is called confident, if it also leads by `MARGIN`."""
MARGIN = 0.08
AMBIGUOUS = 0.45
"""Highest score that a word of several meanings can give."""
SIMILAR = 0.70
"""Highest score of a title that only resembles a word."""
_FROM_POSITIONS = 0.40
_FROM_DESCRIPTION = 0.40
_LEAST_COSINE = 0.35
_PER_MENTION, _ALL_MENTIONS = 0.04, 0.12
_LATER_SEGMENT = 0.98
_DESCRIPTION_READ = 400
_SHORTEST_MENTION = 3
_CACHED = 50_000
# What may follow the word that names the occupation without changing it.
_TAIL = re.compile(
    r"(?:操作|技术|维修|管理|设计|研发|开发|工艺|现场|生产)?"
    r"(?:专员|主管|经理|助理|工程师|技术员|技师|技工|人员|员|师|工|岗位?|学徒|主任|总监|组长|"
    r"班长|师傅|负责人|实习生|顾问|老师|专家)|开发|研发|操作"
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why: the word known, of which kind, and the characters of the text that matched it.

    `field` is "title" or "description"; [start, end) are places in that text as typed.
    """

    kind: Kind
    word: str
    field: str
    start: int
    end: int
    matched: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An occupation for a title. `confident` only for a first one that leads clearly."""

    code: str
    name: str
    score: float
    confident: bool
    evidence: tuple[Evidence, ...]
    programs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProgramSuggestion:
    """A program for a title, through linked occupations (`via`) or one of its positions."""

    code: str
    name: str
    level: object
    score: float
    via: tuple[str, ...]
    evidence: tuple[Evidence, ...]


@dataclass(slots=True)
class _Standing:
    """The best score of one code so far, and what spoke for it."""

    score: float = 0.0
    evidence: tuple[Evidence, ...] = ()

    def hear(self, score: float, evidence: Evidence) -> None:
        if score > self.score:
            self.score, self.evidence = score, (evidence, *self.evidence[:2])
        elif len(self.evidence) < 3 and evidence not in self.evidence:
            self.evidence = (*self.evidence, evidence)


class Matcher:
    """One door: `suggest` for occupations, `programs` for programs. Safe to share between
    threads that only read; answers depend on the knowledge and the text alone."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.version = f"{METHOD_VERSION}.{knowledge.version}"
        self._terms = _Lexicon(knowledge.terms)
        self._positions = _Lexicon(knowledge.positions)
        self._occupations_of: dict[str, list[str]] = {}
        for occupation, programs in knowledge.programs_of.items():
            for program in programs:
                self._occupations_of.setdefault(program, []).append(occupation)
        self._cache: OrderedDict[tuple[str, str], tuple[Suggestion, ...]] = OrderedDict()

    def suggest(self, title: str, description: str = "", limit: int = 5) -> list[Suggestion]:
        """At most `limit` occupations, best first; empty where nothing reaches `FLOOR`.

        The description only breaks ties and fills gaps: a title decides, a text full of
        other people's work ("配合车间") does not.
        """
        if limit < 1:
            raise ValueError("limit must be at least 1")
        key = (title, description[:_DESCRIPTION_READ])
        found = self._cache.get(key)
        if found is None:
            found = self._answer(*key)
            self._cache[key] = found
            if len(self._cache) > _CACHED:
                self._cache.popitem(last=False)
        return list(found[:limit])

    def programs(
        self, title: str, description: str = "", level: object = None, limit: int = 10
    ) -> list[ProgramSuggestion]:
        """Programs linked to the occupations suggested, those with a matching position first.

        `level`: only programs whose link carries this level. Score: seven tenths from the
        occupation, three tenths from the position.
        """
        via: dict[str, list[tuple[float, str]]] = {}
        for suggestion in self.suggest(title, description):
            for program in suggestion.programs:
                via.setdefault(program, []).append((suggestion.score, suggestion.code))
        positions = self._standings(self._positions, segments(title), title)
        known = self.knowledge
        found = []
        for code in {*via, *(c for c, p in positions.items() if p.score >= CONFIDENT)}:
            if level is not None and known.levels.get(code) != level:
                continue
            standing = positions.get(code, _Standing())
            reached = max((score for score, _ in via.get(code, ())), default=0.0)
            score = round(0.7 * reached + 0.3 * standing.score, 4)
            occupations = tuple(occupation for _, occupation in via.get(code, ()))
            name = known.programs.get(code, "")
            level_of = known.levels.get(code)
            found.append(
                ProgramSuggestion(code, name, level_of, score, occupations, standing.evidence)
            )
        found.sort(key=lambda one: (-one.score, one.code))
        return found[:limit]

    def _answer(self, title: str, description: str) -> tuple[Suggestion, ...]:
        parts = segments(title)
        standings = self._standings(self._terms, parts, title)
        if max((one.score for one in standings.values()), default=0.0) < AMBIGUOUS:
            self._hear_positions(standings, parts, title)
        if description:
            self._hear_description(standings, description)
        ranked = sorted(
            ((round(one.score, 4), code, one) for code, one in standings.items()),
            key=lambda entry: (-entry[0], entry[1]),
        )
        ranked = [entry for entry in ranked if entry[0] >= FLOOR][:20]
        second = ranked[1][0] if len(ranked) > 1 else 0.0
        return tuple(
            Suggestion(
                code=code,
                name=self.knowledge.occupations[code],
                score=score,
                confident=place == 0 and score >= CONFIDENT and score - second >= MARGIN,
                evidence=standing.evidence,
                programs=self.knowledge.programs_of.get(code, ()),
            )
            for place, (score, code, standing) in enumerate(ranked)
        )

    def _standings(
        self, lexicon: _Lexicon, parts: list[Segment], title: str
    ) -> dict[str, _Standing]:
        standings: dict[str, _Standing] = {}
        for place, part in enumerate(parts):
            fade = 1.0 if place == 0 else _LATER_SEGMENT
            for score, term, start, end in lexicon.hits(part.text):
                first, last = part.span(start, end)
                evidence = Evidence(term.kind, term.text, "title", first, last, title[first:last])
                for code in term.codes:
                    standings.setdefault(code, _Standing()).hear(score * fade, evidence)
        return standings

    def _hear_positions(
        self, standings: dict[str, _Standing], parts: list[Segment], title: str
    ) -> None:
        """Positions belong to programs; for occupations they are hearsay, and count little."""
        for program, heard in self._standings(self._positions, parts, title).items():
            occupations = self._occupations_of.get(program, [])
            for code in occupations:
                if code in self.knowledge.occupations:
                    score = _FROM_POSITIONS * heard.score / len(occupations) ** 0.5
                    standings.setdefault(code, _Standing()).hear(score, heard.evidence[0])

    def _hear_description(self, standings: dict[str, _Standing], description: str) -> None:
        read = opening(description, _DESCRIPTION_READ)
        mentions: dict[str, dict[str, Evidence]] = {}
        for term, start, end in self._terms.contained(read.text):
            if term.ambiguous or end - start < _SHORTEST_MENTION:
                continue
            first, last = read.span(start, end)
            matched = description[first:last]
            said = Evidence(term.kind, term.text, "description", first, last, matched)
            for code in term.codes:
                mentions.setdefault(code, {}).setdefault(term.text, said)
        for code, words in mentions.items():
            bonus = min(_ALL_MENTIONS, _PER_MENTION * len(words))
            standing = standings.setdefault(code, _Standing())
            ceiling = 1.0 if standing.score else _FROM_DESCRIPTION
            base = standing.score or FLOOR - _PER_MENTION
            standing.score = min(ceiling, base + bonus)
            standing.evidence = (*standing.evidence, *words.values())[:4]


class _Lexicon:
    """Words to find in a segment, exactly, inside it, or by resemblance."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._by_text = {term.text: term for term in terms}
        self._longest = max(map(len, self._by_text), default=0)
        self._index = BigramIndex(self._by_text.values())

    def contained(self, text: str) -> Iterator[tuple[Term, int, int]]:
        """Every known word in the text that does not lie inside a longer known word."""
        covered = 0
        for start in range(len(text) - 1):
            for end in range(min(len(text), start + self._longest), start + 1, -1):
                term = self._by_text.get(text[start:end])
                if term is None or cuts_a_latin_word(text, start, end):
                    continue
                if end > covered:
                    covered = end
                    yield term, start, end
                break

    def hits(self, text: str) -> Iterator[tuple[float, Term, int, int]]:
        """(score, word, start, end) of every word that speaks for the segment."""
        for term, start, end in self.contained(text):
            score = _containment(text, start, end)
            if term.ambiguous:
                # An official name ranks before the other meanings of the same word.
                score = min(AMBIGUOUS, score)
            yield score, term, start, end
        if text in self._by_text:
            return
        for cosine, term in self._index.nearest(text, _LEAST_COSINE):
            score = min(AMBIGUOUS if term.ambiguous else SIMILAR, 0.85 * cosine)
            start, end = _shared(text, term.text)
            yield score, term, start, end


def _containment(text: str, start: int, end: int) -> float:
    """1 for the whole segment; else more for a longer word, and for one at the head, which in
    Chinese titles stands last or before a general ending (数控车床|操作工)."""
    length = end - start
    if length == len(text):
        return 1.0
    cover = length / len(text)
    at_head = end == len(text) or _TAIL.fullmatch(text, end) is not None
    if at_head:
        return 0.60 + 0.35 * cover
    return (0.45 if length > 2 else 0.25) + 0.35 * cover


def _shared(text: str, word: str) -> tuple[int, int]:
    """The range of the text from the first to the last character pair shared with the word."""
    common = bigrams(word)
    places = [j for j in range(len(text) - 1) if text[j : j + 2] in common]
    return places[0], places[-1] + 2
