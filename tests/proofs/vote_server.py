"""The real server for proofs and the benchmark of a meeting, and a phone that talks to it."""

from __future__ import annotations

import http.client
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[2]
RECEIPT = re.compile(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){7}")


@contextmanager
def serving(
    environment: Mapping[str, str],
    *,
    wsgi: str = "",
    log: Path | None = None,
    access: bool = False,
    threads: int = 4,
) -> Iterator[int]:
    """The port of a server that answers: `silian serve`, or gunicorn with the same options and
    another `wsgi` module. `log` takes what it prints; `access` adds a line for each request.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "silian.config.cli", "serve", "--port", str(port)]
    own = {**environment, "SILIAN_MODE": "demo", "SILIAN_HOSTS": "127.0.0.1"}
    if wsgi or access:
        command = [
            sys.executable, "-m", "gunicorn", wsgi or "silian.config.wsgi",
            "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", str(threads),
            "--timeout", "120", "--log-level", "warning",
            *(["--access-logfile", "-"] if access else []),
        ]  # fmt: skip
        own["PYTHONPATH"] = os.pathsep.join([str(ROOT), own.get("PYTHONPATH", "")])
    with (log or Path(os.devnull)).open("ab") as out:
        server = subprocess.Popen(
            command, env=own, start_new_session=True, stdout=out, stderr=out, cwd=ROOT
        )
        try:
            _wait(port, server)
            yield port
        finally:
            server.send_signal(signal.SIGTERM)
            try:
                server.wait(timeout=30)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if server.poll() is not None:
            raise RuntimeError("the server ended before it answered")
        try:
            if Phone(port).get("/health/").status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the server does not answer")


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def receipt(self) -> str:
        """The receipt on the page; empty where there is none."""
        found = RECEIPT.search(self.text)
        return found[0] if found else ""


class Phone:
    """One connection that stays, with the session and the form token of one person."""

    def __init__(self, port: int, session: str = "") -> None:
        self.port = port
        self.session = session
        self.token = secrets.token_hex(16)
        self.line: http.client.HTTPConnection | None = None

    def as_person(self, session: str) -> Phone:
        """The same connection in another hand."""
        self.session = session
        return self

    def get(self, path: str) -> Answer:
        """GET."""
        return self._ask("GET", path, None, {})

    def post(self, path: str, **form: str) -> Answer:
        """POST of a form."""
        sent = urlencode({**form, "csrfmiddlewaretoken": self.token})
        return self._ask("POST", path, sent, {"Content-Type": "application/x-www-form-urlencoded"})

    def vote(self, paper: str, choice: str) -> Answer:
        """The last step of a ballot on a motion."""
        return self.post(paper, choice=choice, step="cast")

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        told = {"Cookie": f"sessionid={self.session}; csrftoken={self.token}", **headers}
        for again in (True, False):
            # The server may have given up a connection that was silent: before anything was
            # sent on it, it is opened anew. Nothing that may have arrived is sent twice.
            fresh = self.line is None
            line = self.line or http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            self.line = line
            try:
                line.request(method, path, body, told)
                answer = line.getresponse()
                content = answer.read()
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                self.close()
                if again and not fresh:
                    continue
                raise
            if answer.will_close:
                self.close()
            return Answer(answer.status, content)
        raise AssertionError("never here")

    def close(self) -> None:
        """Hangs up."""
        if self.line is not None:
            self.line.close()
            self.line = None
