"""A picture with the same data as a table, its 口径, and a download."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .columns import Empty


@dataclass(frozen=True)
class Chart:
    """An ECharts option in plain data, and the columns and rows of its table.

    A string of the option that begins with `@` names a colour or a format of `charts.js`. A
    node or bar that leads somewhere carries `url` in its data (`walk`: a click goes there).
    `note` is the 口径 in one sentence, `rows_url` the records behind it. With `empty` nothing
    is drawn and the sentence says why.
    """

    id: str
    title: object
    option: dict[str, Any]
    columns: Sequence[object]
    rows: Sequence[Sequence[Any]]
    note: object = ""
    note_url: str = ""
    rows_url: str = ""
    csv_url: str = ""
    lead: object = ""
    height: str = "md"
    walk: bool = False
    numeric: Sequence[int] = ()
    empty: Empty | None = None

    def context(self) -> dict[str, Any]:
        """What `ui/figure.html` reads."""
        names = ("id", "title", "option", "note", "note_url", "rows_url", "csv_url", "lead",
                 "height", "walk", "empty")  # fmt: skip
        table = {"columns": self.columns, "rows": self.rows, "numeric": self.numeric}
        return {name: getattr(self, name) for name in names} | {"table": table}
