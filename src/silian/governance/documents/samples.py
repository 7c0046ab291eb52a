"""What a kind of paper would look like, with made-up facts and 样张 across it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from silian.kernel.documents import Paper, kind_of, typeset
from silian.kernel.documents.composing import image_svg, paper_data
from silian.kernel.documents.kinds import issuer_of

from ..queries.letters import Look

HOLDER = ("示例职业技术学院", "Sample Vocational College")
_TEXT = (
    "一、审议通过示例事项，由秘书处组织实施。\n"
    "二、各责任单位按任务书推进，每季度末提交进展。\n三、本决议自通过之日起施行。"
)
_TITLES = {
    "letter": ("第一届理事会副理事长单位", "Vice Chair Unit, First Council"),
    "plaque": ("副理事长单位", "Vice Chair Unit"),
    "membership_certificate": ("成员单位", "Member Unit"),
    "award": ("示例实习实训基地", "Sample Internship Base"),
    "resolution": ("关于示例事项的决议", "Resolution on a Sample Matter"),
    "minutes": ("第一届理事会第一次会议纪要", "Minutes of the First Council Meeting"),
}


def sample_pdf(kind_key: str, look: Look, consortium_id: int, language: str, day: dt.date) -> bytes:
    """The PDF of a sample; it has no number of the series and no code that anything answers to."""
    kind = kind_of(kind_key)
    title, title_en = _TITLES[kind_key]
    paper = Paper(
        kind=kind_key, holder=HOLDER[0], holder_en=HOLDER[1], title=title, title_en=title_en,
        prefix=look.prefix, issued_on=day, facts=_facts(kind_key, day), language=language,
        valid_from=day, valid_until=day.replace(year=day.year + 5, day=min(day.day, 28)),
        design=look.design,
    )  # fmt: skip
    data: dict[str, Any] = paper_data(
        kind, paper, issuer_of(consortium_id), number=kind.number(look.prefix, day.year, 0),
        code="2" * 28, image=image_svg(look.design.image),
    )  # fmt: skip
    return typeset(kind.template, {**data, "sample": True}, faces=kind.faces)


def _facts(kind: str, day: dt.date) -> dict[str, str]:
    known = {
        "body": "第一届理事会", "post": "副理事长单位", "basis": "示例会议决议",
        "basis_en": "a sample resolution", "citation": "贵单位在示例工作中成效显著",
        "joined_on": day.isoformat(), "adopted_on": day.isoformat(), "meeting": "示例会议",
        "resolution_number": f"〔{day.year}〕0号", "text": _TEXT,
        "vote": "应到 60、实到 45，同意 40、反对 3、弃权 2，表决通过（示例）。",
        "held": f"{day.year}年{day.month}月{day.day}日 14:00—16:00", "venue": "示例会议室",
        "mode": "线上线下结合", "attendance": "应到 60 家，到会 45 家",
    }  # fmt: skip
    return {fact.key: known[fact.key] for fact in kind_of(kind).facts if fact.key in known}
