"""What a line of either list has: whose it is, its period, its contact and how far it is."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from silian.kernel.models import OfConsortium, Record
from silian.kernel.privacy import EncryptedCharField, Personal

from ..enums import RecordState, Source
from ..permissions import P


def _contact(mask: str) -> Personal:
    return Personal(
        purpose=_("供秘书处和对接单位联系填报人"),
        basis=_("填报单位为联系供需对接而提供"),
        keep=_("清单有效期满后一年"),
        viewers=_("填报单位自己；秘书处逐次查看，每次留痕"),
        mask=mask,
        reveal=P.CONTACT_REVEAL,
    )


class ListRecord(Record, OfConsortium):
    """A line of a list, owned by one organisation within one consortium.

    `row_key` identifies the line, so that the same spreadsheet read twice changes nothing; a
    withdrawn one gives its key up, that it may be entered anew. Lines that share
    `near_key` look alike. `period` is a year, or a part of one (2026H1).
    """

    organisation = models.ForeignKey(
        "organisations.Organisation",
        verbose_name=_("单位"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    period = models.CharField(_("期次"), max_length=7)
    state = models.CharField(
        _("状态"), max_length=10, choices=RecordState, default=RecordState.DRAFT
    )
    state_changed_at = models.DateTimeField(_("状态时间"), null=True)
    updated_at = models.DateTimeField(_("修改时间"), auto_now=True)
    contact_name = EncryptedCharField(
        _("联系人"), max_length=40, blank=True, personal=_contact("name")
    )
    contact_phone = EncryptedCharField(
        _("联系电话"), max_length=30, blank=True, personal=_contact("phone")
    )
    valid_from = models.DateField(_("有效期自"), null=True, blank=True)
    valid_until = models.DateField(_("有效期至"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("审核人"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
    )
    reviewed_at = models.DateTimeField(_("审核时间"), null=True, blank=True)
    review_note = models.CharField(_("审核意见"), max_length=500, blank=True)
    source = models.CharField(_("来源"), max_length=10, choices=Source, default=Source.FORM)
    batch_ref = models.CharField(_("导入批次"), max_length=16, blank=True)
    row_key = models.CharField(_("行标识"), max_length=32, editable=False)
    near_key = models.CharField(_("近似标识"), max_length=32, blank=True, editable=False)
    note = models.CharField(_("备注"), max_length=1000, blank=True)
    is_demo = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        abstract = True
