"""The table of posts: places, minimum and reserves, read from text with every fault named."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .faults import Report
from .intake import Posts
from .market import MOST_PLACES, Reserve

Attribute = Callable[[str], "NDArray[np.object_] | None"]
"""The values of an attribute of all students in code order as text, None if there is none."""

_WHOLE = re.compile(r"([0-9]{1,9})(?:\.0+)?", re.ASCII)
_KEYS = {"where", "places", "hard"}


def read_posts(
    capacity: NDArray[np.object_],
    minimum: NDArray[np.object_] | None,
    reserves: NDArray[np.object_] | None,
    order: NDArray[np.int64],
    attribute: Attribute,
    table: str,
    report: Report,
) -> Posts:
    """The posts in code order from columns in the order of the table.

    `order[c]` is the row (from 0) of the post with code c. Cells are text, numbers or None.
    Faults go to `report`; what is returned then is not to be used.
    """
    places, fewest = np.ones(len(order), np.int32), np.zeros(len(order), np.int32)
    groups: dict[str, int] = {}
    members: list[NDArray[np.bool_]] = []
    kept: list[Reserve] = []
    for code, at in enumerate(order.tolist()):
        row = at + 2
        places[code] = _places(capacity[at], table, row, report)
        if minimum is not None:
            fewest[code] = _minimum(minimum[at], int(places[code]), table, row, report)
        if reserves is None or _blank(reserves[at]):
            continue
        total = 0
        for where, count, hard in _reserves(reserves[at], table, row, report):
            name = json.dumps(where, sort_keys=True, ensure_ascii=False)
            if name not in groups:
                groups[name] = len(members)
                members.append(_members(where, attribute, table, row, report))
            kept.append(Reserve(code, groups[name], count, hard))
            total += count
        if total > places[code] >= 1:
            report.add(
                table, row, "reserves",
                f"预留名额合计 {total} 超过岗位名额 {places[code]}",
                f"the reserves add up to {total}, more than the capacity {places[code]}",
            )  # fmt: skip
    return Posts(places, fewest, tuple(kept), tuple(members))


def _blank(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def whole(cell: Any) -> int | None:
    """A whole number from 0 on, or None for anything else."""
    found = _WHOLE.fullmatch(str(cell).strip())
    return int(found[1]) if found else None


def _places(cell: Any, table: str, row: int, report: Report) -> int:
    value = whole(cell)
    if value is None or not 1 <= value <= MOST_PLACES:
        shown = "" if cell is None else cell
        report.add(
            table, row, "capacity",
            f"名额“{shown}”不是 1 到 {MOST_PLACES} 的整数",
            f"the capacity “{shown}” is not a whole number from 1 to {MOST_PLACES}",
        )  # fmt: skip
        return 0
    return value


def _minimum(cell: Any, places: int, table: str, row: int, report: Report) -> int:
    value = 0 if _blank(cell) else whole(cell)
    if value is None:
        report.add(
            table, row, "minimum",
            f"最低人数“{cell}”不是 0 以上的整数",
            f"the minimum “{cell}” is not a whole number from 0 on",
        )  # fmt: skip
        return 0
    if value > places >= 1:
        report.add(
            table, row, "minimum",
            f"最低人数 {value} 超过名额 {places}",
            f"the minimum {value} is above the capacity {places}",
        )  # fmt: skip
    return value


def _reserves(
    cell: Any, table: str, row: int, report: Report
) -> list[tuple[dict[str, Any], int, bool]]:
    """The reserves of one cell; faults reported and left out."""
    try:
        given = json.loads(cell) if isinstance(cell, str) else cell
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, list):
        report.add(
            table, row, "reserves", "预留名额不是 JSON 列表", "the reserves are no JSON list"
        )
        return []
    found = []
    for number, one in enumerate(given, 1):
        problem = _problem(one)
        if problem:
            report.add(
                table, row, "reserves",
                f"第 {number} 项预留：{problem[0]}", f"reserve {number}: {problem[1]}",
            )  # fmt: skip
        else:
            found.append((one["where"], one["places"], one.get("hard", False)))
    return found


def _problem(one: Any) -> tuple[str, str] | None:
    if not isinstance(one, dict) or not {"where", "places"} <= set(one) <= _KEYS:
        return "须有 where 和 places，可有 hard", "it needs where and places, and may have hard"
    if not isinstance(one["where"], dict) or not one["where"]:
        return "where 须写明属性和取值", "where must name an attribute and its value"
    for value in one["where"].values():
        for single in value if isinstance(value, list) and value else [value]:
            if not isinstance(single, str | int | float) or isinstance(single, bool):
                return "取值须是文字或数字", "a value must be text or a number"
    if type(one["places"]) is not int or not 1 <= one["places"] <= MOST_PLACES:
        return "places 须是正整数", "places must be a whole number from 1 on"
    if not isinstance(one.get("hard", False), bool):
        return "hard 须是 true 或 false", "hard must be true or false"
    return None


def _members(
    where: dict[str, Any],
    attribute: Attribute,
    table: str,
    row: int,
    report: Report,
) -> NDArray[np.bool_]:
    """Which students have all the values; an unknown attribute is a fault."""
    inside: NDArray[np.bool_] | None = None
    for name, value in where.items():
        column = attribute(name)
        if column is None:
            report.add(
                table, row, "reserves",
                f"学生表没有属性“{name}”", f"the students have no attribute “{name}”",
            )  # fmt: skip
            return np.zeros(0, bool)
        wanted = {str(one) for one in (value if isinstance(value, list) else [value])}
        has = np.fromiter((one in wanted for one in column), bool, len(column))
        inside = has if inside is None else inside & has
    return np.zeros(0, bool) if inside is None else inside
