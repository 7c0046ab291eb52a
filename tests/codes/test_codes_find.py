"""Resolving and searching the real lists, and what other apps read."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from silian.codes import public
from silian.codes.cli import app
from silian.codes.models import Program
from silian.codes.services.load import ListReport, load_codes
from silian.kernel.access import Actor
from silian.kernel.refusals import Missing

pytestmark = pytest.mark.usefixtures("full")


@pytest.mark.parametrize(
    ("list_key", "text", "code"),
    [
        ("regions", "北京", "110000"),
        ("regions", "北京市朝阳区", "110105"),
        ("regions", "北京朝阳", "110105"),
        ("regions", "江苏昆山", "320583"),
        ("regions", "江苏省-苏州市-昆山市", "320583"),
        ("regions", "吉林", "220000"),
        ("regions", "吉林市", "220200"),
        ("regions", "内蒙古", "150000"),
        ("regions", "110105 朝阳区", "110105"),
        ("programs", "460103", "460103"),
        ("programs", "580301", "580301K"),
        ("programs", "高职专科数控技术", "460103"),
        ("occupations", "6-22-02-01 汽车装调工", "6-22-02-01"),
        ("occupations", "6220201", "6-22-02-01"),
        ("occupations", "车工", "6-18-01-01"),
        ("industries", "C3611", "3611"),
        ("industries", "汽车整车制造", "361"),
        ("industries", "工业机器人制造", "3491"),
        ("universities", "北京大学", "4111010001"),
        ("sectors", "新能源汽车", "new-energy-vehicles"),
        ("sectors", "Cloud computing", "cloud-computing"),
    ],
)
def test_resolve_understands_what_people_write(list_key: str, text: str, code: str) -> None:
    match = public.resolve(list_key, text)
    assert (match.code, match.exact) == (code, True)


@pytest.mark.parametrize(
    ("list_key", "text", "offered"),
    [
        ("regions", "朝阳区", {"110105", "220104"}),
        ("programs", "数控技术", {"460103", "260103"}),
        ("programs", "数控技木", {"460103", "260103"}),
        ("occupations", "数控车工", {"6-18-01-01"}),
    ],
)
def test_resolve_offers_instead_of_guessing(list_key: str, text: str, offered: set[str]) -> None:
    match = public.resolve(list_key, text)
    assert match.code is None
    assert offered <= {code for code, _label in match.suggestions}


def test_resolve_refuses_a_list_that_is_not_there() -> None:
    with pytest.raises(ValueError, match="persons"):
        public.resolve("persons", "x")


def test_resolve_reads_no_database_for_a_hundred_thousand_rows(
    django_assert_max_num_queries: object,
) -> None:
    names = [entry.name for entry in public.lookup("occupations").entries]
    public.resolve("occupations", "车工")
    with django_assert_max_num_queries(2):
        for number in range(100_000):
            public.resolve("occupations", names[number % len(names)])


def test_search_finds_two_characters_best_first() -> None:
    found = public.search_all("数控", 200)
    assert found[0].name == "数控"
    assert {"460103", "260103", "660103"} <= {hit.code for hit in found}
    assert all("数控" in hit.name or hit.score < 60 for hit in found)
    assert [p.name for p in public.search_programs("数控技术", 2)] == ["数控技术", "数控技术"]
    assert public.search_occupations("车工", 1)[0].code == "6-18-01-01"
    assert public.search_regions("昆山", 1)[0].code == "320583"
    assert public.search_industries("3611", 1)[0].code == "3611"
    assert public.search_all("zzzz") == []


def test_search_finds_occupations_by_a_word_of_job_ads() -> None:
    term = public.knowledge().synonyms[0]
    codes = {hit.entry.code for hit in public.search_list("occupations", term[1], 50)}
    assert term[0] in codes


def test_options_offer_only_what_may_be_chosen() -> None:
    occupations = public.options("occupations")
    assert len(occupations) == 1660
    assert ("6-18-01-01", "车工") in occupations
    assert len(public.options("programs", "associate")) == 801
    assert len(public.options("regions", "province")) == 34
    assert len(public.options("industries")) == 1971


def test_knowledge_and_links_are_complete() -> None:
    known = public.knowledge()
    assert len(known.occupations) == 1660
    assert len(known.links) == len(public.links_for_alignment()) == 6464
    assert ("6-18-01-07", "460103", "associate") in known.links
    assert len(known.positions) == 4526
    assert len(known.work_types) == 70
    assert known.synonyms


def test_programs_and_occupations_lead_to_each_other() -> None:
    programs = {program.code for program in public.programs_of_occupation("6-18-01-07")}
    assert "460103" in programs
    occupations = {row.code for row in public.occupations_of_program("460103")}
    assert "6-18-01-07" in occupations
    assert public.province_of("320583") == "320000"


def test_program_is_found_with_and_without_its_letter() -> None:
    assert public.find_program("580301K").name == "刑事侦查"
    assert public.find_program("580301").name == "刑事侦查"
    with pytest.raises(Missing, match="460103 数控技术"):
        public.find_program("46010")


def test_memory_follows_a_load(root: Actor) -> None:
    assert public.resolve("programs", "460103").code == "460103"
    Program.objects.filter(code="460103").update(name="旧名")
    public.forget()
    assert public.resolve("programs", "旧名").code == "460103"
    load_codes(actor=root, force=True)
    public.forget()
    assert public.resolve("programs", "旧名").code is None


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(arguments))
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout


def test_trace_prints_five_columns() -> None:
    code, text = run("trace", "460103")
    assert code == 0
    for word in ("产业", "行业", "企业", "职业", "专业", "多工序数控机床操作调整工"):
        assert word in text


def test_trace_as_json_names_links_with_evidence() -> None:
    data = json.loads(run("trace", "460103", "--format", "json")[1])
    assert data["code"] == data["program"][0]["code"] == "460103"
    assert len(data["occupation"]) == 10
    official = [link for link in data["links"] if link["to"] == "program:460103"]
    assert len(official) == 10
    assert official[0]["basis"] == ["人社部/教育部 2023 对照指引"]
    assert data["enterprise"] == []


def test_trace_of_an_unknown_code_is_refused_with_suggestions() -> None:
    with pytest.raises(Missing, match="您要找的可能是"):
        run("trace", "460199")


def test_search_and_load_on_the_command_line() -> None:
    hits = json.loads(run("search", "数控", "--format", "json")[1])
    assert hits[0] == {"list": "sectors", "code": "cnc", "name": "数控", "detail": ""}
    done = json.loads(run("load", "--format", "json")[1])
    assert done["changed"] is False
    assert "没有变化" in run("load")[1]
    assert "没有找到" in run("search", "zzzz")[1]


def test_nothing_is_known_before_loading(everything: dict[str, ListReport]) -> None:
    assert public.totals()["programs"] == 2373
