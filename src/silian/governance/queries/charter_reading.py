"""A version of the charter as it is read: chapters, articles, the numbers of the rules."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..engine import drafting
from ..engine.rules import BadRules, Rules
from ..models import Article, Charter
from .charter import rules_of, words_of


@dataclass(frozen=True)
class ReadArticle:
    """An article: its Chinese number, its text by line, the blanks and unknown names left in it."""

    row: Article
    number: str
    lines: tuple[tuple[tuple[str, str], ...], ...]
    blanks: int
    unknown: tuple[str, ...]

    @property
    def anchor(self) -> str:
        """Where the table of contents points."""
        return f"article-{self.row.number}"


@dataclass
class Chapter:
    """A run of articles under one title; the first may have none."""

    number: str
    title: str
    articles: list[ReadArticle] = field(default_factory=list)


def words_for(charter: Charter) -> dict[str, str]:
    """What the {{names}} stand for; nothing where a draft's rules cannot be read."""
    try:
        return words_of(rules_of(charter))
    except BadRules:
        return {}


def readable_rules(charter: Charter) -> Rules | None:
    """The rules of a version, or `None` where they cannot be read."""
    try:
        return rules_of(charter)
    except BadRules:
        return None


def chapters(charter: Charter) -> list[Chapter]:
    """The articles by chapter."""
    words = words_for(charter)
    found: list[Chapter] = []
    numbered = 0
    for row in charter.articles.all():
        if not found or found[-1].title != row.chapter:
            numbered += bool(row.chapter)
            number = drafting.chinese_number(numbered) if row.chapter else ""
            found.append(Chapter(number, row.chapter))
        found[-1].articles.append(_read(row, words))
    return found


def plain_text(charter: Charter) -> str:
    """The whole version as running text, numbers filled in."""
    words = words_for(charter)
    pieces = [
        drafting.Piece(row.number, row.chapter, row.heading, drafting.filled(row.text, words))
        for row in charter.articles.all()
    ]
    return drafting.write_text(charter.title, pieces)


def source_text(charter: Charter) -> str:
    """The same with the {{names}}, for editing the whole."""
    pieces = [
        drafting.Piece(row.number, row.chapter, row.heading, row.text)
        for row in charter.articles.all()
    ]
    return drafting.write_text("", pieces)


def _read(row: Article, words: dict[str, str]) -> ReadArticle:
    whole = f"{row.chapter}{row.heading}{row.text}"
    return ReadArticle(
        row=row,
        number=drafting.chinese_number(row.number),
        lines=tuple(tuple(drafting.marked(line, words)) for line in row.text.splitlines()),
        blanks=drafting.blanks(whole),
        unknown=tuple(name for name in drafting.names_in(whole) if name not in words),
    )
