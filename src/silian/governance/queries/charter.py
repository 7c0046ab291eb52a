"""The charter: which version is in force, its rules, its text with the numbers of its rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ..engine import drafting
from ..engine.rules import PRESETS, BodyRules, Rules, read_rules
from ..enums import BodyKind, CharterState, Matter
from ..models import Article, Charter

FOUNDING_PRESET = "preparatory"
USUAL_PRESET = "association"
WRITING = (CharterState.DRAFT, CharterState.PROPOSED)
OPEN = (CharterState.DRAFT, CharterState.PROPOSED, CharterState.ADOPTED)


def charters() -> QuerySet[Charter]:
    """All versions here, the newest first."""
    return Charter.objects.select_related("adopted_by")


def being_written() -> Charter | None:
    """The version that is drafted or voted on now; no other may be started beside it."""
    return Charter.objects.filter(state__in=WRITING).first()


def busy_with(charter: Charter) -> str:
    """Why no other version can be started, as a sentence."""
    return _("第 %(version)d 版正在起草或表决，请先完成它。") % {"version": charter.version}


def charter_in_force() -> Charter | None:
    """The version in force, or `None` before the first."""
    return Charter.objects.filter(state=CharterState.IN_FORCE).first()


@lru_cache(maxsize=8)
def preset_rules(key: str) -> Rules:
    """The rules of a preset; KeyError for an unknown one."""
    return read_rules(PRESETS[key].rules)


def rules_of(charter: Charter) -> Rules:
    """The rules of a version; `BadRules` where a draft holds what cannot be read."""
    return read_rules(charter.rules)


def rules_in_force() -> tuple[Charter | None, Rules]:
    """The version in force with its rules; before the first one, the rules for founding.

    What has the charter `None` says so on its page: the thresholds are then a proposal that the
    founding meeting agrees to, not law.
    """
    charter = charter_in_force()
    if charter is None:
        return None, preset_rules(FOUNDING_PRESET)
    return charter, rules_of(charter)


def body_rules(body_kind: str) -> tuple[Charter | None, BodyRules]:
    """The rules for a kind of body, with the charter that they are from (`None`: a preset).

    A body that the charter does not name follows its council, or else its assembly.
    """
    charter, rules = rules_in_force()
    found = rules_for(rules, body_kind)
    return charter, found or _usual(body_kind)


def rules_for(rules: Rules, body_kind: str) -> BodyRules | None:
    """The rules of a kind of body among these: its own, else the council's, else the assembly's."""
    kinds: tuple[str, ...] = (body_kind, BodyKind.COUNCIL.value, BodyKind.ASSEMBLY.value)
    if body_kind == BodyKind.ASSEMBLY:
        kinds = (body_kind,)
    return next((rules.bodies[kind] for kind in kinds if kind in rules.bodies), None)


def _usual(body_kind: str) -> BodyRules:
    found = rules_for(preset_rules(USUAL_PRESET), body_kind)
    assert found is not None, "the usual preset names council and assembly"
    return found


def words_of(rules: Rules) -> dict[str, str]:
    """What the {{names}} of a text stand for, in Chinese, as the text is."""
    words: dict[str, str] = {}
    for key, body in rules.bodies.items():
        words[f"{key}.quorum"] = body.quorum.words()[0]
        for matter in Matter.values:
            words[f"{key}.majority.{matter}"] = body.majority(matter).words()[0]
        words[f"{key}.majority"] = words[f"{key}.majority.ordinary"]
        words[f"{key}.notice_days"] = str(body.notice_days)
        words[f"{key}.term_years"] = drafting.chinese_number(body.term_years)
        words[f"{key}.proxies"] = proxy_words(body.proxy_limit)
    return words


def proxy_words(limit: int) -> str:
    """How many mandates a unit may carry, as a charter says it."""
    if not limit:
        return "不得委托其他单位代为表决"
    return (
        f"可以书面委托其他单位代为表决，每个单位接受的委托不超过{drafting.chinese_number(limit)}份"
    )


def pieces_of(charter: Charter) -> list[drafting.Piece]:
    """The articles as they are kept, with the {{names}}."""
    return [piece_of(article) for article in charter.articles.all()]


def piece_of(article: Article) -> drafting.Piece:
    """An article as the engine knows it."""
    return drafting.Piece(article.number, article.chapter, article.heading, article.text)


@dataclass(frozen=True)
class Gap:
    """What keeps a version from being put to the vote: where (article number or 0), and what."""

    number: int
    count: int
    names: tuple[str, ...] = ()


def gaps(charter: Charter, words: Mapping[str, str]) -> list[Gap]:
    """Articles with blanks left, or with names that the rules do not know."""
    found = []
    for piece in pieces_of(charter):
        text = f"{piece.chapter}{piece.heading}{piece.text}"
        unknown = tuple(name for name in drafting.names_in(text) if name not in words)
        count = drafting.blanks(text)
        if count or unknown:
            found.append(Gap(piece.number, count, unknown))
    return found
