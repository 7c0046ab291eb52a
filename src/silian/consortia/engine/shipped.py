"""The blueprints that come with the product: five real consortia, from public reports."""

from __future__ import annotations

from pathlib import Path

from .blueprint import Blueprint, parse

FOLDER = Path(__file__).parents[1] / "blueprints"


def shipped_names() -> list[str]:
    """Their names, which are the slugs of their consortia."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def shipped_text(name: str) -> str:
    """The text of one; KeyError for a name that is not shipped."""
    if name not in shipped_names():
        raise KeyError(name)
    return (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")


def shipped(name: str) -> Blueprint:
    """One of them, read; it has no problems, as a test holds."""
    blueprint, problems = parse(shipped_text(name))
    assert blueprint is not None, problems
    return blueprint
