"""Every formula of the alignment, each with its 口径 (`Formula`) and a `Figure` as result."""

from silian.talent.engine.formulas.catalogue import FORMULAS
from silian.talent.engine.formulas.coverage import (
    category_coverage,
    chain_coverage,
    chain_coverage_weighted,
    idle_rate,
)
from silian.talent.engine.formulas.model import Figure, Formula, NoValue, Sign, Text
from silian.talent.engine.formulas.shortage import (
    ShortageBand,
    gap,
    shortage_band,
    shortage_index,
    supply_ratio,
    talent_shortage,
)
from silian.talent.engine.formulas.structure import (
    hhi,
    hhi_star,
    location_quotient,
    mean_absolute_deviation,
    moore,
    structural_deviation,
    structure_distance,
    structure_similarity,
)

__all__ = [
    "FORMULAS",
    "Figure",
    "Formula",
    "NoValue",
    "ShortageBand",
    "Sign",
    "Text",
    "category_coverage",
    "chain_coverage",
    "chain_coverage_weighted",
    "gap",
    "hhi",
    "hhi_star",
    "idle_rate",
    "location_quotient",
    "mean_absolute_deviation",
    "moore",
    "shortage_band",
    "shortage_index",
    "structural_deviation",
    "structure_distance",
    "structure_similarity",
    "supply_ratio",
    "talent_shortage",
]
