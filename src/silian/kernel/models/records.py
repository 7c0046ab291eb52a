"""What every row has, and to whom it belongs.

A concrete model of the product inherits from `Global` (code lists, the registry of
organisations, people) or from `OfConsortium`; a test fails for one that declares neither.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def new_ref() -> str:
    """An opaque id for addresses: 16 letters of 31, 79 random bits, easy to read out."""
    return "".join(secrets.choice(_ALPHABET) for _position in range(16))


class Record(models.Model):
    """A row with an opaque id for addresses and its time of making."""

    ref = models.CharField(_("编号"), max_length=16, unique=True, default=new_ref, editable=False)
    created_at = models.DateTimeField(_("建立时间"), auto_now_add=True)

    class Meta:
        abstract = True


class Global(models.Model):
    """Belongs to the installation: every consortium sees the same row."""

    class Meta:
        abstract = True


class OfConsortium(models.Model):
    """Belongs to one consortium: a query outside `scoping.inside` raises.

    The consortium is declared by name because it lives on a higher floor; the database holds
    the reference all the same.
    """

    consortium = models.ForeignKey(
        "consortia.Consortium", verbose_name=_("联合体"), on_delete=models.PROTECT, related_name="+"
    )

    objects: Any = ScopedManager(consortium="consortium")

    class Meta:
        abstract = True


class ByConsortiumNumber(models.Model):
    """Belongs to one consortium, named by its number: models of the kernel stand below the
    tenant root and hold no foreign key upwards. Scoped like `OfConsortium`.
    """

    consortium_id = models.BigIntegerField(_("联合体"), db_index=True)

    objects: Any = ScopedManager(consortium="consortium_id")
    scope_column = "consortium_id"

    class Meta:
        abstract = True
