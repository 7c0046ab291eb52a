"""The English catalogue is complete: every Chinese string of every app has its English."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
_spec = importlib.util.spec_from_file_location("messages", ROOT / "scripts" / "messages.py")
assert _spec
assert _spec.loader
messages = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(messages)

APPS = [p for p in sorted((ROOT / "src" / "silian").iterdir()) if (p / "__init__.py").exists()]
PLACE = re.compile(r"%\((\w+)\)[sd]")


@pytest.mark.parametrize("app", APPS, ids=lambda p: p.name)
def test_every_string_has_english(app: Path) -> None:
    wanted = set(messages.strings_of(app))
    path = app / "locale" / "en" / "LC_MESSAGES" / "django.po"
    entries = polib.pofile(str(path)) if path.exists() else []
    done = {(e.msgctxt, e.msgid) for e in entries if e.translated() and not e.fuzzy}
    assert [m for context, m, _plural in wanted if (context, m) not in done] == []


@pytest.mark.parametrize("app", APPS, ids=lambda p: p.name)
def test_translations_keep_their_placeholders_and_are_english(app: Path) -> None:
    path = app / "locale" / "en" / "LC_MESSAGES" / "django.po"
    for entry in polib.pofile(str(path)) if path.exists() else []:
        texts = list(entry.msgstr_plural.values()) or [entry.msgstr]
        for text in texts:
            assert set(PLACE.findall(text)) <= set(PLACE.findall(entry.msgid + entry.msgid_plural))
            if not entry.msgid_plural:
                assert set(PLACE.findall(text)) == set(PLACE.findall(entry.msgid)), entry.msgid


def test_extraction_finds_what_is_written() -> None:
    template = ROOT / "src" / "silian" / "kernel" / "templates" / "ui" / "table.html"
    found = {message for _context, message, _plural in messages.from_template(template)}
    assert {"导出", "选择本页全部"} <= found
