"""The registry of organisations: one row for one legal person, shared by all consortia."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from silian.kernel.models import Global, Record

from ..engine.names import name_key
from ..enums import EnterpriseSize, OrganisationKind


class NameKeyField(models.CharField):
    """The key of the row's `name` (see `engine.names`), derived on every write like `auto_now`."""

    def deconstruct(self) -> tuple[Any, ...]:
        """As a plain text column: migrations know nothing of the derivation."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        key = name_key(model_instance.name)[: self.max_length]  # type: ignore[attr-defined]
        setattr(model_instance, self.attname, key)
        return key


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Questions that every reader of the registry asks."""

    def current(self) -> OrganisationQuerySet:
        """Without those that were merged into another one."""
        return self.filter(merged_into=None)


class Organisation(Record, Global):
    """A school, enterprise, park, association …

    Identified by its 统一社会信用代码 where it has one and, if it is a university, by the
    ministry's 学校标识码. A merged one stays, and points to the one that took its place.
    """

    name = models.CharField(_("名称"), max_length=200)
    name_key = NameKeyField(_("名称索引"), max_length=200, editable=False)
    name_en = models.CharField(_("英文名称"), max_length=300, blank=True)
    short_name = models.CharField(_("简称"), max_length=100, blank=True)
    kind = models.CharField(_("类别"), max_length=20, choices=OrganisationKind.choices)
    uscc = models.CharField(
        _("统一社会信用代码"), max_length=18, null=True, blank=True, unique=True
    )
    school_code = models.CharField(
        _("学校标识码"), max_length=10, null=True, blank=True, unique=True
    )
    region = models.ForeignKey(
        "codes.Region",
        verbose_name=_("所在地"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    industry = models.ForeignKey(
        "codes.Industry",
        verbose_name=_("所属行业"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    size = models.CharField(_("规模"), max_length=10, choices=EnterpriseSize.choices, blank=True)
    website = models.URLField(_("网站"), max_length=300, blank=True)
    address = models.CharField(_("地址"), max_length=300, blank=True)
    source = models.CharField(_("来源"), max_length=200, blank=True)
    is_demo = models.BooleanField(_("演示数据"), default=False)
    # By its newest value a process knows whether the names it holds in memory are current.
    updated_at = models.DateTimeField(_("修改时间"), auto_now=True, db_index=True)
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("并入"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        # Nearly all are NULL: a plain index would only mislead the planner. See Meta.indexes.
        db_index=False,
    )

    objects: Any = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("单位")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(merged_into=models.F("id")), name="organisation_not_into_itself"
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="organisation_has_a_name"),
        ]
        # Lists show current ones alone, ordered by name within what they are narrowed to.
        indexes = [
            models.Index(
                fields=["name", "id"],
                name="organisation_name",
                condition=models.Q(merged_into=None),
            ),
            models.Index(
                fields=["kind", "name", "id"],
                name="organisation_kind",
                condition=models.Q(merged_into=None),
            ),
            models.Index(
                fields=["source", "name", "id"],
                name="organisation_source",
                condition=models.Q(merged_into=None),
            ),
            models.Index(
                fields=["merged_into"],
                name="organisation_merged",
                condition=models.Q(merged_into__isnull=False),
            ),
            models.Index(fields=["name_key"], name="organisation_name_key"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """The name in the reader's language, where there is one."""
        return (self.name_en or self.name) if get_language() == "en" else self.name


class OrganisationAlias(Record, Global):
    """Another name under which an organisation is written in lists."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("单位"), on_delete=models.CASCADE, related_name="aliases"
    )
    name = models.CharField(_("别名"), max_length=200)
    name_key = NameKeyField(_("名称索引"), max_length=200, editable=False)

    class Meta:
        verbose_name = _("别名")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="organisation_alias_once")
        ]
        indexes = [models.Index(fields=["name_key"], name="organisation_alias_key")]

    def __str__(self) -> str:
        return self.name
