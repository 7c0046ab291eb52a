"""Batches: preview, correction, commit all or nothing, and the same thing twice."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import override_settings

from silian.kernel.audit import verify
from silian.kernel.exchange import (
    SHEETS,
    commit,
    correct,
    discard,
    leave_out,
    queue,
    receive,
    stage,
)
from silian.kernel.exchange import staging as staging_module
from silian.kernel.exchange.background import clear_old, commit_later
from silian.kernel.exchange.flow import BATCHES, reach, visible
from silian.kernel.exchange.preview import unpack
from silian.kernel.exchange.staging import kept_path, plain_actor
from silian.kernel.models import AuditEntry, DailyMark, ImportBatch, ImportRow
from silian.kernel.models.batches import BatchState
from silian.kernel.refusals import Conflict, Forbidden, Invalid, Missing
from tests.kernel.made_sheets import GLOBAL, HEADS, SHEET, P, put, row, someone, workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def staged(tmp_path: Path) -> Any:
    """Stages rows as a person of organisation 7."""

    def stage_rows(*rows: list[Any], heads: list[Any] = HEADS, **more: Any) -> ImportBatch:
        actor = more.pop("actor", someone())
        path = put(tmp_path, workbook(rows, heads))
        return stage(actor=actor, sheet=SHEET, path=path, file_name="需求.xlsx", **more).batch

    return stage_rows


def lines(batch: ImportBatch) -> list[ImportRow]:
    with reach(batch.consortium_id):
        return list(batch.lines.all())


def counts(batch: ImportBatch) -> tuple[int, ...]:
    with reach(batch.consortium_id):
        batch.refresh_from_db()
    return (
        batch.rows, batch.ok, batch.warnings, batch.errors, batch.duplicates, batch.unchanged
    )  # fmt: skip


def saved() -> int:
    return DailyMark.objects.count()


def test_preview_gives_every_row_its_state_and_every_error_its_cell(staged: Any) -> None:
    batch = staged(
        row(),
        row(headcount="若干", level="博士", company=""),
        row(headcount=30),
        row(position="数控 车工！"),
        row(position="质检员", **{"from": "2026-09-02", "until": "2026-01-01"}),
    )
    assert counts(batch) == (5, 1, 1, 2, 1, 0)
    first, wrong, same, alike, crossed = lines(batch)
    assert [line.number for line in lines(batch)] == [2, 3, 4, 5, 6]
    assert (first.state, first.problems) == ("ok", "[]")
    found = json.loads(wrong.problems)
    assert [(p["column"], p["value"], p["sentence"]) for p in found] == [
        ("company", "", "必填，不能为空。"),
        ("headcount", "若干", "不是数字。"),
        ("level", "博士", "没有这个选项：“博士”。"),
    ]
    assert (same.state, json.loads(same.problems)[0]["sentence"]) == (
        "duplicate", "与第 2 行相同，不会重复导入。",
    )  # fmt: skip
    assert (alike.state, json.loads(alike.problems)[0]["sentence"]) == (
        "warning", "与第 2 行相近。",
    )  # fmt: skip
    assert [p["sentence"] for p in json.loads(crossed.problems)] == ["结束早于开始。"]
    assert saved() == 0


def test_headers_are_found_below_a_title_in_either_language(staged: Any) -> None:
    heads = [column.name_en + " *" for column in SHEET.columns]
    assert counts(staged(heads, row(), heads=["2026 年需求", "", ""]))[:2] == (1, 1)

    heads = [name.replace("（人）", "") for name in HEADS]
    heads[0], heads[-1] = " 单 位 ", "自定义列"
    batch = staged(row(), heads=[*heads, "企业名称"])
    assert counts(batch)[:2] == (1, 1)
    assert [note["sentence"] for note in batch.notes] == [
        "这些列不在表里，已忽略：自定义列。",
        "这些列重复出现，只读了第一列：企业名称。",
    ]


@pytest.mark.parametrize(
    ("heads", "rows", "words"),
    [
        (["甲", "乙"], [["1", "2"]], "没有找到表头"),
        (HEADS[1:], [row()[1:]], "第 1 行的表头缺少必填的列：企业名称"),
        (HEADS, [], "表头下面没有数据"),
    ],
)
def test_file_without_its_columns_is_refused_with_a_sentence(
    staged: Any, heads: list[str], rows: list[Any], words: str
) -> None:
    with pytest.raises(Invalid, match=words):
        staged(*rows, heads=heads)
    with reach(1):
        assert not ImportBatch.objects.exists()


def test_commit_saves_good_rows_once_and_says_so_the_second_time(staged: Any) -> None:
    batch = staged(row(), row(), row(position="焊工"))
    done = commit(actor=someone(), batch=batch)
    assert (done.created, done.unchanged, done.repeated) == (2, 0, False)
    assert (saved(), done.batch.state) == (2, "committed")

    entries = AuditEntry.objects.count()
    again = commit(actor=someone(), batch=batch.ref)
    assert (again.created, again.unchanged, again.repeated) == (0, 3, True)
    assert (saved(), AuditEntry.objects.count()) == (2, entries)

    same_file = staged(row(), row(), row(position="焊工"))
    assert same_file.pk == batch.pk
    assert (saved(), AuditEntry.objects.count()) == (2, entries)
    assert verify([])[1] == []


def test_rows_already_in_the_system_are_unchanged(staged: Any) -> None:
    commit(actor=someone(), batch=staged(row()))
    batch = staged(row(), row(position="焊工"))
    assert counts(batch) == (2, 1, 0, 0, 0, 1)
    assert commit(actor=someone(), batch=batch).created == 1
    assert saved() == 2


def test_rows_that_came_meanwhile_are_not_saved_twice(staged: Any) -> None:
    one = staged(row(), row(position="焊工"))
    other = staged(row(), row(position="钳工"))
    commit(actor=someone(), batch=one)
    done = commit(actor=someone(), batch=other)
    assert (done.created, done.unchanged) == (1, 1)
    assert saved() == 3


def test_commit_refuses_while_a_row_has_an_error_and_writes_nothing(staged: Any) -> None:
    batch = staged(row(), row(headcount=0))
    with pytest.raises(Conflict, match="还有 1 行有错误，一行也没有写入"):
        commit(actor=someone(), batch=batch)
    assert saved() == 0
    assert counts(batch)[:4] == (2, 1, 0, 1)


def test_correction_checks_the_row_and_those_it_is_like_again(staged: Any) -> None:
    batch = staged(row(), row(headcount="x"), row(position="焊工"))
    line = correct(actor=someone(), batch=batch, number=3, values={"headcount": "3"})
    assert line.state == "duplicate"
    assert counts(batch) == (3, 2, 0, 0, 1, 0)

    correct(actor=someone(), batch=batch, number=2, values={"position": "钳工"})
    assert [line.state for line in lines(batch)] == ["ok", "ok", "ok"]

    correct(actor=someone(), batch=batch, number=4, values={"position": "数控-车工"})
    assert [line.state for line in lines(batch)] == ["ok", "ok", "warning"]
    assert json.loads(lines(batch)[2].problems)[0]["sentence"] == "与第 3 行相近。"

    leave_out(actor=someone(), batch=batch, number=3)
    assert [(line.number, line.state) for line in lines(batch)] == [(2, "ok"), (4, "ok")]
    assert commit(actor=someone(), batch=batch).created == 2


def test_correction_of_what_is_not_there_is_refused(staged: Any) -> None:
    batch = staged(row())
    with pytest.raises(Missing, match="没有第 99 行"):
        correct(actor=someone(), batch=batch, number=99, values={})
    with pytest.raises(Invalid, match="没有这一列：nothing"):
        correct(actor=someone(), batch=batch, number=2, values={"nothing": "1"})
    commit(actor=someone(), batch=batch)
    with pytest.raises(Conflict, match="现在是“已提交”，不能更正"):
        correct(actor=someone(), batch=batch, number=2, values={"headcount": "1"})


def test_batch_belongs_to_its_organisation_and_consortium(staged: Any) -> None:
    batch = staged(row())
    for stranger in (someone(8), someone(None), someone(7, consortium_id=2)):
        with pytest.raises(Missing):
            commit(actor=stranger, batch=batch.ref)
    with pytest.raises(Forbidden):
        commit(actor=someone(permissions=frozenset()), batch=batch.ref)
    overseer = someone(None, permissions=frozenset({P.FILL.value, P.OVERSEE.value}))
    with reach(1):
        assert list(visible(overseer, SHEET)) == [batch]
        assert list(visible(someone(8), SHEET)) == []
    assert commit(actor=overseer, batch=batch.ref).created == 1


def test_same_file_of_another_organisation_is_another_batch(staged: Any) -> None:
    commit(actor=someone(), batch=staged(row()))
    other = staged(row(), actor=someone(8))
    assert (other.state, other.unchanged) == ("previewed", 1)
    assert commit(actor=someone(8), batch=other).created == 0

    options = staged(row(), options={"period": "2027"})
    assert (options.state, options.options) == ("previewed", {"period": "2027"})


def test_database_holds_one_committed_batch_for_a_file(staged: Any) -> None:
    batch = staged(row())
    commit(actor=someone(), batch=batch)
    batch.pk, batch.ref, batch.state = None, "another", BatchState.COMMITTED
    with reach(1), pytest.raises(IntegrityError), transaction.atomic():
        batch.save()


def test_clash_with_another_writer_is_a_conflict_and_nothing_is_written(
    staged: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = staged(row(position="焊工"), row())
    DailyMark.objects.create(name=lines(batch)[1].row_key, day="2026-01-01")
    # Somebody saved the same between our look and our writing.
    blind = replace(SHEET, existing=lambda consortium_id, keys: set())
    monkeypatch.setitem(SHEETS, SHEET.key, blind)
    with pytest.raises(Conflict, match="这次没有写入任何数据"):
        commit(actor=someone(), batch=batch)
    assert saved() == 1
    assert counts(batch)[:2] == (2, 2)
    monkeypatch.undo()
    assert commit(actor=someone(), batch=batch).created == 1


def test_new_preview_of_the_same_file_replaces_the_older(staged: Any) -> None:
    older, newer = staged(row()), staged(row())
    assert counts(older)[0] == 1
    assert (older.state, lines(older)) == ("discarded", [])
    assert newer.state == "previewed"
    discard(actor=someone(), batch=newer)
    assert lines(newer) == []
    with pytest.raises(Conflict, match="现在是“已放弃”，不能提交"):
        commit(actor=someone(), batch=newer)


def test_contact_data_is_encrypted_in_a_preview_and_gone_after_commit(staged: Any) -> None:
    batch = staged(row(phone="13800001234", headcount=0))
    line = lines(batch)[0]
    stored = line.values + line.cleaned + line.problems + line.private
    assert "13800001234" not in stored
    raw, values = unpack(SHEET, line.values, line.cleaned, line.private)
    assert (raw[-1], values["phone"]) == ("13800001234", "13800001234")

    line = correct(actor=someone(), batch=batch, number=2, values={"headcount": "1"})
    _raw, values = unpack(SHEET, line.values, line.cleaned, line.private)
    assert values["phone"] == "13800001234"
    commit(actor=someone(), batch=batch)
    assert lines(batch)[0].private == ""


def test_sheet_of_the_installation_needs_no_consortium(tmp_path: Path) -> None:
    path = put(tmp_path, workbook([row()]))
    nowhere = someone(None, consortium_id=None)
    with pytest.raises(Invalid, match="要在一个联合体里导入"):
        stage(actor=nowhere, sheet=SHEET, path=path, file_name="需求.xlsx")
    batch = stage(actor=nowhere, sheet=GLOBAL, path=path, file_name="需求.xlsx").batch
    assert commit(actor=nowhere, batch=batch).created == 1
    with reach(1):
        assert not ImportBatch.objects.exists()


def test_import_needs_the_permission_of_the_sheet(tmp_path: Path) -> None:
    path = put(tmp_path, workbook([row()]))
    with pytest.raises(Forbidden):
        stage(actor=someone(permissions=frozenset()), sheet=SHEET, path=path, file_name="a.xlsx")


@pytest.mark.django_db(transaction=True)
def test_large_upload_is_read_and_committed_by_jobs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging_module, "IN_THE_PAGE_BYTES", {"xlsx": 0, "csv": 0})
    with put(tmp_path, workbook([row(), row(position="焊工")])).open("rb") as upload:
        batch = receive(actor=someone(), sheet=SHEET, upload=upload, file_name="大.xlsx").batch
    assert counts(batch)[:2] == (2, 2)
    assert (batch.state, batch.progress, kept_path(batch).exists()) == ("previewed", 2, False)
    queue(actor=someone(), batch=batch)
    assert counts(batch)[0] == 2
    assert (batch.state, saved()) == ("committed", 2)


@pytest.mark.django_db(transaction=True)
def test_large_upload_that_cannot_be_read_says_why_on_its_batch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging_module, "IN_THE_PAGE_BYTES", {"xlsx": 0, "csv": 0})
    with put(tmp_path, workbook([], ["甲"])).open("rb") as upload:
        batch = receive(actor=someone(), sheet=SHEET, upload=upload, file_name="大.xlsx").batch
    counts(batch)
    assert (batch.state, kept_path(batch).exists()) == ("failed", False)
    assert "没有找到表头" in batch.message


def test_queued_commit_that_is_refused_returns_to_its_preview(
    staged: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = staged(row())
    with override_settings(
        TASKS={"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    ):
        queue(actor=someone(), batch=batch)
    with reach(1):
        ImportBatch.objects.update(columns=["other"])
    commit_later(batch.ref, plain_actor(someone()))
    counts(batch)
    assert (batch.state, saved()) == ("previewed", 0)
    assert "请重新上传文件" in batch.message


def test_previews_nobody_came_back_for_are_cleared(staged: Any) -> None:
    batch, young = staged(row()), staged(row(position="焊工"))
    with reach(1):
        ImportBatch.objects.filter(pk=batch.pk).update(state_changed_at="2026-01-01T00:00+08:00")
    clear_old()
    counts(batch), counts(young)
    assert (batch.state, young.state) == ("discarded", "previewed")


def test_every_state_of_a_batch_is_reached_and_left_as_its_table_says() -> None:
    targets = {BATCHES.initial} | {step.target for step in BATCHES.steps}
    assert targets == set(BatchState.values)
    final = set(BatchState.values) - {s for step in BATCHES.steps for s in step.sources}
    assert final == {"committed", "discarded"}
