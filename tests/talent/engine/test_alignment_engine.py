"""Both engines give the same bits, nothing is lost, and the figures are those of `formulas`."""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from silian.talent.engine import formulas as f
from silian.talent.engine.aggregate_duckdb import aggregate_duckdb
from silian.talent.engine.aggregate_plain import aggregate_plain
from silian.talent.engine.alignment import Engine, align
from silian.talent.engine.allocation import MICRO
from silian.talent.engine.columns import (
    DemandColumns,
    LinkColumns,
    ParquetColumns,
    SupplyColumns,
)
from silian.talent.engine.figures import Evidence, Thresholds
from silian.talent.engine.regions import RegionGrain, roll_up
from silian.talent.engine.rows_behind import demand_behind, supply_behind

REGIONS = [0, 110101, 110000, 420000, 420101, 420102, 420583, 429004, 500235]
OCCUPATIONS = ["", "2-02-07-01", "6-18-01-01", "6-18-02-04", "unlinked"]
PROGRAMS = [("660105", 1), ("460101", 2), ("460103", 2), ("260102", 3), ("080202", 4), ("X1", 2)]
STATED = ["", "", "460103", "460103|460101", " 660105 ", "nonsense", "460103|nonsense", "490202"]

DEMAND = st.lists(
    st.tuples(
        st.integers(1, 10**9),
        st.sampled_from(REGIONS),
        st.sampled_from(OCCUPATIONS),
        st.integers(0, 5),
        st.integers(0, 500),
        st.integers(1, 6),
        st.sampled_from(STATED),
    ),
    max_size=40,
).map(DemandColumns.from_rows)
SUPPLY = st.lists(
    st.tuples(
        st.integers(1, 10**9),
        st.sampled_from(REGIONS),
        st.sampled_from(PROGRAMS),
        st.integers(0, 300),
        st.integers(1, 5),
    ),
    max_size=25,
).map(lambda rows: SupplyColumns.from_rows([(i, r, *p, n, s) for i, r, p, n, s in rows]))
LINKS = st.lists(
    st.tuples(st.sampled_from(OCCUPATIONS[1:4]), st.sampled_from(PROGRAMS)), max_size=14
).map(lambda rows: LinkColumns.from_rows([(o, *p) for o, p in rows]))
GRAINS = st.sampled_from(list(RegionGrain))


def small_case() -> tuple[DemandColumns, SupplyColumns, LinkColumns]:
    demand = DemandColumns.from_rows(
        [
            (1, 420101, "6-18-01-01", 2, 90, 1, ""),
            (2, 420102, "6-18-01-01", 2, 10, 2, "460103"),
            (3, 420101, "6-18-02-04", 1, 4, 2, ""),
            (4, 420101, "", 0, 7, 3, ""),
            (5, 420583, "6-18-01-01", 0, 6, 3, ""),
        ]
    )
    supply = SupplyColumns.from_rows(
        [
            (11, 420101, "460101", 2, 30, 1),
            (12, 420102, "460103", 2, 10, 2),
            (13, 420101, "460103", 2, 20, 1),
            (14, 420101, "570101", 2, 40, 3),
        ]
    )
    links = LinkColumns.from_rows(
        [
            ("6-18-01-01", "460101", 2),
            ("6-18-01-01", "460103", 2),
            ("6-18-02-04", "660105", 1),
        ]
    )
    return demand, supply, links


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(DEMAND, SUPPLY, LINKS, GRAINS)
def test_sql_and_plain_python_give_the_same_bits(demand, supply, links, grain) -> None:
    plain = aggregate_plain(demand, supply, links, grain)
    assert plain.same_as(aggregate_duckdb(demand, supply, links, grain))


@given(DEMAND, SUPPLY, LINKS, GRAINS)
def test_no_head_and_no_row_is_lost(demand, supply, links, grain) -> None:
    result = align(demand, supply, links, grain=grain, engine=Engine.PLAIN)
    totals, cells = result.totals, result.keys
    assert totals.demand_rows == len(demand)
    assert totals.demand_heads == demand.headcount.sum()
    assert totals.mapped_heads + result.unmapped.heads.sum() == totals.demand_heads
    for way in (cells.equal, cells.by_supply, cells.stated):
        assert way.sum() == totals.mapped_heads * MICRO
    assert cells.supply.sum() == supply.net_available.sum()
    assert cells.supply_rows.sum() == len(supply)


@given(DEMAND, SUPPLY, LINKS, GRAINS)
def test_figures_of_the_arrays_are_those_of_the_formulas(demand, supply, links, grain) -> None:
    result = align(demand, supply, links, grain=grain, engine=Engine.PLAIN)
    keys, figures = result.keys, result.cells
    for region in result.region_keys.region:
        here = np.flatnonzero(keys.region == region)
        wanted, offered = figures.demand[here], keys.supply[here]
        ks = f.shortage_index(wanted, offered)
        for i, k, d, s in zip(here, ks, wanted, offered, strict=True):
            cell = result.cell(int(i))
            assert figures.shortage[i] == pytest.approx(k.value)
            assert 0 <= figures.shortage_low[i] <= k.value + 1e-12
            assert figures.shortage[i] <= figures.shortage_high[i] <= 1 + 1e-12
            assert cell.band == f.shortage_band(figures.shortage[i])
            assert figures.demand_low[i] <= d <= figures.demand_high[i]
            _same(cell.gap, f.gap(d, s))
            _same(cell.tsi, f.talent_shortage(d, s))
            if wanted.sum() and offered.sum():
                shares = d / wanted.sum(), s / offered.sum()
                expected = f.structural_deviation(*shares, balanced_within=0.05)
                assert cell.deviation.value == pytest.approx(expected.value)
            else:
                assert cell.deviation.value is None
            overall = figures.demand[(keys.program == cell.program) & (keys.level == cell.level)]
            quotient = f.location_quotient(d, wanted.sum(), overall.sum(), figures.demand.sum())
            _same(cell.lq_demand, quotient)


def _same(figure: f.Figure, expected: f.Figure) -> None:
    assert figure.reason == expected.reason
    assert figure.value == (None if expected.value is None else pytest.approx(expected.value))


@given(DEMAND, SUPPLY, LINKS, GRAINS)
def test_every_cell_leads_back_to_its_rows(demand, supply, links, grain) -> None:
    result = align(demand, supply, links, grain=grain, engine=Engine.PLAIN)
    for i in range(len(result)):
        cell = result.cell(i)
        key = {"region": cell.region, "program": cell.program, "level": cell.level}
        behind = demand_behind(demand, supply, links, grain=grain, **key)
        assert len(behind) == cell.demand_rows
        assert len(supply_behind(supply, grain=grain, **key)) == cell.supply_rows


@given(DEMAND, SUPPLY, LINKS, st.data())
def test_more_heads_never_lower_a_cell(demand, supply, links, data) -> None:
    if not len(demand):
        return
    before = align(demand, supply, links, grain=RegionGrain.WHOLE, engine=Engine.PLAIN)
    row = data.draw(st.integers(0, len(demand) - 1))
    demand.headcount[row] += data.draw(st.integers(1, 50))
    after = align(demand, supply, links, grain=RegionGrain.WHOLE, engine=Engine.PLAIN)
    assert np.array_equal(before.keys.program, after.keys.program)
    # One part may lose a single millionth to rounding, never more.
    for way in ("equal", "by_supply", "stated"):
        assert (getattr(after.keys, way) >= getattr(before.keys, way) - 1).all()


def test_a_case_counted_by_hand() -> None:
    result = align(*small_case(), engine=Engine.DUCKDB)
    place = result.find(420100, "460103", 2)
    cell = result.cell(place)
    assert (cell.demand, cell.demand_low, cell.demand_high) == (55.0, 50.0, 55.0)
    assert (cell.supply, cell.demand_rows, cell.employers) == (30, 2, 2)
    assert (cell.supply_rows, cell.schools) == (2, 2)
    assert cell.gap.value == 25
    assert cell.gap.words.zh == "缺人"
    assert round(cell.tsi.value, 4) == 1.8333
    # supply 30 of 100, demand 55 of 104 mapped heads
    assert round(cell.deviation.value, 4) == round(0.30 / (55 / 104) - 1, 4)
    assert cell.deviation.words.zh == "偏少"
    # K: half of 25/55, half of 25 over the largest gap of the region (25)
    assert cell.shortage.value == pytest.approx((25 / 55 + 1) / 2)
    assert cell.band.words.zh == "非常紧缺"
    assert cell.evidence is Evidence.ENOUGH
    assert result.find(420100, "080202", 4) is None
    totals = result.totals
    assert (totals.demand_heads, totals.mapped_heads, totals.unmapped_heads) == (117, 110, 7)
    assert result.unmapped.reason.tolist() == ["no_occupation"]


def test_regions_say_coverage_and_idle_programs() -> None:
    result = align(*small_case(), engine=Engine.PLAIN)
    regions, keys = result.regions, result.region_keys
    assert keys.region.tolist() == [420100, 420500]
    assert keys.posts.tolist() == [4, 1]
    # Of four posts in 420100 two are covered: welding is not supplied, one has no occupation.
    assert regions.coverage.tolist() == [0.5, 0.0]
    assert regions.coverage_weighted[0] == pytest.approx(100 / 111)
    assert (regions.programs[0], regions.idle[0]) == (3, 1)
    assert regions.idle_rate[0] == pytest.approx(1 / 3)
    assert math.isnan(regions.idle_rate[1])
    distance = f.structure_distance([45, 55, 4, 0], [30, 30, 0, 40])
    assert regions.distance[0] == pytest.approx(distance.value)
    similarity = f.structure_similarity([45, 55, 4, 0], [30, 30, 0, 40])
    assert regions.similarity[0] == pytest.approx(similarity.value)


def test_thin_cells_say_so() -> None:
    result = align(*small_case())
    welding = result.cell(result.find(420100, "660105", 1))
    assert welding.evidence == Evidence.FEW_HEADS | Evidence.FEW_EMPLOYERS | Evidence.NO_SUPPLY
    assert welding.evidence.words[0].zh == "需求人数过少"
    assert welding.tsi.reason is f.NoValue.NO_SUPPLY
    idle = result.cell(result.find(420100, "570101", 2))
    assert idle.evidence == Evidence.NO_DEMAND
    assert idle.deviation.reason is f.NoValue.NO_DEMAND
    loose = align(*small_case(), thresholds=Thresholds(min_heads=1, min_employers=1))
    assert loose.cell(loose.find(420100, "660105", 1)).evidence == Evidence.NO_SUPPLY


def test_parquet_and_arrow_give_the_same_as_columns(tmp_path: Path) -> None:
    arrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    lists = small_case()
    tables = [arrow.table(one.arrays()) for one in lists]
    files = []
    for j, table in enumerate(tables):
        parquet.write_table(table, tmp_path / f"{j}.parquet")
        files.append(ParquetColumns((tmp_path / f"{j}.parquet",)))
    expected = align(*lists, engine=Engine.PLAIN).counts
    assert expected.same_as(align(*tables).counts)
    assert expected.same_as(align(*files).counts)


def test_lists_that_cannot_be_counted_are_refused(tmp_path: Path) -> None:
    arrow = pytest.importorskip("pyarrow")
    demand, supply, links = small_case()
    columns = dict(demand.arrays())
    for change in (
        {"headcount": columns["headcount"] - 50},
        {"headcount": columns["headcount"] * 10**9},
        {"level": columns["level"] + 9},
        {"headcount": [None, 1, 2, 3, 4]},
        {"headcount": ["many"] * 5},
    ):
        table = arrow.table({**columns, **change})
        with pytest.raises(ValueError, match="demand list"):
            align(table, supply, links)
        with pytest.raises(ValueError, match=r"\w"):
            DemandColumns(**{**columns, **change})
    with pytest.raises(ValueError, match="demand list"):
        align(arrow.table({"region": [1]}), supply, links)
    with pytest.raises(ValueError, match="same length"):
        DemandColumns(**{**columns, "level": columns["level"][:2]})
    with pytest.raises(ValueError, match="no such file"):
        ParquetColumns((tmp_path / "absent.parquet",))
    with pytest.raises(ValueError, match="plain engine"):
        align(arrow.table(columns), supply, links, engine=Engine.PLAIN)


def test_empty_lists_give_an_empty_alignment() -> None:
    empty = DemandColumns.from_rows([]), SupplyColumns.from_rows([]), LinkColumns.from_rows([])
    for engine in (Engine.PLAIN, Engine.DUCKDB):
        result = align(*empty, engine=engine)
        assert len(result) == 0
        assert result.totals.demand_heads == 0


def test_regions_roll_up_as_the_divisions_do() -> None:
    codes = np.array([0, 110105, 420106, 429004, 500235, 659001, 420000], dtype=np.int32)
    assert roll_up(codes, RegionGrain.PREFECTURE).tolist() == [
        0, 110000, 420100, 429004, 500000, 659001, 420000,
    ]  # fmt: skip
    assert roll_up(codes, RegionGrain.PROVINCE).tolist() == [
        0, 110000, 420000, 420000, 500000, 650000, 420000,
    ]  # fmt: skip
    assert set(roll_up(codes, RegionGrain.WHOLE).tolist()) == {100000}
    assert roll_up(codes, RegionGrain.COUNTY).tolist() == codes.tolist()
