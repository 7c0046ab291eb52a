"""The charter as a paper to print and sign."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from silian.kernel.documents import SERIF, typeset

from ..models import Charter
from ..queries.charter_reading import chapters

TEMPLATE = Path(__file__).parent / "typst" / "charter.typ"


def charter_pdf(charter: Charter) -> bytes:
    """The PDF of a version; `Invalid` naming characters that no font draws."""
    return typeset(TEMPLATE, _data(charter), faces=SERIF)


def _data(charter: Charter) -> dict[str, Any]:
    return {
        "title": charter.title,
        "state": charter.get_state_display(),
        "note": _note(charter),
        "chapters": [
            {
                "title": f"第{chapter.number}章　{chapter.title}" if chapter.number else "",
                "articles": [
                    {
                        "number": f"第{article.number}条",
                        "heading": article.row.heading,
                        "lines": ["".join(text for _kind, text in line) for line in article.lines],
                    }
                    for article in chapter.articles
                ],
            }
            for chapter in chapters(charter)
        ],
    }


def _note(charter: Charter) -> str:
    if charter.adopted_on is None:
        return _("第 %(version)d 版 · %(state)s") % {
            "version": charter.version, "state": charter.get_state_display()
        }  # fmt: skip
    return _("第 %(version)d 版 · %(day)s 通过") % {
        "version": charter.version, "day": charter.adopted_on.isoformat()
    }  # fmt: skip
