"""Eight ways to forge a paper, each with as many variations as are asked for.

The forger knows everything but the private key: the format, the published keys, true papers of
two consortia. A forgery is the file, and the key file that it is checked against offline.
"""

from __future__ import annotations

import copy
import datetime as dt
import hashlib
import hmac
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from silian.kernel.documents import sealing
from silian.kernel.documents.jws import b64, canonical, kid_of, sign, unb64
from silian.kernel.documents.keyfile import STATUS

OLD_DAYS = 60


@dataclass(frozen=True)
class Materials:
    """What the forger has: true papers of two consortia, one revoked, two key files."""

    papers: tuple[bytes, ...]
    others: tuple[bytes, ...]
    revoked: bytes
    keys: dict[str, Any]
    keys_before: dict[str, Any]


@dataclass(frozen=True)
class Forgery:
    """A file, and the key file to check it with; not `online` where only the latter is forged."""

    way: str
    pdf: bytes
    keys: Any
    now: dt.datetime | None = None
    online: bool = True


def parts_of(pdf: bytes) -> tuple[dict[str, Any], dict[str, Any], str, bytes]:
    """Header, payload, signature and the bare PDF of a sealed one."""
    import json

    token, bare = sealing.opened(pdf)
    header, payload, signature = token.split(".")
    return json.loads(unb64(header)), json.loads(unb64(payload)), signature, bare


def joined(header: Any, payload: Any, signature: str, bare: bytes) -> bytes:
    """A sealed PDF of such parts."""
    return sealing.seal(bare, f"{b64(canonical(header))}.{b64(canonical(payload))}.{signature}")


def text(chance: random.Random, have: Materials) -> Forgery:
    """One byte of the file is another."""
    pdf = bytearray(chance.choice(have.papers))
    at = chance.randrange(len(pdf))
    pdf[at] = (pdf[at] + chance.randrange(1, 256)) % 256
    return Forgery("text", bytes(pdf), have.keys)


def name(chance: random.Random, have: Materials) -> Forgery:
    """Another holder, number, title or fact stands in the signed facts."""
    header, payload, signature, bare = parts_of(chance.choice(have.papers))
    key = chance.choice(["holder", "number", "title", "facts", "code", "kind"])
    forged = f"示例伪造单位{chance.random()}"
    payload[key] = {"post": forged} if key == "facts" else forged
    return Forgery("name", joined(header, payload, signature, bare), have.keys)


def date(chance: random.Random, have: Materials) -> Forgery:
    """A longer term, or an earlier day."""
    header, payload, signature, bare = parts_of(chance.choice(have.papers))
    key = chance.choice(["issued_on", "valid_from", "valid_until", "at"])
    day = dt.date(2020, 1, 1) + dt.timedelta(days=chance.randrange(20_000))
    payload[key] = f"{day}T00:00:00+00:00" if key == "at" else chance.choice([str(day), None])
    return Forgery("date", joined(header, payload, signature, bare), have.keys)


def key(chance: random.Random, have: Materials) -> Forgery:
    """Everything is right, but signed with the forger's key, under its own id or the true one."""
    header, payload, _signature, bare = parts_of(chance.choice(have.papers))
    private = Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
    own = kid_of(private.public_key().public_bytes_raw())
    kid = chance.choice([own, header["kid"]])
    payload["holder"] = "示例伪造单位"
    token = sign(payload, sealing.PAPER, kid, private)
    return Forgery("key", sealing.seal(bare, token), have.keys)


def algorithm(chance: random.Random, have: Materials) -> Forgery:
    """No signature, one with the public key as a secret, or another name for the algorithm."""
    header, payload, signature, bare = parts_of(chance.choice(have.papers))
    payload["holder"] = f"示例伪造单位{chance.random()}"
    alg = chance.choice(["none", "HS256", "EdDSA", "ed25519", "ES256", "", None, "Ed448"])
    header["alg"] = alg
    if alg == "HS256":
        public = unb64(have.keys["keys"][-1]["x"])
        signed = f"{b64(canonical(header))}.{b64(canonical(payload))}".encode()
        signature = b64(hmac.new(public, signed, hashlib.sha256).digest())
    elif alg in ("none", ""):
        signature = ""
    return Forgery("algorithm", joined(header, payload, signature, bare), have.keys)


def revoked(chance: random.Random, have: Materials) -> Forgery:
    """A paper that was true until it was revoked, later than the key file's last look or not."""
    days = chance.randrange(30)
    now = dt.datetime.now(dt.UTC) + dt.timedelta(days=days)
    return Forgery("revoked", have.revoked, have.keys, now)


def tenant(chance: random.Random, have: Materials) -> Forgery:
    """Another consortium as issuer: its name written in, or its signature laid under this file."""
    header, payload, signature, bare = parts_of(chance.choice(have.papers))
    other = chance.choice(have.others)
    if chance.random() < 0.5:
        payload["issuer"] = parts_of(other)[1]["issuer"]
        if chance.random() < 0.5:
            payload["issuer"]["name"] += str(chance.random())
        return Forgery("tenant", joined(header, payload, signature, bare), have.keys)
    token, _bare = sealing.opened(other)
    return Forgery("tenant", sealing.seal(bare, token), have.keys)


def status(chance: random.Random, have: Materials) -> Forgery:
    """The revoked paper with a key file that was edited, resigned, cut, or is too old."""
    way = chance.randrange(5)
    keys = copy.deepcopy(have.keys)
    header, _payload, signature = keys["status"].split(".")
    private = Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
    now = None
    if way == 0:
        emptied = {"at": dt.datetime.now(dt.UTC).isoformat(), "papers": {}, "v": 1}
        keys["status"] = f"{header}.{b64(canonical(emptied))}.{signature}"
    elif way == 1:
        kid = keys["keys"][-1]["kid"]
        at = dt.datetime.now(dt.UTC).isoformat()
        keys["status"] = sign({"at": at, "papers": {}, "v": 1}, STATUS, kid, private)
    elif way == 2:
        keys["keys"][-1]["x"] = b64(private.public_key().public_bytes_raw())
    elif way == 3:
        keys["status"] = keys["status"][: chance.randrange(len(keys["status"]))]
    else:
        # True, but of a time when the paper was not revoked yet.
        keys = have.keys_before
        now = dt.datetime.now(dt.UTC) + dt.timedelta(days=OLD_DAYS + chance.randrange(500))
    return Forgery("status", have.revoked, keys, now, online=False)


WAYS: tuple[Callable[[random.Random, Materials], Forgery], ...] = (
    text, name, date, key, algorithm, revoked, tenant, status,
)  # fmt: skip


def forgeries(have: Materials, each: int, seed: int = 20260301) -> Iterator[Forgery]:
    """`each` forgeries of every way; the same seed gives the same ones."""
    for way in WAYS:
        chance = random.Random(f"{seed}{way.__name__}")
        for _one in range(each):
            yield way(chance, have)
