"""Coverage: how many posts some program trains for, and how many programs lead to no post."""

from __future__ import annotations

import math
from collections.abc import Sequence

from silian.talent.engine.formulas import catalogue
from silian.talent.engine.formulas.model import Figure, Formula, NoValue


def _share(part: float, whole: float, formula: Formula, empty: NoValue, n: int) -> Figure:
    if part < 0 or whole < 0 or part > whole:
        raise ValueError("a part must lie between 0 and its whole")
    if whole == 0:
        return Figure(formula, None, empty, n=n)
    return Figure(formula, part / whole, n=n)


def category_coverage(opened: int, in_catalogue: int) -> Figure:
    """Opened 专业大类 ÷ all of the catalogue's edition (19 in 2021)."""
    return _share(
        opened, in_catalogue, catalogue.CATEGORY_COVERAGE, NoValue.NO_CATEGORIES, in_catalogue
    )


def chain_coverage(covered: Sequence[bool]) -> Figure:
    """Posts with at least one program ÷ posts; one flag per post."""
    n = len(covered)
    return _share(sum(covered), n, catalogue.CHAIN_COVERAGE, NoValue.NO_POSTS, n)


def chain_coverage_weighted(covered: Sequence[bool], openings: Sequence[float]) -> Figure:
    """Openings of covered posts ÷ all openings; one flag and one number per post."""
    if len(covered) != len(openings):
        raise ValueError("one number of openings per post")
    whole = math.fsum(openings)
    part = math.fsum(o for flag, o in zip(covered, openings, strict=True) if flag)
    n = len(covered)
    return _share(part, whole, catalogue.CHAIN_COVERAGE_WEIGHTED, NoValue.NO_OPENINGS, n)


def idle_rate(has_post: Sequence[bool]) -> Figure:
    """空转率: programs without a post ÷ programs; one flag per program."""
    n = len(has_post)
    return _share(n - sum(has_post), n, catalogue.IDLE_RATE, NoValue.NO_PROGRAMS, n)
