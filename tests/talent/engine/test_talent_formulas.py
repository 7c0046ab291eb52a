"""The published vectors of the formulas, their edges, and the completeness of their 口径."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from silian.talent.engine import formulas as f

X, Y = (0.08, 0.47, 0.45), (0.03, 0.40, 0.57)
AMOUNTS = st.lists(st.integers(0, 10_000), min_size=1, max_size=12)
PAIRS = st.lists(st.tuples(st.integers(0, 5_000), st.integers(0, 5_000)), min_size=1, max_size=12)


def test_vector_1_structural_deviation_and_its_mean() -> None:
    figures = [f.structural_deviation(x, y) for x, y in zip(X, Y, strict=True)]
    assert [round(g.value, 4) for g in figures] == [-0.6250, -0.1489, 0.2667]
    assert [g.words.zh for g in figures] == ["偏少", "偏少", "偏多"]
    mean = f.mean_absolute_deviation(X, Y)
    assert round(mean.value, 4) == 0.3469
    assert mean.n == 3


def test_vector_1_inverse_form_has_other_values() -> None:
    figures = [f.structural_deviation(y, x) for x, y in zip(X, Y, strict=True)]
    assert [round(g.value, 4) for g in figures] == [1.6667, 0.1750, -0.2105]
    assert round(f.mean_absolute_deviation(Y, X).value, 4) == 0.6841


def test_vector_2_similarity_is_high_beside_a_bad_mean_deviation() -> None:
    assert round(f.structure_similarity(X, Y).value, 4) == 0.9780


def test_vector_3_moore() -> None:
    assert round(f.moore((0.08, 0.47, 0.45), (0.06, 0.44, 0.50)).value, 2) == 5.21


def test_vector_9_location_quotient() -> None:
    assert f.location_quotient(120, 600, 3_000, 30_000).value == pytest.approx(2.00)


def test_vector_10_concentration() -> None:
    assert round(f.hhi((0.5, 0.3, 0.2)).value, 4) == 0.3800
    assert round(f.hhi_star((0.5, 0.3, 0.2)).value, 4) == 0.0700


def test_vector_11_wuxi_published_coverage() -> None:
    assert round(f.category_coverage(16, 19).value * 100, 2) == 84.21
    # The source prints 63.15, truncated; rounding gives 63.16.
    assert round(f.category_coverage(12, 19).value * 100, 2) == 63.16


def test_vector_12_chain_coverage_plain_and_weighted() -> None:
    covered = [True, True, False, True]
    assert f.chain_coverage(covered).value == 0.75
    assert f.chain_coverage_weighted(covered, [40, 30, 20, 10]).value == 0.80
    assert f.idle_rate([True, False, False, True]).value == 0.5


def test_vector_13_shortage_index() -> None:
    figures = f.shortage_index((100, 50, 80), (60, 45, 90))
    assert [round(g.value, 4) for g in figures] == [0.7000, 0.1125, 0]
    bands = [f.shortage_band(g.value).words.zh for g in figures]
    assert bands == ["非常紧缺", "一般紧缺", "不紧缺"]


def test_vector_14_surplus_everywhere_is_not_a_shortage() -> None:
    assert [g.value for g in f.shortage_index((100, 50), (110, 55))] == [0, 0]


@pytest.mark.parametrize(
    ("k", "band"),
    [
        (0, "none"),
        (1e-9, "mild"),
        (0.2, "mild"),
        (0.1 + 0.1 + 1e-16, "mild"),
        (0.2001, "short"),
        (0.5, "short"),
        (0.5001, "severe"),
        (1, "severe"),
    ],
)
def test_bands_are_right_closed_and_zero_is_its_own(k: float, band: str) -> None:
    assert f.shortage_band(k) == band


def test_band_outside_the_range_is_refused() -> None:
    with pytest.raises(ValueError, match="K lies"):
        f.shortage_band(1.1)


@pytest.mark.parametrize(
    ("figure", "reason"),
    [
        (f.structural_deviation(0, 0.3), f.NoValue.NO_INDUSTRY_SHARE),
        (f.mean_absolute_deviation((0, 0), (0.5, 0.5)), f.NoValue.EMPTY_STRUCTURE),
        (f.structure_similarity((0, 0), (0.5, 0.5)), f.NoValue.EMPTY_STRUCTURE),
        (f.structure_distance((0, 0), (1, 1)), f.NoValue.NO_DEMAND),
        (f.structure_distance((1, 1), (0, 0)), f.NoValue.NO_SUPPLY),
        (f.moore((0, 0), (1, 0)), f.NoValue.EMPTY_STRUCTURE),
        (f.location_quotient(0, 0, 5, 10), f.NoValue.EMPTY_REGION),
        (f.location_quotient(0, 5, 0, 10), f.NoValue.EMPTY_TOTAL),
        (f.hhi((0, 0)), f.NoValue.EMPTY_STRUCTURE),
        (f.hhi_star((5,)), f.NoValue.SINGLE_PART),
        (f.category_coverage(0, 0), f.NoValue.NO_CATEGORIES),
        (f.chain_coverage([]), f.NoValue.NO_POSTS),
        (f.chain_coverage_weighted([True], [0]), f.NoValue.NO_OPENINGS),
        (f.idle_rate([]), f.NoValue.NO_PROGRAMS),
        (f.talent_shortage(5, 0), f.NoValue.NO_SUPPLY),
        (f.supply_ratio(0, 5), f.NoValue.NO_DEMAND),
    ],
)
def test_a_zero_denominator_gives_a_reason_and_never_zero(figure, reason) -> None:
    assert figure.value is None
    assert figure.reason is reason
    assert figure.reason.words.zh
    assert figure.reason.words.en


def test_gap_and_ratios_read_from_the_side_of_the_programs() -> None:
    assert f.gap(10, 4).value == 6
    assert f.gap(10, 4).words == ("缺人", "people missing")
    assert f.talent_shortage(10, 4).words.zh == "供不应求"
    assert f.talent_shortage(10, 4).value == 1 / f.supply_ratio(10, 4).value
    assert f.structural_deviation(0.5, 0.52, balanced_within=0.05).words.zh == "均衡"


def test_bad_input_is_refused() -> None:
    for call in (
        lambda: f.structural_deviation(-0.1, 0.2),
        lambda: f.structure_similarity((0.1,), (0.1, 0.2)),
        lambda: f.gap(math.nan, 1),
        lambda: f.category_coverage(20, 19),
        lambda: f.shortage_index((1,), ()),
        lambda: f.chain_coverage_weighted([True], []),
        lambda: f.Figure(f.FORMULAS["gap"], None),
    ):
        with pytest.raises(ValueError, match=r"\w"):
            call()


def test_every_formula_says_its_basis_in_both_languages() -> None:
    for key, formula in f.FORMULAS.items():
        assert formula.key == key
        assert formula.version >= 1
        assert formula.source
        assert formula.range
        texts = (formula.name, formula.numerator, formula.denominator, formula.do_not_use)
        for text in (*texts, formula.reading, *(words for _, words in formula.signs)):
            assert text.zh.strip()
            assert text.en.strip()


@given(PAIRS)
def test_shortage_index_lies_in_the_unit_interval(pairs: list[tuple[int, int]]) -> None:
    demand, supply = zip(*pairs, strict=True)
    for figure, (d, s) in zip(f.shortage_index(demand, supply), pairs, strict=True):
        assert 0 <= figure.value <= 1
        assert (figure.value > 0) == (d > s)


@given(PAIRS, st.data())
def test_more_supply_of_one_never_raises_its_own_shortage(pairs, data) -> None:
    j = data.draw(st.integers(0, len(pairs) - 1))
    more = data.draw(st.integers(0, 1_000))
    demand, supply = (list(side) for side in zip(*pairs, strict=True))
    before = f.shortage_index(demand, supply)[j].value
    supply[j] += more
    assert f.shortage_index(demand, supply)[j].value <= before + 1e-12


@given(AMOUNTS)
def test_concentration_stays_in_range(amounts: list[int]) -> None:
    plain, star = f.hhi(amounts), f.hhi_star(amounts)
    if plain.value is not None:
        assert 1 / len(amounts) - 1e-9 <= plain.value <= 1 + 1e-9
    if star.value is not None:
        assert 0 <= star.value <= 1 + 1e-9


@given(PAIRS)
def test_a_structure_compared_with_itself_is_balanced(pairs: list[tuple[int, int]]) -> None:
    amounts = [d + 1 for d, _ in pairs]
    assert f.structure_distance(amounts, amounts).value == 0
    assert f.moore(amounts, amounts).value == pytest.approx(0, abs=1e-5)
    shares = [a / sum(amounts) for a in amounts]
    assert f.mean_absolute_deviation(shares, shares).value == 0
