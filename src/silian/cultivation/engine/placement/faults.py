"""What is wrong with the data of a round: each fault with its table, row and column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MOST_FAULTS = 20
"""So many faults are named; how many more there are is said."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `row` counts as a spreadsheet does, the heading being row 1; 0 for the whole.

    `zh` and `en` are clauses without the place, such as “名额必须是正整数”.
    """

    table: str
    row: int
    column: str
    zh: str
    en: str

    @property
    def sentence_zh(self) -> str:
        """The whole sentence in Chinese, place first."""
        row = f"第 {self.row} 行" if self.row else ""
        column = f"“{self.column}”列" if self.column else ""
        return f"{self.table}{row}{column}：{self.zh}。"

    @property
    def sentence_en(self) -> str:
        """The whole sentence in English, place first."""
        parts = [self.table]
        if self.row:
            parts.append(f"row {self.row}")
        if self.column:
            parts.append(f"column {self.column}")
        return f"{', '.join(parts)}: {self.en}."

    def __str__(self) -> str:
        return f"{self.sentence_zh} / {self.sentence_en}"


class Faulty(ValueError):
    """Data that no round can be solved with; `faults` in the order found, `more` left out."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults[:MOST_FAULTS])
        self.more = max(0, len(faults) - MOST_FAULTS)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class Report:
    """Collects faults; `stop()` raises `Faulty` if there are any."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def add(self, table: str, row: int, column: str, zh: str, en: str) -> None:
        """One more fault."""
        self.faults.append(Fault(table, row, column, zh, en))

    def stop(self) -> None:
        """Raises `Faulty` when something was found."""
        if self.faults:
            raise Faulty(self.faults)
