"""Random keys that are shown once: of API tokens and of one-time links."""

from __future__ import annotations

import hashlib
import secrets

TOKEN_PREFIX = "sil_"  # noqa: S105 - it marks a token, it is none
_SHOWN = 8


def new_token() -> str:
    """A token of 256 random bits; the prefix lets scanners of leaked secrets recognise it."""
    return TOKEN_PREFIX + secrets.token_urlsafe(32)


def new_link_key() -> str:
    """The random part of a one-time link, 256 bits."""
    return secrets.token_urlsafe(32)


def digest(key: str) -> str:
    """SHA-256 in hex. Random 256 bits cannot be guessed, so a slow hash would add nothing."""
    return hashlib.sha256(key.encode()).hexdigest()


def hint(token: str) -> str:
    """The first characters, by which a person tells tokens apart."""
    return token[:_SHOWN]
