"""The lists as tables: columns, filters, search. One function a list, used by page and export."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Count, Model, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from silian.kernel.ui.columns import Choice, Column, Empty
from silian.kernel.ui.table import Table

from ..enums import CertificateKind, ListKey, ProgramLevel, RegionLevel, UniversityLevel
from ..models import Certificate, Industry, Occupation, Program, Region, Sector, University
from ..queries.addresses import NOUNS, address_of

NOT_LOADED = Empty(
    _("这份清单还没有载入"), _("请平台管理员运行 silian codes load。"), icon="database"
)
YES_NO = (("1", _("是")), ("0", _("否")))


def flag(key: str, label: object, field: str) -> Choice:
    """A filter by a truth value."""
    return Choice(
        key, label, YES_NO, apply=lambda rows, value: rows.filter(**{field: value == "1"})
    )


def said(value: bool | None) -> object:
    """A truth value in words; None is not 'no'."""
    return {True: _("是"), False: _("否"), None: _("未说明")}[value]


def code_column(key: ListKey) -> Column:
    """The code, leading to the entry's page."""
    return Column(
        "code",
        _("代码"),
        value="pk",
        url=lambda row: address_of(key, row.pk),
        sort="pk",
        nowrap=True,
    )


def name_column(key: ListKey, attribute: str = "pk") -> Column:
    """The name, leading to the entry's page."""
    return Column(
        "name",
        _("名称"),
        value="name",
        url=lambda row: address_of(key, getattr(row, attribute)),
        sort="name",
    )


def table_of(
    request: HttpRequest,
    key: ListKey,
    rows: QuerySet[Any],
    columns: Sequence[Column],
    filters: Sequence[Choice],
    search: Sequence[str],
) -> Table:
    """The table of a list, with its exports."""
    exports = [
        (label, reverse("codes:list_export", args=[NOUNS[key], format]))
        for label, format in (("XLSX", "xlsx"), ("CSV", "csv"))
    ]
    # Said here again: a count of links takes the model's own order away.
    rows = rows.order_by(*rows.model._meta.ordering)
    return Table(
        request, rows, columns, NOT_LOADED, search=search, filters=filters, exports=exports
    )


def programs(request: HttpRequest) -> Table:
    rows = Program.objects.filter(in_edition=True).annotate(
        occupations=Count("occupation_links", distinct=True)
    )
    return table_of(
        request,
        ListKey.PROGRAMS,
        rows,
        [
            code_column(ListKey.PROGRAMS),
            name_column(ListKey.PROGRAMS),
            Column("level", _("层次"), value="get_level_display", sort="level"),
            Column("category", _("专业大类"), value="category_name", sort="category_code"),
            Column("class", _("专业类"), value="class_name", sort="class_code"),
            Column("edition", _("版本"), sort="edition"),
            Column("controlled", _("国控"), value=lambda row: said(row.state_controlled)),
            Column("occupations", _("对应职业"), sort="occupations", numeric=True),
        ],
        [
            Choice("level", _("层次"), ProgramLevel.choices),
            Choice("category", _("专业大类"), categories(), field="category_name"),
            Choice("edition", _("版本"), editions(Program)),
            flag("controlled", _("国控"), "state_controlled"),
            flag("profile", _("有专业简介"), "has_profile"),
        ],
        ["code", "name", "class_name"],
    )


def categories() -> list[tuple[str, str]]:
    """The names of the categories of all levels."""
    rows = Program.objects.filter(in_edition=True).order_by("category_name")
    return [(name, name) for name in rows.values_list("category_name", flat=True).distinct()]


def editions(model: type[Model]) -> list[tuple[str, str]]:
    """The editions that a list's rows come from."""
    rows = model._default_manager.order_by("edition").values_list("edition", flat=True)
    return [(edition, edition) for edition in rows.distinct()]


def occupations(request: HttpRequest) -> Table:
    rows = Occupation.objects.filter(in_edition=True).annotate(
        programs=Count("program_links", distinct=True)
    )
    levels = ((4, _("职业")), (3, _("小类")), (2, _("中类")), (1, _("大类")))
    return table_of(
        request,
        ListKey.OCCUPATIONS,
        rows,
        [
            code_column(ListKey.OCCUPATIONS),
            name_column(ListKey.OCCUPATIONS),
            Column("level", _("层级"), value=lambda row: dict(levels)[row.level], sort="level"),
            Column("digital", _("数字职业"), value=lambda row: said(row.digital)),
            Column("green", _("绿色职业"), value=lambda row: said(row.green)),
            Column("edition", _("版本"), sort="edition"),
            Column("programs", _("对应专业"), sort="programs", numeric=True),
        ],
        [
            Choice("level", _("层级"), levels),
            Choice("group", _("大类"), major_groups(), apply=in_group),
            Choice("edition", _("版本"), editions(Occupation)),
            flag("digital", _("数字职业"), "digital"),
            flag("green", _("绿色职业"), "green"),
        ],
        ["code", "name"],
    )


def major_groups() -> list[tuple[str, str]]:
    """The eight major groups of occupations."""
    return [(row.code, str(row)) for row in Occupation.objects.filter(level=1, in_edition=True)]


def in_group(rows: QuerySet[Any], code: str) -> QuerySet[Any]:
    """The occupations under a major group."""
    return rows.filter(Q(code=code) | Q(code__startswith=f"{code}-"))


def industries(request: HttpRequest) -> Table:
    levels = ((1, _("门类")), (2, _("大类")), (3, _("中类")), (4, _("小类")))
    sections = Industry.objects.filter(level=1, in_edition=True)
    return table_of(
        request,
        ListKey.INDUSTRIES,
        Industry.objects.filter(in_edition=True).select_related("parent"),
        [
            code_column(ListKey.INDUSTRIES),
            name_column(ListKey.INDUSTRIES),
            Column("level", _("层级"), value=lambda row: dict(levels)[row.level], sort="level"),
            Column("parent", _("上级"), value="parent.name"),
            Column("section", _("门类"), sort="section"),
        ],
        [
            Choice("level", _("层级"), levels),
            Choice("section", _("门类"), [(row.code, str(row)) for row in sections]),
        ],
        ["code", "name"],
    )


def regions(request: HttpRequest) -> Table:
    provinces = Region.objects.filter(level=RegionLevel.PROVINCE, in_edition=True)
    return table_of(
        request,
        ListKey.REGIONS,
        Region.objects.filter(in_edition=True).select_related("parent"),
        [
            code_column(ListKey.REGIONS),
            name_column(ListKey.REGIONS),
            Column("level", _("层级"), value="get_level_display", sort="level"),
            Column("parent", _("上级"), value="parent.name"),
            Column("lng", _("经度"), numeric=True),
            Column("lat", _("纬度"), numeric=True),
        ],
        [
            Choice("level", _("层级"), RegionLevel.choices),
            Choice("province", _("省份"), names_of(provinces), apply=in_province("code")),
        ],
        ["code", "name"],
    )


def names_of(rows: QuerySet[Region]) -> list[tuple[str, str]]:
    return [(row.code, row.name) for row in rows]


def in_province(column: str) -> Callable[[QuerySet[Any], str], QuerySet[Any]]:
    """A filter by the province's two digits at the beginning of a region's code."""
    return lambda rows, code: rows.filter(**{f"{column}__startswith": code[:2]})


def universities(request: HttpRequest) -> Table:
    provinces = Region.objects.filter(level=RegionLevel.PROVINCE, in_edition=True)
    return table_of(
        request,
        ListKey.UNIVERSITIES,
        University.objects.filter(in_edition=True),
        [
            code_column(ListKey.UNIVERSITIES),
            name_column(ListKey.UNIVERSITIES),
            Column("level", _("办学层次"), value="get_level_display", sort="level"),
            Column("city", _("所在地"), value="city_name", sort="region"),
            Column("authority", _("主管部门"), sort="authority"),
            Column("vocational", _("职业院校"), value=lambda row: said(row.vocational)),
            Column("private", _("民办"), value=lambda row: said(row.private)),
        ],
        [
            Choice("level", _("办学层次"), UniversityLevel.choices),
            Choice("province", _("省份"), names_of(provinces), apply=in_province("region__code")),
            flag("vocational", _("职业院校"), "vocational"),
            flag("private", _("民办"), "private"),
        ],
        ["code", "name", "city_name"],
    )


def certificates(request: HttpRequest) -> Table:
    rows = Certificate.objects.filter(in_edition=True).annotate(programs=Count("program_links"))
    return table_of(
        request,
        ListKey.CERTIFICATES,
        rows,
        [
            name_column(ListKey.CERTIFICATES, "ref"),
            Column("kind", _("类别"), value="get_kind_display", sort="kind"),
            Column("programs", _("对应专业"), sort="programs", numeric=True),
        ],
        [Choice("kind", _("类别"), CertificateKind.choices)],
        ["name"],
    )


def sectors(request: HttpRequest) -> Table:
    current = Q(industry_links__current=True, industry_links__weight__gt=0)
    rows = Sector.objects.filter(in_edition=True).annotate(
        industries=Count("industry_links", filter=current)
    )
    return table_of(
        request,
        ListKey.SECTORS,
        rows,
        [
            name_column(ListKey.SECTORS),
            Column("name_en", _("英文名称"), sort="name_en"),
            Column("industries", _("所含行业"), sort="industries", numeric=True),
            Column("source", _("来源")),
        ],
        [],
        ["name", "name_en", "slug"],
    )


TABLES: dict[str, Callable[[HttpRequest], Table]] = {
    "program": programs,
    "occupation": occupations,
    "industry": industries,
    "region": regions,
    "university": universities,
    "certificate": certificates,
    "sector": sectors,
}
