"""What is frozen, as the four tables that `silian placement` reads, and its digest.

The digest is the SHA-256 of the manifest: one line `<sha256>  <file name>` for each file, sorted
by name, as `sha256sum` prints them. So anyone who has the files finds the same 64 digits.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

STUDENTS, POSTS, PREFERENCES, PRIORITIES, SETTINGS = (
    "students.csv", "posts.csv", "preferences.csv", "priorities.csv", "settings.json",
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """A post as it is frozen."""

    code: str
    capacity: int
    minimum: int = 0
    reserves: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True)
class Frozen:
    """One round, frozen. People and posts by their codes.

    `students`: code → the attributes that reserves ask for; `lists`: code → post codes, best
    first; `scores`: (post, student) → score of those who may be given the post, where ranked.
    `settings`: choices, formula, ties, seed, reserve_order, closing.
    """

    students: Mapping[str, Mapping[str, str]]
    posts: Sequence[Place]
    lists: Mapping[str, Sequence[str]]
    scores: Mapping[tuple[str, str], Decimal]
    settings: Mapping[str, Any] = field(default_factory=dict)

    def files(self) -> dict[str, bytes]:
        """The tables by file name, in UTF-8 with \\n, rows in the order of the codes."""
        names = sorted({name for one in self.students.values() for name in one})
        people = sorted(self.students)
        students = ([code, *(self.students[code].get(n, "") for n in names)] for code in people)
        posts = (
            [p.code, p.capacity, p.minimum, _json(list(p.reserves)) if p.reserves else ""]
            for p in sorted(self.posts, key=lambda post: post.code)
        )
        ranked = (
            [code, rank, post]
            for code in people
            for rank, post in enumerate(self.lists.get(code, ()), 1)
        )
        scores = ([post, code, f"{s:f}"] for (post, code), s in sorted(self.scores.items()))
        return {
            STUDENTS: table(["student_id", *names], students),
            POSTS: table(["post_id", "capacity", "minimum", "reserves"], posts),
            PREFERENCES: table(["student_id", "rank", "post_id"], ranked),
            PRIORITIES: table(["post_id", "student_id", "score"], scores),
            SETTINGS: (_json(self.settings) + "\n").encode(),
        }

    def digest(self) -> str:
        """64 hex digits of what is frozen."""
        return digest_of(self.files())


def digest_of(files: Mapping[str, bytes]) -> str:
    """The digest of the manifest of these files."""
    lines = [f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def table(head: Sequence[object], rows: Iterable[Sequence[object]]) -> bytes:
    """A CSV as it is frozen."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return stream.getvalue().encode()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
