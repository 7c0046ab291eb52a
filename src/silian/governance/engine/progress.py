"""Progress of a tree of tasks, rolled up exactly.

A task without counted parts brings its own percentage; one with parts brings the weighted mean of
theirs, as an exact fraction. What is shown is the whole per cent below it, so that 100 is shown
only when everything is done.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Node:
    """A task: its key, the key of the task that it is a part of, weight ≥ 0, percentage 0–100.

    `counted` is false for a cancelled task: it and its parts weigh nothing.
    """

    key: Hashable
    parent: Hashable | None
    weight: int
    progress: int
    counted: bool = True


def roll_up(nodes: Iterable[Node]) -> Mapping[Hashable | None, Fraction]:
    """The percentage of every task by key, and of all roots together under None.

    A parent that is not among the nodes makes a root. ValueError where tasks are parts of each
    other in a circle.
    """
    rows = {node.key: node for node in nodes}
    parts: dict[Hashable | None, list[Node]] = defaultdict(list)
    for node in rows.values():
        parts[node.parent if node.parent in rows else None].append(node)
    found: dict[Hashable | None, Fraction] = {}
    order: list[Node] = []
    waiting = list(parts[None])
    while waiting:
        node = waiting.pop()
        order.append(node)
        waiting += parts[node.key]
    if len(order) != len(rows):
        raise ValueError("tasks are parts of each other")
    for node in reversed(order):
        own = parts[node.key]
        counted = [part for part in own if part.counted]
        found[node.key] = _mean(counted, found) if counted else Fraction(node.progress)
    found[None] = _mean([part for part in parts[None] if part.counted], found)
    return found


def _mean(parts: list[Node], found: Mapping[Hashable | None, Fraction]) -> Fraction:
    total = sum(part.weight for part in parts)
    if not total:
        return Fraction(0)
    return sum((part.weight * found[part.key] for part in parts), Fraction(0)) / total


def whole(percentage: Fraction) -> int:
    """The per cent as shown: rounded down."""
    return percentage.numerator // percentage.denominator
