"""An uploaded file: what it is called, what is in it, and who brought it."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from .records import ByConsortiumNumber, Record


class StoredFile(Record, ByConsortiumNumber):
    """One uploaded file. `path` is relative to the default storage and says nothing of its name.

    `name` is safe to show and to save under; `size` is bytes; `sha256` is over the bytes as
    they came. Written by `kernel.files.keep` inside the command of another app.
    """

    name = models.CharField(_("文件名"), max_length=200)
    size = models.BigIntegerField(_("字节数"))
    sha256 = models.CharField(_("文件哈希"), max_length=64)
    media_type = models.CharField(_("类型"), max_length=100)
    path = models.CharField(_("存放位置"), max_length=200, unique=True)
    uploaded_by_id = models.BigIntegerField(_("上传者"), null=True)
    uploaded_by = models.CharField(_("上传者姓名"), max_length=200, blank=True)
    is_demo = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("文件")

    def __str__(self) -> str:
        return f"{self.name} ({self.sha256[:8]})"

    @property
    def uploaded_at(self) -> datetime:
        """When it came."""
        return self.created_at

    @property
    def extension(self) -> str:
        """The ending of its name without the dot, in small letters."""
        return self.name.rpartition(".")[2].lower()
