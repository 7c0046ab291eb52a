"""Spreadsheets: a list of columns declared once gives template, preview, commit, export, docs.

`reader.py` is a program of its own, run in a child process; everything else is used from here.
"""

from . import background  # noqa: F401 - registers its jobs
from .columns import (
    ESSENTIAL,
    SHEETS,
    Column,
    Lookup,
    Match,
    Problem,
    Remark,
    Row,
    SaveResult,
    Sheet,
    Suggestion,
    register_sheet,
)
from .committing import Committed, commit, correct, discard, leave_out, queue
from .describe import describe
from .export import CSV_TYPE, XLSX_TYPE, download, export_csv, export_xlsx, file_name
from .preview import unpack
from .remarks import readings
from .staging import Staged, receive, stage
from .template import write_template

__all__ = [
    "CSV_TYPE",
    "ESSENTIAL",
    "SHEETS",
    "XLSX_TYPE",
    "Column",
    "Committed",
    "Lookup",
    "Match",
    "Problem",
    "Remark",
    "Row",
    "SaveResult",
    "Sheet",
    "Staged",
    "Suggestion",
    "commit",
    "correct",
    "describe",
    "discard",
    "download",
    "export_csv",
    "export_xlsx",
    "file_name",
    "leave_out",
    "queue",
    "readings",
    "receive",
    "register_sheet",
    "stage",
    "unpack",
    "write_template",
]
