"""零报告: a unit that was asked and has nothing to report in this period."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from silian.kernel.models import OfConsortium, Record

from ..enums import ListKind


class NilReturn(Record, OfConsortium):
    """The unit answered that it wants, or has, nobody in the period: it counts as answered."""

    organisation = models.ForeignKey(
        "organisations.Organisation",
        verbose_name=_("单位"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    kind = models.CharField(_("清单"), max_length=10, choices=ListKind)
    period = models.CharField(_("期次"), max_length=7)
    reason = models.CharField(_("说明"), max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("零报告")
        constraints = [
            models.UniqueConstraint(
                fields=["consortium", "kind", "period", "organisation"], name="nil_return_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.kind} {self.period}"
