"""人才需求: one post that an organisation wants to fill, with the thirty columns of the list."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from silian.kernel.models import OfConsortium

from ..enums import CodeState, Education, Employment, PositionCategory
from .records import ListRecord


class DemandRecord(ListRecord):
    """A post with its headcount. Pay is in yuan a month; `needed_*` says when people start.

    `occupation` is what the matcher suggests until a person confirms it: `occupation_state`
    says which. `occupation_score` lies between 0 and 1; `occupation_evidence` says why.
    References to code lists have no index of their own: rows of a list are never deleted.
    """

    position = models.CharField(_("岗位名称"), max_length=100)
    occupation = models.ForeignKey(
        "codes.Occupation",
        verbose_name=_("职业"),
        on_delete=models.PROTECT,
        db_index=False,
        null=True,
        blank=True,
        related_name="+",
    )
    occupation_state = models.CharField(
        _("职业编码状态"), max_length=10, choices=CodeState, default=CodeState.NONE
    )
    occupation_score = models.FloatField(_("匹配度"), null=True, blank=True)
    occupation_evidence = models.CharField(_("匹配依据"), max_length=300, blank=True)
    category = models.CharField(
        _("岗位类别"), max_length=12, choices=PositionCategory, blank=True, default=""
    )
    headcount = models.PositiveIntegerField(_("需求人数"), validators=[MinValueValidator(1)])
    needed_from = models.DateField(_("到岗时间自"), null=True, blank=True)
    needed_until = models.DateField(_("到岗时间至"), null=True, blank=True)
    employment = models.CharField(
        _("用工性质"), max_length=14, choices=Employment, default=Employment.JOB
    )
    education = models.CharField(
        _("学历层次"), max_length=20, choices=Education, default=Education.ANY
    )
    programs_text = models.CharField(_("专业要求"), max_length=300, blank=True)
    certificates = models.CharField(_("技能等级/证书"), max_length=300, blank=True)
    experience_years = models.PositiveSmallIntegerField(
        _("经验年限"), null=True, blank=True, validators=[MaxValueValidator(50)]
    )
    abilities = models.TextField(_("能力要求"), max_length=2000, blank=True)
    pay_low = models.DecimalField(
        _("月薪下限（元）"), max_digits=9, decimal_places=2, null=True, blank=True
    )
    pay_high = models.DecimalField(
        _("月薪上限（元）"), max_digits=9, decimal_places=2, null=True, blank=True
    )
    benefits = models.CharField(_("福利食宿"), max_length=300, blank=True)
    region = models.ForeignKey(
        "codes.Region",
        verbose_name=_("工作地区"),
        on_delete=models.PROTECT,
        db_index=False,
        null=True,
        blank=True,
        related_name="+",
    )
    workplace = models.CharField(_("工作地点"), max_length=200, blank=True)
    district = models.CharField(_("所属园区/县区"), max_length=100, blank=True)
    sector = models.ForeignKey(
        "codes.Sector",
        verbose_name=_("产业"),
        on_delete=models.PROTECT,
        db_index=False,
        null=True,
        blank=True,
        related_name="+",
    )
    sector_link = models.CharField(_("产业环节"), max_length=100, blank=True)
    industry = models.ForeignKey(
        "codes.Industry",
        verbose_name=_("国民经济行业"),
        on_delete=models.PROTECT,
        db_index=False,
        null=True,
        blank=True,
        related_name="+",
    )
    future_1 = models.PositiveIntegerField(_("未来第1年需求"), null=True, blank=True)
    future_2 = models.PositiveIntegerField(_("未来第2年需求"), null=True, blank=True)
    future_3 = models.PositiveIntegerField(_("未来第3年需求"), null=True, blank=True)
    shortage = models.PositiveSmallIntegerField(
        _("紧缺程度（1–5）"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    cooperation = models.JSONField(_("意向合作方式"), default=list, blank=True)
    preferred_schools = models.CharField(_("意向院校"), max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("人才需求")
        constraints = [
            models.UniqueConstraint(fields=["consortium", "row_key"], name="demand_row_key"),
            models.CheckConstraint(condition=Q(headcount__gte=1), name="demand_headcount"),
            models.CheckConstraint(condition=Q(pay_high__gte=F("pay_low")), name="demand_pay"),
            models.CheckConstraint(
                condition=Q(needed_until__gte=F("needed_from")), name="demand_needed"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")), name="demand_valid"
            ),
            models.CheckConstraint(
                condition=Q(shortage__gte=1, shortage__lte=5), name="demand_shortage"
            ),
            models.CheckConstraint(
                condition=Q(occupation__isnull=True, occupation_state=CodeState.NONE)
                | Q(occupation__isnull=False) & ~Q(occupation_state=CodeState.NONE),
                name="demand_occupation_state",
            ),
        ]
        indexes = [
            models.Index(fields=["consortium", "state", "-id"], name="demand_state"),
            models.Index(fields=["consortium", "organisation", "-id"], name="demand_org"),
            models.Index(fields=["consortium", "region", "-id"], name="demand_region"),
            models.Index(fields=["consortium", "period", "state"], name="demand_period"),
            models.Index(fields=["consortium", "near_key"], name="demand_near"),
            models.Index(fields=["consortium", "headcount", "id"], name="demand_heads"),
            # Counting what a filter or a search finds reads these alone, not the wide rows.
            models.Index(
                fields=["consortium", "occupation_state", "occupation"], name="demand_coding"
            ),
            models.Index(fields=["consortium", "position", "organisation"], name="demand_words"),
            models.Index(fields=["consortium", "-updated_at"], name="demand_updated"),
        ]

    def __str__(self) -> str:
        return f"{self.position} × {self.headcount}"


class DemandProgram(OfConsortium):
    """A program that a post asks for (`confirmed`), or that the matcher proposes (`suggested`)."""

    demand = models.ForeignKey(
        DemandRecord, verbose_name=_("人才需求"), on_delete=models.CASCADE, related_name="programs"
    )
    program = models.ForeignKey(
        "codes.Program", verbose_name=_("专业"), on_delete=models.PROTECT, related_name="+"
    )
    code_state = models.CharField(
        _("编码状态"), max_length=10, choices=CodeState, default=CodeState.CONFIRMED
    )
    score = models.FloatField(_("匹配度"), null=True, blank=True)
    evidence = models.CharField(_("匹配依据"), max_length=300, blank=True)

    class Meta:
        ordering = ["demand", "id"]
        verbose_name = _("需求专业")
        constraints = [
            models.UniqueConstraint(fields=["demand", "program"], name="demand_program"),
            models.CheckConstraint(
                condition=Q(code_state__in=[CodeState.SUGGESTED, CodeState.CONFIRMED]),
                name="demand_program_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.demand_id} {self.program_id}"
