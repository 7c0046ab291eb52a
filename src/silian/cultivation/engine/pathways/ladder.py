"""The ladder: programs as nodes, official continuations as edges, always upwards.

A node is a program code, or `master:<field>` for a field of a professional master (专业硕士).
The rungs are numbered 中职 0, 高职 1, 职业本科 and 本科 2, 硕士 3: an edge must lead to a higher
one, so a path has four nodes at most and no path repeats a node.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

RUNGS: Mapping[str, int] = {
    "secondary": 0, "college": 1, "vocational_bachelor": 2, "bachelor": 2, "master": 3,
}  # fmt: skip
MASTER = "master:"


@dataclass(frozen=True)
class Node:
    """A program, or a field of a master. `level` is a key of RUNGS."""

    code: str
    name: str
    level: str
    years: str = ""

    @property
    def rung(self) -> int:
        return RUNGS[self.level]


@dataclass(frozen=True)
class Path:
    """Nodes from the start upwards, at least two."""

    nodes: tuple[Node, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(node.code for node in self.nodes)


@dataclass(frozen=True)
class Found:
    """The paths in order, and how many more there are beyond the limit."""

    paths: tuple[Path, ...]
    left_out: int = 0


@dataclass
class Ladder:
    """Programs and what they continue to."""

    nodes: dict[str, Node] = field(default_factory=dict)
    above: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, node: Node) -> None:
        """A node; a second one of the same code takes its place."""
        self.nodes[node.code] = node

    def join(self, lower: str, upper: str) -> bool:
        """An edge upwards; False for a node that is unknown and for one not on a higher rung."""
        low, high = self.nodes.get(lower), self.nodes.get(upper)
        if low is None or high is None or high.rung <= low.rung:
            return False
        if upper not in self.above[lower]:
            self.above[lower].append(upper)
        return True

    def next(self, code: str) -> list[Node]:
        """What a program continues to, the lower rung first, then by level and code."""
        found = [self.nodes[other] for other in self.above.get(code, ())]
        return sorted(found, key=lambda node: (node.rung, node.level, node.code))


def fields_of(text: str) -> list[str]:
    """The fields of a professional master in a profile's own words: split at 、 ， , ; ；."""
    for sign in "，,;；|":
        text = text.replace(sign, "、")
    parts = (part.strip().rstrip("。等") for part in text.split("："))
    *_heads, last = parts
    return list(dict.fromkeys(part.strip() for part in last.split("、") if part.strip()))


def paths(ladder: Ladder, start: str, *, to: str = "", limit: int = 200) -> Found:
    """Every path from a program to the level `to`, or without it every path to the end.

    Ordered by what follows at each step (see `Ladder.next`). A path that could go on beyond the
    level asked for stops there; `limit` counts paths kept, the rest is counted only. KeyError for
    an unknown start.
    """
    first = ladder.nodes[start]
    kept: list[Path] = []
    more = 0
    waiting: list[tuple[Node, ...]] = [(first,)]
    while waiting:
        trail = waiting.pop()
        here = trail[-1]
        following = ladder.next(here.code)
        arrived = here.level == to if to else not following
        if arrived and len(trail) > 1:
            if len(kept) < limit:
                kept.append(Path(trail))
            else:
                more += 1
        if arrived or (to and here.rung >= RUNGS[to]):
            continue
        waiting += [(*trail, node) for node in reversed(following)]
    return Found(tuple(kept), more)


def reached(found: Iterable[Path]) -> list[Node]:
    """The nodes of some paths, each once, by rung, level and code."""
    nodes = {node.code: node for path in found for node in path.nodes}
    return sorted(nodes.values(), key=lambda node: (node.rung, node.level, node.code))


def edges(found: Iterable[Path]) -> list[tuple[str, str]]:
    """The steps of some paths, each once, in order."""
    steps = {pair for path in found for pair in zip(path.codes, path.codes[1:], strict=False)}
    return sorted(steps)
