"""Whom lock-out and rate limits mean: the client, behind as many proxies as are ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client, RequestFactory

from silian.accounts.models import KnownSession, User
from silian.accounts.web.address import client_address

PROXY = "10.0.0.1"


def post(client: Client, password: str, forwarded: str) -> int:
    data = {"login": "zhangsan", "password": password}
    answer: Any = client.post(
        "/account/login/", data, REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_FOR=forwarded
    )
    return int(answer.status_code)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "192.0.2.7", PROXY),
        (-1, "192.0.2.7", PROXY),
        (1, "192.0.2.7", "192.0.2.7"),
        (1, "198.51.100.9, 192.0.2.7", "192.0.2.7"),
        (2, "198.51.100.9, 192.0.2.7, 10.0.0.2", "192.0.2.7"),
        (2, "192.0.2.7", PROXY),
        (1, "", PROXY),
        (1, "<script>", PROXY),
        (1, "192.0.2.7, ", PROXY),
        (1, "192.0.2.7:4711", "192.0.2.7"),
        (1, "[2001:db8::1]:4711", "2001:db8::1"),
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_only_the_entries_of_our_own_proxies_count(
    settings: Any, proxies: int, forwarded: str, address: str
) -> None:
    settings.PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == address


def test_behind_a_proxy_the_client_is_locked_and_nobody_else(
    client: Client, person: Callable[..., User], password: str, settings: Any
) -> None:
    settings.PROXIES = 1
    person("zhangsan")
    # What the client itself put in front changes nothing.
    answers = [post(client, f"wrong{n}", f"198.51.100.{n}, 192.0.2.7") for n in range(8)]
    assert answers == [200] * 7 + [429]
    assert post(client, password, "192.0.2.7") == 429
    assert post(client, password, "192.0.2.8") == 302
    assert KnownSession.objects.get().address == "192.0.2.8"


def test_without_a_proxy_the_header_is_never_believed(
    client: Client, person: Callable[..., User], password: str, settings: Any
) -> None:
    assert settings.PROXIES == 0
    person("zhangsan")
    answers = [post(client, f"wrong{n}", f"192.0.2.{n}") for n in range(8)]
    assert answers == [200] * 7 + [429]
    assert post(client, password, "192.0.2.99") == 429
