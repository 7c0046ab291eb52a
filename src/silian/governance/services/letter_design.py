"""How the papers of a consortium look: short name in numbers, mark, line under the text."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.core.files.base import File
from django.utils.translation import gettext as _

from silian.consortia import public as consortia
from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.commands import command
from silian.kernel.documents import SANS, SERIF, missing_characters
from silian.kernel.files import IMAGES, keep
from silian.kernel.refusals import Invalid

from ..models import LetterDesign
from ..permissions import P
from ..policy import place_of
from .values import fill, valid

LARGEST_IMAGE = 60 * 1024
_PREFIX = re.compile(r"[\w·（）()-]+")


@command("governance.letter.design", P.LETTER_ISSUE)
def save_design(
    *,
    actor: Actor,
    prefix: str,
    monogram: str = "",
    issuer: str = "",
    issuer_en: str = "",
    image: File[bytes] | None = None,
    image_authorised_by: str = "",
    image_authorised_on: dt.date | None = None,
    remove_image: bool = False,
) -> LetterDesign:
    """Saves the design; without a new `image` the old one stays unless it is to be removed.

    `Invalid` by field: a prefix with signs that do not belong in a number, a character that no
    font draws, an image without who authorised it and when, one above 60 KB or not PNG or JPEG.
    """
    place = place_of(actor)
    row = LetterDesign.objects.select_for_update(of=("self",)).first()
    row = row or LetterDesign(consortium_id=place)
    require(actor, P.LETTER_ISSUE, row)
    values: dict[str, Any] = {
        "prefix": prefix.strip(), "monogram": monogram.strip(),
        "issuer": issuer.strip(), "issuer_en": issuer_en.strip(),
    }  # fmt: skip
    _checked(values)
    if image is not None:
        _image_allowed(image, image_authorised_by, image_authorised_on)
        values["image"] = keep(actor=actor, upload=image, kinds=IMAGES, field="image")
    if remove_image and image is None:
        values |= {"image": None, "image_authorised_by": "", "image_authorised_on": None}
    elif image is not None or row.image_id:
        values["image_authorised_by"] = image_authorised_by.strip() or row.image_authorised_by
        values["image_authorised_on"] = image_authorised_on or row.image_authorised_on
    changes = fill(row, values)
    valid(row)
    row.save()
    audit.record(actor, row, changes)
    return row


def _checked(values: dict[str, Any]) -> None:
    problems: dict[str, list[object]] = {}
    if not values["prefix"]:
        problems["prefix"] = [_("请填编号代字，例如“示例联合体”。")]
    elif not _PREFIX.fullmatch(values["prefix"]):
        problems["prefix"] = [_("编号代字只用汉字、字母和数字，不含空格、书名号和方括号。")]
    for key, text in values.items():
        missing = missing_characters([text], (*SERIF, *SANS))
        if missing:
            sentence = _("随附字体里没有“%(signs)s”，印不出来。请改用通行的字。")
            problems.setdefault(key, []).append(sentence % {"signs": "”“".join(missing)})
    if problems:
        raise Invalid(problems)


def _image_allowed(image: File[bytes], by: str, on: dt.date | None) -> None:
    problems: dict[str, list[object]] = {}
    if not by.strip():
        problems["image_authorised_by"] = [_("请写明谁授权使用这个标志。")]
    if on is None:
        problems["image_authorised_on"] = [_("请填授权日期。")]
    elif on > consortia.today():
        problems["image_authorised_on"] = [_("授权日期不能晚于今天。")]
    if (image.size or 0) > LARGEST_IMAGE:
        problems["image"] = [_("图片须在 60 KB 以内：每份文书都带着它。请缩小后再上传。")]
    if problems:
        raise Invalid(problems)
