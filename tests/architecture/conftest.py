"""The story, built once for each file of tests and rolled back at its end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests import story as stories
from tests.architecture.asking import Desk, plain_refusals


@pytest.fixture(scope="module")
def desk(django_db_setup: None, django_db_blocker: Any) -> Iterator[Desk]:
    """The story with one client for each role; the tests that use it are marked `django_db`."""
    with django_db_blocker.unblock(), transaction.atomic(), plain_refusals():
        yield Desk(stories.build())
        transaction.set_rollback(True)
    stories.forget()
