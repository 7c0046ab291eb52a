"""What every test gets: no network but loopback, guards lifted where tables are emptied."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import TransactionTestCase
from django.utils import translation
from hypothesis import settings as hypothesis_settings

hypothesis_settings.register_profile("quick", max_examples=25, deadline=None)
hypothesis_settings.register_profile("long", max_examples=500, deadline=None)
hypothesis_settings.load_profile("quick")

_connect = socket.socket.connect


class NetworkBlocked(RuntimeError):
    """A test reached for another machine."""


def _guarded(self: socket.socket, address: Any) -> Any:
    if self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in {
        "127.0.0.1",
        "::1",
        "localhost",
    }:
        raise NetworkBlocked(address)
    return _connect(self, address)


socket.socket.connect = _guarded  # type: ignore[method-assign]


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--screenshots` lets a journey write the pictures of the papers."""
    parser.addoption("--screenshots", action="store_true", help="write docs/images anew")


_teardown = TransactionTestCase._fixture_teardown


def _teardown_without_guards(self: TransactionTestCase) -> None:
    """The database refuses to empty append-only tables; a test that ends may."""
    from silian.kernel.database import lift_guards

    lift_guards()
    _teardown(self)


TransactionTestCase._fixture_teardown = _teardown_without_guards  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _nothing_in_memory() -> None:
    """Names kept in memory, and the language, belong to the test before."""
    from silian.codes import public as codes
    from silian.organisations import public as organisations

    codes.forget()
    organisations.forget()
    translation.deactivate()


@pytest.fixture(scope="session", autouse=True)
def _data_folder() -> Iterator[None]:
    yield
    shutil.rmtree(settings.DATA, ignore_errors=True)
