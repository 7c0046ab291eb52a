"""The signature inside a PDF.

One comment line before `startxref` holds a token whose payload states the facts of the paper and
the SHA-256 of the file without that line. Readers skip comments and find `startxref` where they
look for it, and nothing follows `%%EOF`, so the file stays what it was (PDF/A-2b).
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

from .jws import Fault, KeyRing, Untrue, verified

PAPER = "silian-paper"
_MARK = b"%silian-1 "
_END = re.compile(rb"startxref\s+\d+\s+%%EOF\s*\Z")
_SEALED = re.compile(rb"\n%silian-1 ([A-Za-z0-9_.-]+)\n(startxref\s+\d+\s+%%EOF\s*)\Z")
_LOOKED_AT = 64 * 1024


def _end_of(pdf: bytes) -> int:
    found = _END.search(pdf, max(0, len(pdf) - 1024))
    if found is None:
        raise ValueError("not a PDF that ends as one")
    return found.start()


def digest(pdf: bytes) -> str:
    """SHA-256 of a PDF before it is sealed, as the payload states it."""
    _end_of(pdf)
    return hashlib.sha256(pdf).hexdigest()


def seal(pdf: bytes, token: str) -> bytes:
    """The PDF with its token."""
    at = _end_of(pdf)
    head = pdf[:at]
    if not head.endswith(b"\n"):
        raise ValueError("startxref does not begin a line")
    return head + _MARK + token.encode("ascii") + b"\n" + pdf[at:]


def opened(pdf: bytes) -> tuple[str, bytes]:
    """The token of a sealed PDF and the PDF as it was before; `Untrue` where there is none."""
    found = _SEALED.search(pdf, max(0, len(pdf) - _LOOKED_AT))
    if found is None or not pdf.startswith(b"%PDF-"):
        raise Untrue(Fault.UNSIGNED)
    # The line break before the mark belongs to the file.
    return found.group(1).decode("ascii"), pdf[: found.start() + 1] + found.group(2)


def examined(pdf: bytes, ring: KeyRing) -> dict[str, Any]:
    """What a sealed PDF states, believed; `Untrue` with the first thing that is wrong."""
    token, bare = opened(pdf)
    payload = verified(token, PAPER, ring)
    if payload.get("sha256") != hashlib.sha256(bare).hexdigest():
        raise Untrue(Fault.CHANGED)
    return payload
