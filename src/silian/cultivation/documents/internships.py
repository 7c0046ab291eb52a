"""The archive of an internship as one ZIP: readable names, and an index."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from silian.kernel.exchange.export import safe_text
from silian.kernel.files import read_bytes, safe_name

from ..enums import PaperKind
from ..models import Internship, WeeklyLog


@dataclass(frozen=True)
class Entry:
    """A file of the archive."""

    folder: str
    kind: str
    name: str
    content: bytes
    day: str
    note: str = ""
    sha256: str = ""


def archive_of(row: Internship) -> bytes:
    """The ZIP: a folder for each kind of paper, `index.csv` on top."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        entries = list(_entries(row))
        lines = []
        for number, entry in enumerate(entries, 1):
            path = f"{entry.folder}/{number:03d}-{entry.name}"
            archive.writestr(path, entry.content)
            lines.append([path, entry.kind, entry.day, entry.note, entry.sha256])
        archive.writestr("index.csv", _index(row, lines, {entry.kind for entry in entries}))
    return stream.getvalue()


def _entries(row: Internship) -> Iterator[Entry]:
    folders = {kind: f"{at}-{kind.label}" for at, kind in enumerate(PaperKind, 1)}
    for paper in row.papers.select_related("file"):
        if paper.file is None:
            continue
        kind = PaperKind(paper.kind)
        day = timezone.localtime(paper.created_at).date().isoformat()
        yield Entry(
            folders[kind], str(kind.label), safe_name(paper.file.name), read_bytes(paper.file),
            day, paper.note, paper.file.sha256,
        )  # fmt: skip
    for log in row.logs.order_by("week_on"):
        name = _("周志-%(week)s.txt") % {"week": log.week_on}
        yield Entry(
            folders[PaperKind.LOG], str(PaperKind.LOG.label), name, _log_text(log),
            log.week_on.isoformat(),
        )  # fmt: skip


def _log_text(log: WeeklyLog) -> bytes:
    parts = [
        _("周志 %(week)s") % {"week": log.week_on},
        log.text,
        _("校内教师批阅：%(text)s") % {"text": log.school_answer or "—"},
        _("企业导师批阅：%(text)s") % {"text": log.unit_answer or "—"},
    ]
    return "\r\n\r\n".join(parts).encode("utf-8-sig")


def _index(row: Internship, lines: list[list[str]], kinds: set[str]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    person = row.student or row.instructor
    writer.writerow([_("编号"), str(person), _("单位"), row.organisation.name])
    writer.writerow([_("文件"), _("种类"), _("日期"), _("说明"), "SHA-256"])
    writer.writerows([[safe_text(cell) for cell in line] for line in lines])
    for kind in PaperKind:
        if str(kind.label) not in kinds:
            writer.writerow(["", str(kind.label), "", _("没有材料"), ""])
    return text.getvalue().encode("utf-8-sig")
