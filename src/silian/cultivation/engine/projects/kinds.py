"""Kinds of joint projects and presets of duties, read from text and checked whole.

The files `data/project_kinds.yaml` and `data/duty_presets.yaml` explain their own keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import yaml

SIDES = frozenset({"secondary", "college", "government", "park", "enterprise", "other"})
LEVELS = frozenset({"secondary", "college", "vocational_bachelor", "bachelor", "master"})
LONGEST_MONTHS = 120


class BadData(ValueError):
    """A file that cannot be read; the text says where and why."""


@dataclass(frozen=True)
class Named:
    """A text in two languages."""

    zh: str
    en: str

    def title(self, english: bool) -> str:
        """In the language asked for."""
        return self.en if english else self.zh


@dataclass(frozen=True)
class PresetDuty:
    """A duty of a preset: owed by `side`, due `months` after the first day of the project."""

    side: str
    title: Named
    months: int


@dataclass(frozen=True)
class Preset:
    """Duties that a project may take over whole; `source` says where they come from."""

    key: str
    name: Named
    source: str
    duties: tuple[PresetDuty, ...]


@dataclass(frozen=True)
class SuggestedStage:
    """A stage that a kind suggests: a level of education and its years."""

    level: str
    years: Decimal


@dataclass(frozen=True)
class Kind:
    """A kind of joint project, and what is expected of one."""

    key: str
    name: Named
    students: bool
    curriculum: bool
    mentors: bool
    duties: str
    stages: tuple[SuggestedStage, ...]


def read_presets(text: str) -> dict[str, Preset]:
    """The presets by key. `BadData` for an unknown side, no duty, or months out of 0–120."""
    return {key: _preset(key, value) for key, value in _mapping(text).items()}


def read_kinds(text: str, presets: Mapping[str, Preset]) -> dict[str, Kind]:
    """The kinds by key. `BadData` for an unknown level or preset, or years out of 0–10."""
    found = {key: _kind(key, value) for key, value in _mapping(text).items()}
    for kind in found.values():
        if kind.duties not in presets:
            raise BadData(f"{kind.key}: no preset of duties {kind.duties!r}")
    return found


def _mapping(text: str) -> dict[str, Any]:
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise BadData(str(error)) from error
    if not isinstance(data, dict) or not data:
        raise BadData("a mapping of keys is expected")
    return data


def _preset(key: str, value: Any) -> Preset:
    try:
        duties = tuple(_duty(key, row) for row in value["duties"])
        if not duties:
            raise BadData(f"{key}: no duty")
        return Preset(key, Named(value["zh"], value["en"]), value["source"], duties)
    except (KeyError, TypeError) as error:
        raise BadData(f"{key}: {error}") from error


def _duty(key: str, row: Any) -> PresetDuty:
    side, months = row["side"], row["months"]
    if side not in SIDES:
        raise BadData(f"{key}: no side {side!r}")
    if not isinstance(months, int) or not 0 <= months <= LONGEST_MONTHS:
        raise BadData(f"{key}: months {months!r}")
    return PresetDuty(side, Named(row["title"], row["title_en"]), months)


def _kind(key: str, value: Any) -> Kind:
    try:
        stages = tuple(_stage(key, row) for row in value["stages"])
        flags = {name: value[name] for name in ("students", "curriculum", "mentors")}
        if not all(isinstance(flag, bool) for flag in flags.values()):
            raise BadData(f"{key}: true or false is expected")
        name = Named(value["zh"], value["en"])
        return Kind(key=key, name=name, duties=value["duties"], stages=stages, **flags)
    except (KeyError, TypeError) as error:
        raise BadData(f"{key}: {error}") from error


def _stage(key: str, row: Any) -> SuggestedStage:
    years = Decimal(str(row["years"]))
    if row["level"] not in LEVELS:
        raise BadData(f"{key}: no level {row['level']!r}")
    if not 0 < years < 10:
        raise BadData(f"{key}: years {years}")
    return SuggestedStage(row["level"], years)
