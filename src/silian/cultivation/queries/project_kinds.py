"""Kinds of joint projects and presets of duties, read from the packaged files once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.utils.translation import get_language

from ..engine.projects.kinds import Kind, Preset, read_kinds, read_presets

FOLDER = Path(__file__).resolve().parent.parent / "data"


@cache
def presets() -> dict[str, Preset]:
    """The presets of duties by key, in the order of the file."""
    return read_presets((FOLDER / "duty_presets.yaml").read_text(encoding="utf-8"))


@cache
def kinds() -> dict[str, Kind]:
    """The kinds by key, in the order of the file."""
    return read_kinds((FOLDER / "project_kinds.yaml").read_text(encoding="utf-8"), presets())


def is_english() -> bool:
    """Whether the page is in English."""
    return (get_language() or "").startswith("en")


def kind_title(key: str) -> str:
    """The name of a kind in the language of the page; the key itself for one that is gone."""
    kind = kinds().get(key)
    return kind.name.title(is_english()) if kind else key


def kind_choices() -> list[tuple[str, str]]:
    """The kinds for a form."""
    return [(key, kind_title(key)) for key in kinds()]


def preset_choices() -> list[tuple[str, str]]:
    """The presets for a form."""
    return [(key, preset.name.title(is_english())) for key, preset in presets().items()]
