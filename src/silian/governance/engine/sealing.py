"""The sealed envelope of a secret vote, and the receipt by which a voter finds it again.

While a ballot is open its slips lie sealed for a key (HPKE, RFC 9180: X25519, HKDF-SHA256,
ChaCha20-Poly1305); after closing they are opened, published in the order of their random
receipts, and key and envelopes are destroyed. What the envelope does not hide: an administrator
who watches the running process, or holds the key, while the vote is open.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

BLOCK = 512
"""Envelopes are filled up to a multiple of this, so that their length tells no choice."""
_LENGTH = 4
_RECEIPT_BYTES = 20
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
# Digits that base32 lacks, as people read them off a screen.
_MISREAD = str.maketrans({"0": "O", "1": "I", "8": "B"})


class SealBroken(ValueError):
    """An envelope that was not sealed for this key and this ballot, or was changed since."""


def new_key() -> tuple[bytes, bytes]:
    """A key pair of a ballot: private, public; 32 bytes each."""
    key = X25519PrivateKey.generate()
    return key.private_bytes_raw(), key.public_key().public_bytes_raw()


def seal(public: bytes, plain: bytes, *, about: bytes, least: int = BLOCK) -> bytes:
    """Seals a slip for a ballot. `about` is the ballot's reference: an envelope moved to another
    ballot does not open. `least`: a length in bytes that no slip of the ballot exceeds, so that
    slips with long write-ins look like all others. `ValueError` for a key of the wrong size.
    """
    wanted = max(least, _LENGTH + len(plain))
    size = -(-wanted // BLOCK) * BLOCK
    filled = (len(plain).to_bytes(_LENGTH, "big") + plain).ljust(size, b"\0")
    return _SUITE.encrypt(filled, X25519PublicKey.from_public_bytes(public), info=about)


def open_sealed(private: bytes, sealed: bytes, *, about: bytes) -> bytes:
    """What was sealed; `SealBroken` if key, ballot or a single bit is another."""
    try:
        key = X25519PrivateKey.from_private_bytes(private)
        filled = _SUITE.decrypt(sealed, key, info=about)
    except (InvalidTag, ValueError) as error:
        raise SealBroken("the envelope does not open") from error
    length = int.from_bytes(filled[:_LENGTH], "big")
    rest = filled[_LENGTH + length :]
    if len(filled) % BLOCK or length > len(filled) - _LENGTH or rest.strip(b"\0"):
        raise SealBroken("the envelope is not filled as it should be")
    return filled[_LENGTH : _LENGTH + length]


def new_receipt() -> str:
    """A receipt of 160 random bits: eight groups of four letters and digits."""
    return _grouped(base64.b32encode(secrets.token_bytes(_RECEIPT_BYTES)).decode())


def normal_receipt(text: str) -> str:
    """A receipt as people type it (lower case, spaces, 0 for O), in its one written form."""
    letters = "".join(c for c in text.upper() if c.isascii() and c.isalnum())
    return _grouped(letters.translate(_MISREAD))


def _grouped(letters: str) -> str:
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def published(slips: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The slips in the order of their receipts, which is random: it tells nothing of when."""
    return sorted((dict(slip) for slip in slips), key=lambda slip: str(slip["receipt"]))


def slip_of(slips: Iterable[Mapping[str, Any]], receipt: str) -> dict[str, Any] | None:
    """The published slip of a receipt, however it was typed; `None` if it is not there."""
    wanted = normal_receipt(receipt)
    return next((dict(slip) for slip in slips if slip.get("receipt") == wanted), None)
