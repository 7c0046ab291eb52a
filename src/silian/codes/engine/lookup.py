"""Looking up what people write, in one list held in memory.

`Lookup.resolve` says which code is meant, or that none is, with suggestions; it never picks
one of several. `Lookup.search` finds words anywhere in names, codes and other terms.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from .terms import bigrams, folded, tidy


@dataclass(frozen=True)
class Entry:
    """A row of a list: `terms` are further exact names, `words` are only searched.

    Where several entries share a name the lowest `rank` is meant; with equal ranks the name
    is ambiguous. `group` narrows a search (the level of a program).
    """

    code: str
    name: str
    detail: str = ""
    terms: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    rank: int = 0
    group: str = ""

    @property
    def label(self) -> str:
        """The name as shown in suggestions: with what tells it from others of that name."""
        return f"{self.name}（{self.detail}）" if self.detail else self.name


@dataclass(frozen=True)
class Match:
    """What a text means: its code, or None with suggestions of (code, label), best first.

    `exact` is true when the text is the code, a name, or both together.
    """

    code: str | None
    exact: bool
    suggestions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Hit:
    """An entry found by a search; `score` from 0 to 100, higher is better."""

    entry: Entry
    score: float


NOTHING = Match(None, False)


@dataclass
class Lookup:
    """One list, indexed. Building takes a pass over the entries; look-ups are dictionary reads."""

    entries: list[Entry]
    _by_code: dict[str, Entry] = field(default_factory=dict)
    _by_term: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    _by_word: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    _postings: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    _sizes: list[int] = field(default_factory=list)
    _texts: list[tuple[str, str, str]] = field(default_factory=list)
    _known: dict[tuple[str, str, int], Match] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for position, entry in enumerate(self.entries):
            self._by_code[folded(entry.code)] = entry
            for term in dict.fromkeys(map(folded, (entry.name, *entry.terms))):
                self._by_term[term].append(entry)
            for word in entry.words:
                self._by_word[folded(word)].append(entry)
            pieces = bigrams(folded(entry.name))
            self._sizes.append(len(pieces))
            for piece in pieces:
                self._postings[piece].append(position)
            words = " ".join(map(folded, entry.words))
            self._texts.append((folded(entry.code), folded(entry.name), words))

    def get(self, code: str) -> Entry | None:
        """The entry of a code, in any width or case."""
        return self._by_code.get(folded(code))

    def resolve(self, text: str, group: str = "", suggest: int = 3) -> Match:
        """Which entry `text` means: a code, a name, or 'code name' in either order.

        Remembers answers, since a column of a spreadsheet repeats itself.
        """
        key = (text, group, suggest)
        found = self._known.get(key)
        if found is None:
            if len(self._known) > 50_000:
                self._known.clear()
            found = self._known[key] = self._resolve(text, group, suggest)
        return found

    def _resolve(self, text: str, group: str, suggest: int) -> Match:
        wanted = folded(text)
        if not wanted:
            return NOTHING
        entry = self._by_code.get(wanted)
        if entry is not None:
            if group in ("", entry.group):
                return Match(entry.code, True)
            return Match(None, False, _pairs([entry]))
        named = self._named(wanted, group)
        if len(named) == 1:
            return Match(named[0].code, True)
        if named:
            return Match(None, False, _pairs(named[: max(suggest, 8)]))
        return self._code_and_name(tidy(text), group) or Match(
            None, False, self.similar(text, group, suggest)
        )

    def _named(self, wanted: str, group: str) -> list[Entry]:
        """The entries of that name or term with the lowest rank, in the group if one is given."""
        found = [e for e in self._by_term.get(wanted, ()) if group in ("", e.group)]
        best = min((e.rank for e in found), default=0)
        return [e for e in found if e.rank == best]

    def _code_and_name(self, text: str, group: str) -> Match | None:
        """The entry of 'code name'; when the two contradict each other both are suggested."""
        for code_part, name_part in _splits(text):
            entry = self._by_code.get(folded(code_part))
            if entry is None:
                continue
            name = folded(name_part)
            if any(e is entry for e in self._by_term.get(name, ())):
                return Match(entry.code, True)
            others = [e for e in self._named(name, group) if e is not entry]
            return Match(None, False, _pairs([entry, *others[:4]]))
        return None

    def similar(self, text: str, group: str = "", limit: int = 3) -> tuple[tuple[str, str], ...]:
        """Entries that list the text as a word of theirs, then those of a similar name.

        Similar: the share of common two-character pieces (Dice) is at least 0.3.
        """
        if limit <= 0:
            return ()
        found = [e for e in self._by_word.get(folded(text), ()) if group in ("", e.group)][:limit]
        pieces = bigrams(folded(text)[:60])
        shared: Counter[int] = Counter()
        for piece in pieces:
            shared.update(self._postings.get(piece, ()))
        scored = sorted(
            ((2 * n / (len(pieces) + self._sizes[i]), -i) for i, n in shared.items()),
            reverse=True,
        )
        for score, negative in scored:
            if score < 0.3 or len(found) == limit:
                break
            entry = self.entries[-negative]
            if group in ("", entry.group) and entry not in found:
                found.append(entry)
        return _pairs(found)

    def near_codes(self, code: str, limit: int = 5) -> list[Entry]:
        """Entries whose code begins as this one does, the longest common beginning first."""
        wanted = folded(code)
        for length in range(len(wanted) - 1, 1, -1):
            start = wanted[:length]
            found = [entry for own, entry in self._by_code.items() if own.startswith(start)]
            if found:
                return sorted(found, key=lambda entry: entry.code)[:limit]
        return []

    def search(self, text: str, limit: int = 20, group: str = "") -> list[Hit]:
        """Entries that contain every word of the text, best first; one character is enough."""
        words = [folded(word) for word in tidy(text).split() if folded(word)]
        if not words or limit <= 0:
            return []
        whole = "".join(words)
        hits = []
        for entry, (code, name, other) in zip(self.entries, self._texts, strict=True):
            if group not in ("", entry.group):
                continue
            score = _score(whole, words, code, name, other)
            if score:
                hits.append(Hit(entry, score))
        hits.sort(key=lambda hit: (-hit.score, hit.entry.rank, hit.entry.code))
        return hits[:limit]


def _splits(text: str) -> list[tuple[str, str]]:
    """'460103 数控技术' and '数控技术 460103', also with brackets, as (code, name)."""
    parts = text.replace("(", " ").replace(")", " ").replace("|", " ").split()
    if len(parts) < 2:
        head = len(text) - len(text.lstrip("0123456789-abcdefghijklmnopqrstuvwxyz"))
        return [(text[:head], text[head:])] if 0 < head < len(text) else []
    return [(parts[0], "".join(parts[1:])), (parts[-1], "".join(parts[:-1]))]


def _pairs(entries: Iterable[Entry]) -> tuple[tuple[str, str], ...]:
    return tuple((entry.code, entry.label) for entry in entries)


def _score(whole: str, words: list[str], code: str, name: str, other: str) -> float:
    """100 the very name or code, 90 a code's beginning, 80 a name's, 60 inside, 40 elsewhere.

    A shorter name ranks before a longer one: up to 9 points for the share that was typed.
    """
    if whole in (code, name):
        return 100.0
    if code.startswith(whole):
        return 90.0 + 9 * len(whole) / len(code)
    share = 9 * min(1.0, len(whole) / max(1, len(name)))
    if name.startswith(whole):
        return 80.0 + share
    if all(word in name for word in words):
        return 60.0 + share
    if all(word in name or word in other or word in code for word in words):
        return 40.0 + share
    return 0.0
