"""Fixtures over the small consortium of `governance_world`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from governance_world import World, build_meeting, build_motion, build_world

from silian.accounts.models import User
from silian.governance.models import Meeting, Motion
from silian.kernel.access import Actor, system_actor


@pytest.fixture
def system() -> Actor:
    """The installation itself."""
    return system_actor("test")


@pytest.fixture
def world(db: Any) -> World:
    """The consortium 甲: see `governance_world`."""
    return build_world()


@pytest.fixture
def other_world(world: World) -> World:
    """Another consortium with its own units and people."""
    return build_world("yi", "示例乙联合体")


@pytest.fixture
def make_meeting(world: World) -> Callable[..., Meeting]:
    """make_meeting(state="open", present=[0, 1], proxies={2: 0}): see `build_meeting`."""
    return lambda **fields: build_meeting(world, **fields)


@pytest.fixture
def make_motion(world: World) -> Callable[..., Motion]:
    """make_motion(meeting, **fields): an admitted motion."""
    return lambda meeting, **fields: build_motion(world, meeting, **fields)


@pytest.fixture
def client_of(db: Any) -> Callable[[User], Client]:
    """client_of(user): a browser in which that person is signed in."""

    def make(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return make


@pytest.fixture
def text() -> Callable[[Any], str]:
    """text(response): its body, also that of a file."""

    def read(response: Any) -> str:
        if response.streaming:
            return b"".join(response.streaming_content).decode("utf-8", "replace")
        return response.content.decode()

    return read


@pytest.fixture
def tables_read(db: Any) -> Callable[..., AbstractContextManager[list[str]]]:
    """with tables_read() as queries: the queries on tables, without those of the scope."""

    @contextmanager
    def watch() -> Iterator[list[str]]:
        found: list[str] = []
        with CaptureQueriesContext(connection) as captured:
            yield found
        found += [query["sql"] for query in captured if ' FROM "' in query["sql"]]

    return watch
