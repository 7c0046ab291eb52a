"""One template and plain data become the bytes of a PDF.

Typst runs inside this process; it starts threads of its own, so a process that has typeset
must not fork afterwards (start workers with spawn). Text comes in as data, never as markup:
nothing that somebody typed is ever read as Typst code.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typst
from django.utils.translation import gettext as _

from ..refusals import Invalid
from .fonts import SANS, font_folders, missing_characters

# Templates import the shared paper as "/kernel/documents/typst/paper.typ".
ROOT = Path(__file__).resolve().parents[2]
SHOWN = 10
_SUSPECTS = b"/Suspects false"
START = datetime(2026, 1, 1, tzinfo=UTC)


def typeset(
    template: Path | bytes,
    data: Mapping[str, Any],
    *,
    at: datetime | None = None,
    faces: Sequence[str] = SANS,
) -> bytes:
    """The PDF (PDF/A-2b) of a template, a file of the package or its text, with `data` as JSON.

    The same template, data and `at` (an aware time; the start of 2026 without one) give the same
    bytes. Raises `Invalid` naming the characters that no font draws; a mistake in a template is
    a `typst.TypstError`.
    """
    unknown = missing_characters(texts_of(data), faces)
    if unknown:
        raise Invalid(no_glyph(unknown))
    source: Any = template
    return typst.compile(
        source,
        root=str(ROOT),
        font_paths=font_folders(faces),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        timestamp=(at or START).astimezone(UTC).replace(microsecond=0),
        pdf_standards=["a-2b"],
    )


def no_glyph(characters: Sequence[str]) -> str:
    """The sentence about characters that no font draws."""
    return _(
        "随附字体里没有“%(characters)s”，印不出来。请改用通行的字，"
        "或请管理员把含有它的字体放进数据目录的 fonts/extra。"
    ) % {"characters": "”“".join(characters[:SHOWN])}


class Typesetter:
    """One template for many papers: fonts are read and the template is understood once.

    The texts were checked by `missing_characters` before. Not to be shared between threads.
    """

    def __init__(self, template: Path | bytes, faces: Sequence[str]) -> None:
        # A template given as text is handed over anew each time; what it came to is remembered.
        self._template: Any = template
        compiler: Any = typst.Compiler
        self._compiler = compiler(
            self._template,
            root=str(ROOT),
            font_paths=font_folders(faces),
            ignore_system_fonts=True,
        )

    def pdf(self, data: Mapping[str, Any], at: datetime) -> bytes:
        """The PDF (PDF/A-2b) of one paper; `at` is the aware time that stands in it."""
        made = self._compiler.compile(
            self._template,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            timestamp=at.astimezone(UTC).replace(microsecond=0),
            pdf_standards=["a-2b"],
        )
        assert isinstance(made, bytes)
        # Poppler wrongly complains of this key, whose value is the default anyway. Blanks of the
        # same length keep every offset of the file.
        return made.replace(_SUSPECTS, b" " * len(_SUSPECTS))


def texts_of(value: Any) -> Iterator[str]:
    """Every text of the data, at any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from texts_of(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from texts_of(item)
