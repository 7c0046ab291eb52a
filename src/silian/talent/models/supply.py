"""人才供给: the graduates of one program of a school, with the columns of the list."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..enums import ProgramEducation
from .records import ListRecord


class SupplyRecord(ListRecord):
    """Graduates of a program by year, and how many of this year's are still free.

    `graduates` is the year of the period; `committed` are in order classes or apprenticeships
    already. `net_available` is the school's own figure where it gave one, otherwise graduates
    minus committed; never more than that. `stay_local` is a percentage.
    """

    program = models.ForeignKey(
        "codes.Program", verbose_name=_("专业"), on_delete=models.PROTECT, related_name="+"
    )
    education = models.CharField(_("办学层次"), max_length=20, choices=ProgramEducation)
    direction = models.CharField(_("专业方向"), max_length=100, blank=True)
    program_group = models.CharField(_("专业群"), max_length=100, blank=True)
    region = models.ForeignKey(
        "codes.Region",
        verbose_name=_("所在地区"),
        on_delete=models.PROTECT,
        db_index=False,
        null=True,
        blank=True,
        related_name="+",
    )
    sector = models.ForeignKey(
        "codes.Sector",
        verbose_name=_("对接产业"),
        on_delete=models.PROTECT,
        db_index=False,
        null=True,
        blank=True,
        related_name="+",
    )
    sector_link = models.CharField(_("对接产业链"), max_length=100, blank=True)
    grade = models.CharField(_("年级"), max_length=40, blank=True)
    length_years = models.DecimalField(
        _("学制（年）"),
        max_digits=3,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.5")), MaxValueValidator(Decimal("10"))],
    )
    enrolled = models.PositiveIntegerField(_("在校生"), null=True, blank=True)
    graduates = models.PositiveIntegerField(_("当年毕业生"))
    graduates_next = models.PositiveIntegerField(_("明年毕业生"), null=True, blank=True)
    graduates_after = models.PositiveIntegerField(_("后年毕业生"), null=True, blank=True)
    interns = models.PositiveIntegerField(_("可实习人数"), null=True, blank=True)
    intern_from = models.DateField(_("实习时段自"), null=True, blank=True)
    intern_until = models.DateField(_("实习时段至"), null=True, blank=True)
    certificates = models.CharField(_("证书"), max_length=300, blank=True)
    skills = models.TextField(_("主干技能"), max_length=2000, blank=True)
    committed = models.PositiveIntegerField(_("订单/学徒占用"), default=0)
    net_available = models.PositiveIntegerField(_("可供给净人数"))
    origin = models.CharField(_("生源地"), max_length=200, blank=True)
    stay_local = models.DecimalField(
        _("留本地意愿（%）"), max_digits=5, decimal_places=2, null=True, blank=True
    )

    class Meta:
        ordering = ["-id"]
        verbose_name = _("人才供给")
        constraints = [
            models.UniqueConstraint(fields=["consortium", "row_key"], name="supply_row_key"),
            models.CheckConstraint(
                condition=Q(graduates__gte=F("net_available") + F("committed")),
                name="supply_net_available",
            ),
            models.CheckConstraint(
                condition=Q(intern_until__gte=F("intern_from")), name="supply_intern"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")), name="supply_valid"
            ),
            models.CheckConstraint(
                condition=Q(stay_local__gte=0, stay_local__lte=100), name="supply_stay_local"
            ),
        ]
        indexes = [
            models.Index(fields=["consortium", "state", "-id"], name="supply_state"),
            models.Index(fields=["consortium", "organisation", "-id"], name="supply_org"),
            models.Index(fields=["consortium", "region", "-id"], name="supply_region"),
            models.Index(fields=["consortium", "program", "-id"], name="supply_program"),
            models.Index(fields=["consortium", "period", "state"], name="supply_period"),
            models.Index(fields=["consortium", "near_key"], name="supply_near"),
            models.Index(fields=["consortium", "net_available", "id"], name="supply_heads"),
            models.Index(fields=["consortium", "-updated_at"], name="supply_updated"),
        ]

    def __str__(self) -> str:
        return f"{self.program_id} × {self.net_available}"
