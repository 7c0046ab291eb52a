"""Which article of one version is which of the other, and the words that changed in each pair."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from .compare import Kind, Row, compare_texts
from .drafting import Piece

# Articles less alike than that are not two versions of one article.
ALIKE = 0.4
NEAR = 8


class Pair(NamedTuple):
    """An article in both versions or in one; `rows` compares the texts line by line."""

    kind: Kind
    old: Piece | None
    new: Piece | None
    rows: tuple[Row, ...]


def align(before: Sequence[Piece], after: Sequence[Piece]) -> list[Pair]:
    """All articles of both versions in order; numbers are not compared, they move by themselves."""
    old, new = [_key(piece) for piece in before], [_key(piece) for piece in after]
    pairs: list[Pair] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pairs += [_pair(*both) for both in zip(before[a:b], after[c:d], strict=True)]
        else:
            pairs += _block(before[a:b], after[c:d])
    return pairs


def _key(piece: Piece) -> str:
    return piece.heading or piece.text


def _block(before: Sequence[Piece], after: Sequence[Piece]) -> list[Pair]:
    pairs: list[Pair] = []
    at = 0
    for piece in before:
        near = range(at, min(at + NEAR, len(after)))
        match = next((n for n in near if _alike(piece, after[n])), None)
        if match is None:
            pairs.append(Pair("removed", piece, None, tuple(compare_texts(piece.text, ""))))
            continue
        pairs += [_added(one) for one in after[at:match]]
        pairs.append(_pair(piece, after[match]))
        at = match + 1
    return pairs + [_added(one) for one in after[at:]]


def _alike(one: Piece, other: Piece) -> bool:
    if one.heading and one.heading == other.heading:
        return True
    matcher = SequenceMatcher(None, one.text[:500], other.text[:500], autojunk=False)
    return matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _added(piece: Piece) -> Pair:
    return Pair("added", None, piece, tuple(compare_texts("", piece.text)))


def _pair(old: Piece, new: Piece) -> Pair:
    rows = tuple(compare_texts(old.text, new.text))
    same = (old.chapter, old.heading, old.text) == (new.chapter, new.heading, new.text)
    return Pair("same" if same else "changed", old, new, rows)
