"""期次: a year, a half year, a quarter or a month, as `2026`, `2026H1`, `2026Q3`, `2026-05`."""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import NamedTuple

_SHAPE = re.compile(r"(?P<year>20\d{2})(?:H(?P<half>[12])|Q(?P<quarter>[1-4])|-(?P<month>\d{2}))?")


class Period(NamedTuple):
    """A period by its first and last day."""

    first: date
    last: date


def parse_period(text: str) -> Period:
    """The days of a period; ValueError for anything that is not one of the four shapes."""
    found = _SHAPE.fullmatch(text)
    if found is None:
        raise ValueError(text)
    year = int(found["year"])
    if found["half"]:
        start, months = 6 * int(found["half"]) - 5, 6
    elif found["quarter"]:
        start, months = 3 * int(found["quarter"]) - 2, 3
    elif found["month"]:
        start, months = int(found["month"]), 1
    else:
        start, months = 1, 12
    end = start + months - 1
    if start < 1 or end > 12:
        raise ValueError(text)
    return Period(date(year, start, 1), date(year, end, calendar.monthrange(year, end)[1]))
