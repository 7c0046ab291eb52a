"""Compact JWS (RFC 7515) with Ed25519 (RFC 8037, named as in RFC 9864) and nothing else.

Strict where libraries are lenient: one algorithm, canonical JSON, canonical base64url, so that
no byte of a token can be changed without being refused. Pure Python beside `cryptography`.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ALGORITHM = "Ed25519"
_PART = re.compile(r"[A-Za-z0-9_-]+")
RAW_KEY_BYTES = 32


class Fault(StrEnum):
    """Why something signed is not believed."""

    UNSIGNED = "unsigned"
    MALFORMED = "malformed"
    ALGORITHM = "algorithm"
    FOREIGN_KEY = "foreign_key"
    KEY_TIME = "key_time"
    SIGNATURE = "signature"
    CHANGED = "changed"
    PURPOSE = "purpose"
    UNKNOWN = "unknown"
    DIFFERS = "differs"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    STATUS = "status"
    STATUS_OLD = "status_old"
    KEY_FILE = "key_file"


class Untrue(Exception):
    """Something signed that is not believed."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True)
class PublicKey:
    """A public key and the time in which it signed; `until` None means that it still does."""

    kid: str
    raw: bytes
    since: datetime
    until: datetime | None = None

    @property
    def jwk(self) -> dict[str, str]:
        """As RFC 8037 writes it."""
        return {"kty": "OKP", "crv": "Ed25519", "alg": ALGORITHM, "use": "sig",
                "kid": self.kid, "x": b64(self.raw)}  # fmt: skip


@dataclass(frozen=True)
class KeyRing:
    """The public keys that are believed."""

    keys: tuple[PublicKey, ...]

    def key(self, kid: object) -> PublicKey:
        """The key of that id; `Untrue` (foreign key) for another."""
        for key in self.keys:
            if key.kid == kid:
                return key
        raise Untrue(Fault.FOREIGN_KEY)


def b64(raw: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def unb64(text: str) -> bytes:
    """The bytes; `Untrue` for anything but their one canonical writing."""
    if not _PART.fullmatch(text) or len(text) % 4 == 1:
        raise Untrue(Fault.MALFORMED)
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if b64(raw) != text:
        raise Untrue(Fault.MALFORMED)
    return raw


def canonical(value: Any) -> bytes:
    """JSON with sorted keys and nothing between (RFC 8785 for texts, whole numbers and lists)."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def kid_of(raw: bytes) -> str:
    """The id of a public key: the first half of its SHA-256."""
    return b64(hashlib.sha256(raw).digest()[:16])


def sign(payload: Mapping[str, Any], kind: str, kid: str, private: Ed25519PrivateKey) -> str:
    """The compact token; `kind` is its `typ`, so that one is never taken for another."""
    header = canonical({"alg": ALGORITHM, "kid": kid, "typ": kind})
    signed = f"{b64(header)}.{b64(canonical(payload))}"
    return f"{signed}.{b64(private.sign(signed.encode('ascii')))}"


def verified(token: str, kind: str, ring: KeyRing) -> dict[str, Any]:
    """What a token says; `Untrue` with the first thing that is wrong.

    The key must have been in use at the payload's `at` (ISO time), which every token has.
    """
    parts = token.split(".")
    if len(parts) != 3:
        raise Untrue(Fault.MALFORMED)
    header = _object(unb64_or_empty(parts[0]))
    if header.get("alg") != ALGORITHM:
        raise Untrue(Fault.ALGORITHM)
    key = ring.key(header.get("kid"))
    try:
        signature = unb64(parts[2])
        public = Ed25519PublicKey.from_public_bytes(key.raw)
        public.verify(signature, f"{parts[0]}.{parts[1]}".encode("ascii"))
    except (InvalidSignature, Untrue) as error:
        raise Untrue(Fault.SIGNATURE) from error
    if header != {"alg": ALGORITHM, "kid": key.kid, "typ": kind}:
        raise Untrue(Fault.PURPOSE)
    payload = _object(unb64(parts[1]))
    _in_time(payload, key)
    return payload


def unb64_or_empty(text: str) -> bytes:
    """As `unb64`, of a part that may be missing."""
    return unb64(text) if text else b""


def _object(raw: bytes) -> dict[str, Any]:
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Untrue(Fault.MALFORMED) from error
    if not isinstance(value, dict) or canonical(value) != raw:
        raise Untrue(Fault.MALFORMED)
    return value


def _in_time(payload: Mapping[str, Any], key: PublicKey) -> None:
    try:
        at = datetime.fromisoformat(str(payload.get("at")))
        early, late = at < key.since, key.until is not None and at > key.until
    except (ValueError, TypeError) as error:
        raise Untrue(Fault.MALFORMED) from error
    if early or late:
        raise Untrue(Fault.KEY_TIME)


def ring_from(entries: Iterable[Mapping[str, Any]]) -> KeyRing:
    """The keys of a published key file; `Untrue` (key file) when they are none."""
    try:
        found = tuple(
            PublicKey(
                str(entry["kid"]), unb64(entry["x"]), datetime.fromisoformat(entry["since"]),
                datetime.fromisoformat(entry["until"]) if entry.get("until") else None,
            )
            for entry in entries
        )  # fmt: skip
        honest = all(len(k.raw) == RAW_KEY_BYTES and kid_of(k.raw) == k.kid for k in found)
        timed = all(k.since.tzinfo and (k.until is None or k.until.tzinfo) for k in found)
    except (KeyError, TypeError, ValueError, AttributeError, Untrue) as error:
        raise Untrue(Fault.KEY_FILE) from error
    if not found or not honest or not timed:
        raise Untrue(Fault.KEY_FILE)
    return KeyRing(found)
