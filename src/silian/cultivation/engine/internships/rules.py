"""Rule sets: what a file says, and which sets are in force on a day in a region."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

Effect = Literal["block", "warn"]
EFFECTS = ("block", "warn")
EVIDENCE = ("read", "recalled", "named")
KINDS = ("observing", "on_post", "teacher")


class BadRules(ValueError):
    """A file that says what cannot be: the sentence names the rule."""


@dataclass(frozen=True)
class Rule:
    """One rule of a set.

    `check` names a function of `check.CHECKS`; `effect` is what a breach does; `overridable` says
    whether a reason may let it pass; `superseded` rules are shown and not checked. `evidence`:
    read (in the text), recalled (from memory of the text), named (by another source).
    """

    key: str
    check: str
    effect: Effect
    overridable: bool
    kinds: tuple[str, ...]
    text: str
    text_en: str
    source: str
    evidence: str
    superseded: str = ""
    parameters: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class RuleSet:
    """A version of the rules of the country (`region` "") or of a province (two digits).

    Of the sets of one `line` the newest that has begun is in force.
    """

    key: str
    line: str
    name: str
    name_en: str
    document: str
    region: str
    valid_from: dt.date
    valid_until: dt.date | None
    rules: tuple[Rule, ...]
    note: str = ""


def read(data: Mapping[str, Any], checks: Iterable[str]) -> RuleSet:
    """A set from what a YAML file holds. `BadRules` for an unknown check, effect, kind or field."""
    known = set(checks)
    found = [_rule(one, known) for one in data["rules"]]
    keys = [rule.key for rule in found]
    if len(set(keys)) != len(keys):
        raise BadRules(f"{data['key']}: a rule twice")
    return RuleSet(
        key=data["key"], line=data["line"], name=data["name"], name_en=data["name_en"],
        document=data["document"], region=str(data.get("region") or "")[:2],
        valid_from=data["valid_from"], valid_until=data.get("valid_until"), rules=tuple(found),
        note=data.get("note", ""),
    )  # fmt: skip


def _rule(one: Mapping[str, Any], known: set[str]) -> Rule:
    rule = Rule(
        **{
            **one,
            "check": one.get("check", one["key"]),
            "overridable": bool(one.get("overridable", False)),
            "kinds": tuple(one.get("kinds", ("on_post",))),
            "parameters": MappingProxyType(dict(one.get("parameters", {}))),
        }
    )
    if rule.check not in known:
        raise BadRules(f"{rule.key}: no check {rule.check!r}")
    if rule.effect not in EFFECTS or rule.evidence not in EVIDENCE:
        raise BadRules(f"{rule.key}: effect {rule.effect!r}, evidence {rule.evidence!r}")
    if not set(rule.kinds) <= set(KINDS):
        raise BadRules(f"{rule.key}: kinds {rule.kinds}")
    return rule


def in_force(sets: Iterable[RuleSet], day: dt.date, region: str) -> list[RuleSet]:
    """The sets that hold on a day in a region (a division code, "" where it is not known).

    The country's come first; of one line the one that began last.
    """
    newest: dict[str, RuleSet] = {}
    for one in sets:
        begun = one.valid_from <= day and (one.valid_until is None or day <= one.valid_until)
        here = not one.region or one.region == region[:2]
        held = newest.get(one.line)
        if begun and here and (held is None or held.valid_from < one.valid_from):
            newest[one.line] = one
    return sorted(newest.values(), key=lambda one: (one.region, one.line))
