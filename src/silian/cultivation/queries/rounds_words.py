"""Sentences of the rounds: what is wrong with a formula, and why a choice was not obtained."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from ..engine.rounds import conditions, formula

CUTOFF, INELIGIBLE, CLOSED, WITHDRAWN = "cutoff", "ineligible", "closed", "withdrawn"


def formula_sentence(error: formula.FormulaError) -> str:
    """What is wrong with a formula or with a value that it asks for."""
    sentences = {
        formula.SYNTAX: _(
            "公式“%(detail)s”读不懂。可以用数字、名称、+ - * / 和括号，如 0.6*成绩+0.4*面试。"
        ),
        formula.LONG: _("公式最多 %(detail)s 个字。"),
        formula.NOT_ALLOWED: _(
            "公式里不能用“%(detail)s”。只能用数字、名称、+ - * /、括号、min 和 max。"
        ),
        formula.UNKNOWN: _("公式里的“%(detail)s”没有数据：没有一个参加者有这项成绩或属性。"),
        formula.MISSING: _("缺少“%(detail)s”。"),
        formula.NOT_NUMBER: _("“%(detail)s”不是数字。"),
        formula.ZERO: _("公式里除数为零。"),
        formula.LARGE: _("公式里的数或结果太大。"),
    }  # fmt: skip
    return sentences[error.kind] % {"detail": error.detail}


def condition_sentence(error: conditions.ConditionError) -> str:
    """What is wrong with the conditions or reserves of a post."""
    sentences = {
        conditions.LINE: _(
            "“%(detail)s”读不懂。报名条件写“专业=汽车制造、汽车检测”或“年龄>=18”；"
            "预留名额写“学校=某校：2”，末尾加“！”为硬预留。"
        ),
        conditions.PLACES: _("预留“%(detail)s”至少要有 1 个名额。"),
        conditions.TWICE: _("预留“%(detail)s”写了两次。"),
        conditions.TOO_MANY: _("预留名额共 %(detail)s 个，超过岗位的名额。"),
    }  # fmt: skip
    return sentences[error.kind] % {"detail": error.detail}


def score_words(text: object) -> str:
    """A score without needless zeros."""
    try:
        return f"{Decimal(str(text)).normalize():f}"
    except InvalidOperation:
        return str(text)


def reason_words(reason: Mapping[str, Any]) -> str:
    """Why a higher choice was not obtained. The cutoff is a fact: it promises nothing."""
    kind = reason.get("kind")
    if kind == INELIGIBLE:
        return _("不符合这个岗位的报名条件（%(name)s）。") % {"name": reason.get("attribute", "")}
    if kind == CLOSED:
        return _("录取人数不足最低人数，这个岗位没有开设。")
    if kind == WITHDRAWN:
        return _("提供单位撤回了这个岗位。")
    words = {"cutoff": score_words(reason.get("cutoff")), "own": score_words(reason.get("own"))}
    if reason.get("cutoff") in (None, ""):
        return _("这个岗位的开放名额已由优先次序更高的人录满；您的评分是 %(own)s。") % words
    if words["cutoff"] == words["own"]:
        return _("最后一名录取者的评分是 %(cutoff)s，您同分，抽签次序在后。") % words
    if reason.get("reserved"):
        return _("最后一名录取者的评分是 %(cutoff)s，您是 %(own)s；部分名额为预留。") % words
    return _("最后一名录取者的评分是 %(cutoff)s，您是 %(own)s。") % words


def cutoff_words(text: str) -> str:
    """The cutoff of a post on lists."""
    return score_words(text) if text else _("名额有余")
