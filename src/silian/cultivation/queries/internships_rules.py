"""The rules of internships: read from the product's data, chosen, worded."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ..engine.internships.check import CHECKS, Finding
from ..engine.internships.rules import Rule, RuleSet, in_force, read

FOLDER = Path(__file__).parents[1] / "data" / "internship_rules"


@cache
def rule_sets() -> tuple[RuleSet, ...]:
    """Every version that comes with the product."""
    texts = (path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.yaml")))
    return tuple(read(yaml.safe_load(text), CHECKS) for text in texts)


def sets_for(day: dt.date, region: str) -> list[RuleSet]:
    """The versions in force on a day in a region (a division code or "")."""
    return in_force(rule_sets(), day, region)


def _english() -> bool:
    return (get_language() or "").startswith("en")


def text_of(rule: Rule) -> str:
    """What a rule says, in the active language."""
    return rule.text_en if _english() else rule.text


def name_of(one: RuleSet) -> str:
    """The name of a version, in the active language."""
    return one.name_en if _english() else one.name


def evidence_of(rule: Rule) -> str:
    """How well the rule's text is known."""
    return {
        "read": _("已核对原文或转载"),
        "recalled": _("转述，未与全文核对"),
        "named": _("据他文所引"),
    }[rule.evidence]  # fmt: skip


def _who(found: list[str]) -> str:
    names = {"student": _("学生"), "school": _("学校"), "unit": _("实习单位")}
    return "、".join(str(names[who]) for who in found)


def _unknown(name: str) -> str:
    return {
        "born_on": _("没有登记出生日期，不能判断年龄。"),
        "entry_year": _("没有登记入学年份，不能判断年级。"),
        "pay": _("没有登记月报酬。"),
        "post_wage": _("没有登记同岗位工资，不能判断报酬是否达标。"),
        "hourly_minimum": _("请与当地小时最低工资标准核对。"),
        "unit_staff": _("没有登记在岗职工总数，不能判断比例。"),
        "post_staff": _("没有登记同类岗位职工数，不能判断比例。"),
        "program": _("班级没有登记专业，不能判断专业是否对口。"),
        "post_program": _("没有登记岗位对应专业，不能判断专业是否对口。"),
        "visited_on": _("没有登记实地考察日期。"),
    }[name]


def words_of(finding: Finding) -> str:
    """What is wrong, in a sentence with its figures."""
    values: dict[str, Any] = finding.values
    if "unknown" in values:
        return _unknown(values["unknown"])
    if finding.rule.check == "agreement":
        if "missing" in values:
            return _("三方协议还缺%(who)s的签字。") % {"who": _who(values["missing"])}
        return _("%(who)s的签字在实习开始之后。") % {"who": _who(values["late"])}
    if finding.rule.check == "two_mentors":
        return _("还缺%(who)s的指导人。") % {"who": _who(values["missing"])}
    return _SENTENCES[finding.rule.check]() % values


_SENTENCES = {
    "least_age": lambda: _("开始时 %(age)d 岁，未满 %(years)d 岁。"),
    "not_first_year": lambda: _("学生还是一年级，最早 %(from)s 开始。"),
    "guardian": lambda: _("开始时 %(age)d 岁，没有监护人知情同意。"),
    "hours": lambda: _("每日 %(hours)s 小时，超过 %(most)s 小时。"),
    "no_overtime": lambda: _("安排了加班。"),
    "no_night_shift": lambda: _("安排了夜班。"),
    "no_holiday_work": lambda: _("安排了法定节假日上岗。"),
    "pay_floor": lambda: _("月报酬 %(pay)s 元，低于同岗位工资的 %(percent)d%%，即 %(least)s 元。"),
    "share_of_unit": lambda: _("实习 %(interns)d 人，超过在岗职工 %(staff)d 人的 %(percent)d%%。"),
    "share_of_post": lambda: _(
        "同类岗位实习 %(interns)d 人，超过该类职工 %(staff)d 人的 %(percent)d%%。"
    ),
    "insurance": lambda: _("没有实习责任保险单号。"),
    "same_category": lambda: _("专业大类不同：所学“%(program)s”，岗位“%(post)s”。"),
    "same_class": lambda: _("专业类不同：所学“%(program)s”，岗位“%(post)s”。"),
    "no_fees": lambda: _("向学生收费 %(fees)s 元。"),
    "no_barred_work": lambda: _("属于禁止安排的岗位或场所。"),
    "no_agency": lambda: _("通过中介安排。"),
    "visited": lambda: _("实地考察（%(visited)s）在实习开始之后。"),
    "length": lambda: _("超过 %(months)d 个月。"),
}
