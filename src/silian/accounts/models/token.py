"""A key with which a program acts for a person, for part of the person's rights."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from silian.kernel.models import Global, Record


class ApiToken(Record, Global):
    """Only the SHA-256 of the token is kept: 256 random bits need no slow hash.

    `scopes` are values of permissions; `consortium_id` and `organisation_id` say for whom the
    token acts (without foreign keys: both live on higher floors).
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("人员"),
        on_delete=models.PROTECT,
        related_name="api_tokens",
    )
    name = models.CharField(_("用途"), max_length=100)
    hint = models.CharField(_("开头"), max_length=12)
    hash = models.CharField(_("哈希"), max_length=64, unique=True)
    scopes = models.JSONField(_("权限范围"), default=list)
    consortium_id = models.BigIntegerField(_("联合体"), null=True, blank=True)
    organisation_id = models.BigIntegerField(_("代表单位"), null=True, blank=True)
    expires_at = models.DateTimeField(_("有效期至"))
    last_used_at = models.DateTimeField(_("上次使用"), null=True)
    revoked_at = models.DateTimeField(_("撤销时间"), null=True)

    class Meta:
        verbose_name = _("访问令牌")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.name
