"""The code lists. A code is the primary key: it is what people write in spreadsheets.

A row that a newer edition no longer has is never deleted, since records refer to it: it keeps
`in_edition` false and is no longer offered.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from silian.kernel.models import Global, Record

from ..enums import CertificateKind, RegionLevel, UniversityLevel


class CodeList(Global):
    """One loaded file group: its edition, its source and what the last load did.

    `report` holds the numbers of the last load that changed something (read, added, changed,
    removed) and `gaps`, a list of {sentence, count, examples} that loading found.
    """

    key = models.CharField(_("清单"), max_length=40, primary_key=True)
    title = models.CharField(_("名称"), max_length=100)
    title_en = models.CharField(_("英文名称"), max_length=160)
    edition = models.CharField(_("版本"), max_length=60)
    source = models.CharField(_("来源"), max_length=300)
    sha256 = models.CharField(_("文件哈希"), max_length=64)
    rows = models.PositiveIntegerField(_("条数"))
    report = models.JSONField(_("载入结果"), default=dict)
    loaded_at = models.DateTimeField(_("载入时间"))

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return f"{self.title} {self.edition}"


class Industry(Global):
    """A row of GB/T 4754: level 1 门类, 2 大类, 3 中类, 4 小类."""

    code = models.CharField(_("代码"), max_length=4, primary_key=True)
    name = models.CharField(_("名称"), max_length=60)
    name_en = models.CharField(_("英文名称"), max_length=160, blank=True)
    level = models.PositiveSmallIntegerField(_("层级"))
    parent = models.ForeignKey(
        "codes.Industry",
        verbose_name=_("上级"),
        on_delete=models.PROTECT,
        null=True,
        related_name="children",
    )
    section = models.CharField(_("门类"), max_length=1)
    in_edition = models.BooleanField(_("现行"), default=True)

    class Meta:
        ordering = ["section", "code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level__gte=1, level__lte=4), name="industry_level"
            )
        ]
        indexes = [models.Index(fields=["level"], name="industry_by_level")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Occupation(Global):
    """A row of 职业分类大典: level 1 大类, 2 中类, 3 小类, 4 职业.

    `digital` and `green` are None where the source does not say.
    """

    code = models.CharField(_("代码"), max_length=10, primary_key=True)
    name = models.CharField(_("名称"), max_length=60)
    level = models.PositiveSmallIntegerField(_("层级"))
    parent = models.ForeignKey(
        "codes.Occupation",
        verbose_name=_("上级"),
        on_delete=models.PROTECT,
        null=True,
        related_name="children",
    )
    digital = models.BooleanField(_("数字职业"), null=True)
    green = models.BooleanField(_("绿色职业"), null=True)
    edition = models.CharField(_("版本"), max_length=20)
    in_edition = models.BooleanField(_("现行"), default=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level__gte=1, level__lte=4), name="occupation_level"
            )
        ]
        indexes = [models.Index(fields=["level"], name="occupation_by_level")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class PendingOccupation(Global):
    """A new occupation that was published without a code: shown, never used as a code."""

    name = models.CharField(_("名称"), max_length=60, unique=True)
    digital = models.BooleanField(_("数字职业"), null=True)
    green = models.BooleanField(_("绿色职业"), null=True)
    edition = models.CharField(_("版本"), max_length=20)

    class Meta:
        ordering = ["edition", "name"]

    def __str__(self) -> str:
        return self.name


class Region(Global):
    """An administrative division; `lng` and `lat` in degrees, WGS-84, None where unknown."""

    code = models.CharField(_("代码"), max_length=6, primary_key=True)
    name = models.CharField(_("名称"), max_length=40)
    short_name = models.CharField(_("简称"), max_length=40)
    level = models.CharField(_("层级"), max_length=12, choices=RegionLevel.choices)
    parent = models.ForeignKey(
        "codes.Region",
        verbose_name=_("上级"),
        on_delete=models.PROTECT,
        null=True,
        related_name="children",
    )
    lng = models.FloatField(_("经度"), null=True)
    lat = models.FloatField(_("纬度"), null=True)
    in_edition = models.BooleanField(_("现行"), default=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level__in=RegionLevel.values), name="region_level"
            )
        ]
        indexes = [models.Index(fields=["level"], name="region_by_level")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Certificate(Record, Global):
    """A certificate that a program profile names. There is no official list of codes."""

    name = models.CharField(_("名称"), max_length=60)
    kind = models.CharField(_("类别"), max_length=16, choices=CertificateKind.choices)
    in_edition = models.BooleanField(_("现行"), default=True)

    class Meta:
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "name"], name="certificate_kind_name"),
            models.CheckConstraint(
                condition=models.Q(kind__in=CertificateKind.values), name="certificate_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class University(Global):
    """A 普通高等学校 by its 学校标识码; organisations are made from this list."""

    code = models.CharField(_("学校标识码"), max_length=10, primary_key=True)
    name = models.CharField(_("名称"), max_length=60)
    region = models.ForeignKey(
        "codes.Region", verbose_name=_("地区"), on_delete=models.PROTECT, related_name="+"
    )
    city_name = models.CharField(_("所在地"), max_length=40)
    level = models.CharField(_("办学层次"), max_length=12, choices=UniversityLevel.choices)
    authority = models.CharField(_("主管部门"), max_length=60)
    private = models.BooleanField(_("民办"), default=False)
    vocational = models.BooleanField(_("职业院校"), default=False)
    remark = models.CharField(_("备注"), max_length=100, blank=True)
    in_edition = models.BooleanField(_("现行"), default=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level__in=UniversityLevel.values), name="university_level"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Sector(Global):
    """A sector 产业 as consortia name it: no official list; reviewed by experts."""

    slug = models.SlugField(_("代号"), max_length=40, primary_key=True)
    name = models.CharField(_("名称"), max_length=60, unique=True)
    name_en = models.CharField(_("英文名称"), max_length=100)
    source = models.CharField(_("来源"), max_length=100)
    in_edition = models.BooleanField(_("现行"), default=True)

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name
