"""What a consortium is made of besides its members: zones, bodies, circles, duties."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from silian.kernel.models import OfConsortium, Record

from ..enums import ActorKind, BodyKind, CircleKind
from .naming import Titled


class Zone(Titled, Record, OfConsortium):
    """一园多区: one of the zones that the park works in."""

    name = models.CharField(_("名称"), max_length=100)
    name_en = models.CharField(_("英文名称"), max_length=200, blank=True)
    region = models.ForeignKey(
        "codes.Region",
        verbose_name=_("地区"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    order = models.PositiveSmallIntegerField(_("次序"), default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("分区")
        constraints = [models.UniqueConstraint(fields=["consortium", "name"], name="zone_once")]

    def __str__(self) -> str:
        return self.name


class Body(Titled, Record, OfConsortium):
    """实体机构: a centre, college, institute … with its lead unit and its tasks (a line each)."""

    kind = models.CharField(_("类别"), max_length=12, choices=BodyKind.choices)
    name = models.CharField(_("名称"), max_length=100)
    name_en = models.CharField(_("英文名称"), max_length=200, blank=True)
    industry_text = models.CharField(_("面向产业"), max_length=100, blank=True)
    lead = models.ForeignKey(
        "organisations.Organisation",
        verbose_name=_("牵头单位"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    tasks = models.TextField(_("任务"), blank=True)
    founded_on = models.DateField(_("成立日期"), null=True, blank=True)
    note = models.CharField(_("说明"), max_length=300, blank=True)
    order = models.PositiveSmallIntegerField(_("次序"), default=0)

    class Meta:
        ordering = ["kind", "order", "pk"]
        verbose_name = _("实体机构")
        verbose_name_plural = _("实体机构")
        constraints = [models.UniqueConstraint(fields=["consortium", "name"], name="body_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def task_list(self) -> list[str]:
        """The tasks, one each."""
        return [line for line in self.tasks.splitlines() if line.strip()]


class Circle(Titled, Record, OfConsortium):
    """A circle (圈), body (体) or link (业) with the items named in it (a line each)."""

    kind = models.CharField(_("类别"), max_length=8, choices=CircleKind.choices)
    name = models.CharField(_("名称"), max_length=60)
    name_en = models.CharField(_("英文名称"), max_length=120, blank=True)
    items = models.TextField(_("内容"), blank=True)
    note = models.CharField(_("说明"), max_length=300, blank=True)
    order = models.PositiveSmallIntegerField(_("次序"), default=0)

    class Meta:
        ordering = ["kind", "order", "pk"]
        verbose_name = _("圈、体、业")
        constraints = [
            models.UniqueConstraint(fields=["consortium", "kind", "name"], name="circle_once")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def item_list(self) -> list[str]:
        """The items, one each."""
        return [line for line in self.items.splitlines() if line.strip()]


class ActorDuty(Record, OfConsortium):
    """中高政园企: what each kind of actor owes a joint project."""

    actor_kind = models.CharField(_("五方"), max_length=12, choices=ActorKind.choices)
    duty = models.CharField(_("职责"), max_length=100)
    order = models.PositiveSmallIntegerField(_("次序"), default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("五方职责")
        constraints = [
            models.UniqueConstraint(fields=["consortium", "actor_kind"], name="duty_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_actor_kind_display()} {self.duty}"
