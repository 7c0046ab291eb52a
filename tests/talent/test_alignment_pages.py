"""The alignment as it is shown: page, files and command line tell the same numbers."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import polib
import pytest
from alignment_world import BEIJING, SHAOXING, fill, load_programs, offer, want
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from talent_world import World
from typer.testing import CliRunner

from silian.kernel.refusals import Refusal
from silian.talent.cli import app
from silian.talent.engine.formulas import FORMULAS
from silian.talent.queries.alignment import answer as answers
from silian.talent.services.publish import publish_list

CATALOGUE = Path(__file__).parents[2] / "src/silian/talent/locale/en/LC_MESSAGES/django.po"
HAN = re.compile(r"[\u4e00-\u9fff]")
CELL = "alignment/cell/330600/460104/associate/"
Browse = Callable[..., Any]


@pytest.fixture
def filled(world: World) -> World:
    load_programs()
    fill(world)
    answers.forget()
    return world


@pytest.fixture
def browse(filled: World) -> Browse:
    """browse(path, who, **asked): the answer to that person."""

    def get(path: str = "alignment/", who: str = "secretary", seen: World = filled, **asked: str):
        client = Client()
        if who:
            client.force_login(
                seen.people[who], backend="allauth.account.auth_backends.AuthenticationBackend"
            )
        if asked.pop("lang", ""):
            client.cookies["django_language"] = "en"
        return client.get(f"/c/alpha/talent/{path}", asked)

    return get


def text(response: Any) -> str:
    assert response.status_code == 200
    return response.content.decode()


def plain(response: Any) -> str:
    """The words of a page without marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text(response)))


def records(response: Any) -> list[dict[str, str]]:
    body = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(body)))


def test_overview_shows_figures_pictures_and_where_they_come_from(browse: Browse) -> None:
    page = plain(browse())
    for words in ("66", "35", "1.89", "50.0", "缺 10", "缺 5", "偏少 47%", "0.83 非常紧缺"):
        assert words in page, words
    assert "实时清单中已通过审核" in page
    assert "没有对应到专业的需求" in page
    html = text(browse())
    assert 'id="heat"' in html
    assert 'id="quadrant-option"' in html
    assert "shade-s" in html
    assert re.search(r'class="[^"]*weak', html)


@pytest.mark.parametrize("who", ["secretary", "hr", "office"])
def test_every_role_of_the_consortium_may_look(browse: Browse, who: str) -> None:
    assert browse(who=who).status_code == 200
    assert browse(CELL, who=who).status_code == 200


def test_visitors_sign_in_and_strangers_find_nothing(browse: Browse, other_world: World) -> None:
    assert browse(who="").status_code == 302
    paths = ["alignment/", CELL, "alignment/rows/demand/", "alignment/cells.csv",
             "alignment/unmapped/", "alignment/formulas/gap/"]  # fmt: skip
    for path in paths:
        assert browse(path, seen=other_world).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "alignment/cell/330600/460199/associate/",
        "alignment/cell/440000/460104/associate/",
        "alignment/cell/330600/460104/any/",
        "alignment/cell/xx/460104/associate/",
        "alignment/rows/other/",
        "alignment/rows/demand/?at=999999",
        "alignment/rows/demand/?at=330600&program=460104&of=doctor",
        "alignment/formulas/none/",
        "alignment/cells.pdf",
        "alignment/?lists=5",
        "alignment/?grain=street",
        "alignment/?level=any",
        "alignment/?shown=x",
    ],
)
def test_addresses_that_mean_nothing_are_missing(browse: Browse, path: str) -> None:
    assert browse(path).status_code == 404


def test_page_file_and_command_line_tell_the_same_numbers(browse: Browse) -> None:
    rows = records(browse("alignment/cells.csv"))
    assert len(rows) == 4
    first = rows[0]
    assert (first["专业代码"], first["地区代码"]) == ("460104", "330600")
    assert (first["需求人数（居中）"], first["需求人数（最低）"]) == ("15.0", "5.71")
    assert (first["可供给净人数"], first["缺口（文字）"]) == ("5", "缺 10")
    assert (first["结构偏离度"], first["紧缺指数 K"]) == ("-0.4667", "0.8333")
    assert first["来源"].startswith("实时清单 · ")
    said = CliRunner().invoke(app, ["align", "--consortium", "alpha", "--format", "json"])
    top = json.loads(said.stdout)["top"]
    for row, cell in zip(rows, top, strict=True):
        assert float(row["需求人数（居中）"]) == cell["demand"]
        assert float(row["缺口（需求−供给）"]) == cell["gap"]
        assert row["缺口（文字）"] == cell["gap_words"]
        assert (row["求人倍率"] or None) == (None if cell["tsi"] is None else str(cell["tsi"]))
        assert row["偏离（文字）"] == cell["deviation_words"]
    page = plain(browse())
    for cell in top:
        assert cell["gap_words"] in page
        assert cell["deviation_words"] in page


def test_export_follows_the_filters_of_the_table(browse: Browse) -> None:
    asked = {"region": "330600", "evidence": "solid", "sort": "supply"}
    rows = records(browse("alignment/cells.csv", **asked))
    assert [row["可供给净人数"] for row in rows] == ["5", "20"]
    assert records(browse("alignment/cells.csv", q="数控"))[0]["专业"] == "数控技术"
    assert records(browse("alignment/cells.csv", level="bachelor")) == []


def test_xlsx_has_numbers_as_numbers_and_no_formula(browse: Browse) -> None:
    body = b"".join(browse("alignment/cells.xlsx").streaming_content)
    sheet = openpyxl.load_workbook(io.BytesIO(body)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:3] == ("地区代码", "地区", "专业代码")
    assert rows[1][0] == "330600"
    assert rows[1][5] == 15
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_cell_says_its_figures_allocations_and_rows(browse: Browse) -> None:
    page = plain(browse(CELL))
    for words in ("机电设备技术", "缺 10", "3.00", "偏少 47%", "0.64 / 1.40", "0.83", "非常紧缺",
                  "需求 15 ÷ 供给 5", "平均分配", "按供给比例", "数控车工"):  # fmt: skip
        assert words in page, words
    assert "三种分配之下：偏少 65% 至 偏少 3.7%" in plain(browse(CELL)) or "结论不一" in page
    weak = plain(browse("alignment/cell/110000/460104/associate/"))
    assert "证据不足，不宜作结论" in weak
    assert "没有数值" in weak
    assert "没有申报的供给，不能作分母" in weak


def test_a_unit_reads_its_own_rows_and_is_told_of_others(browse: Browse, filled: World) -> None:
    page = plain(browse(CELL, who="hr"))
    assert "数控车工" in page
    assert filled.rival.name not in page
    assert "另有 1 条（10 人）由其他单位填报" in page
    school = plain(browse("alignment/rows/demand/", who="office"))
    assert "数控车工" not in school
    assert "另有 4 条（66 人）" in school


def test_contacts_are_never_shown(browse: Browse) -> None:
    for path in (CELL, "alignment/rows/demand/", "alignment/rows/supply/"):
        page = text(browse(path))
        assert "张三" not in page
        assert "13800000000" not in page


def test_rows_of_totals_regions_and_unmapped_demand(browse: Browse) -> None:
    assert "共 4 条，66 人" in plain(browse("alignment/rows/demand/"))
    assert "共 1 条，10 人" in plain(browse("alignment/rows/supply/", at="110000"))
    unmapped = browse("alignment/unmapped/")
    link = re.search(r'href="([^"]*occupation=none[^"]*)"', text(unmapped))
    assert link
    query = link[1].replace("&amp;", "&").partition("?")[2]
    asked = dict(part.split("=") for part in query.split("&"))
    assert "生产管理" in plain(browse("alignment/rows/demand/", **asked))


def test_every_figure_leads_to_its_definition(browse: Browse) -> None:
    html = text(browse())
    for key in ("talent_shortage_index", "chain_coverage", "gap", "structure_distance"):
        assert reverse("talent:formula", kwargs={"slug": "alpha", "key": key}) in html
    for formula in FORMULAS.values():
        page = plain(browse(f"alignment/formulas/{formula.key}/"))
        assert formula.numerator.zh in page.replace("&#x27;", "'")
        assert formula.do_not_use.zh in page


def test_a_publication_is_shown_as_it_was(browse: Browse, filled: World) -> None:
    for kind in ("demand", "supply"):
        with filled.inside():
            publish_list(actor=filled.secretary, kind=kind, period="2026")
    with filled.inside():
        want(filled, 500, SHAOXING)
    page = plain(browse(lists="1"))
    assert "SHA-256" in page
    assert "缺 10" in page
    assert "566 人" not in page
    assert "lists=1-1" in text(browse(lists="1"))
    assert "566 人" in plain(browse())
    rows = plain(browse("alignment/rows/demand/", lists="1-1", who="office"))
    assert "数控车工" in rows


def test_heat_map_by_deviation_does_not_call_silence_a_finding(browse: Browse) -> None:
    html = text(browse(shown="deviation"))
    assert "只有供给" in html
    assert "偏少 100%" not in re.search(r'<table class="heat.*?</table>', html, re.S)[0]


def test_level_narrows_the_pictures_and_says_so(browse: Browse) -> None:
    page = plain(browse(level="bachelor"))
    assert "以上四个数是全部层次的合计" in page
    assert "没有单元" in page


def test_empty_consortium_gets_a_next_step(world: World) -> None:
    client = Client()
    client.force_login(
        world.people["secretary"],
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    page = plain(client.get("/c/alpha/talent/alignment/"))
    assert "还没有可以对照的清单" in page
    assert "0.00" not in page


@pytest.mark.parametrize("path", ["alignment/", CELL, "alignment/unmapped/",
                                  "alignment/rows/demand/", "alignment/formulas/",
                                  "alignment/formulas/gap/"])  # fmt: skip
def test_english_pages_hold_no_chinese_of_ours(browse: Browse, path: str) -> None:
    page = re.sub(r'lang="zh[^"]*"[^>]*>[^<]*<', "<", text(browse(path, lang="en")))
    ours = {
        entry.msgid
        for entry in polib.pofile(str(CATALOGUE))
        if len(HAN.findall(entry.msgid)) > 1 and "%" not in entry.msgid
    }
    words = set(re.findall(r"[\u4e00-\u9fff（）、，。：]+", re.sub(r"<[^>]+>", " ", page)))
    assert words & ours == set()


def test_list_costs_the_same_queries_at_any_length(browse: Browse, filled: World) -> None:
    def count(path: str, **asked: str) -> int:
        browse(path, **asked)
        with CaptureQueriesContext(connection) as queries:
            assert browse(path, **asked).status_code == 200
        return len(queries)

    paths = ["alignment/", "alignment/rows/demand/", "alignment/unmapped/", CELL]
    before = [count(path) for path in paths]
    with filled.inside():
        for _n in range(30):
            want(filled, 3, SHAOXING)
            want(filled, 2, BEIJING, occupation=None)
            offer(filled, 3, BEIJING, "460104")
    assert [count(path) for path in paths] == before


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["align", "--consortium", "alpha", *arguments])


def test_command_line_prints_sums_and_the_shortest(filled: World) -> None:
    out = run().stdout
    assert "需求 66 人（4 条），供给 35 人（3 条），缺 31；求人倍率 1.89；岗位覆盖率 50.0%" in out
    assert "0.83 非常紧缺  浙江省绍兴市  460104 机电设备技术（高职专科）" in out


def test_command_line_writes_every_cell(filled: World, tmp_path: Path) -> None:
    file = tmp_path / "cells.csv"
    assert run("--grain", "county", "-o", str(file)).exit_code == 0
    rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"))))
    assert {row["地区代码"] for row in rows} == {"330604", "110115"}
    assert run("-o", str(tmp_path / "cells.xlsx")).exit_code == 0
    assert openpyxl.load_workbook(tmp_path / "cells.xlsx").active.max_row == 5


def test_command_line_names_both_publications(filled: World) -> None:
    for kind in ("demand", "supply"):
        with filled.inside():
            publish_list(actor=filled.secretary, kind=kind, period="2026")
    data = json.loads(run("--snapshot", "1", "--format", "json").stdout)
    assert (data["demand_snapshot"], data["supply_snapshot"]) == (1, 1)
    assert data["totals"]["demand_heads"] == 66
    mixed = json.loads(
        run("--snapshot", "1", "--supply-snapshot", "live", "--format", "json").stdout
    )
    assert (mixed["demand_snapshot"], mixed["supply_snapshot"]) == (1, None)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--snapshot", "9"), "没有第 9 号人才需求发布。"),
        (("--supply-snapshot", "8"), "没有第 8 号人才供给发布。"),
        (("--period", "昨天"), "认不出来"),
        (("-o", "cells.doc"), ".csv 或 .xlsx"),
        (("-o", "/no/such/folder/x.csv"), "不能写 x.csv"),
    ],
)
def test_command_line_refuses_with_a_sentence(
    filled: World, arguments: tuple[str, ...], words: str
) -> None:
    result = run(*arguments)
    assert isinstance(result.exception, Refusal)
    assert words in str(result.exception)


def test_command_line_refuses_an_unknown_consortium(filled: World) -> None:
    result = CliRunner().invoke(app, ["align", "--consortium", "nowhere"])
    assert isinstance(result.exception, Refusal)


def test_lines_without_a_region_are_told_with_the_way_to_them(
    filled: World, browse: Browse
) -> None:
    assert "没有写明地区" not in plain(browse())
    with filled.inside():
        offer(filled, 7, None, "460103")
        offer(filled, 4, None, "460103", period="2025")
        want(filled, 9, None, organisation=filled.rival)
    answers.forget()

    page = text(browse())
    assert "人才供给：2 条，11 人，来自 1 个单位。" in page
    assert "人才需求：1 条，9 人，来自 1 个单位。" in page
    assert "supply/?region=none&amp;state=approved" in page
    assert "supply/?region=none&amp;state=approved&amp;period=2025" in text(browse(period="2025"))
    listed = plain(browse("supply/", region="none", state="approved"))
    assert "共 2 条" in listed
    assert "未写明地区" in listed
    assert "共 1 条" in plain(browse("supply/", region="none", period="2025"))

    # Who may not open the other list is led to the rows, which say how many are hidden.
    seen = text(browse(who="hr"))
    assert "alignment/rows/supply/?at=000000" in seen
    assert "demand/?region=none" in seen
    assert "没有写明地区" not in plain(browse(grain="whole"))

    told = CliRunner().invoke(app, ["align", "--consortium", "alpha"]).stdout
    assert "人才需求 1 条 9 人（1 个单位）；人才供给 2 条 11 人（1 个单位）" in told
    answer = CliRunner().invoke(app, ["align", "--consortium", "alpha", "--format", "json"]).stdout
    assert json.loads(answer)["without_region"] == [
        {"list": "demand", "rows": 1, "heads": 9, "units": 1},
        {"list": "supply", "rows": 2, "heads": 11, "units": 1},
    ]


def test_a_publication_leads_to_its_own_rows_without_a_region(
    filled: World, browse: Browse
) -> None:
    with filled.inside():
        offer(filled, 7, None, "460103")
        publish_list(actor=filled.secretary, kind="demand", period="2026")
        publish_list(actor=filled.secretary, kind="supply", period="2026")
    page = text(browse(lists="1-1"))
    assert "alignment/rows/supply/?lists=1-1&amp;at=000000" in page
    rows = plain(browse("alignment/rows/supply/", lists="1-1", at="000000"))
    assert "共 1 条，7 人" in rows
    there = plain(browse("publications/supply/1/", region="none"))
    assert "共 1 条" in there
