"""The columns of a class list and of a list of teachers and mentors as spreadsheets."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from silian.codes import public as codes
from silian.consortia.public import today
from silian.kernel.exchange import Column, Problem, Row

from ..enums import Level
from ..models import Instructor, Student
from ..queries.students import ADULT, age_on

MORE = "more"
CONTACT = "contact"
GROUPS = {MORE: (_("更多"), "More"), CONTACT: (_("联系方式"), "Contact")}
YOUNGEST, OLDEST = 10, 80
LEVEL_WORDS = {
    "中专": Level.SECONDARY, "职高": Level.SECONDARY, "技校": Level.SECONDARY,
    "大专": Level.COLLEGE, "专科": Level.COLLEGE, "高职专科": Level.COLLEGE,
    "职教本科": Level.VOCATIONAL_BACHELOR, "高职本科": Level.VOCATIONAL_BACHELOR,
    "普通本科": Level.BACHELOR, "研究生": Level.MASTER,
}  # fmt: skip
_PHONE = re.compile(r"[+\d][\d\- ()转#*]{5,28}")


@dataclass(frozen=True)
class CodeLookup:
    """A code list as a column sees it."""

    list_key: str

    def resolve(self, text: str) -> Any:
        """By code, by name, or by both together."""
        return codes.resolve(self.list_key, text)

    def options(self) -> Iterable[tuple[str, str]]:
        """Every entry, for the drop-down."""
        return codes.options(self.list_key)


STUDENT_COLUMNS = (
    Column(
        key="number", name=_("学号"), name_en="Student number", required=True, max_length=40,
        example="2025010101", help=_("本校的学号；名单上只显示它"),
        help_en="The school's own number, which alone stands on lists",
    ),
    Column(
        key="full_name", name=_("姓名"), name_en="Name", required=True, max_length=50,
        private=True, example="示例甲", aliases=("学生姓名",),
        help=_("加密保存，页面上隐去，查看有记录"), help_en="Encrypted, masked, shown by a log",
    ),
    Column(
        key="born_on", name=_("出生日期"), name_en="Date of birth", kind="date", required=True,
        private=True, example="2008-09-01", aliases=("生日", "出生年月日"),
        help=_("用于判断是否未成年、能否岗位实习"), help_en="Says whether the student is a minor",
    ),
    Column(
        key="class_name", name=_("班级"), name_en="Class", required=True, max_length=100,
        example="示例机电2501班", aliases=("班级名称",), width=20,
    ),
    Column(
        key="entry_year", name=_("入学年份"), name_en="Entry year", kind="integer", required=True,
        minimum=2000, maximum=2100, example="2025", aliases=("年级", "入学年"),
    ),
    Column(
        key="level", name=_("层次"), name_en="Level", kind="choice", choices=Level,
        words={word: value.value for word, value in LEVEL_WORDS.items()}, required=True,
        example="高职", aliases=("学历层次", "培养层次"),
    ),
    Column(
        key="program", name=_("专业代码"), name_en="Program code", kind="code",
        lookup=CodeLookup("programs"), help=_("代码或名称，例如 460103"),
        help_en="Code or name, like 460103", aliases=("专业",), width=24,
    ),
    Column(
        key="phone", name=_("电话"), name_en="Phone", max_length=30, private=True,
        aliases=("手机", "联系电话"), group=CONTACT,
    ),
    Column(
        key="guardian_phone", name=_("监护人电话"), name_en="Guardian's phone", max_length=30,
        private=True, help=_("未满 18 岁的学生填写"), help_en="For students below 18",
        aliases=("家长电话",), group=CONTACT,
    ),
    Column(
        key="region", name=_("生源地"), name_en="Home region", kind="code",
        lookup=CodeLookup("regions"), strict=False, group=MORE,
        help=_("省市县名称"), help_en="Province, city and county",
    ),
)  # fmt: skip
INSTRUCTOR_COLUMNS = (
    Column(
        key="number", name=_("工号"), name_en="Staff number", required=True, max_length=40,
        example="T001", help=_("本单位内不重复"), help_en="Unique within the unit",
    ),
    Column(
        key="full_name", name=_("姓名"), name_en="Name", required=True, max_length=50,
        private=True, example="示例乙",
    ),
    Column(
        key="phone", name=_("电话"), name_en="Phone", max_length=30, private=True,
        aliases=("手机", "联系电话"),
    ),
    Column(
        key="field", name=_("专业方向"), name_en="Field", max_length=100, example="数控加工",
        aliases=("专业", "方向"),
    ),
)  # fmt: skip


def check_student(row: Row) -> Iterator[Problem]:
    """What columns say together: whose students they are, age, guardian, known numbers."""
    yield from _check_unit(row)
    yield from _check_known(row, Student)
    yield from _check_phones(row, "phone", "guardian_phone")
    born: dt.date | None = row.get("born_on")
    if born is None or "born_on" in row.bad:
        return
    age = age_on(born, today())
    if not YOUNGEST <= age <= OLDEST:
        yield Problem("born_on", _("按出生日期算，年龄不在 10 到 80 岁之间。"), _("核对日期。"))
    elif age < ADULT and not row.get("guardian_phone"):
        yield Problem(
            "guardian_phone", _("未满 18 岁的学生没有监护人电话。"),
            _("补上监护人电话；未成年人的事项要征得监护人同意。"), severity="warning",
        )  # fmt: skip


def check_instructor(row: Row) -> Iterator[Problem]:
    """Whose people they are, and known numbers."""
    yield from _check_unit(row)
    yield from _check_known(row, Instructor)
    yield from _check_phones(row, "phone")


def _check_unit(row: Row) -> Iterator[Problem]:
    if row.actor.organisation_id is None:
        yield Problem("", _("名单由本单位导入。"), _("请用代表单位的身份登录后再导入。"))


def _check_known(row: Row, model: type[Student] | type[Instructor]) -> Iterator[Problem]:
    if "number" in row.bad or row.actor.organisation_id is None:
        return
    known = model.objects.filter(
        organisation=row.actor.organisation_id, number=row.get("number", "")
    )
    if known.exists():
        yield Problem(
            "number", _("名册里已有这个编号，这一行不会改动它。"),
            _("要改已有的人，请在名册里修改。"), severity="warning",
        )  # fmt: skip


def _check_phones(row: Row, *columns: str) -> Iterator[Problem]:
    for column in columns:
        phone = row.get(column, "")
        if phone and column not in row.bad and not _PHONE.fullmatch(phone):
            yield Problem(
                column, _("这不像电话号码。"), _("写手机号，或区号-号码。"), severity="warning"
            )


# What the export of the roll writes: numbers and masks, never a name.
STUDENT_LIST = (
    Column(key="number", name=_("学号"), name_en="Student number"),
    Column(key="name", name=_("姓名（隐去）"), name_en="Name (masked)"),
    Column(key="school", name=_("学校"), name_en="School", width=28),
    Column(key="class_name", name=_("班级"), name_en="Class", width=20),
    Column(key="program", name=_("专业"), name_en="Program", width=24),
    Column(key="level", name=_("层次"), name_en="Level"),
    Column(key="entry_year", name=_("入学年份"), name_en="Entry year", kind="integer"),
    Column(key="minor", name=_("未成年"), name_en="Minor", kind="bool"),
    Column(key="region", name=_("生源地"), name_en="Home region"),
)
CLASS_LIST = (
    Column(key="school", name=_("学校"), name_en="School", width=28),
    Column(key="name", name=_("班级"), name_en="Class", width=20),
    Column(key="entry_year", name=_("入学年份"), name_en="Entry year", kind="integer"),
    Column(key="level", name=_("层次"), name_en="Level"),
    Column(key="program", name=_("专业"), name_en="Program", width=24),
    Column(key="students", name=_("学生数"), name_en="Students", kind="integer"),
    Column(key="running", name=_("正在实习"), name_en="In internships", kind="integer"),
)
INSTRUCTOR_LIST = (
    Column(key="number", name=_("工号"), name_en="Staff number"),
    Column(key="name", name=_("姓名（隐去）"), name_en="Name (masked)"),
    Column(key="unit", name=_("单位"), name_en="Unit", width=28),
    Column(key="field", name=_("专业方向"), name_en="Field"),
)
