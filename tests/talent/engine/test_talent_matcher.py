"""The matcher: right on what it knows, silent on what it does not, and never sure of 车工."""

import csv
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from silian.talent.engine.knowledge import Kind, Knowledge
from silian.talent.engine.matcher import AMBIGUOUS, CONFIDENT, FLOOR, Matcher
from silian.talent.engine.titles import segments

DATA = Path(__file__).resolve().parents[3] / "src/silian/codes/data"


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    """Over the lists that ship with the product."""
    occupations = [(r["code"], r["name"]) for r in rows("occupations_2022") if r["level"] == "4"]
    occupations += [(r["code"], r["name"]) for r in rows("occupations_additions_2024_2025")]
    programs = rows("programs_vocational") + rows("programs_undergraduate_2026")
    return Matcher(
        Knowledge.build(
            occupations=[pair for pair in occupations if pair[0]],
            synonyms=[(r["occupation_code"], r["synonym"]) for r in rows("occupation_synonyms")],
            work_types=[
                (r["occupation_code"], r["work_type"])
                for r in rows("occupation_worktypes_2024_2025")
            ],
            programs=[(r["code"], r["name"]) for r in programs],
            positions=[(r["program_code"], r["position"]) for r in rows("program_positions_2022")],
            links=[
                (r["occupation_code"], r["program_code"], r["level"])
                for r in rows("program_occupation_2023")
            ],
        )
    )


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("焊工", "焊工"),
        ("氩弧焊工5名", "焊工"),
        ("数控车床操作工", "车工"),
        ("加工中心操作工", "多工序数控机床操作调整工"),
        ("CNC编程技术员", "多工序数控机床操作调整工"),
        ("机械设计工程师", "机械设计工程技术人员"),
        ("高级机械设计工程师(底盘方向)", "机械设计工程技术人员"),
        ("叉车司机", "起重装卸机械操作工"),
        ("【急招】质检员/检验员", "质检员"),
        ("工业机器人操作员", "工业机器人系统操作员"),
        ("机器人调试工程师", "工业机器人系统运维员"),
        ("新能源汽车维修技师", "汽车维修工"),
        ("总装工", "汽车装调工"),
        ("PLC 工程师", "自动控制工程技术人员"),
        ("ＰＬＣ工程师", "自动控制工程技术人员"),
        ("Java开发工程师", "计算机软件工程技术人员"),
        ("C++开发", "计算机软件工程技术人员"),
        ("前端+后端开发", "计算机软件工程技术人员"),
        ("幼儿园教师", "幼儿园教师"),
        ("无人机飞手", "无人机驾驶员"),
        ("仓库管理员", "仓储管理员"),
        ("动车组司机", "轨道交通列车司机"),
        ("设备点检", "设备点检员"),
        ("消防员", "消防员"),
    ],
)
def test_common_titles(matcher: Matcher, title: str, name: str) -> None:
    first = matcher.suggest(title)[0]
    assert first.name == name
    assert first.score >= CONFIDENT


@pytest.mark.parametrize(
    "title", ["车工", "销售", "运营", "经理", "工程师", "技术员", "护士", "主管", "普工", "司机"]
)
def test_a_word_of_several_meanings_gives_them_all_and_is_never_sure(
    matcher: Matcher, title: str
) -> None:
    found = matcher.suggest(title)
    assert len(found) >= 2
    assert all(one.score <= AMBIGUOUS and not one.confident for one in found)


def test_two_posts_in_one_title_are_not_a_confident_one(matcher: Matcher) -> None:
    found = matcher.suggest("焊工/电工")
    assert {one.name for one in found[:2]} == {"焊工", "电工"}
    assert not any(one.confident for one in found)


@pytest.mark.parametrize("title", ["", " ", "。", "12345", "火星移民", "quick service", "高薪急招"])
def test_nothing_known_gives_no_suggestion(matcher: Matcher, title: str) -> None:
    assert matcher.suggest(title) == []
    assert matcher.programs(title) == []


def test_the_evidence_points_into_the_title_as_typed(matcher: Matcher) -> None:
    title = "(急招)ＰＬＣ工程师"
    first = matcher.suggest(title)[0]
    assert first.confident
    said = first.evidence[0]
    assert said.kind is Kind.SYNONYM
    assert said.field == "title"
    assert title[said.start : said.end] == said.matched == "ＰＬＣ工程师"
    assert said.word == "plc工程师"


def test_the_description_breaks_a_tie_but_does_not_make_it_sure(matcher: Matcher) -> None:
    plain = {one.name: one.score for one in matcher.suggest("车工")}
    found = matcher.suggest("车工", "负责平车工、针车工岗位,按样衣缝制服装,会用缝纫工的设备")
    assert found[0].name == "缝纫工"
    assert found[0].score > plain["缝纫工"]
    assert not found[0].confident
    assert {said.field for said in found[0].evidence} == {"title", "description"}


def test_programs_follow_the_links(matcher: Matcher) -> None:
    suggestion = matcher.suggest("工业机器人操作员")[0]
    assert suggestion.programs
    found = matcher.programs("工业机器人操作员", level="高职专科")
    assert {one.level for one in found} == {"高职专科"}
    assert "工业机器人技术" in {one.name for one in found}
    assert all(one.via or one.evidence for one in found)
    scores = [one.score for one in found]
    assert scores == sorted(scores, reverse=True)


def test_answers_do_not_depend_on_what_was_asked_before(matcher: Matcher) -> None:
    titles = ["汽车装调技师", "锅炉运行", "养老院护理员", "冲压模具设计"]
    fresh = Matcher(matcher.knowledge)
    assert [matcher.suggest(t) for t in titles] == [fresh.suggest(t) for t in titles[::-1]][::-1]
    assert fresh.version == matcher.version


@given(st.text(max_size=40), st.text(max_size=80))
def test_any_text_gets_an_ordered_answer_or_none(title: str, description: str) -> None:
    found = SMALL.suggest(title, description)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    texts = {"title": title, "description": description}
    for one in found:
        assert FLOOR <= one.score <= 1
        assert one.evidence
        for said in one.evidence:
            assert texts[said.field][said.start : said.end] == said.matched


SMALL = Matcher(
    Knowledge.build(
        occupations=[("1", "焊工"), ("2", "车工"), ("3", "缝纫工"), ("4", "机械设计工程技术人员")],
        synonyms=[("3", "车工"), ("1", "电焊"), ("9", "不在目录")],
        positions=[("460101", "焊接结构生产")],
        links=[("1", "460101", 2)],
    )
)


def test_a_small_knowledge_says_what_it_holds() -> None:
    assert SMALL.suggest("不在目录") == []
    assert [one.code for one in SMALL.suggest("车工")] == ["2", "3"]
    assert SMALL.suggest("机械设计")[0].evidence[0].kind is Kind.SHORT_NAME
    hearsay = SMALL.suggest("焊接结构生产")[0]
    assert hearsay.code == "1"
    assert hearsay.score <= 0.45
    assert SMALL.programs("焊接结构生产")[0].code == "460101"
    with pytest.raises(ValueError, match="limit"):
        SMALL.suggest("焊工", limit=0)


def test_titles_fall_into_segments_without_noise() -> None:
    texts = [part.text for part in segments("【急招】焊工/电工(双休) 8k-10k+奖金")]
    assert texts == ["焊工", "电工"]
    assert [part.text for part in segments("(钳工)")] == ["钳工"]


def test_every_synonym_with_an_ending_gets_a_suggestion(matcher: Matcher) -> None:
    fresh = Matcher(matcher.knowledge)
    titles = [f"{r['synonym']}{end}" for r in rows("occupation_synonyms") for end in ("", "岗")]
    silent = [title for title in titles[:1000] if not fresh.suggest(title)]
    assert len(silent) < 50, silent[:10]


def test_the_reviewed_synonyms_are_sound() -> None:
    names = {r["code"]: r["name"] for r in rows("occupations_2022") if r["level"] == "4"}
    names |= {r["code"]: r["name"] for r in rows("occupations_additions_2024_2025") if r["code"]}
    official = {name: code for code, name in names.items()}
    meanings = defaultdict(set)
    listed = rows("occupation_synonyms")
    assert len(listed) == len({(r["occupation_code"], r["synonym"].lower()) for r in listed})
    for row in listed:
        assert names[row["occupation_code"]] == row["occupation_name"]
        assert row["synonym"] == row["synonym"].strip()
        assert row["source"]
        meanings[row["synonym"]].add(row["occupation_code"])
    # A word that is another occupation's official name must be known to mean both: only 车工.
    assert {word for word in meanings if official.get(word) not in (None, *meanings[word])} == {
        "车工"
    }
