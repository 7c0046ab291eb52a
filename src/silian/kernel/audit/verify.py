"""Reading back: any edit, cut or rewrite is found, by the chain or by an anchor outside."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from ..models import AuditEntry
from .chain import GENESIS, HASHED, digest


@dataclass(frozen=True)
class Fault:
    """Something that is not as it was written."""

    chain: int
    number: int
    kind: str
    reason: str


@dataclass(frozen=True)
class Anchor:
    """The head of a chain at a moment, kept outside the database."""

    chain: int
    number: int
    hash: str
    at: str


def heads() -> list[Anchor]:
    """The newest entry of every chain."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    chains = AuditEntry.objects.order_by("chain").values_list("chain", flat=True).distinct()
    found = []
    for chain in chains:
        last = AuditEntry.objects.filter(chain=chain).order_by("-number").first()
        assert last is not None
        found.append(Anchor(chain, last.number, last.hash, now))
    return found


def anchor(path: Path) -> list[Anchor]:
    """Appends the heads of all chains to the anchor file and returns them."""
    found = heads()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(asdict(head)) + "\n" for head in found)
    return found


def read_anchors(path: Path) -> list[Anchor]:
    """The anchors of a file, oldest first; none when there is no file."""
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    return [Anchor(**json.loads(line)) for line in lines if line.strip()]


def verify(anchors: list[Anchor]) -> tuple[int, list[Fault]]:
    """Walks every chain; returns the number of entries read and the faults found."""
    faults: list[Fault] = []
    read = 0
    wanted = {(a.chain, a.number): a.hash for a in anchors}
    chain, number, previous = None, 0, GENESIS
    columns = (*HASHED, "hash")
    rows = AuditEntry.objects.order_by("chain", "number", "id").values(*columns)
    for row in rows.iterator(chunk_size=5000):
        read += 1
        if row["chain"] != chain:
            chain, number, previous = row["chain"], 0, GENESIS
        at = (row["chain"], row["number"])
        if row["number"] != number + 1:
            faults.append(Fault(*at, "gap", f"entry {number + 1} expected"))
        if digest(row) != row["hash"]:
            faults.append(Fault(*at, "edited", "the hash does not fit the entry"))
        if row["previous"] != previous:
            faults.append(Fault(*at, "broken", "it does not continue the entry before"))
        if wanted.pop(at, row["hash"]) != row["hash"]:
            faults.append(Fault(*at, "rewritten", "the anchor has another hash"))
        number, previous = row["number"], row["hash"]
    faults += [Fault(*at, "cut", "anchored, but no longer there") for at in wanted]
    return read, faults
