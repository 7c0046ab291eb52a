"""The kinds of papers that a consortium issues; registering them is all that this does."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from silian.kernel.documents import DocumentKind, Fact, register_kind

from ..permissions import P

FOLDER = Path(__file__).parent / "typst"


def _kind(
    key: str,
    name: object,
    name_en: str,
    word: str,
    facts: tuple[Fact, ...],
    achievement: str = "Certificate",
) -> DocumentKind:
    return register_kind(
        DocumentKind(
            key=key, name=name, name_en=name_en, template=FOLDER / f"{key}.typ",
            series="{prefix}" + word + "〔{year}〕{number:03d}号", permission=P.LETTER_ISSUE,
            view=P.VIEW, facts=facts, achievement=achievement,
        )
    )  # fmt: skip


_BODY = Fact("body", _("机构"), "Body", required=False)
_BASIS = Fact("basis", _("依据"), "Basis", required=False)
_MEETING = Fact("meeting", _("会议"), "Meeting")

LETTER = _kind(
    "letter", _("聘书"), "Letter of appointment", "聘字",
    (
        Fact("body", _("机构"), "Body"),
        Fact("post", _("职务"), "Post"),
        _BASIS,
        Fact("representative", _("代表"), "Representative", required=False, personal=True),
        Fact("representative_title", _("代表职务"), "Position", required=False, personal=True),
    ),
)  # fmt: skip
PLAQUE = _kind("plaque", _("牌匾"), "Plaque", "牌字", (_BODY, _BASIS), "Badge")
MEMBERSHIP = _kind(
    "membership_certificate", _("成员证书"), "Certificate of membership", "证字",
    (Fact("joined_on", _("加入日期"), "Member since"),), "Membership",
)  # fmt: skip
AWARD = _kind(
    "award", _("授牌证书"), "Certificate of designation", "授字",
    (
        Fact("basis", _("依据"), "Basis"),
        Fact("basis_en", _("依据（英文）"), "Basis (English)", required=False),
        Fact("citation", _("授予理由"), "Citation", required=False),
    ),
    "Award",
)  # fmt: skip
RESOLUTION = _kind(
    "resolution", _("决议"), "Resolution", "决字",
    (
        Fact("resolution_number", _("决议序号"), "Resolution no."),
        _MEETING,
        Fact("adopted_on", _("通过日期"), "Adopted on"),
        Fact("vote", _("表决结果"), "Vote", required=False, long=True),
        Fact("text", _("决议内容"), "Text", long=True),
    ),
)  # fmt: skip
MINUTES = _kind(
    "minutes", _("会议纪要"), "Minutes", "纪字",
    (
        _MEETING,
        Fact("held", _("时间"), "Time"),
        Fact("venue", _("地点"), "Place", required=False),
        Fact("mode", _("方式"), "Mode", required=False),
        Fact("attendance", _("到会情况"), "Attendance", required=False),
        Fact("text", _("纪要"), "Text", long=True),
    ),
)  # fmt: skip

ALL = (LETTER, PLAQUE, MEMBERSHIP, AWARD, RESOLUTION, MINUTES)
# Those that a unit holds; the others are of the consortium.
HELD = (LETTER, PLAQUE, MEMBERSHIP, AWARD)
