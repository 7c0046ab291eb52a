"""The fonts that papers are set in.

The package carries subsets as TrueType under Brotli, which Typst cannot read: each face is
unpacked once into `<data folder>/fonts`. An installation that needs rarer characters puts full
TTF or OTF files into `<data folder>/fonts/extra`; they are used wherever the subset has no glyph.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import brotli
from django.conf import settings
from fontTools.ttLib import TTFont

PACKAGED = Path(__file__).parent / "fonts"
SANS = ("NotoSansSC-Regular", "NotoSansSC-Bold")
SERIF = ("NotoSerifSC-Regular", "NotoSerifSC-Bold")
# Characters that steer a line and are never drawn.
_UNDRAWN = frozenset("\n\r\t\u200b\u200c\u200d\u2060\ufeff")


def cache_folder() -> Path:
    """Where the unpacked faces lie."""
    return Path(settings.DATA) / "fonts"


def extra_folder() -> Path:
    """Where an installation puts fonts of its own."""
    return cache_folder() / "extra"


def unpacked(face: str) -> Path:
    """The folder that holds this face alone as TrueType, made on first use.

    The folder is named after the packaged file's hash, so a new edition is never confused with
    an old one; of two processes that make it at once the second replaces the first's equal file.
    """
    source = PACKAGED / f"{face}.ttf.br"
    folder = cache_folder() / f"{face}-{_short_hash(source)}"
    target = folder / f"{face}.ttf"
    if not target.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _unpack(source, target)
    return folder


def unpack_all() -> None:
    """Unpacks every face of the package; where that was done, it costs a look at four files."""
    for face in (*SANS, *SERIF):
        unpacked(face)


@lru_cache(maxsize=16)
def _short_hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def _unpack(source: Path, target: Path) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, suffix=".part")
    with os.fdopen(handle, "wb") as file:
        file.write(brotli.decompress(source.read_bytes()))
    Path(name).replace(target)


def font_folders(faces: Iterable[str]) -> list[str]:
    """The folders that Typst searches for these faces, the installation's own last."""
    folders = [str(unpacked(face)) for face in faces]
    if extra_folder().is_dir():
        folders.append(str(extra_folder()))
    return folders


@lru_cache(maxsize=32)
def _covered(path: Path, changed: float) -> frozenset[int]:
    number = 0 if path.suffix.lower() in {".ttc", ".otc"} else -1
    return frozenset(TTFont(path, fontNumber=number, lazy=True).getBestCmap() or ())


def _font_files(faces: Iterable[str]) -> list[Path]:
    files = [unpacked(face) / f"{face}.ttf" for face in faces]
    if extra_folder().is_dir():
        shapes = {".ttf", ".otf", ".ttc", ".otc"}
        files += sorted(p for p in extra_folder().rglob("*") if p.suffix.lower() in shapes)
    return files


def missing_characters(text: Iterable[str], faces: Iterable[str] = SANS) -> list[str]:
    """The characters of these texts that no font draws, in the order they first appear."""
    tables = [_covered(path, path.stat().st_mtime) for path in _font_files(faces)]
    found: dict[str, None] = {}
    for part in text:
        for character in part:
            if character in _UNDRAWN or character in found:
                continue
            if not any(ord(character) in table for table in tables):
                found[character] = None
    return list(found)
