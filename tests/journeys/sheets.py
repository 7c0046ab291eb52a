"""Spreadsheets as a person fills them in: the downloaded template with some rows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openpyxl


def fill(template: Path, rows: Sequence[dict[str, object]], target: Path) -> Path:
    """Writes rows, keyed by the titles of the template, under its header."""
    book = openpyxl.load_workbook(template)
    page = book.worksheets[0]
    titles = [str(cell.value).removesuffix("*").strip() for cell in page[1]]
    for number, row in enumerate(rows, 2):
        unknown = set(row) - set(titles)
        assert not unknown, (unknown, titles)
        for title, value in row.items():
            page.cell(number, titles.index(title) + 1, value)
    book.save(target)
    return target
