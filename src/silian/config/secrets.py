"""Keys that an installation makes for itself once and keeps in its data folder."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def kept_key(folder: Path, name: str) -> str:
    """The key of that name: 384 random bits in a file only its owner may read.

    Two processes that start at once agree: the file is linked into place, never overwritten.
    """
    path = folder / name
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f".{name}.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48), encoding="ascii")
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii").strip()
