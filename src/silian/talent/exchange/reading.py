"""Values that a program sends, read as the cells of a spreadsheet are read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from silian.kernel.exchange.cleaning import CellReader
from silian.kernel.refusals import Invalid

from .lists import TalentList


def read_values(talent_list: TalentList, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Cleaned values by column key; `Invalid` with a sentence for every column that is wrong.

    Accepts what a cell accepts: codes or names, labels in both languages; a list may come as a
    list of texts. A term that a lenient column does not know is an error here, because nobody
    looks at a warning.
    """
    values: dict[str, Any] = {}
    errors: dict[str, list[object]] = {}
    for column in talent_list.columns:
        given = raw.get(column.key)
        if isinstance(given, list | tuple):
            given = "、".join(str(item) for item in given)
        elif given is not None and not isinstance(given, str | int | float):
            given = str(given)
        value, problem = CellReader(column)(given)
        values[column.key] = value
        if problem is not None:
            errors[column.key] = [f"{problem.sentence}{problem.mend}"]
    if errors:
        raise Invalid(errors)
    return values
