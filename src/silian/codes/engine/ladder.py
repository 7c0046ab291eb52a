"""The sentence of a profile on further study, taken apart.

接续高职专科专业举例：A、B；接续高职本科专业举例：C；接续专业硕士学位授予领域举例：D
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# The next clause begins with 接续 even where the semicolon before it was forgotten.
_CLAUSE = re.compile(r"接续(?P<kind>.+?)举例[：:](?P<names>.*?)(?=接续|$)", re.DOTALL)
_NAMES = re.compile(r"[、，,；;。\s]+")
_REMARK = re.compile(r"（.*?）|\(.*?\)")
_NONE = {"", "无", "暂无"}
_LEVELS = {
    "高职专科": "associate",
    "高职本科": "vocational_bachelor",
    "职业本科": "vocational_bachelor",
    "普通本科": "bachelor",
}


@dataclass(frozen=True)
class Ladder:
    """`programs` are (level, name) of next programs, `masters` names of master's fields.

    `unread` holds text that has not the form above.
    """

    programs: tuple[tuple[str, str], ...]
    masters: tuple[str, ...]
    unread: str = ""


def parse_ladder(text: str, known: frozenset[tuple[str, str]] = frozenset()) -> Ladder:
    """Takes the sentence apart. `known` are catalogue (level, name) pairs.

    A name of the catalogue that itself contains 、 (土木、水利与海洋工程) stays whole; every
    other 、 separates names. Nothing is corrected: an unknown name is returned as it stands.
    """
    programs: list[tuple[str, str]] = []
    masters: list[str] = []
    for clause in _CLAUSE.finditer(text):
        kind = clause["kind"].strip().removesuffix("专业").removesuffix("专业")
        level = _LEVELS.get(kind)
        if level is None:
            masters += _split(clause["names"])
            continue
        whole = [name for at, name in known if at == level and "、" in name]
        programs += [(level, name) for name in _split(clause["names"], whole)]
    unread = _CLAUSE.sub("", text).strip("；;。 ")
    return Ladder(tuple(dict.fromkeys(programs)), tuple(dict.fromkeys(masters)), unread)


def _split(names: str, whole: list[str] | None = None) -> list[str]:
    found = []
    rest = _REMARK.sub("", names)
    for name in whole or ():
        if name in rest:
            found.append(name)
            rest = rest.replace(name, "")
    return found + [name for name in _NAMES.split(rest) if name not in _NONE]
