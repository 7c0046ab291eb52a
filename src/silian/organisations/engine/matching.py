"""Which organisation a text means: exact ways first, then likeness, and never a silent guess."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from . import uscc
from .names import name_key, plain_key

How = Literal["", "ref", "uscc", "school_code", "name", "alias", "short_name", "form"]
_REF = re.compile(r"[2-9a-hjkmnp-z]{16}\b")
_RAREST = 6
_LEAST_LIKENESS = 0.34


@dataclass(frozen=True, slots=True)
class Entry:
    """What the index knows of one organisation."""

    id: int
    ref: str
    name: str
    kind: str
    uscc: str = ""
    school_code: str = ""
    short_name: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Match:
    """What a text means. `code` is the ref, None where nothing is meant for certain.

    `exact` is false where only the legal form differs: a person confirms it. `suggestions` are
    (ref, name), the likeliest first; they also hold the rivals where a text fits several.
    """

    code: str | None = None
    exact: bool = False
    suggestions: tuple[tuple[str, str], ...] = ()
    how: How = ""
    id: int | None = None


NOTHING = Match()


@dataclass
class NameIndex:
    """All organisations in memory, made for resolving a hundred thousand texts.

    Building takes about 10 µs a row; the index of likeness is built at the first miss.
    """

    entries: dict[str, Entry]
    _codes: dict[str, Entry] = field(default_factory=dict)
    _ways: list[tuple[How, dict[str, list[Entry]]]] = field(default_factory=list)
    _pairs: dict[str, list[str]] | None = None

    @classmethod
    def of(cls, rows: Iterable[Entry]) -> NameIndex:
        """The index of these organisations."""
        index = cls({row.ref: row for row in rows})
        names: dict[str, list[Entry]] = defaultdict(list)
        aliases: dict[str, list[Entry]] = defaultdict(list)
        shorts: dict[str, list[Entry]] = defaultdict(list)
        forms: dict[str, list[Entry]] = defaultdict(list)
        for row in index.entries.values():
            for code in (row.uscc, row.school_code):
                if code:
                    index._codes[code] = row
            names[plain_key(row.name)].append(row)
            forms[name_key(row.name)].append(row)
            for alias in row.aliases:
                _once(aliases[plain_key(alias)], row)
                _once(forms[name_key(alias)], row)
            if row.short_name:
                shorts[plain_key(row.short_name)].append(row)
        index._ways = [("name", names), ("alias", aliases), ("short_name", shorts), ("form", forms)]
        index.resolve = lru_cache(maxsize=20_000)(index._resolve)  # type: ignore[method-assign]
        return index

    def resolve(self, text: str) -> Match:
        """What a text of a spreadsheet means: a code, a name, an alias, or "ref name"."""
        raise NotImplementedError  # replaced by the remembering one in `of`

    def _resolve(self, text: str) -> Match:
        text = text.strip()
        if not text:
            return NOTHING
        found = self._by_code(text)
        if found:
            return found
        plain = plain_key(text)
        for how, table in self._ways:
            rows = table.get(name_key(text) if how == "form" else plain, ())
            if len(rows) == 1:
                row = rows[0]
                exact = how != "form"
                offered = () if exact else ((row.ref, row.name),)
                return Match(row.ref, exact, offered, how, row.id)
            if rows:
                return Match(suggestions=tuple((row.ref, row.name) for row in rows[:5]))
        return Match(suggestions=self.suggest(text))

    def _by_code(self, text: str) -> Match | None:
        ref = _REF.match(text)
        if ref and ref.group() in self.entries:
            row = self.entries[ref.group()]
            return Match(row.ref, True, (), "ref", row.id)
        code = uscc.normal(text)
        row_of_code = self._codes.get(code)
        if row_of_code is None:
            return None
        how: How = "uscc" if row_of_code.uscc == code else "school_code"
        return Match(row_of_code.ref, True, (), how, row_of_code.id)

    def of_code(self, code: str) -> Entry | None:
        """The organisation of a 统一社会信用代码 or 学校标识码."""
        return self._codes.get(uscc.normal(code))

    def suggest(self, text: str, limit: int = 5) -> tuple[tuple[str, str], ...]:
        """Names alike by shared pairs of characters, the likeliest first, as (ref, name)."""
        if self._pairs is None:
            self._pairs = self._build_pairs()
        wanted = _pairs_of(name_key(text))
        known = sorted((p for p in wanted if p in self._pairs), key=lambda p: len(self._pairs[p]))  # type: ignore[index]
        shared: Counter[str] = Counter()
        for pair in known[:_RAREST]:
            shared.update(self._pairs[pair])
        ranked = [
            (_likeness(wanted, _pairs_of(name_key(self.entries[ref].name))), ref)
            for ref, _count in shared.most_common(40)
        ]
        ranked = [item for item in ranked if item[0] >= _LEAST_LIKENESS]
        ranked.sort(key=lambda item: (-item[0], self.entries[item[1]].name))
        return tuple((ref, self.entries[ref].name) for _score, ref in ranked[:limit])

    def _build_pairs(self) -> dict[str, list[str]]:
        pairs: dict[str, list[str]] = defaultdict(list)
        for row in self.entries.values():
            words = {
                pair for name in (row.name, *row.aliases) for pair in _pairs_of(name_key(name))
            }
            for pair in words:
                pairs[pair].append(row.ref)
        return dict(pairs)


def _once(rows: list[Entry], row: Entry) -> None:
    if row not in rows:
        rows.append(row)


def _pairs_of(key: str) -> set[str]:
    return {key[place : place + 2] for place in range(len(key) - 1)} or {key}


def _likeness(one: set[str], other: set[str]) -> float:
    """Dice's coefficient of two sets of pairs, from 0 to 1."""
    return 2 * len(one & other) / (len(one) + len(other))
