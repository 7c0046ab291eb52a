"""How an API token stands."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class TokenState(models.TextChoices):
    """Whether a token opens anything today; derived, never stored."""

    ACTIVE = "active", _("有效")
    EXPIRED = "expired", _("已过期")
    REVOKED = "revoked", _("已撤销")
