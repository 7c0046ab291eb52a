"""Fixtures over the small world of `talent_world`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from talent_world import World, build_world, forget_everything, load_lists


@pytest.fixture(autouse=True)
def _fresh_memory() -> Iterator[None]:
    forget_everything()
    yield
    forget_everything()


@pytest.fixture
def lists(db: Any) -> None:
    """Regions, occupations, programs and the links between them."""
    load_lists()


@pytest.fixture
def world(lists: None) -> World:
    """The first consortium."""
    found = build_world()
    forget_everything()
    return found


@pytest.fixture
def other_world(world: World) -> World:
    """Another consortium, with members of its own."""
    found = build_world("beta")
    forget_everything()
    return found


@pytest.fixture
def demand(world: World) -> Callable[..., dict[str, Any]]:
    """demand(**changes): the values of a line of demand of the maker."""

    def make(**changes: Any) -> dict[str, Any]:
        return {
            "organisation": world.maker.ref,
            "position": "数控车工",
            "headcount": 12,
            "education": "associate",
            "region": "330604",
            "period": "2026",
            **changes,
        }

    return make


@pytest.fixture
def supply(world: World) -> Callable[..., dict[str, Any]]:
    """supply(**changes): the values of a line of supply of the school."""

    def make(**changes: Any) -> dict[str, Any]:
        return {
            "organisation": world.school.ref,
            "program": "460103",
            "graduates": 80,
            "period": "2026",
            **changes,
        }

    return make
