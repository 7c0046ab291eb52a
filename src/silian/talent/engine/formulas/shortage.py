"""Shortage: demand against supply of one program, and the index K over a set of programs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import StrEnum

from silian.talent.engine.formulas import catalogue
from silian.talent.engine.formulas.model import Figure, NoValue, Sign, Text
from silian.talent.engine.formulas.structure import NOISE, lean


class ShortageBand(StrEnum):
    """Bands of K after Hangzhou, right-closed; K = 0 is its own band."""

    NONE = "none"
    MILD = "mild"
    SHORT = "short"
    SEVERE = "severe"

    @property
    def words(self) -> Text:
        return _BAND_WORDS[self]


_BAND_WORDS = {
    ShortageBand.NONE: Text("不紧缺", "not short"),
    ShortageBand.MILD: Text("一般紧缺", "mildly short"),
    ShortageBand.SHORT: Text("紧缺", "short"),
    ShortageBand.SEVERE: Text("非常紧缺", "severely short"),
}
BAND_ENDS = (
    (0.0, ShortageBand.NONE),
    (0.2, ShortageBand.MILD),
    (0.5, ShortageBand.SHORT),
    (1.0, ShortageBand.SEVERE),
)


def shortage_band(k: float) -> ShortageBand:
    """The band of K ∈ [0, 1], compared before rounding; ends belong to the band on their left."""
    if not -NOISE <= k <= 1 + NOISE:
        raise ValueError("K lies in [0, 1]")
    if k <= 0:
        return ShortageBand.NONE
    # The noise term keeps a K that is exactly 0.2 on paper out of the band above.
    return next(band for end, band in BAND_ENDS[1:] if k <= end + NOISE)


def _checked(demand: float, supply: float) -> tuple[float, float]:
    for number in (demand, supply):
        if not math.isfinite(number) or number < 0:
            raise ValueError("demand and supply must be finite and not negative")
    return float(demand), float(supply)


def talent_shortage(demand: float, supply: float) -> Figure:
    """TSI = demand ÷ supply (求人倍率); no value where supply is 0."""
    d, s = _checked(demand, supply)
    if s == 0:
        return Figure(catalogue.TALENT_SHORTAGE, None, NoValue.NO_SUPPLY)
    return Figure(catalogue.TALENT_SHORTAGE, d / s, sign=lean(s - d))


def supply_ratio(demand: float, supply: float) -> Figure:
    """Supply ÷ demand, the inverse of TSI; no value where demand is 0."""
    d, s = _checked(demand, supply)
    if d == 0:
        return Figure(catalogue.SUPPLY_RATIO, None, NoValue.NO_DEMAND)
    return Figure(catalogue.SUPPLY_RATIO, s / d, sign=lean(s - d))


def gap(demand: float, supply: float) -> Figure:
    """Demand − supply in heads; positive means people are missing."""
    d, s = _checked(demand, supply)
    return Figure(catalogue.GAP, d - s, sign=lean(s - d))


def shortage_index(demand: Sequence[float], supply: Sequence[float]) -> list[Figure]:
    """K of every member of one named set, in the order given.

    K_j = 0 where D_j ≤ S_j, else ½(1 − S_j/D_j) + ½(D_j − S_j)/max_k(D_k − S_k). The guard is
    needed: without it a set wholly in surplus divides by a negative maximum and reads K = 1.
    """
    if len(demand) != len(supply):
        raise ValueError("one supply per demand")
    pairs = [_checked(d, s) for d, s in zip(demand, supply, strict=True)]
    largest = max((d - s for d, s in pairs), default=0.0)
    figures = []
    for d, s in pairs:
        k = (1 - s / d) / 2 + (d - s) / largest / 2 if d > s else 0.0
        sign = Sign.TOO_FEW if k > 0 else None
        figures.append(Figure(catalogue.SHORTAGE_INDEX, k, sign=sign, n=len(pairs)))
    return figures
