"""How quickly a meeting answers 300 phones that follow it and vote.

    python benchmarks/meeting.py [--phones 300] [--seconds 75] [--postgres]

Starts the real server (`silian serve`) on a database of its own, SQLite or (with --postgres) at
TEST_DATABASE_URL, and 300 phones in one process, each with its own session and a connection
that stays. A phone does what `live.js` does: asks for the numbers 0.6 to 1.0 s after the last
answer, and for the changing parts of its page, up to 0.2 s later, when the count of changes
grew. Once a ballot is open each phone votes at some moment of the next 30 s: paper, check, cast,
and back to the live page. Prints milliseconds for each kind of request from the first byte sent
to the last received, errors, and how long it took until the last phone showed the ballot.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import secrets
import shutil
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

# The hall and the server are those of the proofs.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.proofs.databases import own_database
from tests.proofs.vote_hall import Hall, build
from tests.proofs.vote_server import serving

LIMIT_MS, LIMIT_SHOWN_S, VOTE_WITHIN_S = 500, 2.0, 30.0
KINDS = {
    "pulse": "numbers", "part": "changing parts", "live": "live page", "paper": "ballot paper",
    "check": "look once more", "cast": "cast the vote", "chair": "open and close",
}  # fmt: skip
PAPER = re.compile(rb'href="(/c/[^"]+/voters/[^"]+/vote/)"')
VERSION = re.compile(rb'data-version="(\d+)"')
RECEIPT = re.compile(rb"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){7}")
SLOWEST = 30.0


class Seen:
    """What all phones measured."""

    def __init__(self) -> None:
        self.times: dict[str, list[float]] = defaultdict(list)
        self.errors: Counter[str] = Counter()
        self.opened = 0.0
        self.shown: list[float] = []
        self.receipts = 0
        self.reconnected = 0


class Line:
    """One persistent connection of one person; as much HTTP as the server speaks."""

    def __init__(self, port: int, session: str, seen: Seen) -> None:
        self.port, self.seen = port, seen
        self.token = secrets.token_hex(16)
        self.head = (
            f"Host: 127.0.0.1:{port}\r\nAccept-Language: zh-hans\r\n"
            f"Cookie: sessionid={session}; csrftoken={self.token}\r\n"
        )
        self.ends: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, kind: str, path: str, **form: str) -> tuple[int, bytes]:
        """Status and body of one request, measured under its kind; status 0 for none."""
        begun = time.perf_counter()
        try:
            async with asyncio.timeout(SLOWEST):
                status, body = await self._twice(path, form)
        except (TimeoutError, OSError, asyncio.IncompleteReadError, ValueError) as error:
            await self.close()
            self.seen.errors[f"{kind}: {type(error).__name__}"] += 1
            return 0, b""
        self.seen.times[kind].append(1000 * (time.perf_counter() - begun))
        if status >= 500:
            self.seen.errors[f"{kind}: {status}"] += 1
        return status, body

    async def _twice(self, path: str, form: dict[str, str]) -> tuple[int, bytes]:
        """A connection that was silent may have been given up meanwhile: it is opened anew."""
        held = self.ends is not None
        try:
            return await self._once(path, form)
        except (ConnectionError, asyncio.IncompleteReadError):
            await self.close()
            if not held:
                raise
            self.seen.reconnected += 1
            return await self._once(path, form)

    async def _once(self, path: str, form: dict[str, str]) -> tuple[int, bytes]:
        if self.ends is None:
            self.ends = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 22)
        reader, writer = self.ends
        body = urlencode({**form, "csrfmiddlewaretoken": self.token}) if form else ""
        more = (
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
            if form
            else ""
        )
        method = "POST" if form else "GET"
        writer.write(f"{method} {path} HTTP/1.1\r\n{self.head}{more}\r\n{body}".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        status = int(head.split(b" ", 2)[1])
        if b"transfer-encoding: chunked" in head:
            parts = []
            while size := int((await reader.readuntil(b"\r\n")), 16):
                parts.append((await reader.readexactly(size + 2))[:-2])
            await reader.readexactly(2)
            content = b"".join(parts)
        else:
            length = re.search(rb"content-length: (\d+)", head)
            content = await reader.readexactly(int(length[1])) if length else b""
        if b"connection: close" in head:
            await self.close()
        return status, content

    async def close(self) -> None:
        if self.ends is not None:
            self.ends[1].close()
            self.ends = None


class Phone:
    """Somebody in the hall."""

    def __init__(self, hall: Hall, at: int, port: int, seen: Seen, chance: random.Random) -> None:
        self.hall, self.seen, self.chance = hall, seen, chance
        self.line = Line(port, hall.sessions[at], seen)
        self.page = f"{hall.base}/meetings/{hall.meeting}/live/"
        self.version = -1
        self.paper = ""
        self.voted = False

    async def follow(self, until: float, arrive: float, within: float) -> None:
        """Opens the page and stays on it; leaves it to vote when its moment has come."""
        await asyncio.sleep(self.chance.uniform(0, arrive))
        await self._open()
        moment = 0.0
        while time.perf_counter() < until:
            await asyncio.sleep(self.chance.uniform(0.6, 1.0))
            await self._beat()
            if self.paper and not self.voted:
                moment = moment or time.perf_counter() + self.chance.uniform(0, within)
                if time.perf_counter() >= moment:
                    await self._vote()
        await self.line.close()

    async def _open(self) -> None:
        status, body = await self.line.ask("live", self.page)
        if status == 200:
            found = VERSION.search(body)
            self.version = int(found[1]) if found else -1
            self._look(body)

    async def _beat(self) -> None:
        status, body = await self.line.ask("pulse", f"/live/{self.hall.live_key}/")
        if status != 200:
            return
        found = re.search(rb'"v":(\d+)', body)
        if found and int(found[1]) != self.version:
            await asyncio.sleep(self.chance.uniform(0, 0.2))
            status, body = await self.line.ask("part", f"{self.page}part/")
            if status == 200:
                self.version = int(found[1])
                self._look(body)

    def _look(self, body: bytes) -> None:
        """The link to the paper: with it the phone shows the ballot."""
        found = PAPER.search(body)
        if found and not self.paper:
            self.paper = found[1].decode()
            self.seen.shown.append(time.perf_counter() - self.seen.opened)

    async def _vote(self) -> None:
        self.voted = True
        choice = self.chance.choice(("yes", "yes", "no", "abstain"))
        await self.line.ask("paper", self.paper)
        await asyncio.sleep(self.chance.uniform(0.5, 1.5))
        await self.line.ask("check", self.paper, step="check", choice=choice)
        await asyncio.sleep(self.chance.uniform(0.5, 1.5))
        _status, body = await self.line.ask("cast", self.paper, step="cast", choice=choice)
        self.seen.receipts += bool(RECEIPT.search(body))
        await asyncio.sleep(self.chance.uniform(0.5, 1.5))
        await self._open()


async def meet(hall: Hall, ballot: str, port: int, options: argparse.Namespace) -> Seen:
    """Everybody at once; the chair opens the ballot after a fifth of the time."""
    seen, chance = Seen(), random.Random(options.seed)
    until = time.perf_counter() + options.seconds
    first, within = options.seconds / 5, min(VOTE_WITHIN_S, options.seconds * 0.4)
    phones = [
        Phone(hall, at, port, seen, random.Random(chance.random())) for at in range(options.phones)
    ]
    chair = Line(port, hall.secretary, seen)

    async def preside() -> None:
        await asyncio.sleep(first)
        seen.opened = time.perf_counter()
        status, _body = await chair.ask("chair", f"{hall.base}/ballots/{ballot}/open/", go="1")
        # Seconds are counted from the answer to the chair: from then on it is open.
        seen.opened = time.perf_counter()
        if status != 302:
            seen.errors[f"the ballot does not open: {status}"] += 1
        await asyncio.sleep(within + max(5.5, options.seconds / 10))
        await chair.ask("chair", f"{hall.base}/ballots/{ballot}/close/", go="1")
        await chair.close()

    await asyncio.gather(preside(), *(phone.follow(until, 0.8 * first, within) for phone in phones))
    return seen


def at(times: list[float], share: float) -> float:
    """The time that this share of them does not exceed."""
    return sorted(times)[min(len(times) - 1, int(share * len(times)))]


def tell(seen: Seen, options: argparse.Namespace, vendor: str) -> None:
    print(f"{options.phones} phones, {options.seconds:.0f} s, {vendor}, seed {options.seed}")
    print(f"{'':16}{'number':>8}{'p50 ms':>8}{'p95 ms':>8}{'max ms':>8}{'of limit':>9}")
    everything = [one for times in seen.times.values() for one in times]
    pages = [one for kind, times in seen.times.items() if kind != "pulse" for one in times]
    lines = [(KINDS[kind], seen.times[kind]) for kind in KINDS if seen.times[kind]]
    for name, times in [*lines, ("all pages", pages), ("all requests", everything)]:
        if times:
            print(f"{name:16}{len(times):8}{at(times, 0.5):8.0f}{at(times, 0.95):8.0f}"
                  f"{max(times):8.0f}{at(times, 0.95) / LIMIT_MS:9.2f}")  # fmt: skip
    print(f"errors: {dict(seen.errors) or 0}; connections opened anew: {seen.reconnected}")
    print(f"votes with a receipt: {seen.receipts} of {options.phones}")
    if seen.shown:
        print(f"ballot shown on {len(seen.shown)} phones; the last after "
              f"{max(seen.shown):.2f} s (limit {LIMIT_SHOWN_S:.0f} s)")  # fmt: skip


def prepare(phones: int) -> tuple[Hall, str]:
    """The hall, with a secret ballot that waits to be opened."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from silian.governance.services import ballots
    from silian.kernel.access import system_actor

    call_command("migrate", verbosity=0)
    hall = build(phones)
    actor = system_actor("benchmark", consortium_id=hall.consortium)
    made = ballots.prepare(actor=actor, motion=hall.motions[0], secret=True)
    connection.close()
    return hall, made.ref


@contextmanager
def place(postgres: bool) -> Iterator[dict[str, str]]:
    """A folder and a database that are gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="silian-meeting-"))
    if postgres:
        os.environ.setdefault("TEST_DATABASE_URL", "postgresql://postgres@127.0.0.1/postgres")
    else:
        os.environ.pop("TEST_DATABASE_URL", None)
    try:
        with own_database(folder) as environment:
            yield environment
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--phones", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=75)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--seed", type=int, default=20260401)
    parser.add_argument("--log", type=Path, help="keep what the server prints")
    options = parser.parse_args()
    with place(options.postgres) as environment:
        os.environ.update(environment)
        hall, ballot = prepare(options.phones)
        with serving(environment, log=options.log) as port:
            seen = asyncio.run(meet(hall, ballot, port, options))
    tell(seen, options, "PostgreSQL" if options.postgres else "SQLite")


if __name__ == "__main__":
    main()
