"""The text of a charter as articles: read from running text, its blanks, its numbers from rules.

A charter is written as 第一章 … 第一条 …; that is how people paste it. A blank is 【＿＿】 or 【…】
with a hint in it: a fact that nobody but the consortium knows. A number that the rules hold is
never typed into the text but named, {{council.quorum}}, and filled when it is read, so that text
and rules cannot disagree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

DIGITS = "零一二三四五六七八九"
_SMALL = {"十": 10, "百": 100, "千": 1000}
_VALUES = {digit: value for value, digit in enumerate(DIGITS)} | {"〇": 0, "两": 2}
_NUMBER = r"[0-9零〇一二两三四五六七八九十百千]{1,9}"
_CHAPTER = re.compile(rf"\s*#*\s*第\s*({_NUMBER})\s*章(?:[\s、:：.．]*)(.*)")
_ARTICLE = re.compile(rf"\s*[#*]*\s*第\s*({_NUMBER})\s*条(?:[\s、:：.．*]*)(.*)")
_HEADING = re.compile(
    r"(?:【([^】＿_]{0,30})】|[（(]([^）)0-9零一二三四五六七八九十]{2,12})[）)])\s*(.*)"
)
BLANK = re.compile(r"【[^】\n]*】")
NAMED = re.compile(r"\{\{\s*([a-z_.]+)\s*\}\}")
_MARKED = re.compile(NAMED.pattern + "|" + BLANK.pattern)
MOST = 300
LONGEST = 20_000


@dataclass(frozen=True)
class Piece:
    """An article: its number from 1, its chapter (without 第…章), its heading, its text."""

    number: int
    chapter: str
    heading: str
    text: str


@dataclass(frozen=True)
class Reading:
    """What was understood of a text: the articles, the title line, and what was odd (zh, en)."""

    pieces: tuple[Piece, ...]
    title: str
    problems: tuple[tuple[str, str], ...]


def chinese_number(number: int) -> str:
    """1 to 9999 as 第…条 has it: 一, 十二, 一百零三."""
    if not 0 < number < 10_000:
        return str(number)
    written, gap = "", False
    for value, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, value)
        if digit:
            written += ("零" if gap and written else "") + DIGITS[digit] + name
        gap = not digit
    return written.removeprefix("一") if written.startswith("一十") else written


def number_of(text: str) -> int | None:
    """The number that Chinese numerals or digits mean; `None` for what is none."""
    if text.isascii() and text.isdigit():
        return int(text)
    total, digit = 0, 0
    for sign in text:
        if sign in _SMALL:
            total += (digit or 1) * _SMALL[sign]
            digit = 0
        elif sign in _VALUES:
            digit = _VALUES[sign]
        else:
            return None
    return total + digit


def read_text(text: str) -> Reading:
    """Articles of a running text; numbered anew from 1, with a note where the text counts
    otherwise. Lines before the first article are the title, and are not lost silently.
    """
    return _Reader().read(text)


class _Reader:
    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.before: list[str] = []
        self.problems: list[tuple[str, str]] = []
        self.chapter = ""

    def read(self, text: str) -> Reading:
        for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
            self.line(line.rstrip())
        pieces = tuple(replace(p, text=_tidy(p.text)) for p in self.pieces)
        self.judge(pieces)
        title = self.before[0].lstrip("# ").strip() if self.before else ""
        return Reading(pieces[:MOST], title, tuple(self.problems))

    def line(self, line: str) -> None:
        if found := _CHAPTER.fullmatch(line):
            self.chapter = found[2].strip(" *#")[:100]
            return
        if found := _ARTICLE.fullmatch(line):
            self.article(found[1], found[2])
        elif self.pieces:
            last = self.pieces[-1]
            self.pieces[-1] = replace(last, text=f"{last.text}\n{line.strip()}")
        elif line.strip():
            self.before.append(line.strip())

    def article(self, number: str, rest: str) -> None:
        said, here = number_of(number), len(self.pieces) + 1
        if said != here:
            self.problems.append((
                f"原文的“第{number}条”是第 {here} 条，已按顺序重新编号。",
                f"“第{number}条” of the text is article {here}; it was numbered anew.",
            ))  # fmt: skip
        heading, text = "", rest.strip()
        if found := _HEADING.fullmatch(text):
            heading, text = (found[1] or found[2] or "").strip(), found[3]
        self.pieces.append(Piece(here, self.chapter, heading, text))

    def judge(self, pieces: tuple[Piece, ...]) -> None:
        if len(self.before) > 1:
            lost = len(self.before) - 1
            self.problems.append((
                f"第一条之前有 {lost} 行没有归入任何条文，保存后不保留。",
                f"{lost} lines before the first article belong to none and are not kept.",
            ))  # fmt: skip
        for piece in pieces:
            if not piece.text:
                self.problems.append((
                    f"第 {piece.number} 条没有内容。", f"Article {piece.number} is empty.",
                ))  # fmt: skip
        if len(pieces) > MOST:
            self.problems.append((
                f"条文超过 {MOST} 条，多出的没有保留。",
                f"There are more than {MOST} articles; the rest is not kept.",
            ))  # fmt: skip


def _tidy(text: str) -> str:
    """Without empty lines at the ends or several in a row, and not beyond the longest article."""
    return re.sub(r"\n{2,}", "\n", text).strip()[:LONGEST]


def write_text(title: str, pieces: Iterable[Piece]) -> str:
    """The articles as running text, which `read_text` reads back as the same articles."""
    lines, chapter, number = [title, ""] if title else [], "", 0
    for piece in pieces:
        if piece.chapter and piece.chapter != chapter:
            number += 1
            lines += [f"第{chinese_number(number)}章　{piece.chapter}", ""]
        chapter = piece.chapter
        # Empty brackets where the text itself begins with what would be read as a heading.
        heading = f"【{piece.heading}】" if piece.heading or _HEADING.match(piece.text) else ""
        lines += [f"第{chinese_number(piece.number)}条　{heading}{piece.text}", ""]
    return "\n".join(lines).strip() + "\n"


def blanks(text: str) -> int:
    """How many blanks are left to fill."""
    return len(BLANK.findall(text))


def names_in(text: str) -> list[str]:
    """The names of {{…}} in the text, each once, in order."""
    return list(dict.fromkeys(NAMED.findall(text)))


def filled(text: str, words: Mapping[str, str]) -> str:
    """The text with the words that its names stand for; an unknown name stays as it is."""
    return NAMED.sub(lambda found: words.get(found[1], found[0]), text)


def marked(text: str, words: Mapping[str, str]) -> list[tuple[str, str]]:
    """The text in runs: ("text", …), ("rule", words filled in), ("blank", …), ("unknown", name)."""
    runs: list[tuple[str, str]] = []
    at = 0
    for found in _MARKED.finditer(text):
        if found.start() > at:
            runs.append(("text", text[at : found.start()]))
        name = found[1]
        if name is None:
            runs.append(("blank", found[0]))
        else:
            runs.append(("rule", words[name]) if name in words else ("unknown", found[0]))
        at = found.end()
    return [*runs, ("text", text[at:])] if at < len(text) else runs
