"""Two texts side by side: which lines stayed, came, went or were changed, and which words in them.

Pure: no markup leaves this module. A row has a kind and, for each side, the parts of its line.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

Kind = Literal["same", "changed", "added", "removed"]
# A word of Latin letters or digits is one sign, a Chinese character stands for itself.
_SIGNS = re.compile(r"[A-Za-z]+|[0-9]+|\s+|.")
# Lines less alike than that are not two versions of one line.
ALIKE = 0.35
# A changed line is looked for among the next few; a very long one is shown as a whole, so that no
# text, however long, holds the page up.
NEAR = 6
LONG = 2_000


class Part(NamedTuple):
    """A run of a line: in both versions (`same`), or only in the one it stands in."""

    kind: Literal["same", "added", "removed"]
    text: str


class Row(NamedTuple):
    """A line of the comparison; a side is empty where the line is not there."""

    kind: Kind
    left: tuple[Part, ...]
    right: tuple[Part, ...]


def compare_texts(before: str, after: str) -> list[Row]:
    """The lines of both texts in order; joined, the left sides give `before`, the right `after`.

    Blank lines are left out: they carry no words.
    """
    old, new = _lines(before), _lines(after)
    rows: list[Row] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            rows += [_same(line) for line in old[a:b]]
        else:
            rows += _block(old[a:b], new[c:d])
    return rows


def changed(rows: list[Row]) -> int:
    """How many lines are not the same."""
    return sum(row.kind != "same" for row in rows)


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines() if line.strip()]


def _same(line: str) -> Row:
    part = (Part("same", line),)
    return Row("same", part, part)


def _block(old: list[str], new: list[str]) -> list[Row]:
    """Lines that changed together: paired one after the other where they are alike."""
    rows: list[Row] = []
    at = 0
    for line in old:
        near = range(at, min(at + NEAR, len(new)))
        match = next((n for n in near if _alike(line, new[n])), None)
        if match is None:
            rows.append(Row("removed", (Part("removed", line),), ()))
            continue
        rows += [Row("added", (), (Part("added", text),)) for text in new[at:match]]
        rows.append(_pair(line, new[match]))
        at = match + 1
    return rows + [Row("added", (), (Part("added", text),)) for text in new[at:]]


def _alike(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return False
    return len(one) > LONG or len(other) > LONG or matcher.ratio() >= ALIKE


def _pair(one: str, other: str) -> Row:
    if len(one) > LONG or len(other) > LONG:
        return Row("changed", (Part("removed", one),), (Part("added", other),))
    old, new = _SIGNS.findall(one), _SIGNS.findall(other)
    left: list[Part] = []
    right: list[Part] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            left.append(Part("same", "".join(old[a:b])))
            right.append(Part("same", "".join(new[c:d])))
            continue
        if a < b:
            left.append(Part("removed", "".join(old[a:b])))
        if c < d:
            right.append(Part("added", "".join(new[c:d])))
    return Row("changed", tuple(left), tuple(right))
