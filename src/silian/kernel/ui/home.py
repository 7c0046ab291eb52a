"""What apps put on a person's home: tasks (待办) and figures. The shell only lays them out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from ..access import Actor


@dataclass(frozen=True)
class Todo:
    """Something that waits for this person: what, why, where to do it, how many."""

    title: object
    url: str
    hint: object = ""
    action_label: object = ""
    count: int | None = None
    tone: str = ""
    icon: str = ""
    chain: str = ""
    due: object = ""
    overdue: bool = False


@dataclass(frozen=True)
class Stat:
    """A figure with its 口径; `value` None means that nothing was reported."""

    label: object
    value: object
    note: object
    url: str = ""
    unit: object = ""
    chain: str = ""
    icon: str = ""
    nothing: object = ""


@dataclass(frozen=True)
class Step:
    """The next step of somebody whose tasks are done."""

    label: object
    url: str
    hint: object = ""
    icon: str = ""


Source = Callable[[Actor, Any], Iterable[Todo | Stat | Step]]
_SOURCES: list[Source] = []


def register_home(source: Source) -> Source:
    """Adds an app's part: called with the actor and the consortium, inside its scope."""
    _SOURCES.append(source)
    return source


def collect(actor: Actor, consortium: Any) -> tuple[list[Todo], list[Stat], list[Step]]:
    """Everything that apps have for this person here, in the order of the apps."""
    parts = [part for source in _SOURCES for part in source(actor, consortium)]
    return (
        [part for part in parts if isinstance(part, Todo)],
        [part for part in parts if isinstance(part, Stat)],
        [part for part in parts if isinstance(part, Step)],
    )
