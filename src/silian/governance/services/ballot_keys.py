"""The secrets of an open ballot, kept outside the database: the key of the envelopes, the seed.

One file for each ballot, `DATA/ballot-keys/<ref>.key`, readable by its owner alone. It is never
backed up. It is written before the ballot opens and destroyed once its close is committed: who
has the database and a copy of it then has envelopes that nobody can open. PostgreSQL keeps
deleted envelopes until VACUUM and in its log: they are such envelopes too.
"""

from __future__ import annotations

import base64
import json
import os
import re
import secrets
import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

FOLDER = "ballot-keys"
SUFFIX = ".key"
_REF = re.compile(r"[a-z0-9]{1,32}")
# A file of a ballot that is not open may be one that is opening just now.
OLD_SECONDS = 24 * 3600


@dataclass(frozen=True)
class BallotKey:
    """`private`: 32 bytes, empty for an open ballot; `seed`: hex text, empty without a lot."""

    private: bytes = b""
    seed: str = ""


class KeyGone(LookupError):
    """There is no key file: destroyed, or the database was restored from a backup."""


def new_seed() -> str:
    """A seed of 256 bits."""
    return secrets.token_hex(32)


def folder() -> Path:
    """Where the files lie; made where it is missing, open to its owner alone."""
    path = Path(settings.DATA) / FOLDER
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def _file(ref: str) -> Path:
    if not _REF.fullmatch(ref):
        raise KeyGone(ref)
    return folder() / f"{ref}{SUFFIX}"


def keep(ref: str, key: BallotKey) -> None:
    """Writes the file and waits until the disk has it. An older one of this ballot is replaced."""
    path = _file(ref)
    draft = path.with_suffix(f".{os.getpid()}.{secrets.token_hex(4)}.new")
    text = json.dumps({"private": base64.b64encode(key.private).decode(), "seed": key.seed})
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    _settle()


def read(ref: str) -> BallotKey:
    """The secrets of a ballot; `KeyGone` where there is no file, or not a whole one."""
    try:
        data = json.loads(_file(ref).read_text(encoding="ascii"))
        return BallotKey(base64.b64decode(data["private"], validate=True), data["seed"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise KeyGone(ref) from error


def destroy(ref: str) -> bool:
    """Overwrites and removes the file; False where there was none."""
    path = _file(ref)
    try:
        size = path.stat().st_size
        with path.open("r+b") as file:
            file.write(secrets.token_bytes(size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
    except FileNotFoundError:
        return False
    _settle()
    return True


def kept() -> list[str]:
    """The refs of all ballots that have a file."""
    return sorted(path.name.removesuffix(SUFFIX) for path in folder().glob(f"*{SUFFIX}"))


def is_old(ref: str) -> bool:
    """Whether the file has lain there for more than a day."""
    try:
        return time.time() - _file(ref).stat().st_mtime > OLD_SECONDS
    except FileNotFoundError:
        return False


def _settle() -> None:
    """The folder's own entry reaches the disk too."""
    handle = os.open(folder(), os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
