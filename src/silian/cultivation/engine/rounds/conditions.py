"""Who may be given a post, which places are kept for whom, and how people write both.

Eligibility: [{"attribute": name, "in": [values]} | {"attribute": name, "min": n} | {… "max": n}],
all of which must hold. Reserves: [{"where": {name: value}, "places": n, "hard": bool}].
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from .formula import FormulaError, canonical, number

LINE, PLACES, TWICE, TOO_MANY = "line", "places", "twice", "too_many"
_AND = re.compile(r"[,，、&]")
_SET = re.compile(r"^(?P<name>[^=＝≥≤<>]+?)\s*[=＝]\s*(?P<values>.+)$")
_BOUND = re.compile(r"^(?P<name>[^=＝≥≤<>]+?)\s*(?P<sign>>=|≥|<=|≤)\s*(?P<value>-?\d+(\.\d+)?)$")
_PLACES = re.compile(r"^(?P<where>.+?)\s*[:：]\s*(?P<places>\d+)\s*(?P<hard>!|！|硬|hard)?$")


class ConditionError(ValueError):
    """A line that cannot be read: `kind` is one of the constants above, `detail` the line."""

    def __init__(self, kind: str, detail: str = "") -> None:
        super().__init__(f"{kind} {detail}".strip())
        self.kind, self.detail = kind, detail


def unmet(rules: Iterable[Mapping[str, Any]], values: Mapping[str, object]) -> str:
    """The attribute of the first rule that the person does not meet; '' when all hold."""
    for rule in rules:
        name = canonical(str(rule["attribute"]))
        if not _holds(rule, name, values):
            return name
    return ""


def _holds(rule: Mapping[str, Any], name: str, values: Mapping[str, object]) -> bool:
    if "in" in rule:
        return str(values.get(name, "")) in {str(value) for value in rule["in"]}
    try:
        found = number(name, values.get(name))
    except FormulaError:
        return False
    if "min" in rule and found < Decimal(str(rule["min"])):
        return False
    return "max" not in rule or found <= Decimal(str(rule["max"]))


def belongs(where: Mapping[str, Any], values: Mapping[str, object]) -> bool:
    """Whether somebody belongs to the group of a reserve."""
    return all(str(values.get(canonical(str(name)), "")) == str(v) for name, v in where.items())


def names_in(eligibility: Sequence[Mapping[str, Any]], reserves: Sequence[Mapping[str, Any]]) -> (
    set[str]
):  # fmt: skip
    """The attributes that the conditions of a post ask for."""
    asked = {canonical(str(rule["attribute"])) for rule in eligibility}
    return asked | {canonical(str(name)) for one in reserves for name in one["where"]}


def read_eligibility(text: str) -> list[dict[str, Any]]:
    """Lines “专业=汽车制造、汽车检测” or “年龄>=18”, as they are kept; `ConditionError`."""
    found: list[dict[str, Any]] = []
    for line in _lines(text):
        if bound := _BOUND.match(line):
            which = "min" if bound["sign"] in (">=", "≥") else "max"
            value = float(bound["value"]) if "." in bound["value"] else int(bound["value"])
            found.append({"attribute": canonical(bound["name"]), which: value})
        elif one := _SET.match(line):
            values = [value.strip() for value in _AND.split(one["values"]) if value.strip()]
            found.append({"attribute": canonical(one["name"]), "in": values})
        else:
            raise ConditionError(LINE, line)
    return found


def write_eligibility(rules: Iterable[Mapping[str, Any]]) -> str:
    """The lines that `read_eligibility` reads."""
    lines = []
    for rule in rules:
        if "in" in rule:
            lines.append(f"{rule['attribute']}={'、'.join(map(str, rule['in']))}")
        for key, sign in (("min", ">="), ("max", "<=")):
            if key in rule:
                lines.append(f"{rule['attribute']}{sign}{rule[key]}")
    return "\n".join(lines)


def read_reserves(text: str) -> list[dict[str, Any]]:
    """Lines “学校=示例学院：2” (“！” at the end for a hard one), as kept; `ConditionError`."""
    found = []
    for line in _lines(text):
        parts = _PLACES.match(line)
        if parts is None:
            raise ConditionError(LINE, line)
        where: dict[str, str] = {}
        for pair in _AND.split(parts["where"]):
            one = _SET.match(pair.strip())
            if one is None:
                raise ConditionError(LINE, line)
            where[canonical(one["name"])] = one["values"].strip()
        places, hard = int(parts["places"]), bool(parts["hard"])
        found.append({"where": where, "places": places, "hard": hard})
    return found


def write_reserves(reserves: Iterable[Mapping[str, Any]]) -> str:
    """The lines that `read_reserves` reads."""
    lines = []
    for one in reserves:
        where = "，".join(f"{name}={value}" for name, value in one["where"].items())
        lines.append(f"{where}：{one['places']}{'！' if one.get('hard') else ''}")
    return "\n".join(lines)


def check_reserves(reserves: Sequence[Mapping[str, Any]], capacity: int) -> None:
    """`ConditionError` for no places, one group twice, or more places than the post has."""
    seen: list[Mapping[str, Any]] = []
    for one in reserves:
        if int(one["places"]) < 1:
            raise ConditionError(PLACES, write_reserves([one]))
        if one["where"] in seen:
            raise ConditionError(TWICE, write_reserves([one]))
        seen.append(one["where"])
    total = sum(int(one["places"]) for one in reserves)
    if total > capacity:
        raise ConditionError(TOO_MANY, str(total))


def _lines(text: str) -> list[str]:
    # A spreadsheet cell has no lines of its own: a semicolon parts them as well.
    return [line.strip() for line in re.split(r"[\n;；]", text) if line.strip()]
