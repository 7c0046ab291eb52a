"""The product as it runs: the demo in a folder of its own, its server, and Debian's Chromium."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.office import Office
from tests.journeys.visit import Visit

COMMAND = [sys.executable, "-m", "silian.config.cli"]


@dataclass(frozen=True)
class Site:
    """A running installation: its address and the sign-ins of its demo."""

    address: str
    passwords: dict[str, str]
    environment: dict[str, str]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str) -> None:
    for _try in range(240):
        try:
            with urllib.request.urlopen(f"{address}/health/", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.25)
    raise RuntimeError("the server did not start")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Sets the demo up once and serves it until the last journey has ended."""
    environment = {
        **os.environ,
        "SILIAN_MODE": "demo",
        "SILIAN_DATA": str(tmp_path_factory.mktemp("journeys") / "var"),
        "DJANGO_SETTINGS_MODULE": "silian.config.settings",
        "DATABASE_URL": "",
        "SILIAN_HOSTS": "127.0.0.1",
    }
    made = subprocess.run(
        [*COMMAND, "demo", "--no-serve", "--format", "json"],
        env=environment, capture_output=True, text=True, check=True, timeout=300,
    )  # fmt: skip
    passwords = {one["username"]: one["password"] for one in json.loads(made.stdout)["sign_ins"]}
    port = _free_port()
    server = subprocess.Popen(
        [*COMMAND, "serve", "--port", str(port)], env=environment, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}")
        yield Site(f"http://127.0.0.1:{port}", passwords, environment)
    finally:
        server.terminate()
        server.wait(timeout=30)


@pytest.fixture(scope="session")
def office(site: Site) -> Iterator[Office]:
    """The units that sit at no browser."""
    found = Office(site.environment)
    yield found
    found.leave()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Debian's Chromium, started once; without one the journeys are skipped."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(site: Site, chromium: Any, tmp_path: Path) -> Iterator[Any]:
    """`visit(username, width=…, language=…)` gives a person at the browser, signed in."""
    opened: list[Visit] = []

    def start(
        username: str = "", *, width: int = 1440, language: str = "zh-hans", password: str = ""
    ) -> Visit:
        person = Visit(chromium, site.address, width, language, tmp_path)
        opened.append(person)
        if username:
            person.sign_in(username, password or site.passwords[username])
        return person

    yield start
    for person in opened:
        person.leave()
