"""The kinds of files that are taken, and whether the content is what the ending says."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import BinaryIO

HEAD = 4096
TAIL = 2048
MOST_MEMBERS = 20_000
MOST_UNFOLDED = 1024 * 1024 * 1024
MOST_RATIO = 200
RATIO_FROM = 10 * 1024 * 1024


@dataclass(frozen=True)
class FileKind:
    """A kind of file: its ending without the dot, its media type, and the test of its content."""

    extension: str
    media_type: str
    fits: Callable[[BinaryIO], bool]


def _head(file: BinaryIO, count: int = HEAD) -> bytes:
    file.seek(0)
    return file.read(count)


def _tail(file: BinaryIO) -> bytes:
    file.seek(0, 2)
    file.seek(max(0, file.tell() - TAIL))
    return file.read()


def _pdf(file: BinaryIO) -> bool:
    return _head(file, 5) == b"%PDF-" and b"%%EOF" in _tail(file)


def _png(file: BinaryIO) -> bool:
    head = _head(file, 16)
    return head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR"


def _jpg(file: BinaryIO) -> bool:
    return _head(file, 3) == b"\xff\xd8\xff" and b"\xff\xd9" in _tail(file)


def _members(file: BinaryIO) -> set[str] | None:
    """The names in an archive; None for no archive, a damaged one, or one made to burst."""
    if _head(file, 4) not in (b"PK\x03\x04", b"PK\x05\x06"):
        return None
    try:
        with zipfile.ZipFile(file) as archive:
            found = archive.infolist()
    except Exception:  # whatever an archive written to confuse may raise
        return None
    folded = sum(member.compress_size for member in found)
    unfolded = sum(member.file_size for member in found)
    bursts = unfolded > RATIO_FROM and unfolded > MOST_RATIO * max(1, folded)
    if len(found) > MOST_MEMBERS or unfolded > MOST_UNFOLDED or bursts:
        return None
    return {member.filename for member in found}


def _zip(file: BinaryIO) -> bool:
    names = _members(file)
    return names is not None and not any(_climbs(name) for name in names)


def _climbs(name: str) -> bool:
    plain = name.replace("\\", "/")
    return plain.startswith("/") or ".." in plain.split("/") or bool(re.match("[A-Za-z]:", plain))


def _office(folder: str) -> Callable[[BinaryIO], bool]:
    """An archive of that office program; one with macros does not have this ending."""

    def fits(file: BinaryIO) -> bool:
        names = _members(file)
        if names is None or "[Content_Types].xml" not in names:
            return False
        has_part = any(name.startswith(f"{folder}/") for name in names)
        return has_part and not any(name.lower().endswith("vbaproject.bin") for name in names)

    return fits


def _ofd(file: BinaryIO) -> bool:
    names = _members(file)
    return names is not None and "OFD.xml" in names


_OTHERS = (
    b"<!doctype", b"<html", b"<svg", b"<?xml", b"<script", b"<head", b"<body", b"<iframe", b"%pdf-",
)  # fmt: skip
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f]")


def _text(file: BinaryIO) -> bool:
    """Readable text in UTF-8 or GB 18030 that no browser would take for a page."""
    file.seek(0)
    body = file.read()
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:16].lower()
    if _CONTROLS.search(body) or start.startswith(_OTHERS):
        return False
    return any(_decodes(body, encoding) for encoding in ("utf-8", "gb18030"))


def _decodes(body: bytes, encoding: str) -> bool:
    try:
        body.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


_OPENXML = "application/vnd.openxmlformats-officedocument."
_ALL = (
    FileKind("pdf", "application/pdf", _pdf),
    FileKind("docx", _OPENXML + "wordprocessingml.document", _office("word")),
    FileKind("xlsx", _OPENXML + "spreadsheetml.sheet", _office("xl")),
    FileKind("pptx", _OPENXML + "presentationml.presentation", _office("ppt")),
    FileKind("png", "image/png", _png),
    FileKind("jpg", "image/jpeg", _jpg),
    FileKind("jpeg", "image/jpeg", _jpg),
    FileKind("zip", "application/zip", _zip),
    FileKind("ofd", "application/ofd", _ofd),
    FileKind("txt", "text/plain; charset=utf-8", _text),
    FileKind("csv", "text/csv; charset=utf-8", _text),
)
PAPERS: tuple[FileKind, ...] = _ALL
IMAGES: tuple[FileKind, ...] = tuple(kind for kind in _ALL if kind.extension in ("png", "jpg"))


def accepted(kinds: Iterable[FileKind]) -> str:
    """The endings as the `accept` attribute of a form wants them: ".pdf,.docx"."""
    return ",".join(f".{kind.extension}" for kind in kinds)
