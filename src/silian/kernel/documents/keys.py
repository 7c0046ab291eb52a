"""The keys of this installation: one signs, the ones before it are still believed.

They lie in `<data folder>/paper-keys.json`, which only its owner may read, and never in the
database. A private key is forgotten when the next one takes over.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.utils.translation import gettext as _

from .. import audit
from ..access import Actor
from ..commands import command
from ..refusals import Forbidden
from .jws import KeyRing, b64, kid_of, ring_from, sign, unb64

NAME = "paper-keys.json"


def key_path() -> Path:
    """Where the keys lie."""
    return Path(settings.DATA) / NAME


def _entries() -> list[dict[str, Any]]:
    """The stored keys, oldest first; the first one is made when there is none."""
    path = key_path()
    if not path.exists():
        with _locked():
            if not path.exists():
                _write([_new()])
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int) -> list[dict[str, Any]]:
    return list(json.loads(path.read_text(encoding="utf-8"))["keys"])


def _new() -> dict[str, Any]:
    private = Ed25519PrivateKey.generate()
    raw = private.public_key().public_bytes_raw()
    # Whole seconds: a paper signed in the same second is not before its key.
    since = datetime.now(UTC).replace(microsecond=0).isoformat()
    return {"kid": kid_of(raw), "x": b64(raw), "since": since, "until": None,
            "d": b64(private.private_bytes_raw())}  # fmt: skip


def _write(entries: list[dict[str, Any]]) -> None:
    path = key_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{NAME}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps({"keys": entries}, indent=1), encoding="utf-8")
    draft.replace(path)


@contextmanager
def _locked() -> Iterator[None]:
    """One process at a time makes or rotates keys."""
    key_path().parent.mkdir(parents=True, exist_ok=True)
    lock = key_path().with_name(f".{NAME}.lock")
    with lock.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def key_ring() -> KeyRing:
    """Every public key of this installation."""
    return ring_from(_entries())


def signed(payload: dict[str, Any], kind: str) -> tuple[str, str]:
    """The token of a payload, signed now by the current key, and the key's id."""
    entry = _entries()[-1]
    private = Ed25519PrivateKey.from_private_bytes(unb64(entry["d"]))
    stamped = {**payload, "at": datetime.now(UTC).replace(microsecond=0).isoformat()}
    return sign(stamped, kind, entry["kid"], private), entry["kid"]


def current_key() -> tuple[str, Ed25519PrivateKey]:
    """The id and the private half of the key that signs now."""
    entry = _entries()[-1]
    return entry["kid"], Ed25519PrivateKey.from_private_bytes(unb64(entry["d"]))


@command("documents.key.rotate", None)
def rotate_key(*, actor: Actor) -> str:
    """A new key signs from now on; the old one is believed for what it signed. Returns its id.

    For the installation alone; `Forbidden` for everybody else.
    """
    if not actor.everything:
        raise Forbidden(_("签名密钥只能在服务器上更换：silian documents rotate-key。"))
    with _locked():
        entries = [dict(entry) for entry in _entries()]
        fresh = _new()
        last = entries[-1]
        last["until"] = datetime.now(UTC).replace(microsecond=0).isoformat()
        last.pop("d", None)
        _write([*entries, fresh])
    audit.record(actor, "paper-keys", {"from": last["kid"], "to": fresh["kid"]})
    return str(fresh["kid"])
