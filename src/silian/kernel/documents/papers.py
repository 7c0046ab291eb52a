"""What is to be issued, and whether it can be: asked of every paper before the first number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from django.utils.translation import gettext as _

from ..models.documents import PaperLanguage
from ..refusals import Invalid
from .fonts import missing_characters
from .kinds import DocumentKind, Fact
from .typesetting import texts_of

LONGEST_NAME = 200
LONGEST_FACT = 500
FIRST_YEAR = 2000
LAST_YEAR = 2999
PROBLEMS_SHOWN = 50


@dataclass(frozen=True)
class Design:
    """How the consortium's papers look: 1–4 characters as a monogram, or an authorised image.

    `image` is the ref of a `StoredFile` (PNG or JPEG up to 60 KB). `signed_by` is the line under
    the text, the consortium's name where it is empty.
    """

    monogram: str = ""
    image: str = ""
    signed_by: str = ""
    signed_by_en: str = ""


@dataclass(frozen=True)
class Paper:
    """One paper to be issued.

    `holder` is the person or unit as printed; `facts` are values by the keys that the kind
    declares; `prefix` is the consortium's short name in numbers (京津冀车联). `language` is zh, en
    or both. `source` and `source_ref` say what it is issued from, so that it ends with it.
    """

    kind: str
    holder: str
    title: str
    prefix: str
    issued_on: dt.date
    facts: Mapping[str, Any] = field(default_factory=dict)
    holder_en: str = ""
    title_en: str = ""
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    language: str = "zh"
    holder_organisation_id: int | None = None
    source: str = ""
    source_ref: str = ""
    design: Design = Design()
    # The other way round: a plaque and a letter lie, a certificate of membership may stand.
    portrait: bool = False

    def plain(self) -> dict[str, Any]:
        """As JSON keeps it."""
        values = asdict(self)
        for name in ("issued_on", "valid_from", "valid_until"):
            values[name] = values[name].isoformat() if values[name] else None
        return values


def paper_from(plain: Mapping[str, Any]) -> Paper:
    """A paper back from JSON."""
    names = {one.name for one in fields(Paper)}
    values = {key: value for key, value in plain.items() if key in names}
    for name in ("issued_on", "valid_from", "valid_until"):
        values[name] = dt.date.fromisoformat(values[name]) if values[name] else None
    return Paper(**{**values, "design": Design(**values["design"])})


def check_papers(kind: DocumentKind, papers: Sequence[Paper]) -> None:
    """`Invalid` with a sentence for each thing that is wrong, naming the holder."""
    problems = [sentence for paper in papers for sentence in _faults(kind, paper)]
    problems += _unprintable(kind, papers)
    if problems:
        more = len(problems) - PROBLEMS_SHOWN
        shown: list[object] = list(problems[:PROBLEMS_SHOWN])
        if more > 0:
            shown.append(_("还有 %(n)d 处。") % {"n": more})
        raise Invalid({"": shown})


def _faults(kind: DocumentKind, paper: Paper) -> list[str]:
    who = paper.holder.strip() or _("（未填持有人）")
    found = []
    if paper.kind != kind.key:
        found.append(_("这一批只签发“%(kind)s”，不能混入别的种类。") % {"kind": kind.name})
    for name, text in ((_("持有人"), paper.holder), (_("标题"), paper.title)):
        if not text.strip():
            found.append(_("没有填%(field)s。") % {"field": name})
        elif len(text) > LONGEST_NAME:
            found.append(_("%(field)s超过 200 个字，印不下。") % {"field": name})
    found += _wrong_facts(kind, paper)
    if paper.language not in PaperLanguage.values:
        found.append(_("语言只能是中文、英文或双语。"))
    if not FIRST_YEAR <= paper.issued_on.year <= LAST_YEAR:
        found.append(_("签发日期 %(day)s 不可能。请核对年份。") % {"day": paper.issued_on})
    if paper.valid_from and paper.valid_until and paper.valid_until < paper.valid_from:
        found.append(_("有效期的截止早于起始。请核对日期。"))
    return [_("%(holder)s：%(sentence)s") % {"holder": who, "sentence": s} for s in found]


def _wrong_facts(kind: DocumentKind, paper: Paper) -> list[str]:
    found = [
        _("“%(kind)s”没有“%(key)s”这一项。") % {"kind": kind.name, "key": key}
        for key in paper.facts
        if kind.fact(key) is None
    ]
    for fact in kind.facts:
        value = paper.facts.get(fact.key)
        if value in (None, "", [], {}):
            if fact.required:
                found.append(_("没有填“%(fact)s”。") % {"fact": fact.name})
        elif not _fits(fact, value):
            found.append(_("“%(fact)s”太长或不是文字，印不下。") % {"fact": fact.name})
    return found


def _fits(fact: Fact, value: Any) -> bool:
    if fact.long:
        return isinstance(value, str | list | dict)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return False
    return len(str(value)) <= LONGEST_FACT


def printed(paper: Paper) -> list[str]:
    """Every text of a paper that somebody wrote."""
    texts = [paper.holder, paper.holder_en, paper.title, paper.title_en, paper.prefix]
    texts += [paper.design.monogram, paper.design.signed_by, paper.design.signed_by_en]
    return [*texts, *texts_of(paper.facts)]


def _unprintable(kind: DocumentKind, papers: Sequence[Paper]) -> list[str]:
    """Sentences about characters without a glyph, each with the holder whose paper has them."""
    missing = set(missing_characters((t for p in papers for t in printed(p)), kind.faces))
    found = []
    for paper in papers if missing else ():
        signs = list(dict.fromkeys(s for text in printed(paper) for s in text if s in missing))
        if signs:
            found.append(
                _(
                    "%(holder)s：字体里没有“%(signs)s”，印不出来。请核对或改用通行的字，"
                    "或请管理员把含有它的字体放进数据目录的 fonts/extra。"
                )
                % {"holder": paper.holder, "signs": "”“".join(signs)}
            )
    return found
