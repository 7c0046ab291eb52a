"""Pictures in the papers: each exists, is used, and is made by a journey in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs" / "images"
PAPERS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def used() -> dict[Path, list[str]]:
    """Every picture that a paper shows, with the texts that stand for it."""
    found: dict[Path, list[str]] = {}
    for paper in PAPERS:
        for text, target in PICTURE.findall(paper.read_text(encoding="utf-8")):
            found.setdefault((paper.parent / target).resolve(), []).append(text)
    return found


def test_pictures_of_papers_exist_and_say_what_they_show() -> None:
    pictures = used()

    assert pictures
    for path, texts in pictures.items():
        assert path.parent == IMAGES, path
        assert path.read_bytes().startswith(SIGNATURE), path
        assert all(text.strip() for text in texts), path


def test_every_picture_is_used_and_made_by_a_journey() -> None:
    files = {path.resolve() for path in IMAGES.iterdir()}
    journeys = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "journeys").glob("*.py")
    )

    assert files == set(used())
    assert [path.name for path in files if f'"{path.stem}"' not in journeys] == []


def test_pictures_are_small_enough_to_be_read_online() -> None:
    assert [p.name for p in IMAGES.iterdir() if p.stat().st_size > 600_000] == []
