"""The columns of an exported alignment: one row for each region × program × level."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from silian.kernel.exchange.columns import Column, Kind

from ..queries.alignment.cells import CellRow


def _column(key: str, name: object, name_en: str, kind: Kind = "decimal") -> Column:
    return Column(key=key, name=name, name_en=name_en, kind=kind)


COLUMNS = (
    _column("region_code", _("地区代码"), "Region code", "text"),
    _column("region_name", _("地区"), "Region", "text"),
    _column("program", _("专业代码"), "Program code", "text"),
    _column("program_name", _("专业"), "Program", "text"),
    _column("level_name", _("层次"), "Level", "text"),
    _column("demand", _("需求人数（居中）"), "Demand (central)"),
    _column("demand_low", _("需求人数（最低）"), "Demand (lowest)"),
    _column("demand_high", _("需求人数（最高）"), "Demand (highest)"),
    _column("demand_equal", _("需求人数（平均分配）"), "Demand (equal parts)"),
    _column("demand_by_supply", _("需求人数（按供给比例）"), "Demand (in proportion to supply)"),
    _column("supply", _("可供给净人数"), "Supply", "integer"),
    _column("gap", _("缺口（需求−供给）"), "Gap (demand − supply)"),
    _column("gap_words", _("缺口（文字）"), "Gap in words", "text"),
    _column("tsi", _("求人倍率"), "Shortage ratio (demand ÷ supply)"),
    _column("deviation", _("结构偏离度"), "Structural deviation"),
    _column("deviation_words", _("偏离（文字）"), "Deviation in words", "text"),
    _column("agrees", _("三种分配结论一致"), "Allocations agree", "bool"),
    _column("lq_demand", _("需求区位商"), "Location quotient of demand"),
    _column("lq_supply", _("供给区位商"), "Location quotient of supply"),
    _column("shortage", _("紧缺指数 K"), "Shortage index K"),
    _column("band_words", _("紧缺等级"), "Band", "text"),
    _column("evidence_words", _("证据不足之处"), "Why evidence is too little", "text"),
    _column("demand_rows", _("需求条数"), "Demand rows", "integer"),
    _column("employers", _("用人单位数"), "Employers", "integer"),
    _column("supply_rows", _("供给条数"), "Supply rows", "integer"),
    _column("schools", _("学校数"), "Schools", "integer"),
    _column("source", _("来源"), "Source", "text"),
)


def lines(rows: Iterable[CellRow], source: str) -> Iterator[dict[str, Any]]:
    """The rows by column; `source` says of every row what it was counted from."""
    keys = [column.key for column in COLUMNS if column.key not in ("region_code", "source")]
    for row in rows:
        yield {
            "region_code": f"{row.region:06d}",
            **{key: getattr(row, key) for key in keys},
            "source": source,
        }
