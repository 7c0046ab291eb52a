"""Taking an upload in, and answering with it."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Sequence
from datetime import time, timedelta
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import commands, scoping
from ..access import Actor
from ..jobs import job
from ..models import StoredFile
from ..punctuation import listed
from ..refusals import Invalid, Missing
from .kinds import PAPERS, FileKind
from .naming import safe_name

MB = 1024 * 1024
LARGEST = 20 * MB
LONGEST_GIVEN = 255
FOLDER = "uploads"
# Longer than any request or job that might still commit the row of a file.
ORPHANED_AFTER = timedelta(days=1)
# What a file may do when a browser opens it after all: nothing.
SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"

Scanner = Callable[[BinaryIO], str]
_SCANNERS: list[Scanner] = []


def register_scanner(scanner: Scanner) -> None:
    """Adds a look at every upload: it returns the name of what it found, or ''."""
    _SCANNERS.append(scanner)


def keep(
    *,
    actor: Actor,
    upload: File[bytes],
    kinds: Sequence[FileKind] = PAPERS,
    field: str = "file",
    is_demo: bool = False,
) -> StoredFile:
    """Stores an upload for the actor's consortium and returns its row.

    To be called inside a command, after its own checks of right and state; that command's audit
    entry should name `stored.name` and `stored.sha256`. LookupError outside one. Raises
    `Invalid` at `field` for a file that is empty, larger than 20 MB, of another kind, not what
    its ending says, or found harmful.
    """
    commands.current()
    if actor.consortium_id is None:
        raise LookupError("a file is kept for a consortium")
    kind = check(upload, kinds, field)
    digest = hashlib.sha256()
    upload.seek(0)
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    path = default_storage.save(
        f"{FOLDER}/{actor.consortium_id}/{secrets.token_hex(16)}", cast("File[Any]", upload)
    )
    return StoredFile.objects.create(
        consortium_id=actor.consortium_id, name=safe_name(upload.name or ""), size=upload.size,
        sha256=digest.hexdigest(), media_type=kind.media_type, path=path,
        uploaded_by_id=actor.user_id, uploaded_by=actor.label[:200], is_demo=is_demo,
    )  # fmt: skip


def check(upload: File[bytes], kinds: Sequence[FileKind] = PAPERS, field: str = "file") -> FileKind:
    """The kind of an upload; `Invalid` at `field` with what is wrong and how to mend it."""
    name = upload.name or ""
    if len(name) > LONGEST_GIVEN:
        raise Invalid({field: [_("文件名太长。请改短到 255 个字以内，再上传。")]})
    extension = safe_name(name).rpartition(".")[2]
    kind = next((kind for kind in kinds if kind.extension == extension), None)
    if kind is None:
        endings = listed(kind.extension for kind in kinds if kind.extension != "jpeg")
        raise Invalid({field: [_("只接收这些文件：%(endings)s。") % {"endings": endings}]})
    if not upload.size:
        raise Invalid({field: [_("文件是空的。请检查后再上传。")]})
    if upload.size > LARGEST:
        raise Invalid(
            {
                field: [
                    _("文件有 %(size)d MB，超过 %(limit)d MB。请压缩或拆开后再上传。")
                    % {"size": -(-upload.size // MB), "limit": LARGEST // MB}
                ]
            }
        )
    content = cast(BinaryIO, upload.file)
    if not kind.fits(content):
        raise Invalid(
            {
                field: [
                    _(
                        "文件的内容与扩展名 .%(ending)s 不符，或文件已损坏、带宏。"
                        "请用原来的软件重新保存，再上传。"
                    )
                    % {"ending": extension}
                ]
            }
        )
    _scan(content, field)
    return kind


def _scan(content: BinaryIO, field: str) -> None:
    for scanner in _SCANNERS:
        content.seek(0)
        found = scanner(content)
        if found:
            sentence = _("安全检查认为这个文件有害（%(found)s），没有保存。") % {"found": found}
            raise Invalid({field: [sentence]})


def open_file(stored: StoredFile) -> IO[Any]:
    """The bytes as a stream; the caller closes it."""
    return default_storage.open(stored.path, "rb")


def read_bytes(stored: StoredFile) -> bytes:
    """All the bytes."""
    with open_file(stored) as file:
        return bytes(file.read())


def answer(stored: StoredFile) -> FileResponse:
    """The file as a download. Who may have it is for the view to ask before.

    `Missing` with its own sentence where the row is there and the file is not.
    """
    try:
        stream = open_file(stored)
    except FileNotFoundError:
        raise Missing(
            _("“%(name)s”的记录还在，但文件不在存储里。请管理员从备份恢复数据目录的 files。")
            % {"name": stored.name}
        ) from None
    return as_download(stream, stored.name, stored.media_type)


def as_download(stream: IO[Any], name: str, media_type: str) -> FileResponse:
    """A stream as a download that no browser runs or guesses at; the name may be Chinese."""
    response = FileResponse(
        stream, as_attachment=True, filename=safe_name(name), content_type=media_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    return response


@job("files.sweep", daily_at=time(3, 50))
def sweep() -> None:
    """Removes uploads whose command failed after they were written: a day old, without a row."""
    root = Path(default_storage.path(FOLDER))
    before = (timezone.now() - ORPHANED_AFTER).timestamp()
    for path in root.glob("*/*"):
        if path.stat().st_mtime < before:
            # The storage is one for all consortia, so all of them are asked.
            with scoping.across():
                known = StoredFile.objects.filter(
                    path=f"{FOLDER}/{path.parent.name}/{path.name}"
                ).exists()
            if not known:
                path.unlink(missing_ok=True)
