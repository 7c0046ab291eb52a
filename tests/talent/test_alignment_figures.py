"""From lines of the lists to figures, against figures counted by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from alignment_world import BEIJING, REPAIRER, SHAOXING, fill, load_programs, offer, want
from django.db import connection
from django.test.utils import CaptureQueriesContext
from talent_world import World

from silian.consortia.public import today
from silian.kernel.access import Actor
from silian.kernel.refusals import Invalid, Missing
from silian.talent.engine.figures import Evidence
from silian.talent.engine.formulas import Sign
from silian.talent.enums import CodeState, RecordState
from silian.talent.models import DemandRecord, Snapshot, SupplyRecord
from silian.talent.queries.alignment import answer as answers
from silian.talent.queries.alignment.answer import Answer, answer
from silian.talent.queries.alignment.behind import BehindRows, Place, rows_behind
from silian.talent.queries.alignment.cells import CellRow, Wanted, cell_at, chosen
from silian.talent.queries.alignment.overview import UnmappedRows, by_province, head, region_facts
from silian.talent.queries.alignment.question import Codes, Question
from silian.talent.queries.alignment.sources import method_lines
from silian.talent.services.publish import publish_list

SX, BJ = 330600, 110000


@pytest.fixture
def filled(world: World) -> World:
    load_programs()
    fill(world)
    answers.forget()
    return world


def ask(world: World, **asked: str) -> Answer:
    with world.inside():
        return answer(Question.read(world.consortium.pk, asked))


def cell(found: Answer, region: int, program: str) -> CellRow:
    return cell_at(found, region, program, 2)


def test_figures_of_a_cell_are_those_counted_by_hand(filled: World) -> None:
    found = ask(filled)
    lathe = cell(found, SX, "460103")
    assert (lathe.demand, lathe.demand_equal, lathe.demand_by_supply) == (25, 20, 34.29)
    assert (lathe.demand_low, lathe.demand_high, lathe.supply) == (20, 34.29, 20)
    assert (lathe.gap, lathe.gap_low, lathe.gap_high) == (5, 0, 14.29)
    assert (lathe.tsi, lathe.deviation, lathe.sign) == (1.25, 0.28, Sign.TOO_MANY)
    assert (lathe.lq_demand, lathe.lq_supply) == (1.5, 0.9333)
    assert (lathe.shortage, lathe.band) == (0.35, "short")
    assert (lathe.demand_rows, lathe.employers, lathe.supply_rows, lathe.schools) == (2, 2, 1, 1)
    drive = cell(found, SX, "460104")
    assert (drive.demand, drive.gap, drive.tsi, drive.deviation) == (15, 10, 3, -0.4667)
    assert (drive.shortage, drive.band, drive.sign) == (0.8333, "severe", Sign.TOO_FEW)


def test_words_say_the_leaning_and_never_a_bare_sign(filled: World) -> None:
    found = ask(filled)
    lathe, drive = cell(found, SX, "460103"), cell(found, SX, "460104")
    assert (lathe.gap_words, lathe.deviation_words) == ("缺 5", "偏多 28%")
    assert (drive.gap_words, drive.deviation_words) == ("缺 10", "偏少 47%")
    assert cell(found, BJ, "460103").gap_words == "余 10"


def test_evidence_says_what_is_missing(filled: World) -> None:
    found = ask(filled)
    assert cell(found, SX, "460103").evidence == Evidence.ENOUGH
    wanted = cell(found, BJ, "460104")
    assert wanted.evidence == Evidence.FEW_EMPLOYERS | Evidence.NO_SUPPLY
    assert wanted.evidence_words == "用人单位过少；没有申报供给"
    assert (wanted.tsi, wanted.deviation) == (None, -1)
    offered = cell(found, BJ, "460103")
    assert offered.evidence == Evidence.NO_DEMAND
    assert (offered.deviation, offered.sign) == (None, None)
    assert offered.deviation_words == "没有申报的需求，不能作分母"


def test_head_counts_every_head_once(filled: World) -> None:
    sums = head(ask(filled))
    assert (sums.demand_rows, sums.demand_heads, sums.employers) == (4, 66, 2)
    assert (sums.supply_rows, sums.supply_heads, sums.schools) == (3, 35, 1)
    assert (sums.tsi, sums.coverage, sums.coverage_heads) == (1.8857, 0.5, 0.6061)
    assert (sums.mapped_heads, sums.unmapped_heads) == (60, 6)
    assert (sums.confirmed_heads, sums.suggested_heads, sums.uncoded_heads) == (60, 0, 6)


def test_regions_and_provinces_add_up(filled: World) -> None:
    found = ask(filled)
    facts = {one.region: one for one in region_facts(found, 10)}
    assert (facts[SX].demand, facts[SX].supply, facts[SX].gap) == (40, 25, 15)
    assert (facts[SX].coverage, facts[BJ].coverage) == (1, 0)
    assert facts[SX].distance == 0.175
    assert (facts[BJ].programs, facts[BJ].idle, facts[BJ].idle_rate) == (1, 1, 1)
    provinces = {row.name: row.gap for row in by_province(found, None)}
    assert provinces == {"浙江": 15, "北京市": 10}


def test_unmapped_demand_is_listed_with_its_reason(filled: World) -> None:
    found = ask(filled)
    rows = UnmappedRows(found)
    assert [(row.heads, row.region, row.reason) for row in rows[:]] == [(6, BJ, "no_occupation")]
    place = Place(BJ, level=rows[0].level, occupation="")
    with filled.inside():
        behind = rows_behind(found, "demand", place, filled.secretary)
        assert [row.position for row in BehindRows(behind)[:]] == ["生产管理"]


def test_only_approved_lines_valid_today_count(filled: World) -> None:
    day = today()
    with filled.inside():
        want(filled, 1_000, SHAOXING, state=RecordState.SUBMITTED)
        want(filled, 1_000, SHAOXING, valid_until=day - timedelta(days=1))
        want(filled, 1_000, SHAOXING, valid_from=day + timedelta(days=1))
        want(filled, 100, SHAOXING, valid_from=day, valid_until=day)
        offer(filled, 500, SHAOXING, "460103", state=RecordState.WITHDRAWN)
    sums = head(ask(filled))
    assert (sums.demand_heads, sums.supply_heads) == (166, 35)


def test_a_period_narrows_the_live_lists(filled: World) -> None:
    with filled.inside():
        want(filled, 7, SHAOXING, period="2027")
    assert head(ask(filled)).demand_heads == 73
    assert head(ask(filled, period="2027")).demand_heads == 7
    assert head(ask(filled, period="2027")).supply_heads == 0


def test_suggested_occupations_count_or_not_as_asked(filled: World) -> None:
    with filled.inside():
        DemandRecord.objects.filter(position="数控车工").update(
            occupation_state=CodeState.SUGGESTED
        )
    answers.forget()
    sums = head(ask(filled))
    assert (sums.suggested_heads, sums.suggested_share) == (30, 0.4545)
    assert sums.unmapped_heads == 6
    sure = ask(filled, codes=Codes.CONFIRMED)
    assert head(sure).unmapped_heads == 36
    assert cell(sure, SX, "460103").demand == 10
    assert any("只用已确认的" in line for line in method_lines(sure))


def test_programs_that_were_only_suggested_are_not_named_by_the_employer(filled: World) -> None:
    with filled.inside():
        record = want(filled, 40, BEIJING)
        record.programs.create(
            consortium=filled.consortium, program_id="460104", code_state=CodeState.SUGGESTED
        )
    assert cell(ask(filled), BJ, "460103").demand == 20


def test_several_named_programs_share_the_heads(filled: World) -> None:
    with filled.inside():
        want(filled, 8, BEIJING, programs=["460104", "460103"], occupation=None)
    found = ask(filled)
    assert (cell(found, BJ, "460103").demand, cell(found, BJ, "460104").demand) == (4, 24)


def test_grain_rolls_regions_up(filled: World) -> None:
    assert ask(filled, grain="county").alignment.region_keys.region.tolist() == [110115, 330604]
    assert ask(filled, grain="province").alignment.region_keys.region.tolist() == [BJ, 330000]
    whole = ask(filled, grain="whole")
    assert whole.alignment.region_keys.region.tolist() == [100000]
    assert cell(whole, 100000, "460104").demand == 35


def test_the_answer_follows_every_edit(filled: World) -> None:
    assert head(ask(filled)).demand_heads == 66
    assert ask(filled) is ask(filled)
    with filled.inside():
        record = DemandRecord.objects.get(position="数控车工")
        record.headcount = 50
        record.save()
    assert head(ask(filled)).demand_heads == 86
    with filled.inside():
        SupplyRecord.objects.filter(region_id=BEIJING).first().delete()
    assert head(ask(filled)).supply_heads == 25


def test_a_publication_keeps_its_alignment(filled: World) -> None:
    for kind in ("demand", "supply"):
        with filled.inside():
            publish_list(actor=filled.secretary, kind=kind, period="2026")
    before = chosen(ask(filled, lists="1"), Wanted())[:]
    live = chosen(ask(filled), Wanted())[:]
    assert [row.gap_words for row in before] == [row.gap_words for row in live]
    assert [replace(row, place=0) for row in before] == [replace(row, place=0) for row in live]
    with filled.inside():
        DemandRecord.objects.update(headcount=999)
        DemandRecord.objects.filter(occupation_id=REPAIRER).update(state=RecordState.WITHDRAWN)
        publish_list(actor=filled.secretary, kind="demand", period="2026")
    answers.forget()
    assert chosen(ask(filled, lists="1-1"), Wanted())[:] == before
    assert chosen(ask(filled, lists="2-1"), Wanted())[:] != before


def test_lists_are_named_and_paired(filled: World) -> None:
    with filled.inside():
        publish_list(actor=filled.secretary, kind="demand", period="2026")
        pk = filled.consortium.pk
        assert Question.read(pk, {}).lists == "live"
        assert Question.read(pk, {"lists": "1"}).lists == "1-live"
        publish_list(actor=filled.secretary, kind="supply", period="2026")
        assert Question.read(pk, {"lists": "1"}).lists == "1-1"
        assert Question.read(pk, {"lists": "live-1"}).lists == "live-1"
        question = Question.read(pk, {"lists": "1", "grain": "county", "codes": "confirmed"})
        assert Question.read(pk, question.parameters()) == question


@pytest.mark.parametrize("named", ["7", "1-9", "x", "-3", "²"])
def test_unknown_publications_are_missing(filled: World, named: str) -> None:
    with filled.inside():
        publish_list(actor=filled.secretary, kind="demand", period="2026")
        with pytest.raises(Missing):
            Question.read(filled.consortium.pk, {"lists": named})


@pytest.mark.parametrize("asked", [{"grain": "street"}, {"codes": "x"}, {"period": "昨天"}])
def test_words_that_mean_nothing_are_refused(filled: World, asked: dict[str, str]) -> None:
    with filled.inside(), pytest.raises(Invalid):
        Question.read(filled.consortium.pk, asked)


def test_rows_behind_a_cell_are_those_counted(filled: World) -> None:
    found = ask(filled)
    row = cell(found, SX, "460104")
    with filled.inside():
        behind = rows_behind(found, "demand", Place(SX, "460104", 2), filled.secretary)
        rows = BehindRows(behind)[:]
    assert (behind.rows, behind.heads, len(rows)) == (row.demand_rows, 40, 2)
    assert [one.headcount for one in rows] == [30, 10]
    with filled.inside():
        supply = rows_behind(found, "supply", Place(SX, "460104", 2), filled.secretary)
        assert [one.net_available for one in BehindRows(supply)[:]] == [5]


def test_a_unit_sees_its_own_live_rows_and_how_many_others(filled: World) -> None:
    found = ask(filled)
    with filled.inside():
        behind = rows_behind(found, "demand", Place(SX, "460104", 2), filled.hr)
        rows = BehindRows(behind)[:]
    assert [one.organisation_id for one in rows] == [filled.maker.pk]
    assert (behind.hidden, behind.hidden_heads) == (1, 10)
    with filled.inside():
        assert rows_behind(found, "demand", Place(), Actor(label="x")).hidden == 4


def test_published_rows_are_open_to_all_and_carry_no_contact(filled: World) -> None:
    with filled.inside():
        publish_list(actor=filled.secretary, kind="demand", period="2026")
    found = ask(filled, lists="1-live")
    with filled.inside():
        behind = rows_behind(found, "demand", Place(), filled.office)
        rows = BehindRows(behind)[:]
    assert (behind.hidden, len(rows)) == (0, 4)
    assert all("contact" in row.get_deferred_fields() for row in rows)


def test_order_puts_evidence_first_and_missing_values_last(filled: World) -> None:
    found = ask(filled)
    default = [(row.region, row.program) for row in chosen(found, Wanted())]
    assert default == [(SX, "460104"), (SX, "460103"), (BJ, "460104"), (BJ, "460103")]
    by_ratio = [row.tsi for row in chosen(found, Wanted(sort="tsi"))]
    assert by_ratio == [0, 1.25, 3, None]
    assert [row.tsi for row in chosen(found, Wanted(sort="-tsi"))] == [3, 1.25, 0, None]
    assert [row.supply for row in chosen(found, Wanted(sort="-supply"))] == [20, 10, 5, 0]


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (Wanted(level=2), 4),
        (Wanted(level=1), 0),
        (Wanted(region=SX), 2),
        (Wanted(leaning="too_many"), 1),
        (Wanted(leaning="unknown"), 1),
        (Wanted(band="severe"), 2),
        (Wanted(solid=True), 2),
        (Wanted(query="机电"), 2),
        (Wanted(query="electro 4601"), 2),
        (Wanted(query="无此专业"), 0),
    ],
)
def test_cells_are_narrowed(filled: World, wanted: Wanted, count: int) -> None:
    assert len(chosen(ask(filled), wanted)) == count


def test_remembered_answers_cost_the_same_few_queries(filled: World) -> None:
    ask(filled)
    with CaptureQueriesContext(connection) as few:
        ask(filled)
    with filled.inside():
        for _n in range(30):
            want(filled, 3, BEIJING)
            offer(filled, 3, BEIJING, "460104")
    ask(filled)
    with CaptureQueriesContext(connection) as many:
        ask(filled)
    assert len(few) == len(many)
    # Beside what the scope costs on PostgreSQL.
    assert sum(" FROM " in query["sql"] for query in many.captured_queries) <= 6


def test_empty_lists_answer_without_numbers(world: World) -> None:
    found = ask(world)
    assert found.is_empty
    sums = head(found)
    assert (sums.tsi, sums.coverage, sums.suggested_share) == (None, None, None)
    assert chosen(found, Wanted())[:] == []


def test_another_consortium_has_its_own_answer(filled: World, other_world: World) -> None:
    with other_world.inside():
        want(other_world, 3, BEIJING, organisation=other_world.maker)
    assert head(ask(other_world)).demand_heads == 3
    assert head(ask(filled)).demand_heads == 66
    with other_world.inside():
        assert Snapshot.objects.count() == 0
