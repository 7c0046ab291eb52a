"""Foreign keys that many rows here have: to a unit of the registry, to a file."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

FILE = _("文件")


def unit(label: Any, **options: Any) -> models.ForeignKey[Any, Any]:
    """To a unit of the registry; a unit that something hangs on is never deleted."""
    return models.ForeignKey(
        "organisations.Organisation", verbose_name=label, on_delete=models.PROTECT,
        related_name="+", **options,
    )  # fmt: skip


def stored_file(label: Any = FILE, **options: Any) -> models.ForeignKey[Any, Any]:
    """To an uploaded file, or to none."""
    return models.ForeignKey(
        "kernel.StoredFile", verbose_name=label, null=True, blank=True, on_delete=models.PROTECT,
        related_name="+", **options,
    )  # fmt: skip


def program(label: Any = None, **options: Any) -> models.ForeignKey[Any, Any]:
    """To a program of the code list, or to none."""
    return models.ForeignKey(
        "codes.Program", verbose_name=label or _("专业"), null=True, blank=True,
        on_delete=models.PROTECT, related_name="+", **options,
    )  # fmt: skip
