"""Reads plain data by declared types; each deviation becomes a problem, never an exception."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from .said import Said
from .tree import Tree

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Reader:
    """One mapping of the file. Every key must be asked for; `done` reports the others."""

    def __init__(self, tree: Tree, data: Any, path: str = "") -> None:
        self.tree = tree
        self.path = path
        self.asked: set[str] = set()
        self.data: Mapping[str, Any] = data if isinstance(data, dict) else {}
        if not isinstance(data, dict):
            self._wrong(
                path,
                Said("这里应当是“名称: 值”的列表。", "A mapping of names to values belongs here."),
            )

    def _at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def _wrong(self, path: str, sentence: Said, mend: Said | None = None) -> None:
        standard = Said(
            "见《蓝图格式》对这一项的说明。", "See the description of this item in the format."
        )
        self.tree.report(path, sentence, mend or standard)

    def _raw(self, key: str) -> Any:
        self.asked.add(key)
        return self.data.get(key)

    def has(self, key: str) -> bool:
        """Whether the key is given with a value."""
        return self.data.get(key) is not None

    def text(self, key: str, *, required: bool = False, longest: int = 200) -> str:
        """A short text; numbers and dates are taken as written, the missing one is ''."""
        value = self._raw(key)
        if value is None or value == "":
            if required:
                self._wrong(
                    self._at(key),
                    Said(f"缺少“{key}”。", f"“{key}” is missing."),
                    Said(f"补上 {key}。", f"Add {key}."),
                )
            return ""
        return self._clean(value, self._at(key), longest)

    def _clean(self, value: Any, path: str, longest: int) -> str:
        if isinstance(value, dict | list):
            self._wrong(path, Said("这里应当是一段文字。", "A text belongs here."))
            return ""
        text = str(value).strip()
        if any(ord(letter) < 32 and letter not in "\n\t" for letter in text):
            self._wrong(path, Said("文字里有控制字符。", "The text has control characters."))
            return ""
        if len(text) > longest:
            self._wrong(
                path,
                Said(f"有 {len(text)} 个字，最多 {longest} 个。",
                     f"{len(text)} characters, at most {longest}."),
                Said("缩短。", "Shorten it."),
            )  # fmt: skip
            return text[:longest]
        return text

    def slug(self, key: str) -> str:
        """An address name: lower-case letters, digits and hyphens."""
        text = self.text(key, required=True, longest=60)
        if text and not _SLUG.fullmatch(text):
            self._wrong(
                self._at(key),
                Said(f"“{text}”不能作地址名。", f"“{text}” cannot be an address."),
                Said("只用小写字母、数字和连字符，例如 jjj-automotive。",
                     "Use lower-case letters, digits and hyphens, like jjj-automotive."),
            )  # fmt: skip
        return text

    def choice(self, key: str, choices: Iterable[str], *, default: str | None = None) -> str:
        """One of some words; `default` None makes it required."""
        known = list(choices)
        text = self.text(key, required=default is None, longest=60)
        if not text:
            return default or ""
        if text not in known:
            self._wrong(
                self._at(key),
                Said(f"“{text}”不是这一项的值。", f"“{text}” is not a value of this item."),
                _offer(text, known),
            )
            return default or ""
        return text

    def date(self, key: str) -> dt.date | None:
        """A day, as 2024-01-24."""
        value = self._raw(key)
        if value is None or value == "":
            return None
        if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
            return value
        try:
            return dt.date.fromisoformat(str(value))
        except ValueError:
            self._wrong(
                self._at(key),
                Said(f"“{value}”不是日期。", f"“{value}” is not a date."),
                Said("写成 2024-01-24；只知道一部分就不写，并在说明里写明。",
                     "Write 2024-01-24; if only part is known, say so in the note instead."),
            )  # fmt: skip
            return None

    def number(self, key: str) -> Decimal | None:
        """A number that is not negative, with at most two places."""
        value = self._raw(key)
        if value is None or value == "":
            return None
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            number = Decimal(-1)
        if isinstance(value, bool) or not number.is_finite() or not 0 <= number < 10**12:
            self._wrong(self._at(key), Said(f"“{value}”不是数。", f"“{value}” is not a number."))
            return None
        return number.quantize(Decimal("0.01")) if number % 1 else number

    def truth(self, key: str) -> bool:
        """true or false; the missing one is false."""
        value = self._raw(key)
        if value is not None and not isinstance(value, bool):
            self._wrong(self._at(key), Said("这里写 true 或 false。", "Write true or false."))
        return value is True

    def items(self, key: str) -> Iterator[tuple[str, Any]]:
        """The entries of a list with their paths; a single value counts as a list of one."""
        value = self._raw(key)
        if value is None:
            return
        entries = value if isinstance(value, list) else [value]
        for number, entry in enumerate(entries):
            yield (
                (f"{self._at(key)}[{number}]" if isinstance(value, list) else self._at(key)),
                entry,
            )

    def texts(self, key: str, *, longest: int = 200) -> tuple[str, ...]:
        """A list of texts; one that occurs twice is a problem."""
        found: list[str] = []
        for path, entry in self.items(key):
            text = self._clean(entry, path, longest) if entry is not None else ""
            if not text:
                continue
            if text in found:
                self._wrong(
                    path,
                    Said(f"“{text}”写了两次。", f"“{text}” is given twice."),
                    Said("删去一个。", "Delete one."),
                )
                continue
            found.append(text)
        return tuple(found)

    def children(self, key: str, *, short: str = "") -> Iterator[Reader]:
        """The mappings of a list. With `short`, a plain text stands for {short: text}."""
        for path, entry in self.items(key):
            data = {short: entry} if short and isinstance(entry, str) else entry
            child = Reader(self.tree, data, path)
            yield child
            child.done()

    def child(self, key: str) -> Reader | None:
        """The mapping under a key, or None."""
        value = self._raw(key)
        return None if value is None else Reader(self.tree, value, self._at(key))

    def done(self) -> None:
        """Reports every key that nobody asked for: a misspelt one must not vanish."""
        for key in self.data:
            if key not in self.asked:
                self._wrong(
                    self._at(key),
                    Said(f"不认识“{key}”。", f"“{key}” is not known here."),
                    _offer(key, sorted(self.asked)),
                )


def _offer(text: str, known: list[str]) -> Said:
    close = difflib.get_close_matches(text, known, n=1, cutoff=0.6)
    if close:
        return Said(f"是不是“{close[0]}”？", f"Did you mean “{close[0]}”?")
    listed = ", ".join(known)
    return Said(f"可用：{listed}。", f"Possible: {listed}.")
