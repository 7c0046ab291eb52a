"""Rules of passwords beside Django's own; `AUTH_PASSWORD_VALIDATORS` names them.

Length counts, not a mixture of kinds (ASVS 6.2.5): any character is welcome, none is required.
"""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# What everybody who knows where a password is for would try first.
OUR_WORDS = ("silian", "四链", "产教联合体", "产教融合", "共同体", "秘书处", "admin", "password")


class LongEnough:
    """At least so many characters, Chinese ones counted as one each."""

    def __init__(self, min_length: int = 10) -> None:
        self.min_length = min_length

    def validate(self, password: str, user: Any = None) -> None:
        """Raises `ValidationError` for a shorter one."""
        if len(password) < self.min_length:
            raise ValidationError(
                _("密码太短：至少 %(length)d 个字符。") % {"length": self.min_length},
                code="password_too_short",
            )

    def get_help_text(self) -> str:
        """The rule, as the form shows it."""
        return _("至少 %(length)d 个字符，可以是一句话；汉字、字母、空格都可以。") % {
            "length": self.min_length
        }


class NotOurWords:
    """More than a word of this product with digits around it."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises `ValidationError` where hardly anything is left without such words."""
        rest = password.casefold()
        for word in OUR_WORDS:
            rest = rest.replace(word, "")
        if len(set(re.sub(r"[\W\d_]+", "", rest))) < 3 and rest != password.casefold():
            raise ValidationError(
                _("密码里几乎只有本系统的名称，太容易猜到。"), code="password_our_words"
            )

    def get_help_text(self) -> str:
        """The rule, as the form shows it."""
        return _("不能只是本系统的名称加数字。")
