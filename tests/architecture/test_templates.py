"""Every template parses; nothing inline that the content security policy would refuse."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template import engines
from django.urls import get_resolver

SOURCE = Path(__file__).resolve().parents[2] / "src" / "silian"
TEMPLATES = sorted(SOURCE.glob("*/templates/**/*.html"))
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|<style|\son[a-z]+=|javascript:", re.IGNORECASE
)
FULL_WIDTH = re.compile("[：，。；（）、！？]")
TRANSLATED = re.compile(
    r"\{#.*?#\}|\{%\s*comment\b.*?\{%\s*endcomment\s*%\}"
    r"|\{%\s*blocktrans(?:late)?\b.*?\{%\s*endblocktrans(?:late)?\s*%\}|\{%.*?%\}|\{\{.*?\}\}",
    re.DOTALL,
)
JOINED = re.compile(r"join:[\"'][^\"']*[：，。；、]")


def ident(path: Path) -> str:
    return str(path.relative_to(SOURCE))


@pytest.mark.parametrize("path", TEMPLATES, ids=ident)
def test_template_parses_and_has_nothing_inline(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    engines["django"].from_string(text)
    assert INLINE.findall(text) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=ident)
def test_punctuation_between_parts_follows_the_language(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert FULL_WIDTH.findall(TRANSLATED.sub("", text)) == [], 'write {% sign "：" %}'
    assert JOINED.findall(text) == [], "write |listing"


@pytest.mark.parametrize("path", TEMPLATES, ids=ident)
def test_template_names_addresses_and_files_that_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    names = known_names()
    for name in re.findall(r"\{%\s*url\s+['\"]([\w:]+)['\"]", text):
        assert name in names, name
    for name in re.findall(r"\{%\s*static\s+['\"]([^'\"]+)['\"]", text):
        assert finders.find(name), name


def known_names() -> set[str]:
    """Every name that `url` may be given, with its namespace."""

    def walk(resolver: object, prefix: str) -> set[str]:
        found: set[str] = set()
        for pattern in resolver.url_patterns:  # type: ignore[attr-defined]
            if hasattr(pattern, "url_patterns"):
                space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
                found |= walk(pattern, space)
            elif pattern.name:
                found.add(prefix + pattern.name)
        return found

    return walk(get_resolver(), "")


def test_icons_are_in_the_sprite() -> None:
    from silian.shell.navigation import CONSORTIUM, PLATFORM

    sprite = (SOURCE / "shell/static/vendor/icons/icons.svg").read_text(encoding="utf-8")
    there = set(re.findall(r'id="([a-z0-9-]+)"', sprite))
    used = {entry.icon for group in (*CONSORTIUM, *PLATFORM) for entry in group.entries}
    for path in TEMPLATES:
        used |= set(re.findall(r'\{% icon "([a-z0-9-]+)"', path.read_text(encoding="utf-8")))
    for path in SOURCE.rglob("*.py"):
        used |= set(re.findall(r'\bicon="([a-z0-9-]+)"', path.read_text(encoding="utf-8")))
    assert used - there == set()
