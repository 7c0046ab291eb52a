"""Foreign keys that many rows here have: to a unit of the registry, to a file, to a paper."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

FILE = _("文件")
PAPER = _("文书")


def unit(label: Any, **options: Any) -> models.ForeignKey[Any, Any]:
    """To a unit of the registry; a unit that something hangs on is never deleted."""
    return models.ForeignKey(
        "organisations.Organisation",
        verbose_name=label,
        on_delete=models.PROTECT,
        related_name="+",
        **options,
    )


def stored_file(label: Any = FILE, **options: Any) -> models.ForeignKey[Any, Any]:
    """To an uploaded file, or to none."""
    return models.ForeignKey(
        "kernel.StoredFile",
        verbose_name=label,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        **options,
    )


def paper(label: Any = PAPER, **options: Any) -> models.ForeignKey[Any, Any]:
    """To an issued paper, or to none yet."""
    return models.ForeignKey(
        "kernel.IssuedDocument",
        verbose_name=label,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        **options,
    )
