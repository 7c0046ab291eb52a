"""How a consortium's letters and plaques look, and which are being issued."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from silian.kernel.models import OfConsortium, Record

from .links import stored_file


class LetterDesign(Record, OfConsortium):
    """文书样式: the short name in numbers, the monogram or an authorised image, the signature line.

    An image is used only together with who authorised it and when; it is never an imitation of
    an official seal, for which every letter keeps an empty box.
    """

    prefix = models.CharField(_("编号代字"), max_length=20)
    monogram = models.CharField(_("标记（一至四字）"), max_length=4, blank=True)
    image = stored_file(_("经授权的标志图片"))
    image_authorised_by = models.CharField(_("授权人"), max_length=100, blank=True)
    image_authorised_on = models.DateField(_("授权日期"), null=True, blank=True)
    issuer = models.CharField(_("落款"), max_length=200, blank=True)
    issuer_en = models.CharField(_("英文落款"), max_length=300, blank=True)

    class Meta:
        ordering = ["consortium"]
        verbose_name = _("文书样式")
        constraints = [
            models.UniqueConstraint(fields=["consortium"], name="letter_design_once"),
            models.CheckConstraint(
                condition=models.Q(image__isnull=True) | ~models.Q(image_authorised_by=""),
                name="letter_image_authorised",
                violation_error_message=_("上传的标志须写明授权人。"),
            ),
        ]

    def __str__(self) -> str:
        return self.prefix
