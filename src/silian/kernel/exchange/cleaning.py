"""Reading one cell: what was typed becomes a value of the column, or a problem with its mending.

A column of choices, codes or dates repeats itself, so its reader remembers what it has read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from .columns import Column, Problem, Suggestion, fold, listed

Read = tuple[Any, Problem | None]

REMEMBERED = 5_000
# Spreadsheets keep 15 digits of a number: a longer one in a text column has lost its end.
EXACT_DIGITS = 10**15
# Spreadsheet day 1 is 1900-01-01, with a 29 February 1900 that never was.
DAY_ZERO = date(1899, 12, 30)
SERIAL_DAYS = range(18_264, 73_416)  # 1950 to 2100
TRUE_WORDS = {"是", "有", "对", "√", "✓", "y", "yes", "true", "t", "1"}
FALSE_WORDS = {"否", "无", "没有", "错", "×", "x", "n", "no", "false", "f", "0"}
_HIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]"
)
_SPLIT = re.compile(r"[、，,；;\n|／]+")
_REMARK = re.compile(r"[（(].*$")
_DATE = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2})\s*日?)?\s*月?(?:[ T].*)?$"
)
_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d{1,2})?$", re.IGNORECASE)


class Refused(Exception):
    """A cell that cannot be read: sentence, mend and suggestions of its problem.

    `partial` is what could be read of it, kept where the problem is only a warning.
    """

    partial: Any = None

    def __init__(
        self, sentence: str, mend: str = "", suggestions: tuple[Suggestion, ...] = (),
    ) -> None:  # fmt: skip
        super().__init__(sentence)
        self.sentence, self.mend, self.suggestions = sentence, mend, suggestions


def typed(raw: Any) -> str:
    """A cell as the text that the person sees; "" for an empty one."""
    if raw is None:
        return ""
    if raw is True or raw is False:
        return _("是") if raw else _("否")
    if isinstance(raw, float):
        return format(Decimal(repr(raw)), "f")
    text = str(raw)
    if _HIDDEN.search(text):
        text = _HIDDEN.sub("", text)
    return text.strip()


class CellReader:
    """Reads the cells of one column; `self(raw)` is (value, problem)."""

    def __init__(self, column: Column) -> None:
        self.column = column
        self._known: dict[Any, Read] = {}
        self._convert = self._converter()
        self._is_text = column.kind == "text"

    def __call__(self, raw: Any) -> Read:
        if self._is_text:
            return self._plain_text(raw) or self._read(raw)
        # True, 1 and 1.0 are one key of a dictionary, but not one cell.
        key = raw if raw.__class__ is str else (raw.__class__, raw)
        found = self._known.get(key)
        if found is None:
            found = self._read(raw)
            if len(self._known) < REMEMBERED:
                self._known[key] = found
        return found

    def _plain_text(self, raw: Any) -> Read | None:
        """The usual cell, read the short way: a text in which nothing is to be mended."""
        if raw.__class__ is not str or not raw.isprintable():
            return None
        text = raw.strip()
        usual = (
            0 < len(text) <= self.column.max_length
            and text[0] != "'"
            and (text.isascii() or unicodedata.is_normalized("NFC", text))
        )
        return (text, None) if usual else None

    def _read(self, raw: Any) -> Read:
        column = self.column
        empty: Any = [] if column.kind == "list" else None
        text = typed(raw)
        if not text:
            if not column.required:
                return empty, None
            return empty, self._problem("", Refused(_("必填，不能为空。"), self._example()))
        try:
            return self._convert(raw, text), None
        except Refused as refused:
            problem = self._problem(text, refused)
            kept = refused.partial if problem.severity == "warning" else None
            return empty if kept is None else kept, problem

    def _problem(self, text: str, refused: Refused) -> Problem:
        lenient = not self.column.strict and self.column.kind in {"code", "list"}
        return Problem(
            column=self.column.key,
            sentence=refused.sentence,
            mend=refused.mend,
            suggestions=refused.suggestions,
            severity="warning" if lenient and not self.column.required else "error",
            value=text[:200],
        )

    def _example(self) -> str:
        return (
            _("例如：%(example)s") % {"example": self.column.example} if self.column.example else ""
        )

    def _converter(self) -> Callable[[Any, str], Any]:
        kind = self.column.kind
        if kind == "choice" or (kind == "list" and self.column.choices):
            self._words = choice_words(self.column)
        return {
            "text": self._text, "integer": self._integer, "decimal": self._decimal,
            "date": self._date, "month": self._month, "choice": self._choice,
            "code": self._code, "bool": self._bool, "list": self._list,
        }[kind]  # fmt: skip

    def _text(self, raw: Any, text: str) -> str:
        if raw.__class__ in (int, float) and abs(raw) >= EXACT_DIGITS:
            raise Refused(
                _("长数字的末几位已被表格软件丢失。"),
                _("请把这一列设为“文本”格式，重新输入完整的数字。"),
            )
        text = unicodedata.normalize("NFC", text)
        # An export writes an apostrophe before a text that a spreadsheet would compute.
        if text[0] == "'" and text[1:2] in {"=", "+", "-", "@", "＝", "|"}:
            text = text[1:]
        if len(text) > self.column.max_length:
            raise Refused(
                _("有 %(n)d 个字，最多 %(most)d 个。")
                % {"n": len(text), "most": self.column.max_length},
                _("请缩短。"),
            )
        return text

    def _number(self, text: str) -> Decimal:
        plain = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")
        plain = plain.removeprefix("¥").removesuffix("元").removesuffix("人")
        if not _NUMBER.match(plain):
            raise Refused(_("不是数字。"), self._example() or _("只填数字，例如 12。"))
        try:
            return Decimal(plain)
        except InvalidOperation as error:
            raise Refused(_("不是数字。"), self._example()) from error

    def _integer(self, _raw: Any, text: str) -> int:
        number = self._number(text)
        if number != number.to_integral_value():
            raise Refused(_("不是整数。"), self._example() or _("只填整数，例如 12。"))
        self._check_range(number)
        if abs(number) >= 2**53:
            raise Refused(_("数字过大。"), self._example())
        return int(number)

    def _decimal(self, raw: Any, text: str) -> Decimal:
        number = self._number(text)
        step = Decimal(1).scaleb(-self.column.places)
        if abs(number) >= 10**15:
            raise Refused(_("数字过大。"), self._example())
        rounded = number.quantize(step, ROUND_HALF_UP)
        # A computed cell holds 0.30000000000000004; a person who types four places means them.
        noise = Decimal("1e-9") if raw.__class__ is float else Decimal(0)
        if abs(rounded - number) > noise:
            raise Refused(_("最多 %(n)d 位小数。") % {"n": self.column.places}, self._example())
        self._check_range(rounded)
        return rounded

    def _check_range(self, value: Any) -> None:
        least, most = self.column.minimum, self.column.maximum
        if (least is not None and value < least) or (most is not None and value > most):
            raise Refused(_("超出范围。"), range_text(self.column))

    def _date(self, raw: Any, text: str) -> date:
        value = self._day(raw, text, _("请写成 2026-09-01 的样子。"))
        self._check_range(value)
        return value

    def _month(self, raw: Any, text: str) -> date:
        value = self._day(raw, text, _("请写成 2026-09 的样子。")).replace(day=1)
        self._check_range(value)
        return value

    def _day(self, raw: Any, text: str, mend: str) -> date:
        plain = unicodedata.normalize("NFKC", text)
        try:
            if match := _DATE.match(plain):
                year, month, day = match.groups()
                if day is None and self.column.kind == "date":
                    raise Refused(_("只有年月，缺少日。"), mend)
                return date(int(year), int(month), int(day or 1))
            if plain.isdecimal() and len(plain) == 8:
                return date(int(plain[:4]), int(plain[4:6]), int(plain[6:]))
            if plain.isdecimal() and len(plain) == 6 and self.column.kind == "month":
                return date(int(plain[:4]), int(plain[4:]), 1)
        except ValueError as error:
            raise Refused(_("没有这一天。"), mend) from error
        if raw.__class__ is int and raw in SERIAL_DAYS:
            return DAY_ZERO + timedelta(days=raw)
        raise Refused(_("不是日期。"), mend)

    def _bool(self, _raw: Any, text: str) -> bool:
        word = unicodedata.normalize("NFKC", text).casefold()
        if word in TRUE_WORDS or word in FALSE_WORDS:
            return word in TRUE_WORDS
        both = (Suggestion(_("是"), _("是")), Suggestion(_("否"), _("否")))
        raise Refused(_("只能填“是”或“否”。"), "", both)

    def _choice(self, _raw: Any, text: str) -> str:
        found = self._words.get(fold(text))
        if found is not None:
            return found
        assert self.column.choices is not None
        labels = [str(label) for _value, label in self.column.choices.choices]
        raise Refused(
            _("没有这个选项：“%(text)s”。") % {"text": text[:40]},
            _("只能填：%(labels)s。") % {"labels": listed(labels[:20])},
            tuple(Suggestion(label, label) for label in closest(text, labels)),
        )

    def _code(self, _raw: Any, text: str) -> str:
        assert self.column.lookup is not None
        match = self.column.lookup.resolve(text)
        if match.code is not None and match.exact:
            return match.code
        suggestions = tuple(self._offer(code, name) for code, name in match.suggestions[:5])
        if len(suggestions) > 1 and any(_begins(name, text) for _code, name in match.suggestions):
            sentence = _("“%(text)s”不止一项。") % {"text": text[:40]}
            raise Refused(sentence, _("请选定其中一项。"), suggestions)
        mend = (
            _("请选用建议的词，或从模板的下拉表中选择。")
            if suggestions
            else _("请从模板的下拉表中选择。")
        )
        raise Refused(_("标准目录里没有“%(text)s”。") % {"text": text[:40]}, mend, suggestions)

    def _offer(self, code: str, name: str) -> Suggestion:
        """Code and name where the list understands both together, else the code alone."""
        assert self.column.lookup is not None
        both = f"{code} {name}".strip()
        match = self.column.lookup.resolve(both)
        value = both if match.exact and match.code == code else code
        return Suggestion(value, name if code in name else both)

    def _list(self, raw: Any, text: str) -> list[str]:
        read: Callable[[Any, str], str] = self._text
        if self.column.choices is not None:
            read = self._choice
        elif self.column.lookup is not None:
            read = self._code
        items: list[str] = []
        failed: Refused | None = None
        for part in _SPLIT.split(text):
            if not part.strip():
                continue
            try:
                items.append(read(part if raw.__class__ is str else raw, part.strip()))
            except Refused as refused:
                failed = failed or self._within(text, part.strip(), refused)
        if failed:
            failed.partial = list(dict.fromkeys(items))
            raise failed
        return list(dict.fromkeys(items))

    @staticmethod
    def _within(text: str, part: str, refused: Refused) -> Refused:
        """The refusal of one item, with suggestions for the whole cell."""
        offered = (Suggestion(text.replace(part, s.value, 1), s.label) for s in refused.suggestions)
        return Refused(refused.sentence, refused.mend, tuple(offered))


def _begins(name: str, text: str) -> bool:
    """Whether an entry is called as the text says, with or without a remark behind it."""
    return fold(_REMARK.sub("", name)) == fold(text)


def choice_words(column: Column) -> dict[str, str]:
    """Every folded word that means a choice: its value, its labels, what people also write."""
    assert column.choices is not None
    words: dict[str, str] = {}
    for language in ("zh-hans", "en"):
        with override(language):
            for value, label in column.choices.choices:
                words.setdefault(fold(str(label)), value)
                words.setdefault(fold(str(value)), value)
    for word, value in column.words.items():
        words.setdefault(fold(word), value)
    return words


def closest(text: str, labels: list[str]) -> list[str]:
    """The labels that share most characters with a text; all of them where there are few."""
    if len(labels) <= 4:
        return labels
    signs = set(fold(text))
    scored = [
        (len(signs & set(fold(label))) / (len(set(fold(label))) or 1), label) for label in labels
    ]
    return [label for score, label in sorted(scored, key=lambda pair: -pair[0])[:3] if score > 0]


def range_text(column: Column) -> str:
    """The range of a column as a sentence."""
    least, most = column.minimum, column.maximum
    if least is not None and most is not None:
        return _("应在 %(least)s 到 %(most)s 之间。") % {"least": least, "most": most}
    if least is not None:
        return _("不小于 %(least)s。") % {"least": least}
    return _("不大于 %(most)s。") % {"most": most} if most is not None else ""


def restored(column: Column, value: Any) -> Any:
    """A value back from JSON."""
    if value is None:
        return None
    if column.kind == "decimal":
        return Decimal(value)
    if column.kind in ("date", "month"):
        return date.fromisoformat(value)
    return value
