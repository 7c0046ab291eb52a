"""Demo units: names that nobody can take for real ones."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from .story import SEED, Story

# Words of virtue, numbered: no registered company is called so.
WORDS = (
    "示新",
    "示远",
    "示诚",
    "示明",
    "示和",
    "示达",
    "示捷",
    "示华",
    "示源",
    "示安",
    "示信",
    "示联",
)
SCHOOLS = ("启明", "致远", "求实", "崇德", "明理", "博学", "励志", "尚学", "文澜", "知行")
MARK = "（演示）"


@dataclass(frozen=True)
class DemoUnit:
    """A generated unit: its name, kind, division, industry code ('' for none), seat and size."""

    name: str
    kind: str
    region: str
    industry: str
    seat: str
    size: str


def units(story: Story) -> list[DemoUnit]:
    """The demo units of a consortium, always the same ones."""
    chance = random.Random(f"{SEED}-{story.slug}-units")  # noqa: S311 - demo data, not secrets
    return [
        *_enterprises(story, chance),
        *_schools(story, chance),
        *_others(story, chance),
    ]


def _enterprises(story: Story, chance: random.Random) -> Iterator[DemoUnit]:
    for number in range(story.enterprises):
        trade = story.trades[number % len(story.trades)]
        word = WORDS[number % len(WORDS)]
        name = f"{word}{trade}有限公司{number + 1:02d}{MARK}"
        industry = story.industries[number % len(story.industries)]
        size = chance.choices(("micro", "small", "medium", "large"), (1, 4, 3, 2))[0]
        seat = "director" if number < 4 else "member"
        yield DemoUnit(f"{story.short}{name}", "enterprise", chance.choice(story.regions),
                       industry, seat, size)  # fmt: skip


def _schools(story: Story, chance: random.Random) -> Iterator[DemoUnit]:
    kinds = (
        ("secondary_school", "职业学校", story.secondary),
        ("vocational_college", "职业技术学院", story.colleges),
        ("university", "应用技术大学", story.universities),
    )
    for kind, ending, count in kinds:
        for number in range(count):
            word = SCHOOLS[number % len(SCHOOLS)]
            seat = "director" if number < 3 else "member"
            yield DemoUnit(f"{story.short}{word}{ending}{number + 1:02d}{MARK}", kind,
                           chance.choice(story.regions), "", seat, "")  # fmt: skip


def _others(story: Story, chance: random.Random) -> Iterator[DemoUnit]:
    for kind, word, count in (
        ("association", "行业协会", story.associations),
        ("institute", "产业技术研究院", story.institutes),
    ):
        for number in range(count):
            yield DemoUnit(f"{story.short}{word}{number + 1:02d}{MARK}", kind,
                           chance.choice(story.regions), "", "member", "")  # fmt: skip
