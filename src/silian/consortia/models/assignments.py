"""Who holds which role, where, from when until when."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from silian.kernel.models import Global, Record


class RoleAssignment(Record, Global):
    """A dated role of a person.

    Without a consortium it reaches the platform; with one the consortium; with an
    organisation besides, that organisation in that consortium. Both days count. A revoked one
    stays, with its reason.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("人员"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    role = models.CharField(_("角色"), max_length=40)
    consortium = models.ForeignKey(
        "consortia.Consortium",
        verbose_name=_("联合体"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        verbose_name=_("单位"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    valid_from = models.DateField(_("起"))
    valid_until = models.DateField(_("止"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)
    revoked_reason = models.CharField(_("撤销原因"), max_length=200, blank=True)

    class Meta:
        ordering = ["role", "pk"]
        verbose_name = _("角色分配")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("valid_from")),
                name="assignment_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=True) | Q(consortium__isnull=False),
                name="assignment_organisation_in_consortium",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_reason="")
                | (Q(revoked_at__isnull=False) & ~Q(revoked_reason="")),
                name="assignment_revoked_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["user", "consortium"], name="assignment_of_user")]

    def __str__(self) -> str:
        return f"{self.user} {self.role}"
