"""Where a person is signed in, and the one-time links that let a person in for the first time."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from silian.kernel.models import Global, Record
from silian.kernel.privacy import Personal, PersonalCharField


class KnownSession(Record, Global):
    """One sign-in that may still be open; the person sees it and can end it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("人员"),
        on_delete=models.CASCADE,
        related_name="known_sessions",
    )
    session_key = models.CharField(_("会话"), max_length=40, unique=True)
    address = PersonalCharField(
        _("网络地址"),
        max_length=45,
        blank=True,
        personal=Personal(
            purpose=_("让本人认出不是自己的登录"),
            basis=_("网络安全法第二十一条：留存登录记录"),
            keep=_("会话结束后六个月"),
            viewers=_("本人"),
        ),
    )
    agent = models.CharField(_("浏览器"), max_length=200, blank=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True)

    class Meta:
        verbose_name = _("登录会话")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.ref


class Invitation(Record, Global):
    """A link with which a person sets the first password: random, once, for a few days."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("人员"),
        on_delete=models.CASCADE,
        related_name="invitations",
    )
    hash = models.CharField(_("哈希"), max_length=64, unique=True)
    expires_at = models.DateTimeField(_("有效期至"))
    used_at = models.DateTimeField(_("使用时间"), null=True)

    class Meta:
        verbose_name = _("邀请")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.ref
