"""Collects the Chinese source strings of each app into its English catalogue and compiles it.

    python scripts/messages.py            update every locale/en/LC_MESSAGES/django.po, compile
    python scripts/messages.py --compile  compile only (what set-up does)
    python scripts/messages.py APP …      only these apps

A string keeps its translation as long as its Chinese stays the same. What has no English yet
is printed; `tests/architecture/test_catalogue.py` fails for it.
"""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import polib

SOURCE = Path(__file__).resolve().parents[1] / "src" / "silian"
CALLS = {"_", "_z", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy",
         "pgettext", "pgettext_lazy"}  # fmt: skip
TRANSLATE = re.compile(r"""\{%\s*(?:translate|trans)\s+(?:"([^"]*)"|'([^']*)')[^%]*%\}""")
TAG_ARGUMENT = re.compile(r"""\b_\(\s*(?:"([^"]*)"|'([^']*)')\s*\)""")
BLOCK = re.compile(
    r"\{%\s*blocktrans(?:late)?\b([^%]*)%\}(.*?)\{%\s*endblocktrans(?:late)?\s*%\}", re.DOTALL
)
PLURAL = re.compile(r"\{%\s*plural\s*%\}")
VARIABLE = re.compile(r"\{\{\s*([\w.]+)[^}]*\}\}")
Key = tuple[str | None, str, str | None]


def from_python(path: Path) -> list[Key]:
    """Strings given to a gettext call: (context, message, plural)."""
    found: list[Key] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        texts = [
            a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)
        ]
        if name not in CALLS or not texts:
            continue
        if name.startswith("pgettext") and len(texts) > 1:
            found.append((texts[0], texts[1], None))
        elif name.startswith("ngettext") and len(texts) > 1:
            found.append((None, texts[0], texts[1]))
        else:
            found.append((None, texts[0], None))
    return found


def from_template(path: Path) -> list[Key]:
    """Strings of translate and blocktranslate tags, as Django looks them up."""
    text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"))
    text = re.sub(r"\{%\s*comment\b.*?%\}.*?\{%\s*endcomment\s*%\}", "", text, flags=re.DOTALL)
    found: list[Key] = [(None, a or b, None) for a, b in TRANSLATE.findall(text)]
    found += [(None, a or b, None) for a, b in TAG_ARGUMENT.findall(text)]
    for options, body in BLOCK.findall(text):
        if "trimmed" in options.split():
            body = " ".join(line.strip() for line in body.strip().splitlines() if line.strip())
        parts = [VARIABLE.sub(r"%(\1)s", part) for part in PLURAL.split(body)]
        found.append((None, parts[0], parts[1] if len(parts) > 1 else None))
    return found


def strings_of(app: Path) -> dict[Key, list[str]]:
    """Every source string of an app, with the files it stands in. Only Chinese ones count."""
    found: dict[Key, list[str]] = {}
    for path in sorted(app.rglob("*")):
        if path.suffix == ".py" and "migrations" not in path.parts:
            keys = from_python(path)
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            keys = from_template(path)
        else:
            continue
        for key in keys:
            if re.search(r"[\u4e00-\u9fff]", key[1]):
                found.setdefault(key, []).append(str(path.relative_to(SOURCE)))
    return found


def update(app: Path) -> list[str]:
    """Writes the app's English catalogue anew and returns the strings without English."""
    strings = strings_of(app)
    path = app / "locale" / "en" / "LC_MESSAGES" / "django.po"
    if not strings and not path.exists():
        return []
    old = {(e.msgctxt, e.msgid): e for e in polib.pofile(str(path))} if path.exists() else {}
    catalogue = polib.POFile(wrapwidth=98)
    catalogue.metadata = {
        "Language": "en",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    for (context, message, plural), files in sorted(strings.items(), key=lambda item: item[0][1]):
        before = old.get((context, message))
        entry = polib.POEntry(
            msgid=message,
            msgctxt=context,
            occurrences=[(name, "") for name in sorted(set(files))],
            flags=["python-format"] if re.search(r"%\(\w+\)s", message) else [],
        )
        if plural is not None:
            entry.msgid_plural = plural
            entry.msgstr_plural = (
                before.msgstr_plural if before and before.msgstr_plural else {0: "", 1: ""}
            )
        else:
            entry.msgstr = before.msgstr if before else ""
        if (context, message) not in {(e.msgctxt, e.msgid) for e in catalogue}:
            catalogue.append(entry)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(path))
    return [entry.msgid for entry in catalogue if not entry.translated()]


def compile_all() -> int:
    """Compiles every catalogue; returns how many."""
    paths = sorted(SOURCE.glob("*/locale/*/LC_MESSAGES/django.po"))
    for path in paths:
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))
    return len(paths)


def main(arguments: list[str]) -> int:
    missing = 0
    if "--compile" not in arguments:
        for app in sorted(p for p in SOURCE.iterdir() if p.is_dir()):
            if arguments and app.name not in arguments:
                continue
            for message in update(app):
                missing += 1
                print(f"{app.name}: {message!r}")
    print(f"{compile_all()} catalogues compiled, {missing} strings without English")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
