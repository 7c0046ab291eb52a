"""What may be done to lines of the two lists, and what is refused with which sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from talent_world import World

from silian.kernel.models import AuditEntry
from silian.kernel.refusals import Conflict, Forbidden, Invalid, Missing
from silian.kernel.workflows import Workflow
from silian.talent import workflows
from silian.talent.enums import CodeState, RecordState
from silian.talent.models import DemandRecord, SupplyRecord
from silian.talent.services import demand as commands
from silian.talent.services import supply as supply_commands
from silian.talent.services.expiry import expire_lines

Values = Callable[..., dict[str, Any]]


def test_enter_demand_submits_and_suggests(world: World, demand: Values) -> None:
    record = commands.enter_demand(actor=world.hr, values=demand())
    assert record.state == RecordState.SUBMITTED
    assert record.occupation_id == "6-18-01-01"
    assert record.occupation_state == CodeState.SUGGESTED
    assert record.occupation_score == 1.0
    assert record.occupation_evidence == "synonym|数控车工|数控车工"
    with world.inside():
        links = list(record.programs.values_list("program_id", "code_state"))
    assert links == [("460103", "suggested")]
    entry = AuditEntry.objects.get(subject_ref=record.ref)
    assert entry.command == "talent.demand.enter"
    assert "1380" not in entry.changes


def test_given_codes_count_as_confirmed(world: World, demand: Values) -> None:
    values = demand(occupation="6-31-01-02", programs=["660103", "460103"])
    record = commands.enter_demand(actor=world.hr, values=values)
    assert (record.occupation_id, record.occupation_state) == ("6-31-01-02", CodeState.CONFIRMED)
    with world.inside():
        found = set(record.programs.values_list("program_id", "code_state"))
    assert found == {("660103", "confirmed"), ("460103", "confirmed")}


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"headcount": None}, "headcount"),
        ({"position": ""}, "position"),
        ({"pay_low": 9000, "pay_high": 8000}, "pay_high"),
        ({"needed_from": date(2026, 9, 1), "needed_until": date(2026, 7, 1)}, "needed_until"),
        ({"period": "二〇二六"}, "period"),
        ({"occupation": "9-99-99-99"}, "occupation"),
        ({"programs": ["999999"]}, "programs"),
        ({"shortage": 6}, "shortage"),
        ({"valid_until": date(2020, 1, 1)}, "valid_until"),
        ({"organisation": "nosuchref"}, "organisation"),
    ],
)
def test_enter_demand_refuses_by_column(
    world: World, demand: Values, change: dict[str, Any], column: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        commands.enter_demand(actor=world.hr, values=demand(**change))
    assert column in refusal.value.errors
    with world.inside():
        assert DemandRecord.objects.count() == 0


def test_a_unit_reports_for_itself_alone(world: World, demand: Values) -> None:
    with pytest.raises(Forbidden, match="本单位"):
        commands.enter_demand(actor=world.hr, values=demand(organisation=world.rival.ref))
    record = commands.enter_demand(
        actor=world.secretary, values=demand(organisation=world.rival.ref)
    )
    with pytest.raises(Forbidden, match="本单位"):
        commands.withdraw_demand(actor=world.hr, refs=[record.ref])
    with pytest.raises(Forbidden):
        commands.enter_demand(actor=world.office, values=demand())


def test_the_same_line_again_is_a_conflict_until_it_is_withdrawn(
    world: World, demand: Values
) -> None:
    record = commands.enter_demand(actor=world.hr, values=demand())
    with pytest.raises(Conflict, match="已在清单里"):
        commands.enter_demand(actor=world.hr, values=demand(headcount=3))
    commands.withdraw_demand(actor=world.hr, refs=[record.ref])
    assert commands.enter_demand(actor=world.hr, values=demand(headcount=3)).headcount == 3


def test_review_approves_and_returns_with_a_reason(world: World, demand: Values) -> None:
    record = commands.enter_demand(actor=world.hr, values=demand())
    with pytest.raises(Forbidden):
        commands.approve_demand(actor=world.hr, refs=[record.ref])
    with pytest.raises(Invalid, match="理由"):
        commands.return_demand(actor=world.secretary, refs=[record.ref], note=" ")
    commands.return_demand(actor=world.secretary, refs=[record.ref], note="请补充到岗时间")
    with world.inside():
        record.refresh_from_db()
    assert (record.state, record.review_note) == (RecordState.RETURNED, "请补充到岗时间")
    commands.submit_demand(actor=world.hr, ref=record.ref)
    assert commands.approve_demand(actor=world.secretary, refs=[record.ref]) == 1
    with world.inside():
        record.refresh_from_db()
    assert record.state == RecordState.APPROVED
    assert record.reviewed_by_id == world.secretary.user_id


def test_a_batch_is_moved_as_a_whole_or_not_at_all(world: World, demand: Values) -> None:
    first = commands.enter_demand(actor=world.hr, values=demand())
    draft = commands.enter_demand(
        actor=world.hr, values=demand(position="仪器仪表工程师"), submit=False
    )
    with pytest.raises(Conflict, match="都没有改动"):
        commands.approve_demand(actor=world.secretary, refs=[first.ref, draft.ref])
    with world.inside():
        first.refresh_from_db()
    assert first.state == RecordState.SUBMITTED
    commands.submit_demand(actor=world.hr, ref=draft.ref)
    assert commands.approve_demand(actor=world.secretary, refs=[first.ref, draft.ref]) == 2


def test_changing_what_was_approved_puts_it_before_the_reviewer(
    world: World, demand: Values
) -> None:
    record = commands.enter_demand(actor=world.hr, values=demand())
    commands.approve_demand(actor=world.secretary, refs=[record.ref])
    changed = commands.update_demand(actor=world.hr, ref=record.ref, values=demand(headcount=20))
    assert (changed.headcount, changed.state) == (20, RecordState.SUBMITTED)
    commands.approve_demand(actor=world.secretary, refs=[record.ref])
    values = demand(headcount=21)
    changed = commands.update_demand(actor=world.secretary, ref=record.ref, values=values)
    assert (changed.headcount, changed.state) == (21, RecordState.APPROVED)
    entry = AuditEntry.objects.filter(command="talent.demand.update").latest("number")
    assert '"headcount": [20, 21]' in entry.changes


def test_codes_are_confirmed_singly_and_together(world: World, demand: Values) -> None:
    records = [
        commands.enter_demand(actor=world.hr, values=demand(workplace=f"{n} 号车间"))
        for n in range(3)
    ]
    refs = [record.ref for record in records]
    assert commands.confirm_occupation(actor=world.hr, refs=refs[:2]) == 2
    commands.confirm_occupation(actor=world.hr, refs=refs[2:], occupation="6-31-01-02")
    with world.inside():
        found = dict(DemandRecord.objects.values_list("ref", "occupation_id"))
        states = set(DemandRecord.objects.values_list("occupation_state", flat=True))
    assert [found[ref] for ref in refs] == ["6-18-01-01", "6-18-01-01", "6-31-01-02"]
    assert states == {CodeState.CONFIRMED}
    with pytest.raises(Conflict, match="没有待确认"):
        commands.confirm_occupation(actor=world.hr, refs=refs[:1])
    with pytest.raises(Invalid):
        commands.confirm_occupation(actor=world.hr, refs=refs[:1], occupation="0-00")


def test_programs_are_confirmed_or_dropped(world: World, demand: Values) -> None:
    record = commands.enter_demand(actor=world.hr, values=demand(education="any"))
    with world.inside():
        offered = list(record.programs.values_list("program_id", flat=True))
    assert len(offered) == 3
    assert commands.confirm_programs(actor=world.hr, ref=record.ref, programs=["460103"]) == 1
    with world.inside():
        found = list(record.programs.values_list("program_id", "code_state"))
    assert found == [("460103", "confirmed")]


def test_supply_computes_what_is_free_and_where_it_is(world: World, supply: Values) -> None:
    record = supply_commands.enter_supply(actor=world.office, values=supply(committed=30))
    assert (record.net_available, record.education, record.region_id) == (
        50, "associate", "330604",
    )  # fmt: skip
    assert str(record) == "460103 × 50"


@pytest.mark.parametrize(
    ("change", "column", "words"),
    [
        ({"committed": 90}, "committed", "多于当年毕业生"),
        ({"committed": 30, "net_available": 60}, "net_available", "即 50"),
        ({"stay_local": 120}, "stay_local", "100"),
        ({"program": "000000"}, "program", "没有专业代码"),
    ],
)
def test_supply_refuses_by_column(
    world: World, supply: Values, change: dict[str, Any], column: str, words: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        supply_commands.enter_supply(actor=world.office, values=supply(**change))
    assert words in str(refusal.value.errors[column][0])


def test_every_pair_that_the_table_does_not_list_is_refused(world: World, demand: Values) -> None:
    record = commands.enter_demand(actor=world.hr, values=demand())
    everything = replace(world.secretary, everything=True)
    flow: Workflow = workflows.DEMAND
    tried = 0
    for step in flow.steps:
        for state in RecordState.values:
            record.state = state
            if state in step.sources:
                assert flow.advance(everything, record, step.verb) == {
                    "state": [state, step.target]
                }
                continue
            with pytest.raises(Conflict):
                flow.advance(everything, record, step.verb)
            tried += 1
    assert tried == len(flow.steps) * len(RecordState.values) - sum(
        len(step.sources) for step in flow.steps
    )


def test_the_other_consortium_sees_nothing(
    world: World, other_world: World, demand: Values
) -> None:
    record = commands.enter_demand(actor=world.hr, values=demand())
    for refused in (
        lambda: commands.update_demand(actor=other_world.secretary, ref=record.ref, values={}),
        lambda: commands.approve_demand(actor=other_world.secretary, refs=[record.ref]),
        lambda: commands.confirm_occupation(actor=other_world.secretary, refs=[record.ref]),
    ):
        with pytest.raises(Missing):
            refused()
    with pytest.raises(Invalid):
        commands.enter_demand(actor=other_world.secretary, values=demand())


def test_lines_expire_and_may_be_renewed(world: World, supply: Values) -> None:
    today = timezone.localdate()
    record = supply_commands.enter_supply(actor=world.office, values=supply(valid_until=today))
    with world.inside():
        SupplyRecord.objects.filter(pk=record.pk).update(valid_until=today - timedelta(days=1))
    assert expire_lines(actor=world.secretary, kind="supply") == 1
    with pytest.raises(Invalid, match="有效期已过"):
        supply_commands.submit_supply(actor=world.office, ref=record.ref)
    values = supply(valid_until=today + timedelta(days=90))
    supply_commands.update_supply(actor=world.office, ref=record.ref, values=values)
    again = supply_commands.submit_supply(actor=world.office, ref=record.ref)
    assert again.state == RecordState.SUBMITTED


def test_contact_is_encrypted_and_stays_out_of_the_trail(world: World, demand: Values) -> None:
    values = demand(contact_name="张三", contact_phone="13800001234")
    record = commands.enter_demand(actor=world.hr, values=values)
    commands.update_demand(
        actor=world.hr, ref=record.ref, values=values | {"contact_phone": "13800005678"}
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT contact_name, contact_phone FROM talent_demandrecord")
        stored = cursor.fetchone()
    assert all(text.startswith("v1:") for text in stored)
    assert not any("1380000" in entry.changes for entry in AuditEntry.objects.all())
