"""The audit table: append-only, without foreign keys, one hash chain for each consortium."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .records import Global


class AuditEntry(Global):
    """One thing that was done. `chain` is the consortium's id, 0 for the installation.

    Triggers refuse UPDATE and DELETE; the hash covers every other column and the entry before.
    """

    chain = models.BigIntegerField(_("链"))
    number = models.BigIntegerField(_("序号"))
    at = models.CharField(_("时间"), max_length=32)
    user_id = models.BigIntegerField(_("人员"), null=True)
    actor = models.CharField(_("操作者"), max_length=200)
    organisation_id = models.BigIntegerField(_("代表单位"), null=True)
    channel = models.CharField(_("途径"), max_length=20)
    command = models.CharField(_("操作"), max_length=100)
    subject_type = models.CharField(_("对象类别"), max_length=100)
    subject_ref = models.CharField(_("对象编号"), max_length=64)
    subject = models.CharField(_("对象"), max_length=300)
    changes = models.TextField(_("变化"))
    previous = models.CharField(_("前一条哈希"), max_length=64)
    hash = models.CharField(_("哈希"), max_length=64)

    scope_sql = "chain = 0 OR chain::text = current_setting('silian.consortium', true)"

    class Meta:
        ordering = ["chain", "number"]
        constraints = [
            models.UniqueConstraint(fields=["chain", "number"], name="audit_chain_number")
        ]
        indexes = [models.Index(fields=["chain", "subject_ref"], name="audit_subject")]

    def __str__(self) -> str:
        return f"{self.chain}/{self.number} {self.command}"
