"""A spreadsheet becomes lines: every error has its row and column, twice is once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from talent_world import World

from silian.kernel.access import Actor
from silian.kernel.exchange.committing import commit
from silian.kernel.exchange.staging import stage
from silian.kernel.exchange.template import write_template
from silian.kernel.models import AuditEntry, ImportBatch, ImportRow
from silian.kernel.refusals import Conflict, Forbidden
from silian.talent.enums import CodeState, RecordState
from silian.talent.models import DemandProgram, DemandRecord, SupplyRecord
from silian.talent.services.sheets import sheet_of

HEAD = (
    "单位名称,岗位名称,需求人数,学历层次,工作地点,专业要求,职业代码,"
    "月薪下限,月薪上限,联系人,联系电话"
)
Upload = Callable[..., ImportBatch]


@pytest.fixture
def upload(tmp_path: Path, world: World) -> Upload:
    """upload(actor, *lines, kind, head): stages a CSV and returns its batch."""

    def send(actor: Actor, *lines: str, kind: str = "demand", head: str = HEAD) -> ImportBatch:
        path = tmp_path / "list.csv"
        path.write_text("\n".join((head, *lines)), encoding="utf-8")
        found = stage(actor=actor, sheet=sheet_of(kind), path=path, file_name="清单.csv")
        return found.batch

    return send


def problems(world: World, batch: ImportBatch) -> list[tuple[int, str, str]]:
    """(row, column, severity) of every problem."""
    with world.inside():
        lines = list(ImportRow.objects.filter(batch=batch))
    return [
        (line.number, problem["column"], problem["severity"])
        for line in lines
        for problem in json.loads(line.problems)
    ]


def test_rows_are_saved_coded_and_approved_for_the_secretariat(
    world: World, upload: Upload
) -> None:
    batch = upload(
        world.secretary,
        f"{world.maker.name},数控车工,12,高职专科,上虞区,数控技术,6-18-01-01,6000,8000,张三,13800001234",
        f"{world.rival.name},数控车工,3,大专及以上,浙江省绍兴市上虞区,,,,,,",
    )
    assert (batch.rows, batch.errors) == (2, 0)
    assert commit(actor=world.secretary, batch=batch).created == 2
    with world.inside():
        first, second = DemandRecord.objects.order_by("id")
        rows = DemandProgram.objects.order_by("id")
        links = list(rows.values_list("demand_id", "code_state"))
    assert (first.occupation_state, second.occupation_state) == (
        CodeState.CONFIRMED, CodeState.SUGGESTED,
    )  # fmt: skip
    assert links[0] == (first.pk, "confirmed")
    assert {state for pk, state in links if pk == second.pk} == {"suggested"}
    assert {first.state, second.state} == {RecordState.APPROVED}
    assert (first.region_id, second.region_id) == ("330604", "330604")
    assert (first.contact_name, first.batch_ref) == ("张三", batch.ref)
    assert AuditEntry.objects.filter(command="exchange.batch.commit").count() == 1


def test_each_error_names_its_row_and_column(world: World, upload: Upload) -> None:
    batch = upload(
        world.secretary,
        f"{world.maker.name},数控车工,0,高职专科,上虞区,,,,,,",
        f"{world.maker.name},,5,扫盲班,上虞区,,,,,,",
        "查无此单位,焊工,5,高职专科,上虞区,,,,,,",
        f"{world.maker.name},钳工,5,高职专科,上虞区,,,9000,8000,,",
        f"{world.maker.name},铣工,5,高职专科,上虞区,炼金术,,,,,",
    )
    assert batch.errors == 4
    assert problems(world, batch) == [
        (2, "headcount", "error"),
        (3, "position", "error"),
        (3, "education", "error"),
        (4, "organisation", "error"),
        (5, "pay_high", "error"),
        (6, "programs", "warning"),
    ]
    with pytest.raises(Conflict, match="一行也没有写入"):
        commit(actor=world.secretary, batch=batch)
    with world.inside():
        assert DemandRecord.objects.count() == 0
        line = ImportRow.objects.get(batch=batch, number=4)
    (problem,) = json.loads(line.problems)
    assert "查无此单位" in problem["sentence"]
    assert "登记" in problem["mend"]


def test_a_name_with_a_slip_is_suggested(world: World, upload: Upload) -> None:
    name = world.maker.name.replace("机床", "机车")
    batch = upload(world.secretary, f"{name},数控车工,5,高职专科,上虞区,,,,,,")
    with world.inside():
        line = ImportRow.objects.get(batch=batch)
    (problem,) = json.loads(line.problems)
    assert [world.maker.name, world.maker.name] in problem["suggestions"]


def test_a_unit_imports_its_own_rows_alone(
    world: World, other_world: World, upload: Upload
) -> None:
    batch = upload(
        world.hr,
        f"{world.maker.name},数控车工,12,高职专科,上虞区,,,,,,",
        f"{world.rival.name},数控车工,12,高职专科,上虞区,,,,,,",
        f"{other_world.maker.name},数控车工,12,高职专科,上虞区,,,,,,",
    )
    assert problems(world, batch) == [(3, "organisation", "error"), (4, "organisation", "error")]
    own = upload(world.hr, f"{world.maker.name},数控车工,12,高职专科,上虞区,,,,,,")
    assert commit(actor=world.hr, batch=own).created == 1
    with world.inside():
        assert DemandRecord.objects.get().state == RecordState.SUBMITTED
    with pytest.raises(Forbidden):
        upload(world.office, f"{world.maker.name},数控车工,1,高职专科,上虞区,,,,,,")


def test_the_same_again_changes_nothing(world: World, upload: Upload) -> None:
    line = f"{world.maker.name},数控车工,12,高职专科,上虞区,,,,,,"
    batch = upload(world.secretary, line, line)
    assert (batch.ok + batch.warnings, batch.duplicates) == (1, 1)
    commit(actor=world.secretary, batch=batch)
    assert commit(actor=world.secretary, batch=batch).repeated
    again = upload(world.secretary, line, f"{world.maker.name},钳工,2,中职,上虞区,,,,,,")
    assert again.unchanged == 1
    assert commit(actor=world.secretary, batch=again).created == 1
    with world.inside():
        assert DemandRecord.objects.count() == 2


def test_a_line_typed_into_the_form_is_the_same_as_one_of_a_file(
    world: World, upload: Upload, demand: Callable[..., dict[str, Any]]
) -> None:
    from silian.talent.services.demand import enter_demand

    enter_demand(actor=world.hr, values=demand(period=None))
    batch = upload(world.secretary, f"{world.maker.name},数控车工,12,高职专科,上虞区,,,,,,")
    assert batch.unchanged == 1


def test_likeness_is_a_warning(world: World, upload: Upload) -> None:
    batch = upload(
        world.secretary,
        f"{world.maker.name},数控车工,12,高职专科,上虞区,,,,,,",
        f"{world.maker.name},数控 车工,12,高职专科,大兴区,,,,,,",
    )
    assert (batch.ok, batch.warnings) == (1, 1)


def test_supply_rows_are_saved(world: World, upload: Upload) -> None:
    batch = upload(
        world.office,
        f"{world.school.name},460103 数控技术,80,30,",
        f"{world.school.name},数控技术应用,40,,35",
        kind="supply",
        head="学校名称,专业,毕业生(当年),订单占用,可供给净人数",
    )
    assert batch.errors == 0, problems(world, batch)
    commit(actor=world.office, batch=batch)
    with world.inside():
        found = list(SupplyRecord.objects.order_by("id").values_list(
            "program_id", "education", "net_available", "region_id"
        ))  # fmt: skip
    assert found == [("460103", "associate", 50, "330604"), ("660103", "secondary", 35, "330604")]


def test_commit_reads_the_membership_anew(world: World, upload: Upload) -> None:
    batch = upload(world.secretary, f"{world.maker.name},数控车工,12,高职专科,上虞区,,,,,,")
    from silian.consortia.models import Membership

    with world.inside():
        Membership.objects.filter(organisation=world.maker).update(state="admitted")
    with pytest.raises(Conflict, match="不是正式成员"):
        commit(actor=world.secretary, batch=batch)


def test_queries_of_a_commit_do_not_grow_with_the_rows(world: World, upload: Upload) -> None:
    def asked(place: str, rows: int) -> int:
        lines = [f"{world.maker.name},数控车工{n},12,高职专科,{place},,,,,," for n in range(rows)]
        batch = upload(world.secretary, *lines)
        with CaptureQueriesContext(connection) as queries:
            assert commit(actor=world.secretary, batch=batch).created == rows
        return len(queries)

    asked("绍兴市", 1)
    assert asked("大兴区", 60) == asked("上虞区", 2)


def test_templates_have_drop_downs(world: World, tmp_path: Path) -> None:
    for kind in ("demand", "supply"):
        for lang in ("zh-hans", "en"):
            path = tmp_path / f"{kind}.{lang}.xlsx"
            with world.inside(), path.open("wb") as file:
                write_template(sheet_of(kind), file, lang)
            assert path.stat().st_size > 5_000
