"""人才需求清单 as a spreadsheet: five required columns, the rest foldable."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from silian.kernel.exchange.columns import Column

from ..enums import Cooperation, Education, Employment, PositionCategory
from .columns import CONTACT_AND_VALIDITY, ORGANISATION_DEMAND, PERIOD
from .lookups import EDUCATION, INDUSTRIES, OCCUPATIONS, PROGRAMS, REGIONS, SECTORS

IDENTITY = (
    "organisation",
    "period",
    "position",
    "education",
    "employment",
    "region",
    "workplace",
    "needed_from",
)
NEAR = ("organisation", "position", "education")

ESSENTIAL = (
    ORGANISATION_DEMAND,
    Column(
        key="position",
        name=_("岗位名称"),
        name_en="Position",
        required=True,
        max_length=100,
        aliases=("岗位", "职位名称", "招聘岗位"),
        example="数控机床操作工",
        width=22,
    ),
    Column(
        key="headcount",
        name=_("需求人数"),
        name_en="Headcount",
        kind="integer",
        required=True,
        minimum=1,
        maximum=100_000,
        aliases=("人数", "招聘人数"),
        example="12",
    ),
    Column(
        key="education",
        name=_("学历层次"),
        name_en="Education",
        kind="code",
        lookup=EDUCATION,
        choices=Education,
        required=True,
        aliases=("学历", "学历要求"),
        example="高职专科",
    ),
    Column(
        key="region",
        name=_("工作地区"),
        name_en="Region",
        kind="code",
        lookup=REGIONS,
        required=True,
        aliases=("工作地点", "工作城市", "地区"),
        example="北京市大兴区",
        help=_("填到区县即可，详细地址写在“详细地点”。"),
        help_en="Down to the district; the address goes into “Workplace”.",
        width=20,
    ),
)
TIME = (
    PERIOD,
    Column(
        key="needed_from",
        name=_("到岗时间自"),
        name_en="Needed from",
        kind="date",
        group="time",
        aliases=("需求时间", "到岗时间"),
        example="2026-07-01",
    ),
    Column(
        key="needed_until",
        name=_("到岗时间至"),
        name_en="Needed until",
        kind="date",
        group="time",
        example="2026-09-30",
    ),
    Column(
        key="employment",
        name=_("用工性质"),
        name_en="Employment",
        kind="choice",
        choices=Employment,
        group="time",
        example="就业",
        help=_("留空即就业。"),
        help_en="Empty means a job.",
    ),
    Column(
        key="workplace",
        name=_("详细地点"),
        name_en="Workplace",
        group="time",
        max_length=200,
        example="亦庄经济开发区科创一街",
        width=24,
    ),
    Column(
        key="district",
        name=_("所属园区/县区"),
        name_en="Park or district",
        group="time",
        max_length=100,
    ),
)
CODES = (
    Column(
        key="sector",
        name=_("产业"),
        name_en="Sector",
        kind="code",
        lookup=SECTORS,
        strict=False,
        group="codes",
        aliases=("产业链",),
    ),
    Column(
        key="sector_link",
        name=_("产业环节"),
        name_en="Link of the sector",
        group="codes",
        max_length=100,
    ),
    Column(
        key="industry",
        name=_("国民经济行业"),
        name_en="Industry (GB/T 4754)",
        kind="code",
        lookup=INDUSTRIES,
        strict=False,
        group="codes",
        aliases=("国民经济行业代码", "行业代码", "行业"),
    ),
    Column(
        key="occupation",
        name=_("职业（工种）"),
        name_en="Occupation",
        kind="code",
        lookup=OCCUPATIONS,
        strict=False,
        group="codes",
        aliases=("职业(工种)代码", "职业代码", "职业", "工种"),
        help=_("留空时系统按岗位名称建议，由您确认。"),
        help_en="When empty, the system suggests one from the position; you confirm it.",
        width=22,
    ),
    Column(
        key="category",
        name=_("岗位类别"),
        name_en="Category",
        kind="choice",
        choices=PositionCategory,
        group="codes",
        example="生产操作",
    ),
)
ASKS = (
    Column(
        key="programs",
        name=_("专业要求"),
        name_en="Programs",
        kind="list",
        lookup=PROGRAMS,
        strict=False,
        group="asks",
        aliases=("专业代码", "专业", "对口专业"),
        example="460103 数控技术",
        help=_("专业代码或名称，几个专业用顿号隔开。"),
        help_en="Program codes or names, several separated by commas.",
        width=26,
    ),
    Column(
        key="certificates",
        name=_("技能等级/证书"),
        name_en="Certificates",
        group="asks",
        max_length=300,
        aliases=("技能等级", "证书"),
    ),
    Column(
        key="experience_years",
        name=_("经验年限"),
        name_en="Years of experience",
        kind="integer",
        group="asks",
        minimum=0,
        maximum=50,
    ),
    Column(
        key="abilities",
        name=_("能力要求"),
        name_en="Abilities",
        group="asks",
        max_length=2000,
        aliases=("岗位职责", "岗位描述"),
        width=36,
    ),
)
PAY = (
    Column(
        key="pay_low",
        name=_("月薪下限（元）"),
        name_en="Monthly pay from (yuan)",
        kind="decimal",
        group="pay",
        minimum=0,
        maximum=1_000_000,
        aliases=("起薪", "月薪下限"),
        example="6000",
    ),
    Column(
        key="pay_high",
        name=_("月薪上限（元）"),
        name_en="Monthly pay to (yuan)",
        kind="decimal",
        group="pay",
        minimum=0,
        maximum=1_000_000,
        aliases=("月薪上限",),
        example="8000",
    ),
    Column(
        key="benefits",
        name=_("福利食宿"),
        name_en="Benefits, board and lodging",
        group="pay",
        max_length=300,
        aliases=("福利", "福利待遇"),
    ),
)


def _future(year: int) -> Column:
    return Column(
        key=f"future_{year}",
        name=[_("未来第1年需求"), _("未来第2年需求"), _("未来第3年需求")][year - 1],
        name_en=f"Demand in {year} year{'s' if year > 1 else ''}",
        kind="integer",
        group="plan",
        minimum=0,
        maximum=100_000,
    )


PLAN = (
    _future(1),
    _future(2),
    _future(3),
    Column(
        key="shortage",
        name=_("紧缺程度"),
        name_en="Shortage (1–5)",
        kind="integer",
        group="plan",
        minimum=1,
        maximum=5,
        aliases=("紧缺指数", "紧缺程度（1–5）"),
        help=_("1 不紧缺，5 极度紧缺。"),
        help_en="1 none, 5 extreme.",
    ),
    Column(
        key="cooperation",
        name=_("意向合作方式"),
        name_en="Co-operation wanted",
        kind="list",
        choices=Cooperation,
        group="plan",
        aliases=("合作方式",),
        example="订单班、岗位实习",
    ),
    Column(
        key="preferred_schools",
        name=_("意向院校"),
        name_en="Preferred schools",
        group="plan",
        max_length=300,
    ),
)
COLUMNS = (*ESSENTIAL, *TIME, *CODES, *ASKS, *PAY, *PLAN, *CONTACT_AND_VALIDITY)
