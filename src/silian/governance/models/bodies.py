"""Governing bodies, their terms (届), and who holds which post in them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from silian.kernel.models import OfConsortium, Record
from silian.kernel.privacy import Personal, PersonalCharField

from ..enums import BodyKind, MandateEnd, Post
from ..permissions import P
from .links import unit

REPRESENTATIVE = Personal(
    purpose=_("记载单位在治理机构和会议中的代表"),
    basis=_("履行章程规定的职责所必需；由单位提供"),
    keep=_("随会议档案保存"),
    viewers=_("联合体成员"),
    mask="name",
    reveal=P.VIEW,
)


class GoverningBody(Record, OfConsortium):
    """治理机构: the assembly, the council, a committee, the secretariat, a working group."""

    kind = models.CharField(_("类别"), max_length=20, choices=BodyKind.choices)
    name = models.CharField(_("名称"), max_length=100)
    name_en = models.CharField(_("英文名称"), max_length=200, blank=True)
    duties = models.TextField(_("职责"), blank=True)
    order = models.PositiveSmallIntegerField(_("次序"), default=0)
    dissolved_on = models.DateField(_("撤销日期"), null=True, blank=True)
    is_demo = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("治理机构")
        constraints = [
            models.UniqueConstraint(fields=["consortium", "name"], name="governing_body_once")
        ]

    def __str__(self) -> str:
        return self.name


class Term(Record, OfConsortium):
    """届: a term of a body, with the number of its seats."""

    body = models.ForeignKey(
        GoverningBody, verbose_name=_("机构"), on_delete=models.PROTECT, related_name="terms"
    )
    number = models.PositiveSmallIntegerField(_("届次"))
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"))
    seats = models.PositiveSmallIntegerField(_("席位数"), null=True, blank=True)
    delayed_until = models.DateField(_("延期换届至"), null=True, blank=True)
    delay_reason = models.CharField(_("延期原因"), max_length=300, blank=True)

    class Meta:
        ordering = ["body", "-number"]
        verbose_name = _("届次")
        constraints = [
            models.UniqueConstraint(fields=["body", "number"], name="term_once"),
            models.CheckConstraint(
                condition=Q(ends_on__gt=models.F("starts_on")),
                name="term_ends_after_start",
                violation_error_message=_("届满日期应晚于开始日期。"),
            ),
        ]

    def __str__(self) -> str:
        return _("%(body)s第%(number)d届") % {"body": self.body, "number": self.number}


class Mandate(Record, OfConsortium):
    """任职: a unit holds a post in a term of a body, with its representative."""

    term = models.ForeignKey(
        Term, verbose_name=_("届次"), on_delete=models.PROTECT, related_name="mandates"
    )
    organisation = unit(_("单位"))
    post = models.CharField(_("职务"), max_length=24, choices=Post.choices)
    representative = PersonalCharField(
        _("代表"), max_length=50, blank=True, personal=REPRESENTATIVE
    )
    representative_title = models.CharField(_("代表职务"), max_length=100, blank=True)
    starts_on = models.DateField(_("任职日期"))
    ends_on = models.DateField(_("届满日期"))
    ended_on = models.DateField(_("离任日期"), null=True, blank=True)
    end = models.CharField(_("离任原因"), max_length=12, choices=MandateEnd.choices, blank=True)
    end_note = models.CharField(_("离任说明"), max_length=300, blank=True)
    election = models.ForeignKey(
        "governance.Election",
        verbose_name=_("由选举产生"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="mandates",
    )
    basis = models.CharField(_("依据"), max_length=300, blank=True)
    is_demo = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        ordering = ["term", "post", "organisation_id"]
        verbose_name = _("任职")
        constraints = [
            models.UniqueConstraint(
                fields=["term", "organisation"],
                condition=Q(ended_on__isnull=True),
                name="mandate_one_per_unit",
                violation_error_message=_("这个单位在这一届已经有任职。"),
            ),
            models.CheckConstraint(condition=Q(post__in=Post.values), name="mandate_post_known"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, end="")
                | (Q(ended_on__isnull=False) & ~Q(end="")),
                name="mandate_end_dated",
                violation_error_message=_("离任要有日期和原因。"),
            ),
        ]
        indexes = [models.Index(fields=["consortium", "organisation"], name="mandate_of_unit")]

    def __str__(self) -> str:
        return f"{self.organisation} {self.get_post_display()}"
