"""A person who signs in. What the person may do comes from dated role assignments alone."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from silian.kernel.models import Global, Record
from silian.kernel.privacy import Personal, PersonalCharField, PersonalEmailField

_BASIS = _("履行工作职责所必需；由秘书处邀请本人开通")
_KEEP = _("账号停用后三年")


class User(Record, Global, AbstractUser):
    """One account for one person; never deleted, only deactivated, since the audit names it."""

    username = PersonalCharField(
        _("用户名"),
        max_length=150,
        unique=True,
        validators=[AbstractUser.username_validator],
        error_messages={"unique": _("这个用户名已有人使用。")},
        personal=Personal(
            purpose=_("登录"),
            viewers=_("本人、平台管理员、所在联合体秘书处"),
            basis=_BASIS,
            keep=_KEEP,
        ),
    )
    name = PersonalCharField(
        _("姓名"),
        max_length=100,
        blank=True,
        personal=Personal(
            purpose=_("在办理记录中显示是谁"),
            viewers=_("同一联合体中已登录的人"),
            basis=_BASIS,
            keep=_KEEP,
        ),
    )
    email = PersonalEmailField(
        _("电子邮箱"),
        blank=True,
        personal=Personal(
            purpose=_("登录、找回密码和通知"),
            viewers=_("本人、平台管理员、所在联合体秘书处"),
            basis=_BASIS,
            keep=_KEEP,
        ),
    )
    language = models.CharField(_("界面语言"), max_length=10, blank=True)
    is_demo = models.BooleanField(_("演示数据"), default=False)

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]

    class Meta:
        verbose_name = _("人员")
        ordering = ["username"]
        constraints = [
            models.UniqueConstraint(
                Lower("username"),
                name="accounts_user_username",
                violation_error_message=_("这个用户名已有人使用。"),
            ),
            models.UniqueConstraint(
                Lower("email"),
                name="accounts_user_email",
                condition=~models.Q(email=""),
                violation_error_message=_("这个电子邮箱已有人使用。"),
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        """The person's name, or the user name where none was given."""
        return self.name or self.username

    def get_short_name(self) -> str:
        """The same: Chinese names are not shortened."""
        return self.get_full_name()
