"""The preview of a demand list shows already which codes a commit would suggest."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from talent_world import World

from silian.kernel.exchange.committing import commit
from silian.kernel.exchange.staging import stage
from silian.kernel.models import ImportBatch
from silian.talent.enums import CodeState
from silian.talent.exchange import remarks
from silian.talent.models import DemandProgram, DemandRecord
from silian.talent.queries.suggestions import suggest_codes
from silian.talent.services.sheets import sheet_of

HEAD = "单位名称,岗位名称,需求人数,学历层次,工作地点,专业要求,职业代码"
Preview = Callable[..., tuple[ImportBatch, str]]


@pytest.fixture
def preview(tmp_path: Path, world: World) -> Preview:
    """preview(*lines, query): the batch of these lines, and the words of its page."""

    def show(*lines: str, query: str = "") -> tuple[ImportBatch, str]:
        path = tmp_path / "list.csv"
        path.write_text("\n".join((HEAD, *lines)), encoding="utf-8")
        sheet = sheet_of("demand")
        found = stage(actor=world.secretary, sheet=sheet, path=path, file_name="清单.csv").batch
        return found, page_of(world, found, query)

    return show


def page_of(world: World, batch: ImportBatch, query: str = "") -> str:
    client = Client()
    client.force_login(
        world.people["secretary"], backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    answer: Any = client.get(f"/c/alpha/talent/demand/import/{batch.ref}/{query}")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_codes_shown_are_those_that_the_commit_saves(world: World, preview: Preview) -> None:
    batch, page = preview(f"{world.maker.name},数控车工,12,高职专科,上虞区,,")
    assert (batch.warnings, batch.errors) == (0, 0)
    assert "没有填，建议 6-18-01-01 车工" in page
    assert "没有填，建议 460103 数控技术；提交后由人确认。" in page

    commit(actor=world.secretary, batch=batch)
    with world.inside():
        record = DemandRecord.objects.get()
        programs = list(DemandProgram.objects.values_list("program_id", "code_state"))
    assert (record.occupation_id, record.occupation_state) == ("6-18-01-01", CodeState.SUGGESTED)
    assert programs == [("460103", CodeState.SUGGESTED)]
    batch.refresh_from_db()
    assert "没有填" not in page_of(world, batch)


def test_rows_with_codes_or_with_errors_have_no_suggestion(world: World, preview: Preview) -> None:
    _batch, page = preview(
        f"{world.maker.name},数控车工,12,高职专科,上虞区,数控技术,6-18-01-01",
        f"{world.maker.name},数控车工,不是数,高职专科,上虞区,,",
        query="?state=all",
    )
    assert "没有填" not in page
    _batch, page = preview(f"{world.maker.name},数控车工,1,高职专科,上虞区,数控技术,")
    assert page.count("没有填，建议") == 1
    _batch, page = preview(f"{world.maker.name},啊啊啊啊,1,高职专科,上虞区,,")
    assert "没有填，也没有可建议的职业" in page


def test_only_the_rows_of_the_page_are_asked_for(
    world: World, preview: Preview, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def counting(title: str, *more: str) -> Any:
        asked.append(title)
        return suggest_codes(title, *more)

    monkeypatch.setattr(remarks, "suggest_codes", counting)
    lines = [f"{world.maker.name},数控车工{n},1,高职专科,上虞区,," for n in range(120)]
    batch, _page = preview(*lines)
    assert asked == [f"数控车工{n}" for n in range(50)]
    asked.clear()
    page_of(world, batch, "?page=3")
    assert asked == [f"数控车工{n}" for n in range(100, 120)]
