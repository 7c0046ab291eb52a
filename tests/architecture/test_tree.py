"""The tree is the design's: nothing that has no place, no file too long, no junk drawer."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "silian"
APPS = {
    "config", "shell", "indicators", "cultivation", "techexchange", "events", "governance",
    "talent", "resources", "credentials", "consortia", "organisations", "codes", "accounts",
    "kernel",
}  # fmt: skip
BUSINESS = ("accounts", "codes", "organisations", "consortia", "talent", "governance",
            "cultivation")  # fmt: skip
ROOM = {
    "__init__.py", "apps.py", "enums.py", "permissions.py", "models", "workflows.py", "policy.py",
    "engine", "queries", "services", "public.py", "tasks.py", "exchange", "documents", "web",
    "api", "cli", "templates", "locale", "migrations", "data", "static", "roles.py", "blueprints",
}  # fmt: skip
JUNK = {"utils", "helpers", "common", "misc"}
LONGEST = 400


def python_files() -> list[Path]:
    """Every file of the product, its tests and scripts, but for generated migrations."""
    folders = [SOURCE, ROOT / "tests", ROOT / "benchmarks", ROOT / "scripts"]
    return [
        path
        for folder in folders
        for path in folder.rglob("*.py")
        if "migrations" not in path.parts
    ]


def test_apps_are_those_of_the_design() -> None:
    found = {p.name for p in SOURCE.iterdir() if p.is_dir() and p.name != "__pycache__"}
    assert found <= APPS


@pytest.mark.parametrize("app", BUSINESS)
def test_room_holds_only_what_has_a_place(app: str) -> None:
    names = {p.name for p in (SOURCE / app).iterdir() if p.name != "__pycache__"}
    folded = {name.removesuffix(".py") if name[:-3] in {r.removesuffix(".py") for r in ROOM}
              else name for name in names}  # fmt: skip
    allowed = ROOM | {r.removesuffix(".py") for r in ROOM}
    assert folded <= allowed, folded - allowed


def test_files_are_short_and_no_junk_drawer() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in python_files()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST
    }
    assert long == {}
    assert [p for p in python_files() if p.stem in JUNK or p.parent.name in JUNK] == []


def test_suppressions_carry_a_reason() -> None:
    bare = re.compile(r"#\s*noqa(?::\s*[A-Z0-9, ]+)?\s*$")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in python_files()
        if SOURCE in path.parents
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if bare.search(line) and not re.search(r"noqa: (F401|E402|F403)\b", line)
    ]
    assert found == []


def test_environment_is_read_in_one_place() -> None:
    reading = {
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if re.search(r"os\.environ(\[|\.get)|getenv\(", path.read_text(encoding="utf-8"))
    }
    assert reading <= {"config/env.py"}


def test_requirements_are_pinned_with_hashes_and_no_address() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text(encoding="utf-8")
        assert "://" not in text, path.name
        names = re.findall(r"^[a-z0-9][^\s]*", text, re.MULTILINE)
        assert names
        assert all("==" in name for name in names), path.name
        assert text.count("--hash=sha256:") >= len(names)


def test_each_direct_dependency_says_what_for() -> None:
    for path in (ROOT / "requirements").glob("base.in"):
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line]
        assert all("#" in line for line in lines), path.name


def test_version_is_stated_once() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["dynamic"] == ["version"]
