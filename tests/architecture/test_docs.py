"""The papers say what is so: links lead somewhere, commands exist, the tutorial's files work."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from silian.config import env
from silian.config.cli import build
from silian.config.reference_cli import leaves

ROOT = Path(__file__).resolve().parents[2]
TUTORIAL = ROOT / "docs" / "tutorial"
PAPERS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "deploy").rglob("*")])
PAGES = [path for path in PAPERS if path.suffix == ".md"]
# Each generated page may also name other files; written ones must lead to what is there.
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
BLOCK = re.compile(r"```\w*\n(.*?)```", re.DOTALL)
ELSEWHERE = ("http://", "https://", "mailto:", "#")
# The two addresses that a paper may hold: one's own machine, and the standard example.
HOSTS = re.compile(r"https?://(?!127\.0\.0\.1|localhost|(?:[a-z]+\.)?example\.(?:com|cn|org))")
MACHINE = re.compile(r"/(?:work|root|home)/\w|\bpypi\b|registry\.\w|index-url|mirrors?\.\w", re.I)


def ident(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", PAGES, ids=ident)
def test_links_lead_to_files_that_exist(path: Path) -> None:
    targets = [t.split("#")[0] for t in LINK.findall(path.read_text(encoding="utf-8"))
               if not t.startswith(ELSEWHERE)]  # fmt: skip
    assert [t for t in targets if not (path.parent / t).exists()] == []


@pytest.mark.parametrize("path", [p for p in PAPERS if p.is_file()], ids=ident)
def test_papers_hold_no_registry_and_no_path_of_a_machine(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert MACHINE.findall(text) == []
    assert HOSTS.findall(text) == []


def commands_in(path: Path) -> list[list[str]]:
    """Every line of a code block that calls `silian`, as words after it."""
    found = []
    for block in BLOCK.findall(path.read_text(encoding="utf-8")):
        for line in block.splitlines():
            for part in re.split(r"&&|;|\|", line.split(" #")[0]):
                words = shlex.split(part) if "silian" in part else []
                starts = [
                    i for i, w in enumerate(words) if w == "silian" or w.endswith("bin/silian")
                ]
                if starts and not part.strip().startswith(("cd", "install", "useradd", "make")):
                    found.append(words[starts[0] + 1 :])
    return found


def known(words: list[str]) -> bool:
    """Whether they begin with a command of the tree and use only options that it has."""
    if words[:1] == ["django"]:
        return True
    for path, command in leaves(build()):
        if tuple(words[: len(path)]) == path:
            options = {o for p in command.params for o in (*p.opts, *p.secondary_opts)}
            used = {w.split("=")[0] for w in words[len(path) :] if w.startswith("-")}
            return used <= options
    return False


@pytest.mark.parametrize("path", PAGES, ids=ident)
def test_commands_exist_with_their_options(path: Path) -> None:
    lines = commands_in(path) if "reference" not in path.parts else []
    assert [" ".join(words) for words in lines if words and not known(words)] == []


def test_both_languages_of_the_tutorial_run_the_same_commands() -> None:
    chinese, english = (TUTORIAL / f"first-consortium{x}.md" for x in ("", ".en"))
    assert commands_in(chinese) == commands_in(english)
    assert len(commands_in(chinese)) > 15


def test_decisions_are_numbered_once_and_say_their_number() -> None:
    papers = sorted((ROOT / "docs" / "adr").glob("*.md"))
    numbers = [int(path.name[:4]) for path in papers]
    assert numbers == list(range(1, len(papers) + 1))
    for number, path in zip(numbers, papers, strict=True):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert lines[0].startswith(f"# {number}. "), path.name
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2} · (accepted|superseded by \d+)", lines[2])


def test_generated_pages_are_current() -> None:
    """Mended by `silian docs`. In a process of its own: tests register things too."""
    silian = [sys.executable, "-m", "silian.config.cli", "docs", "--check"]
    done = subprocess.run(silian, cwd=ROOT, env=os.environ, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_setting_is_documented() -> None:
    text = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    assert [row.name for row in env.TABLE if f"`{row.name}`" not in text] == []
    named = set(re.findall(r"\bSILIAN_[A-Z_]+\b", "".join(
        p.read_text(encoding="utf-8") for p in PAGES if "reference" not in p.parts)))  # fmt: skip
    # Read by compose.yaml and the scripts of deploy/, not by the product.
    own = {"SILIAN_DB_PASSWORD", "SILIAN_PROXY", "SILIAN_PYTHON", "SILIAN_COMMAND"}
    proofs = {name for name in named if name.startswith("SILIAN_PROOF_")}
    written = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "tests/proofs").glob("*.py"))
    assert [name for name in sorted(proofs) if f'"{name}"' not in written] == []
    assert named - own - proofs <= {row.name for row in env.TABLE}
