"""The exact bytes of a publication, so that anybody can recompute its hash.

A publication is a text of lines (JSON Lines, UTF-8, `\\n`): first its facts, then one line for
each public row in order. Keys are sorted, there is no space, and no number is a fraction, so
that every program writes the same bytes. The hash is the SHA-256 of that text: what
`sha256sum` prints for the file that the publication's page offers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any


def line(value: Mapping[str, Any]) -> bytes:
    """One line with its end; TypeError for a value that is no text, integer, truth or list."""
    _check(value)
    text = json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return text.encode() + b"\n"


_PLAIN = frozenset({str, int, bool, type(None)})


def _check(value: Any) -> None:
    if isinstance(value, Mapping):
        value = value.values()
    elif not isinstance(value, list | tuple):
        raise TypeError(f"not allowed in a publication: {value!r}")
    for item in value:
        if item.__class__ not in _PLAIN and not isinstance(item, str | int):
            _check(item)


def lines(facts: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """The whole text, line by line."""
    yield line(facts)
    for row in rows:
        yield line(row)


def digest(facts: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> str:
    """The SHA-256 of the text, 64 hexadecimal digits."""
    total = hashlib.sha256()
    for part in lines(facts, rows):
        total.update(part)
    return total.hexdigest()
