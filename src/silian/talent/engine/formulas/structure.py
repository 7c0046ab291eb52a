"""Figures that compare structures: shares of industries with shares of programs."""

from __future__ import annotations

import math
from collections.abc import Sequence

from silian.talent.engine.formulas import catalogue
from silian.talent.engine.formulas.model import Figure, Formula, NoValue, Sign

NOISE = 1e-12
"""Differences below this are rounding of binary fractions, not findings."""


def lean(value: float, within: float = 0.0) -> Sign:
    """The word for a deviation (+ is too many); |value| ≤ `within` counts as balanced."""
    if abs(value) <= max(within, NOISE):
        return Sign.BALANCED
    return Sign.TOO_MANY if value > 0 else Sign.TOO_FEW


def _checked(values: Sequence[float], what: str) -> list[float]:
    numbers = [float(value) for value in values]
    if any(not math.isfinite(number) or number < 0 for number in numbers):
        raise ValueError(f"{what} must be finite and not negative")
    return numbers


def _pair(x: Sequence[float], y: Sequence[float]) -> tuple[list[float], list[float]]:
    if len(x) != len(y):
        raise ValueError("the two structures must have the same parts")
    return _checked(x, "industry shares"), _checked(y, "program shares")


def structural_deviation(
    industry_share: float, program_share: float, *, balanced_within: float = 0.0
) -> Figure:
    """D = y/x − 1 of one part; shares in [0, 1]. No value where the industry share is 0.

    `balanced_within`: |D| up to this is called 均衡; state it wherever the word is shown.
    """
    x, y = _checked((industry_share, program_share), "shares")
    formula = catalogue.STRUCTURAL_DEVIATION
    if x == 0:
        return Figure(formula, None, NoValue.NO_INDUSTRY_SHARE)
    deviation = y / x - 1
    return Figure(formula, deviation, sign=lean(deviation, balanced_within))


def mean_absolute_deviation(
    industry_shares: Sequence[float], program_shares: Sequence[float]
) -> Figure:
    """D̄ = (1/n) Σ|D_i| over the n parts that have a deviation; `n` is in the figure."""
    x, y = _pair(industry_shares, program_shares)
    parts = [abs(b / a - 1) for a, b in zip(x, y, strict=True) if a > 0]
    formula = catalogue.MEAN_ABSOLUTE_DEVIATION
    if not parts:
        return Figure(formula, None, NoValue.EMPTY_STRUCTURE, n=0)
    return Figure(formula, math.fsum(parts) / len(parts), n=len(parts))


def structure_distance(demand: Sequence[float], supply: Sequence[float]) -> Figure:
    """½ Σ|s − d| of two structures given as amounts; both are normalised to shares first."""
    d, s = _pair(demand, supply)
    formula, total_d, total_s = catalogue.STRUCTURE_DISTANCE, math.fsum(d), math.fsum(s)
    if total_d == 0:
        return Figure(formula, None, NoValue.NO_DEMAND)
    if total_s == 0:
        return Figure(formula, None, NoValue.NO_SUPPLY)
    differences = (abs(b / total_s - a / total_d) for a, b in zip(d, s, strict=True))
    return Figure(formula, min(1.0, math.fsum(differences) / 2), n=len(d))


def _cosine(x: Sequence[float], y: Sequence[float]) -> float | None:
    """Cosine clipped to [0, 1] (shares are not negative); None for a zero vector."""
    norm = math.sqrt(math.fsum(a * a for a in x)) * math.sqrt(math.fsum(b * b for b in y))
    if norm == 0:
        return None
    return min(1.0, max(0.0, math.fsum(a * b for a, b in zip(x, y, strict=True)) / norm))


def structure_similarity(
    industry_shares: Sequence[float], program_shares: Sequence[float]
) -> Figure:
    """S = Σxy / √(Σx²·Σy²). Never shown alone: put D̄ beside it."""
    x, y = _pair(industry_shares, program_shares)
    cosine = _cosine(x, y)
    formula = catalogue.STRUCTURE_SIMILARITY
    if cosine is None:
        return Figure(formula, None, NoValue.EMPTY_STRUCTURE)
    return Figure(formula, cosine, n=len(x))


def moore(earlier: Sequence[float], later: Sequence[float]) -> Figure:
    """θ in degrees between two years of one structure; the cosine is clipped before arccos."""
    x, y = _pair(earlier, later)
    cosine = _cosine(x, y)
    if cosine is None:
        return Figure(catalogue.MOORE, None, NoValue.EMPTY_STRUCTURE)
    return Figure(catalogue.MOORE, math.degrees(math.acos(cosine)), n=len(x))


def location_quotient(
    part_in_region: float, region: float, part_overall: float, overall: float
) -> Figure:
    """LQ = (E_ri/E_r)/(E_i/E), amounts in one unit. No value where a total is 0."""
    e_ri, e_r, e_i, e = _checked((part_in_region, region, part_overall, overall), "amounts")
    formula = catalogue.LOCATION_QUOTIENT
    if e_r == 0:
        return Figure(formula, None, NoValue.EMPTY_REGION)
    if e == 0 or e_i == 0:
        return Figure(formula, None, NoValue.EMPTY_TOTAL)
    return Figure(formula, (e_ri / e_r) / (e_i / e))


def _concentration(amounts: Sequence[float], formula: Formula) -> tuple[Figure, list[float]]:
    values = _checked(amounts, "amounts")
    total = math.fsum(values)
    if total == 0:
        return Figure(formula, None, NoValue.EMPTY_STRUCTURE, n=len(values)), values
    hhi_value = math.fsum((value / total) ** 2 for value in values)
    return Figure(formula, hhi_value, n=len(values)), values


def hhi(amounts: Sequence[float]) -> Figure:
    """HHI = Σs² over the parts given (amounts or shares; normalised here)."""
    return _concentration(amounts, catalogue.HHI)[0]


def hhi_star(amounts: Sequence[float]) -> Figure:
    """HHI* = (HHI − 1/n)/(1 − 1/n), n the number of parts given, zeros included."""
    formula = catalogue.HHI_STAR
    plain, values = _concentration(amounts, formula)
    n = len(values)
    if plain.value is None:
        return plain
    if n == 1:
        return Figure(formula, None, NoValue.SINGLE_PART, n=1)
    return Figure(formula, max(0.0, (plain.value - 1 / n) / (1 - 1 / n)), n=n)
