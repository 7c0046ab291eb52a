"""When a daily job was last queued."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .records import Global


class DailyMark(Global):
    """One daily job and the day for which it was queued last."""

    name = models.CharField(_("任务"), max_length=100, primary_key=True)
    day = models.DateField(_("日期"))

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name} {self.day}"
