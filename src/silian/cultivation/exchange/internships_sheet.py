"""The columns of many internships at once as a spreadsheet: drafts of the own school's students."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from silian.consortia import public as consortia
from silian.kernel.exchange import Column, Problem, Row
from silian.organisations import public as organisations

from ..models import Student
from .students import CodeLookup

STAFF = "staff"
GROUPS = {STAFF: (_("单位规模与保障"), "Staff and cover")}


@dataclass(frozen=True)
class UnitLookup:
    """Units by name; the drop-down offers the members."""

    def resolve(self, text: str) -> organisations.Match:
        """As the registry knows it."""
        return organisations.OrganisationLookup().resolve(text)

    def options(self) -> Iterable[tuple[str, str]]:
        """The active members."""
        rows = consortia.active_members()
        return [(row.organisation.ref, row.organisation.name) for row in rows]


COLUMNS = (
    Column(
        key="number", name=_("学号"), name_en="Student number", required=True, max_length=40,
        example="2401001", help=_("本校名册里的学号"), help_en="As on the school's roll",
    ),
    Column(
        key="organisation", name=_("实习单位"), name_en="Unit", kind="code", lookup=UnitLookup(),
        required=True, width=28, aliases=("单位", "企业"),
    ),
    Column(
        key="post", name=_("岗位"), name_en="Post", required=True, max_length=100,
        example="数控操作",
    ),
    Column(
        key="post_program", name=_("岗位对应专业"), name_en="Program of the post", kind="code",
        lookup=CodeLookup("programs"), help=_("代码或名称，例如 460103"),
        help_en="Code or name, like 460103", width=24,
    ),
    Column(
        key="region", name=_("实习地"), name_en="Region", kind="code",
        lookup=CodeLookup("regions"), help=_("省市县名称"), help_en="Province, city and county",
    ),
    Column(key="starts_on", name=_("起"), name_en="From", kind="date", required=True,
           example="2026-03-02", aliases=("开始日期",)),
    Column(key="ends_on", name=_("止"), name_en="Until", kind="date", required=True,
           example="2026-09-01", aliases=("结束日期",)),
    Column(key="day_hours", name=_("每日工时"), name_en="Hours a day", kind="decimal", places=1,
           minimum=0, maximum=24, example="8"),
    Column(key="pay", name=_("月报酬（元）"), name_en="Monthly pay (yuan)", kind="decimal",
           minimum=0, maximum=1_000_000),
    Column(key="post_wage", name=_("同岗位月工资（元）"), name_en="Wage of the post (yuan)",
           kind="decimal", minimum=0, maximum=1_000_000),
    Column(key="insurance", name=_("实习责任保险单号"), name_en="Insurance policy",
           max_length=100, group=STAFF),
    Column(key="visited_on", name=_("实地考察日期"), name_en="Visited on", kind="date",
           group=STAFF),
    Column(key="unit_staff", name=_("在岗职工总数"), name_en="Staff", kind="integer", minimum=0,
           maximum=10_000_000, group=STAFF),
    Column(key="post_staff", name=_("同类岗位职工数"), name_en="Staff of the post",
           kind="integer", minimum=0, maximum=10_000_000, group=STAFF),
    Column(key="school_mentor", name=_("校内指导教师"), name_en="School mentor", max_length=50,
           private=True, group=STAFF),
    Column(key="unit_mentor", name=_("企业指导人"), name_en="Unit mentor", max_length=50,
           private=True, group=STAFF),
)  # fmt: skip


def check(row: Row) -> Iterator[Problem]:
    """What columns say together: whose student it is, the dates in order, another unit."""
    unit = row.actor.organisation_id
    if unit is None:
        yield Problem("", _("名单由本单位导入。"), _("请用代表单位的身份登录后再导入。"))
        return
    number = row.get("number", "")
    known = Student.objects.filter(organisation=unit, number=number)
    if number and "number" not in row.bad and not known.exists():
        yield Problem("number", _("名册里没有这个学号。"), _("先导入名册，或核对学号。"))
    starts, ends = row.get("starts_on"), row.get("ends_on")
    if starts and ends and ends <= starts and not {"starts_on", "ends_on"} & row.bad:
        yield Problem("ends_on", _("结束日期应晚于开始日期。"), _("核对两个日期。"))
    ref = row.get("organisation")
    if ref and "organisation" not in row.bad and organisations.by_ref(ref).pk == unit:
        yield Problem("organisation", _("实习单位不能是学校自己。"), _("改为实习单位的名称。"))
