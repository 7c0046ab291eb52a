"""The files of a publication: made once, kept, and always the same.

A publication never changes, so a file that was made for it stays right for ever.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from django.conf import settings
from django.utils.translation import get_language

from silian.kernel.exchange.export import export_csv, export_xlsx

from ..engine import frozen
from ..models import Snapshot
from ..queries.publications import frozen_rows, rows_of
from .columns import columns_for, readable
from .publication import publication_pdf

CHUNK = 2_000


def folder(snapshot: Snapshot) -> Path:
    """Where the files of a publication lie."""
    return Path(settings.DATA) / "publications" / str(snapshot.consortium_id) / snapshot.ref


def _write_table(
    snapshot: Snapshot, stream: IO[bytes], export: Callable[..., int], *, contacts: bool
) -> None:
    rows = rows_of(snapshot).iterator(chunk_size=CHUNK)
    columns = columns_for(snapshot.kind, contacts=contacts)
    export(columns, (readable(row) for row in rows), stream, public=not contacts)


def _write_lines(snapshot: Snapshot, stream: IO[bytes]) -> None:
    for line in frozen.lines(snapshot.facts, frozen_rows(snapshot)):
        stream.write(line)


def made(snapshot: Snapshot, name: str, write: Callable[[IO[bytes]], None]) -> Path:
    """The file of that name, written now if it is not there yet, whole or not at all."""
    path = folder(snapshot) / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as part:
            try:
                write(part)
            except BaseException:
                Path(part.name).unlink()
                raise
        Path(part.name).replace(path)
    return path


def xlsx_file(snapshot: Snapshot, *, contacts: bool = False) -> Path:
    """The list as XLSX; with `contacts` the masked contacts besides, for members."""
    name = f"{'member' if contacts else 'list'}.{get_language()}.xlsx"
    return made(
        snapshot, name, lambda out: _write_table(snapshot, out, export_xlsx, contacts=contacts)
    )


def csv_file(snapshot: Snapshot) -> Path:
    """The list as CSV."""
    name = f"list.{get_language()}.csv"
    return made(snapshot, name, lambda out: _write_table(snapshot, out, export_csv, contacts=False))


def lines_file(snapshot: Snapshot) -> Path:
    """The frozen text: the file whose SHA-256 is the publication's."""
    return made(snapshot, "list.jsonl", lambda out: _write_lines(snapshot, out))


def pdf_file(snapshot: Snapshot, address: str) -> Path:
    """The paper."""

    def write(out: IO[bytes]) -> None:
        out.write(publication_pdf(snapshot, address))

    return made(snapshot, f"list.{get_language()}.pdf", write)
