"""Reading a file: through the gate, then by a child process under limits, then row by row.

The child writes to an unnamed temporary file and ends before the first row is looked at, so
its memory and ours are never held together.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _

from ..refusals import Invalid
from . import reader
from .gate import LIMITS, MB, Limits, Passed, pass_gate

ROWS = 200_000
CELL_CHARACTERS = 4_000


@dataclass(frozen=True)
class ReaderLimits:
    """What the child may use. Its memory grows with the file: `base` + `factor` × unfolded size.

    Measured with calamine: 357 MB of address space for a file of 175 MB unfolded, and 20 MB for
    an empty one; a bomb is a file that asks for far more than its size explains. A cell is cut
    after `cell_characters`, and what the child writes ends at `output_mb`.
    """

    base_mb: int = 110
    factor: int = 4
    cpu_seconds: int = 60
    wall_seconds: int = 90
    output_mb: int = 256
    rows: int = ROWS
    cell_characters: int = CELL_CHARACTERS

    def memory(self, unfolded: int) -> int:
        """Bytes of address space; the setting SILIAN_IMPORT_MEMORY_MB is the upper end."""
        most = int(settings.IMPORT_MEMORY_MB) * MB
        return min(most, self.base_mb * MB + self.factor * unfolded)


READER_LIMITS = ReaderLimits()

Cells = list[Any]


@contextmanager
def open_rows(
    path: Path,
    file_name: str,
    preferred: tuple[str, ...] = (),
    limits: Limits = LIMITS,
    reader_limits: ReaderLimits = READER_LIMITS,
) -> Iterator[Iterator[tuple[int, Cells]]]:
    """The rows of a file as (row number, cells), empty rows left out.

    Cells are str, int, float, bool or None; dates are ISO text. Raises `Invalid` or `TooLarge`
    with a sentence for every file that cannot be read, whatever is wrong with it.
    """
    passed = pass_gate(path, file_name, limits)
    with tempfile.TemporaryFile() as spool:
        _run_child(path, passed, preferred, reader_limits, spool)
        _check_ending(spool, reader_limits)
        spool.seek(0)
        yield _rows(spool)


def _run_child(
    path: Path,
    passed: Passed,
    preferred: tuple[str, ...],
    limits: ReaderLimits,
    spool: IO[bytes],
) -> None:
    arguments = [
        str(path), passed.kind, str(limits.memory(passed.unfolded)), str(limits.cpu_seconds),
        str(limits.output_mb * MB), str(limits.rows), str(limits.cell_characters), *preferred,
    ]  # fmt: skip
    try:
        subprocess.run(  # noqa: S603  our own program; the file's path is the only input
            [sys.executable, "-I", reader.__file__, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=spool,
            stderr=subprocess.DEVNULL,
            env={"PATH": os.defpath},
            timeout=limits.wall_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Invalid(
            _("读取超过 %(n)d 秒，已停止。请拆成几份上传。") % {"n": limits.wall_seconds}
        ) from error


def _check_ending(spool: IO[bytes], limits: ReaderLimits) -> None:
    """The last line says how it ended; without one the child was stopped by a limit."""
    size = spool.seek(0, os.SEEK_END)
    spool.seek(max(0, size - 1024))
    lines = spool.read().splitlines()
    try:
        last = json.loads(lines[-1])
        problem = "" if "rows" in last else last["error"]
    except (IndexError, ValueError, KeyError, TypeError):
        problem = "memory"
    if problem:
        raise Invalid(_sentence(problem, limits))
    if last["rows"] == 0:
        raise Invalid(_("表格里没有内容。请下载模板，填写后再上传。"))


def _sentence(problem: str, limits: ReaderLimits) -> str:
    sentences = {
        "memory": _(
            "读取这个文件所需的内存过大：可能在很远的行或列有内容，或单元格过多。"
            "请把数据复制到下载的模板里再上传。"
        ),
        "password": _("这个文件加了密码。请去掉密码后再上传。"),
        "no_sheet": _("文件里没有可见的工作表。请下载模板，填写后再上传。"),
        "nul": _("文本里有不可见的空字符（NUL），不能读取。请另存为“CSV UTF-8”后再上传。"),
        "encoding": _("认不出文本的编码。请另存为“CSV UTF-8”或 .xlsx 后再上传。"),
        "csv": _("CSV 的格式有误：可能有没闭合的引号。请改用 .xlsx 上传。"),
        "too_many_rows": _("超过 %(n)d 行。请拆成几份上传。") % {"n": limits.rows},
    }
    damaged = _("文件已损坏，无法打开。请在 WPS 或 Excel 里重新保存一次，再上传。")
    return sentences.get(problem, damaged)


def _rows(spool: IO[bytes]) -> Iterator[tuple[int, Cells]]:
    for line in spool:
        found = json.loads(line)
        if isinstance(found, list):
            yield found[0], found[1]
