"""Proof: who stops `silian serve` stops the pages, the worker and every process of theirs."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.proofs.databases import own_database

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]
COMMAND = [sys.executable, "-m", "silian.config.cli"]


def answers(address: str) -> bool:
    """Whether the health page is there."""
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def until(true: bool, address: str) -> bool:
    """Waits a minute at most for the address to answer, or to fall silent."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if answers(address) is true:
            return True
        time.sleep(0.2)
    return False


def alive(group: int) -> bool:
    """Whether a process of the group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_serve_leaves_no_process_behind(how: signal.Signals, tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    address = f"http://127.0.0.1:{port}/health/"
    with own_database(tmp_path) as environment:
        environment |= {"SILIAN_MODE": "demo", "SILIAN_HOSTS": "127.0.0.1"}
        subprocess.run([*COMMAND, "migrate"], env=environment, check=True, timeout=120)
        server = subprocess.Popen(
            [*COMMAND, "serve", "--port", str(port)], env=environment, start_new_session=True
        )
        try:
            assert until(True, address)
            server.send_signal(how)
            server.wait(timeout=30)
            assert until(False, address)
            assert not alive(server.pid)
        finally:
            if alive(server.pid):
                os.killpg(server.pid, signal.SIGKILL)
