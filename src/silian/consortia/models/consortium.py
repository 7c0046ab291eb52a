"""The consortium itself, who stands behind it, its days, and the facts reported about it."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from silian.kernel.models import Global, OfConsortium, Record

from ..enums import (
    ConsortiumKind,
    ConsortiumState,
    FactSection,
    OccasionKind,
    PartyRole,
    Scope,
)
from .naming import Titled, english

SLUG = RegexValidator(
    r"^[a-z0-9]+(-[a-z0-9]+)*$", _("地址名只能用小写字母、数字和连字符，例如 jjj-automotive。")
)


class Consortium(Titled, Record, Global):
    """One consortium: the tenant of everything that belongs to it.

    What a source does not give stays empty. `founded_note` says how sure the day is;
    `rule_override_reason` why it was founded although a rule of its kind is not met.
    """

    slug = models.CharField(_("地址名"), max_length=60, unique=True, validators=[SLUG])
    name = models.CharField(_("名称"), max_length=120)
    name_en = models.CharField(_("英文名称"), max_length=200, blank=True)
    kind = models.CharField(_("类型"), max_length=24, choices=ConsortiumKind.choices)
    scope = models.CharField(_("范围"), max_length=16, choices=Scope.choices)
    state = models.CharField(
        _("状态"),
        max_length=12,
        choices=ConsortiumState.choices,
        default=ConsortiumState.ACTIVE,
    )
    industry_text = models.CharField(_("产业"), max_length=100, blank=True)
    home_region = models.ForeignKey(
        "codes.Region",
        verbose_name=_("所在地"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    home_region_text = models.CharField(_("所在地（原文）"), max_length=100, blank=True)
    park = models.CharField(_("园区"), max_length=100, blank=True)
    area_mu = models.DecimalField(
        _("面积（亩）"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    founded_on = models.DateField(_("成立日期"), null=True, blank=True)
    founded_note = models.CharField(_("日期说明"), max_length=200, blank=True)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("上级联合体"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    hosted_by = models.ForeignKey(
        "self",
        verbose_name=_("依托的联合体"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="hosted",
    )
    sectors = models.ManyToManyField(
        "codes.Sector", verbose_name=_("重点产业"), blank=True, related_name="+"
    )
    regions = models.ManyToManyField(
        "codes.Region", verbose_name=_("覆盖地区"), blank=True, related_name="+"
    )
    aims = models.TextField(_("目标"), blank=True)
    aims_en = models.TextField(_("目标（英文）"), blank=True)
    source = models.CharField(_("来源"), max_length=300, blank=True)
    rule_override_reason = models.CharField(_("不合规则的理由"), max_length=500, blank=True)
    is_demo = models.BooleanField(_("演示数据"), default=False)
    blueprint_sha256 = models.CharField(_("蓝图摘要"), max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ["slug"]
        verbose_name = _("联合体")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ConsortiumKind.values), name="consortium_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=ConsortiumState.values), name="consortium_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(parent=models.F("pk")), name="consortium_not_its_own_parent"
            ),
            models.CheckConstraint(
                condition=~Q(hosted_by=models.F("pk")), name="consortium_not_its_own_host"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def area(self) -> str:
        """The area in mu without needless zeros; '' where none is given."""
        return "" if self.area_mu is None else f"{self.area_mu.normalize():f}"


class Occasion(Record, OfConsortium):
    """A day of the consortium: what it was, where, under which theme, in which steps.

    `steps` is one line each, in their order; `attending` the kinds of units present.
    """

    kind = models.CharField(_("类别"), max_length=16, choices=OccasionKind.choices)
    title = models.CharField(_("标题"), max_length=200)
    on = models.DateField(_("日期"), null=True, blank=True)
    date_note = models.CharField(_("日期说明"), max_length=200, blank=True)
    venue = models.CharField(_("地点"), max_length=200, blank=True)
    theme = models.CharField(_("主题"), max_length=200, blank=True)
    steps = models.TextField(_("环节"), blank=True)
    attending = models.CharField(_("参加单位类别"), max_length=300, blank=True)
    order = models.PositiveSmallIntegerField(_("次序"), default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("大事")

    def __str__(self) -> str:
        return self.title

    @property
    def step_list(self) -> list[str]:
        """The steps, one each."""
        return [line for line in self.steps.splitlines() if line.strip()]


class ConsortiumParty(Record, OfConsortium):
    """An organisation that guides, approved, hosts …: the whole, an occasion, or a body."""

    organisation = models.ForeignKey(
        "organisations.Organisation",
        verbose_name=_("单位"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    role = models.CharField(_("身份"), max_length=16, choices=PartyRole.choices)
    occasion = models.ForeignKey(
        Occasion,
        verbose_name=_("大事"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="parties",
    )
    body = models.ForeignKey(
        "consortia.Body",
        verbose_name=_("实体机构"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="parties",
    )
    order = models.PositiveSmallIntegerField(_("次序"), default=0)

    class Meta:
        ordering = ["role", "order", "pk"]
        verbose_name = _("有关单位")
        constraints = [
            models.UniqueConstraint(
                fields=["consortium", "organisation", "role"],
                condition=Q(occasion__isnull=True, body__isnull=True),
                name="party_once_of_consortium",
            ),
            models.UniqueConstraint(
                fields=["occasion", "organisation", "role"],
                condition=Q(occasion__isnull=False),
                name="party_once_of_occasion",
            ),
            models.UniqueConstraint(
                fields=["body", "organisation", "role"],
                condition=Q(body__isnull=False),
                name="party_once_of_body",
            ),
            models.CheckConstraint(
                condition=Q(occasion__isnull=True) | Q(body__isnull=True),
                name="party_of_one_thing",
                violation_error_message=_("大事和实体机构只能选一个。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.organisation}"


class ConsortiumFact(Record, OfConsortium):
    """A fact that a source reports and that no other table holds."""

    section = models.CharField(_("栏目"), max_length=16, choices=FactSection.choices)
    title = models.CharField(_("事项"), max_length=200)
    title_en = models.CharField(_("事项（英文）"), max_length=300, blank=True)
    value = models.CharField(_("内容"), max_length=500, blank=True)
    value_en = models.CharField(_("内容（英文）"), max_length=500, blank=True)
    number = models.DecimalField(_("数值"), max_digits=14, decimal_places=2, null=True, blank=True)
    on = models.DateField(_("日期"), null=True, blank=True)
    source = models.CharField(_("来源"), max_length=300, blank=True)
    order = models.PositiveSmallIntegerField(_("次序"), default=0)

    class Meta:
        ordering = ["section", "order", "pk"]
        verbose_name = _("事实")

    def __str__(self) -> str:
        return f"{self.title} {self.value}".strip()

    @property
    def heading(self) -> str:
        """The title in the reader's language, where there is one."""
        return (self.title_en or self.title) if english() else self.title

    @property
    def text(self) -> str:
        """The value in the reader's language, where there is one."""
        return (self.value_en or self.value) if english() else self.value

    @property
    def figure(self) -> str:
        """The number without needless zeros; '' where none is given."""
        return "" if self.number is None else f"{self.number.normalize():f}"
