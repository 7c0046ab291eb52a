"""人才供给清单 as a spreadsheet: three required columns, the rest foldable."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from silian.kernel.exchange.columns import Column

from ..enums import ProgramEducation
from .columns import CONTACT_AND_VALIDITY, ORGANISATION_SUPPLY, PERIOD
from .lookups import LEVELS, PROGRAMS, REGIONS, SECTORS

IDENTITY = ("organisation", "period", "program", "direction", "grade", "region")
NEAR = ("organisation", "program")


def _count(key: str, name: object, name_en: str, **more: object) -> Column:
    """A number of people, 0 to 100,000."""
    return Column(
        key=key,
        name=name,
        name_en=name_en,
        kind="integer",
        minimum=0,
        maximum=100_000,
        **more,  # type: ignore[arg-type]
    )


ESSENTIAL = (
    ORGANISATION_SUPPLY,
    Column(
        key="program",
        name=_("专业"),
        name_en="Program",
        kind="code",
        lookup=PROGRAMS,
        required=True,
        aliases=("专业代码", "专业名称", "专业代码/名称"),
        example="460103 数控技术",
        help=_("专业代码最可靠；同名专业有几个层次时只写名称认不出来。"),
        help_en="The code is safest: several levels may have a program of the same name.",
        width=24,
    ),
    _count(
        "graduates",
        _("当年毕业生"),
        "Graduates this year",
        required=True,
        aliases=("毕业生", "毕业生人数", "毕业生(当年)"),
        example="86",
    ),
)
PROGRAM = (
    PERIOD,
    Column(
        key="education",
        name=_("办学层次"),
        name_en="Level",
        kind="code",
        lookup=LEVELS,
        choices=ProgramEducation,
        group="program",
        help=_("留空即按专业目录。"),
        help_en="Empty means as the catalogue says.",
    ),
    Column(
        key="direction",
        name=_("专业方向"),
        name_en="Specialisation",
        group="program",
        max_length=100,
    ),
    Column(
        key="program_group",
        name=_("专业群"),
        name_en="Program group",
        group="program",
        max_length=100,
    ),
    Column(
        key="sector",
        name=_("对接产业"),
        name_en="Sector served",
        kind="code",
        lookup=SECTORS,
        strict=False,
        group="program",
    ),
    Column(
        key="sector_link",
        name=_("对接产业链"),
        name_en="Link of the sector served",
        group="program",
        max_length=100,
    ),
    Column(
        key="region",
        name=_("所在地区"),
        name_en="Region",
        kind="code",
        lookup=REGIONS,
        group="program",
        help=_("留空即学校所在地。"),
        help_en="Empty means where the school is.",
    ),
    Column(key="grade", name=_("年级"), name_en="Grade", group="program", max_length=40),
    Column(
        key="length_years",
        name=_("学制（年）"),
        name_en="Length (years)",
        kind="decimal",
        places=1,
        minimum=0.5,
        maximum=10,
        group="program",
        aliases=("学制",),
    ),
)
NUMBERS = (
    _count("enrolled", _("在校生"), "Enrolled", group="numbers", aliases=("在校生人数",)),
    _count("graduates_next", _("明年毕业生"), "Graduates next year", group="numbers"),
    _count("graduates_after", _("后年毕业生"), "Graduates in two years", group="numbers"),
    _count(
        "committed",
        _("订单/学徒占用"),
        "Already committed",
        group="numbers",
        aliases=("订单占用", "学徒占用"),
        help=_("已在订单班或学徒制里、毕业去向已定的人数。"),
        help_en="In order classes or apprenticeships, their destination settled.",
    ),
    _count(
        "net_available",
        _("可供给净人数"),
        "Net available",
        group="numbers",
        aliases=("净供给人数",),
        help=_("留空即毕业生减占用；有升学等原因时可以填得更少。"),
        help_en="Empty means graduates minus committed; less where some study on.",
    ),
)
PRACTICE = (
    _count("interns", _("可实习人数"), "Interns available", group="practice"),
    Column(
        key="intern_from",
        name=_("实习时段自"),
        name_en="Internship from",
        kind="date",
        group="practice",
        aliases=("实习时段",),
    ),
    Column(
        key="intern_until",
        name=_("实习时段至"),
        name_en="Internship until",
        kind="date",
        group="practice",
    ),
    Column(
        key="certificates", name=_("证书"), name_en="Certificates", group="practice", max_length=300
    ),
    Column(
        key="skills",
        name=_("主干技能"),
        name_en="Main skills",
        group="practice",
        max_length=2000,
        width=36,
    ),
    Column(
        key="origin",
        name=_("生源地"),
        name_en="Where students come from",
        group="practice",
        max_length=200,
    ),
    Column(
        key="stay_local",
        name=_("留本地意愿（%）"),
        name_en="Want to stay (%)",
        kind="decimal",
        minimum=0,
        maximum=100,
        group="practice",
        aliases=("留本地意愿",),
    ),
)
COLUMNS = (*ESSENTIAL, *PROGRAM, *NUMBERS, *PRACTICE, *CONTACT_AND_VALIDITY)
