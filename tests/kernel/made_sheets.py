"""A small spreadsheet of the tests' own: its rows are saved as `DailyMark`s of the kernel."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import xlsxwriter
from django.db import models
from django.utils.translation import gettext_lazy as _

from silian.kernel.access import Actor, register_permissions
from silian.kernel.exchange import (
    SHEETS,
    Column,
    Problem,
    Row,
    SaveResult,
    Sheet,
    register_sheet,
)
from silian.kernel.models import DailyMark, ImportBatch


class P(StrEnum):
    FILL = "try.sheet.fill"
    OVERSEE = "try.sheet.oversee"


class Level(models.TextChoices):
    SECONDARY = "secondary", _("中职")
    ASSOCIATE = "associate", _("高职专科")
    BACHELOR = "bachelor", _("普通本科")


@dataclass(frozen=True)
class Found:
    code: str | None
    exact: bool
    suggestions: Sequence[tuple[str, str]] = ()


class Programs:
    """Three programs; a text that contains 数控 is offered the first, 焊接 means two others."""

    names = {"460103": "数控技术", "460104": "机械制造及自动化", "500101": "铁道工程技术"}
    twins = [("460110", "焊接（高职专科）"), ("660104", "焊接（中职）")]

    def resolve(self, text: str) -> Found:
        for code, name in self.names.items():
            if text in {code, name, f"{code} {name}"}:
                return Found(code, True)
        if text == "焊接":
            return Found(None, False, self.twins)
        guess = [("460103", "数控技术")] if "数控" in text else []
        return Found(None, False, guess)

    def options(self) -> Iterable[tuple[str, str]]:
        return self.names.items()


def check(row: Row) -> Iterable[Problem]:
    if row["level"] == Level.BACHELOR and row.get("pay", 0) and row["pay"] < 3000:
        yield Problem("pay", "本科岗位的月薪偏低。", "请核对。", severity="warning")
    if {"from", "until"} & row.bad:
        return
    if row["from"] and row["until"] and row["until"] < row["from"]:
        yield Problem("until", "结束早于开始。", "请改正其中一个日期。")


def existing(consortium_id: int | None, keys: Sequence[str]) -> set[str]:
    return set(DailyMark.objects.filter(name__in=keys).values_list("name", flat=True))


def save(actor: Actor, batch: ImportBatch, rows: Iterator[Row]) -> SaveResult:
    created = 0
    for row in rows:
        DailyMark.objects.create(name=row.key, day=row.get("from", date(2026, 1, 1)))
        created += 1
    return SaveResult(created)


COLUMNS = (
    Column(key="company", name=_("企业名称"), name_en="Company", required=True, max_length=60,
           example="示例制造有限公司", aliases=("单位",)),
    Column(key="position", name=_("岗位名称"), name_en="Position", required=True, max_length=40),
    Column(key="headcount", name=_("需求人数（人）"), name_en="Headcount", kind="integer",
           required=True, minimum=1, maximum=10_000, example="12"),
    Column(key="level", name=_("学历层次"), name_en="Education", kind="choice", choices=Level),
    Column(key="program", name=_("专业"), name_en="Program", kind="code", lookup=Programs()),
    Column(key="wishes", name=_("意向专业"), name_en="Wishes", kind="list", lookup=Programs(),
           strict=False, group="more"),
    Column(key="from", name=_("到岗时间"), name_en="From", kind="date", group="more"),
    Column(key="until", name=_("截止时间"), name_en="Until", kind="date", group="more"),
    Column(key="month", name=_("填报月份"), name_en="Month", kind="month", group="more"),
    Column(key="pay", name=_("月薪"), name_en="Pay", kind="decimal", minimum=0, group="more"),
    Column(key="housing", name=_("提供住宿"), name_en="Housing", kind="bool", group="more"),
    Column(key="phone", name=_("联系电话"), name_en="Phone", max_length=30, private=True,
           group="more"),
)  # fmt: skip

if "try.sheet" not in SHEETS:
    register_permissions(
        {P.FILL: (_("填报试验表"), "Fill in"), P.OVERSEE: (_("查看全部"), "Oversee")}
    )
    register_sheet(
        Sheet(
            key="try.sheet",
            title=_("试验需求"),
            title_en="Trial demand",
            columns=COLUMNS,
            permission=P.FILL,
            oversight=P.OVERSEE,
            save=save,
            check=check,
            existing=existing,
            identity=("company", "position", "level", "from"),
            near=("company", "position"),
            groups={"more": (_("更多"), "More")},
            about=_("试验用。"),
            about_en="For trials.",
        )
    )
    register_sheet(replace(SHEETS["try.sheet"], key="try.global", of_consortium=False))

SHEET = SHEETS["try.sheet"]
GLOBAL = SHEETS["try.global"]
HEADS = [str(column.name) for column in COLUMNS]
ROW = [
    "示例制造有限公司",
    "数控车工",
    12,
    "中职",
    "460103",
    "",
    "2026-09-01",
    "",
    "",
    5000,
    "是",
    "",
]


def someone(organisation_id: int | None = 7, **more: Any) -> Actor:
    """A person of one organisation of consortium 1 who may fill in the sheet."""
    values: dict[str, Any] = {
        "label": "李示例", "user_id": 5, "consortium_id": 1, "organisation_id": organisation_id,
        "permissions": frozenset({P.FILL.value}), **more,
    }  # fmt: skip
    return Actor(**values)


def row(**changes: Any) -> list[Any]:
    """A good row with some cells changed."""
    keys = [column.key for column in COLUMNS]
    return [changes.get(key, cell) for key, cell in zip(keys, ROW, strict=True)]


def workbook(rows: Sequence[Sequence[Any]], heads: Sequence[Any] = tuple(HEADS)) -> bytes:
    """An XLSX of these rows below these heads."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    # The same rows give the same bytes.
    book.set_properties({"created": datetime(2026, 1, 1)})
    page = book.add_worksheet("试验需求")
    for number, cells in enumerate([heads, *rows]):
        for at, cell in enumerate(cells):
            page.write(number, at, cell)
    book.close()
    return stream.getvalue()


def put(folder: Path, data: bytes, name: str = "需求.xlsx") -> Path:
    """The bytes as a file."""
    path = folder / name
    path.write_bytes(data)
    return path
