"""Reading the packaged files: plain rows out of CSV, no database.

Every function takes the rows of a file (dictionaries of text) and returns rows with the names
of the models' columns. A row that cannot stand raises `Unreadable` with its line.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

Row = dict[str, str]
Values = dict[str, Any]

PROGRAM_LEVELS = {
    "中职": "secondary",
    "高职专科": "associate",
    "职业本科": "vocational_bachelor",
    "普通本科": "bachelor",
}
CERTIFICATE_KINDS = {"职业技能等级证书": "skill", "职业资格证书": "qualification"}
UNIVERSITY_LEVELS = {"本科": "bachelor", "专科": "associate"}
_DIGITS = re.compile(r"\d+")


class Unreadable(ValueError):
    """A packaged file is not as this version of the product expects it."""


def read(path: Path) -> list[Row]:
    """The rows of a CSV file; `Unreadable` when it is missing, empty or not UTF-8."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Unreadable(f"{path.name}: {error}") from error
    if not rows:
        raise Unreadable(f"{path.name}: no rows")
    for line, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            raise Unreadable(f"{path.name}:{line}: wrong number of columns")
    return rows


def fingerprint(paths: Iterable[Path], version: int) -> str:
    """SHA-256 over the files and the version of their reading."""
    digest = hashlib.sha256(f"{version}\n".encode())
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def listed(text: str) -> list[str]:
    """The parts of a list separated by |, without empty ones and repeats."""
    return list(dict.fromkeys(part.strip() for part in text.split("|") if part.strip()))


def flag(text: str) -> bool | None:
    """'1' and '0' as truth; None where the file says nothing."""
    return {"1": True, "0": False, "": None}[text]


def _number(text: str) -> float | None:
    return float(text) if text else None


def regions(rows: list[Row]) -> Iterator[Values]:
    for row in rows:
        yield {
            "code": row["code"],
            "name": row["name"],
            "short_name": row["short_name"],
            "level": row["level"],
            "parent_id": row["parent_code"] or None,
            "lng": _number(row["lng"]),
            "lat": _number(row["lat"]),
        }


def industries(rows: list[Row]) -> Iterator[Values]:
    for row in rows:
        yield {
            "code": row["code"],
            "name": row["name"],
            "level": int(row["level"]),
            "parent_id": row["parent_code"] or None,
            "section": row["section"],
        }


def occupations(rows: list[Row], additions: list[Row]) -> Iterator[Values]:
    """Both files; an addition belongs to the group that its code begins with."""
    for row in rows:
        yield {
            "code": row["code"],
            "name": row["name"],
            "level": int(row["level"]),
            "parent_id": row["parent_code"] or None,
            "digital": flag(row["digital"]),
            "green": flag(row["green"]),
            "edition": "2022",
        }
    for row in additions:
        if row["code"]:
            yield {
                "code": row["code"],
                "name": row["name"],
                "level": 4,
                "parent_id": row["code"].rpartition("-")[0],
                "digital": flag(row["digital"]),
                "green": flag(row["green"]),
                "edition": row["released"],
            }


def pending_occupations(additions: list[Row]) -> Iterator[Values]:
    """New occupations that were published without a code."""
    for row in additions:
        if not row["code"]:
            yield {
                "name": row["name"],
                "digital": flag(row["digital"]),
                "green": flag(row["green"]),
                "edition": row["released"],
            }


def programs(vocational: list[Row], undergraduate: list[Row]) -> Iterator[Values]:
    for row in vocational:
        yield {
            **_program(row),
            "code6": row["code6"],
            "level": PROGRAM_LEVELS[row["level"]],
            "edition": row["edition"],
            "degree": "",
            "previous_code": "",
        }
    for row in undergraduate:
        found = _DIGITS.match(row["code"])
        if found is None:
            raise Unreadable(f"program code {row['code']!r}")
        yield {
            **_program(row),
            "code6": found[0],
            "level": "bachelor",
            "edition": "2026",
            "degree": row["degree"],
            "previous_code": row["previous_code"],
        }


def _program(row: Row) -> Values:
    return {
        "code": row["code"],
        "name": row["name"],
        "category_code": row["category_code"],
        "category_name": row["category_name"],
        "class_code": row["class_code"],
        "class_name": row["class_name"],
        "state_controlled": row["state_controlled"] == "1",
    }


def courses(row: Row) -> Iterator[Values]:
    """The basic and core courses of a profile, each kind numbered from 1."""
    for core, column in ((False, "basic_courses"), (True, "core_courses")):
        for order, name in enumerate(listed(row[column]), start=1):
            yield {"program_id": row["code"], "core": core, "order": order, "name": name}


def abilities(row: Row) -> Iterator[Values]:
    for order, text in enumerate(listed(row["abilities"]), start=1):
        yield {"program_id": row["code"], "order": order, "text": text}


def program_occupations(rows: list[Row], source: str) -> Iterator[Values]:
    for row in rows:
        yield {
            "program_id": row["program_code"],
            "occupation_id": row["occupation_code"],
            "source": source,
            "weight": 1.0,
        }


def universities(rows: list[Row], places: list[Row]) -> tuple[list[Values], list[str]]:
    """The schools with the code of their region, and the places that no list has.

    A city is looked for in its own province first, then among all provinces and prefectures
    (河北工业大学 stands in 天津市); what is nowhere is placed in the province, which is known.
    """
    provinces = {place["name"]: place["code"] for place in places if place["level"] == "province"}
    abroad = {place["name"]: place["code"] for place in places if place["level"] != "county"}
    by_name = {(p["code"][:2], p["name"]): p["code"] for p in places if p["level"] != "province"}
    values, unplaced = [], []
    for row in rows:
        province = provinces[row["province"]]
        region = _city(row["city"], row["province"], province, by_name) or abroad.get(row["city"])
        if region is None:
            unplaced.append(f"{row['name']}：{row['city']}")
        values.append(
            {
                "code": row["code"],
                "name": row["name"],
                "region_id": region or province,
                "city_name": row["city"],
                "level": UNIVERSITY_LEVELS[row["level"]],
                "authority": row["authority"],
                "private": row["remark"] == "民办",
                "vocational": row["vocational"] == "1",
                "remark": row["remark"],
            }
        )
    return values, unplaced


def _city(
    name: str, province_name: str, province: str, by_name: dict[tuple[str, str], str]
) -> str | None:
    """The region's code; 临夏州 is the only 自治州 of the province that begins with 临夏."""
    if name == province_name:
        return province
    found = by_name.get((province[:2], name))
    if found is None and name.endswith("州"):
        stem = name.removesuffix("州")
        fitting = [
            code
            for (start, own), code in by_name.items()
            if start == province[:2] and own.startswith(stem) and own.endswith("自治州")
        ]
        found = fitting[0] if len(fitting) == 1 else None
    return found
