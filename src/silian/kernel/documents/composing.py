"""What a template reads: everything as plain texts, dates written out, the QR code drawn."""

from __future__ import annotations

import base64
import datetime as dt
from io import BytesIO
from typing import Any

import segno
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from ..files import read_bytes
from ..models import StoredFile
from ..refusals import Invalid, Missing
from .codes import grouped
from .kinds import DocumentKind, Issuer
from .papers import Paper

IMAGE_BYTES = 60 * 1024
QR_MASK = 3
_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def address_of(code: str) -> str:
    """The public address of a paper: what its QR code holds, and nothing else."""
    return f"{settings.ADDRESS}/verify/{grouped(code)}/"


def chinese_day(day: dt.date) -> str:
    """二〇二六年三月一日, as certificates write it (GB/T 15835)."""
    year = str(day.year).translate(_DIGITS)
    return f"{year}年{_small_number(day.month)}月{_small_number(day.day)}日"


def _small_number(number: int) -> str:
    tens, ones = divmod(number, 10)
    words = "〇一二三四五六七八九"
    head = "" if tens == 0 else ("十" if tens == 1 else f"{words[tens]}十")
    return head + (words[ones] if ones or not tens else "")


def english_day(day: dt.date) -> str:
    """1 March 2026."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def qr_svg(text: str) -> str:
    """A QR code (level M, with its quiet zone) as the text of an SVG."""
    drawn = BytesIO()
    # Of the eight masks any may stand; weighing them all takes longer than typesetting the paper.
    code = segno.make(text, error="m", micro=False, mask=QR_MASK)
    code.save(drawn, kind="svg", xmldecl=False, scale=4, border=2)
    return drawn.getvalue().decode()


def paper_data(
    kind: DocumentKind, paper: Paper, issuer: Issuer, *, number: str, code: str, image: str = ""
) -> dict[str, Any]:
    """What a template reads as `json(bytes(sys.inputs.data))`.

    `language` (zh, en, both), `portrait`, `demo`; `kind` {zh, en}; `number`; `title`, `title_en`,
    `holder`, `holder_en`; `facts` by key; `issuer` {zh, en}; `signed_by` {zh, en};
    `issued`, `valid_from`, `valid_until` each {zh, en} or null; `monogram`, `image` (SVG or '');
    `code` in groups, `address`, `qr` (SVG); `labels` {zh: {…}, en: {…}}.
    """

    def day(value: dt.date | None) -> dict[str, str] | None:
        return {"zh": chinese_day(value), "en": english_day(value)} if value else None

    english = issuer.name_en or issuer.name
    return {
        "language": paper.language, "portrait": paper.portrait, "demo": issuer.demo,
        "kind": {"zh": _in("zh-hans", kind.name), "en": kind.name_en},
        "number": number, "title": paper.title, "title_en": paper.title_en or paper.title,
        "holder": paper.holder, "holder_en": paper.holder_en or paper.holder,
        "facts": {fact.key: paper.facts.get(fact.key) for fact in kind.facts},
        "issuer": {"zh": issuer.name, "en": english},
        "signed_by": {
            "zh": paper.design.signed_by or issuer.name,
            "en": paper.design.signed_by_en or english,
        },
        "issued": day(paper.issued_on), "valid_from": day(paper.valid_from),
        "valid_until": day(paper.valid_until),
        "monogram": paper.design.monogram, "image": image,
        "code": grouped(code), "address": address_of(code), "qr": qr_svg(address_of(code)),
        "labels": {"zh": _labels("zh-hans"), "en": _labels("en")},
    }  # fmt: skip


def _in(language: str, text: object) -> str:
    with override(language):
        return str(text)


def _labels(language: str) -> dict[str, str]:
    with override(language):
        return {
            "number": _("编号"),
            "seal": _("（盖章处）"),
            "scan": _("扫码查验"),
            "code": _("验证码"),
            "valid": _("有效期"),
            "to": _("至"),
            "from": _("自"),
            "demo": _("演示"),
        }


def image_svg(ref: str) -> str:
    """An uploaded image as an SVG that a template can draw; '' without one.

    `Invalid` for one that is no PNG or JPEG, or above 60 KB: every paper carries it.
    """
    if not ref:
        return ""
    stored = StoredFile.objects.filter(ref=ref).first()
    if stored is None:
        raise Missing(_("文书样式里的图片已不在。请重新上传，或去掉图片。"))
    if stored.media_type not in ("image/png", "image/jpeg") or stored.size > IMAGE_BYTES:
        raise Invalid(_("文书上的图片须是 60 KB 以内的 PNG 或 JPEG。请缩小后重新上传。"))
    body = base64.b64encode(read_bytes(stored)).decode("ascii")
    # Typst reads no base64, but the SVG that it draws may carry a picture in an address.
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        'viewBox="0 0 100 100"><image width="100" height="100" '
        f'xlink:href="data:{stored.media_type};base64,{body}"/></svg>'
    )
