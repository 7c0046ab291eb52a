"""Checks facts of an internship against rule sets; says what is broken and what is not known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from .rules import Rule, RuleSet

Values = dict[str, Any]
# None: kept. A mapping: broken, with the figures of the sentence; "unknown" names what is missing.
Outcome = Values | None


@dataclass(frozen=True)
class Program:
    """A program as far as a match asks for it: code, 专业类, 专业大类 by name.

    Names, since the three vocational catalogues number one 大类 differently.
    """

    code: str
    class_name: str
    category_name: str


@dataclass(frozen=True)
class Facts:
    """What is known of an internship; None where nobody said.

    Pay and wages are yuan a month, hours of one day. `unit_interns` and `post_interns` count
    this one too.
    """

    kind: str
    starts_on: dt.date
    ends_on: dt.date
    born_on: dt.date | None = None
    entry_year: int | None = None
    guardian_consent: bool = False
    student_signed_on: dt.date | None = None
    school_signed_on: dt.date | None = None
    unit_signed_on: dt.date | None = None
    day_hours: Decimal = Decimal(8)
    night_shift: bool = False
    overtime: bool = False
    holiday_work: bool = False
    pay: Decimal | None = None
    post_wage: Decimal | None = None
    independent: bool = True
    fees: Decimal = Decimal(0)
    barred_work: bool = False
    by_agency: bool = False
    unit_staff: int | None = None
    post_staff: int | None = None
    unit_interns: int = 1
    post_interns: int = 1
    insured: bool = False
    visited_on: dt.date | None = None
    school_mentor: bool = False
    unit_mentor: bool = False
    program: Program | None = None
    post_program: Program | None = None


@dataclass(frozen=True)
class Finding:
    """A rule that is broken, or that cannot be judged: `values["unknown"]` names the fact.

    `key` is "<set>:<rule>", by which an override names it.
    """

    rule_set: RuleSet
    rule: Rule
    values: Values = field(default_factory=dict)

    @property
    def key(self) -> str:
        return f"{self.rule_set.key}:{self.rule.key}"

    @property
    def blocks(self) -> bool:
        return self.rule.effect == "block"


Check = Callable[[Facts, Mapping[str, Any]], Outcome]
CHECKS: dict[str, Check] = {}


def _check(function: Check) -> Check:
    CHECKS[function.__name__] = function
    return function


def check(facts: Facts, sets: Iterable[RuleSet]) -> list[Finding]:
    """Every rule of the sets that the facts break, blocking ones first, else in their order."""
    found = []
    for one in sets:
        for rule in one.rules:
            if rule.superseded or facts.kind not in rule.kinds:
                continue
            values = CHECKS[rule.check](facts, rule.parameters)
            if values is not None:
                found.append(Finding(one, rule, values))
    return sorted(found, key=lambda finding: not finding.blocks)


def age_on(born_on: dt.date, day: dt.date) -> int:
    """Whole years on a day."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day of the month so many months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_of_next = dt.date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = (first_of_next - dt.timedelta(days=1)).day
    return dt.date(year, month + 1, min(day.day, last))


def over_share(part: int, whole: int, percent: int) -> bool:
    """Whether `part` is more than so many per cent of `whole`, in integers."""
    return part * 100 > whole * percent


def below_share(part: Decimal, whole: Decimal, percent: int) -> bool:
    """Whether `part` is less than so many per cent of `whole`, exactly."""
    return part * 100 < whole * percent


@_check
def agreement(facts: Facts, parameters: Mapping[str, Any]) -> Outcome:
    """三方协议: signed by all three, not after the beginning."""
    signed = {
        "student": facts.student_signed_on,
        "school": facts.school_signed_on,
        "unit": facts.unit_signed_on,
    }
    missing = [who for who, day in signed.items() if day is None]
    if missing:
        return {"missing": missing}
    late = [who for who, day in signed.items() if day and day > facts.starts_on]
    return {"late": late} if late else None


@_check
def least_age(facts: Facts, parameters: Mapping[str, Any]) -> Outcome:
    """Not below `years` on the first day."""
    if facts.born_on is None:
        return {"unknown": "born_on"}
    age = age_on(facts.born_on, facts.starts_on)
    return {"age": age, "years": parameters["years"]} if age < parameters["years"] else None


@_check
def not_first_year(facts: Facts, parameters: Mapping[str, Any]) -> Outcome:
    """Not before the second school year, which begins on the first of `month`."""
    if facts.entry_year is None:
        return {"unknown": "entry_year"}
    second = dt.date(facts.entry_year + 1, parameters["month"], 1)
    return {"from": second.isoformat()} if facts.starts_on < second else None


@_check
def guardian(facts: Facts, parameters: Mapping[str, Any]) -> Outcome:
    """The guardian's consent for who is below `years` on the first day."""
    if facts.guardian_consent:
        return None
    if facts.born_on is None:
        return {"unknown": "born_on"}
    age = age_on(facts.born_on, facts.starts_on)
    return {"age": age, "years": parameters["years"]} if age < parameters["years"] else None


@_check
def hours(facts: Facts, parameters: Mapping[str, Any]) -> Outcome:
    """At most `hours` a day."""
    over = facts.day_hours > parameters["hours"]
    return {"hours": facts.day_hours, "most": parameters["hours"]} if over else None


@_check
def no_overtime(facts: Facts, parameters: Mapping[str, Any]) -> Outcome:
    """No overtime."""
    return {} if facts.overtime else None


@_check
def no_night_shift(facts: Facts, parameters: Mapping[str, Any]) -> Outcome:
    """No night shifts."""
    return {} if facts.night_shift else None


@_check
def no_holiday_work(facts: Facts, parameters: Mapping[str, Any]) -> Outcome:
    """No work on public holidays."""
    return {} if facts.holiday_work else None


@_check
def pay_floor(facts: Facts, parameters: Mapping[str, Any]) -> Outcome:
    """At least `percent` of the wage of the same post, for largely independent work."""
    if not facts.independent:
        return None
    if facts.pay is None or facts.post_wage is None:
        return {"unknown": "pay" if facts.pay is None else "post_wage"}
    if not below_share(facts.pay, facts.post_wage, parameters["percent"]):
        return None
    least = facts.post_wage * parameters["percent"] / 100
    return {"pay": facts.pay, "least": least, "percent": parameters["percent"]}


@_check
def hourly_minimum(facts: Facts, parameters: Mapping[str, Any]) -> Outcome:
    """The local hourly minimum wage is not in the rules: somebody has to compare."""
    return {"unknown": "hourly_minimum"} if facts.independent else None


@_check
def share_of_unit(facts: Facts, parameters: Mapping[str, Any]) -> Outcome:
    """Interns at most `percent` of the staff of the unit."""
    return _share(facts.unit_interns, facts.unit_staff, parameters["percent"], "unit_staff")


@_check
def share_of_post(facts: Facts, parameters: Mapping[str, Any]) -> Outcome:
    """Interns at most `percent` of the staff of the same kind of post."""
    return _share(facts.post_interns, facts.post_staff, parameters["percent"], "post_staff")


def _share(interns: int, staff: int | None, percent: int, name: str) -> Outcome:
    if staff is None:
        return {"unknown": name}
    over = over_share(interns, staff, percent)
    return {"interns": interns, "staff": staff, "percent": percent} if over else None


@_check
def insurance(facts: Facts, parameters: Mapping[str, Any]) -> Outcome:
    """Insured against liability."""
    return None if facts.insured else {}


@_check
def same_category(facts: Facts, parameters: Mapping[str, Any]) -> Outcome:
    """Never across 专业大类."""
    if facts.program is None or facts.post_program is None:
        return {"unknown": "program" if facts.program is None else "post_program"}
    ours, theirs = facts.program.category_name, facts.post_program.category_name
    return {"program": ours, "post": theirs} if ours != theirs else None


@_check
def same_class(facts: Facts, parameters: Mapping[str, Any]) -> Outcome:
    """Of the same 专业类, where it is of the same 大类."""
    if facts.program is None or facts.post_program is None:
        return None
    ours, theirs = facts.program, facts.post_program
    if ours.category_name != theirs.category_name or ours.code == theirs.code:
        return None
    if ours.class_name == theirs.class_name:
        return None
    return {"program": ours.class_name, "post": theirs.class_name}


@_check
def no_fees(facts: Facts, parameters: Mapping[str, Any]) -> Outcome:
    """The student pays nothing."""
    return {"fees": facts.fees} if facts.fees > 0 else None


@_check
def no_barred_work(facts: Facts, parameters: Mapping[str, Any]) -> Outcome:
    """No barred work or place."""
    return {} if facts.barred_work else None


@_check
def no_agency(facts: Facts, parameters: Mapping[str, Any]) -> Outcome:
    """Not through an intermediary."""
    return {} if facts.by_agency else None


@_check
def two_mentors(facts: Facts, parameters: Mapping[str, Any]) -> Outcome:
    """One of the school, one of the unit."""
    given = {"school": facts.school_mentor, "unit": facts.unit_mentor}
    missing = [who for who, there in given.items() if not there]
    return {"missing": missing} if missing else None


@_check
def visited(facts: Facts, parameters: Mapping[str, Any]) -> Outcome:
    """The unit was visited before the beginning."""
    if facts.visited_on is None:
        return {"unknown": "visited_on"}
    late = facts.visited_on > facts.starts_on
    return {"visited": facts.visited_on.isoformat()} if late else None


@_check
def length(facts: Facts, parameters: Mapping[str, Any]) -> Outcome:
    """Usually no longer than `months`."""
    until = months_later(facts.starts_on, parameters["months"])
    return {"months": parameters["months"]} if facts.ends_on > until else None
