"""The blueprint format: what is read, and a sentence for everything that is not."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from silian.consortia.engine.blueprint import Blueprint, parse
from silian.consortia.engine.shipped import shipped, shipped_names, shipped_text
from silian.consortia.engine.tree import MAX_BYTES
from silian.consortia.enums import (
    BodyKind,
    ConsortiumKind,
    FactSection,
    OccasionKind,
    PartyRole,
    Scope,
    Seat,
)

HEAD = """silian: 1
slug: sample
name: 示例联合体
kind: alliance
scope: city
source: 示例来源
"""


def problems_of(text: str) -> list[tuple[str, int, str]]:
    blueprint, problems = parse(text)
    assert blueprint is None
    return [(problem.path, problem.line, problem.sentence.zh) for problem in problems]


def read(text: str) -> Blueprint:
    blueprint, problems = parse(text)
    assert problems == []
    assert blueprint is not None
    return blueprint


def test_smallest_blueprint_leaves_everything_else_empty() -> None:
    blueprint = read(HEAD)
    assert (blueprint.slug, blueprint.name, blueprint.name_en) == ("sample", "示例联合体", "")
    assert blueprint.members == ()
    assert blueprint.founded_on is None


def test_digest_ignores_comments_and_layout_but_not_facts() -> None:
    same = "# 说明\n" + HEAD.replace("slug: sample", 'slug:   "sample"')
    assert read(same).sha256 == read(HEAD).sha256
    assert read(HEAD + "park: 示例园区\n").sha256 != read(HEAD).sha256


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ("", 0, "")),
        ("a: [1", ("", 1, "第 1 行不是合法的 YAML：expected ',' or ']', but got '<stream end>'。")),
        ("- a", ("", 1, "这里应当是“名称: 值”的列表。")),
        (HEAD.replace("slug: sample", "slug: Sample Name"),
         ("slug", 2, "“Sample Name”不能作地址名。")),
        (HEAD.replace("kind: alliance", "kind: allianse"),
         ("kind", 4, "“allianse”不是这一项的值。")),
        (HEAD.replace("source: 示例来源\n", ""), ("source", 1, "缺少“source”。")),
        (HEAD + "membres: []\n", ("membres", 7, "不认识“membres”。")),
        (HEAD + "founded_on: 2024-13-40\n", ("founded_on", 7, "“2024-13-40”不是日期。")),
        (HEAD + "area_mu: -3\n", ("area_mu", 7, "“-3”不是数。")),
        (HEAD + "name: 另一个\n", ("name", 7, "“name”写了两次。")),
        (HEAD + "regions: [北京市, 北京市]\n", ("regions[1]", 7, "“北京市”写了两次。")),
        (HEAD + "lead_units: [甲]\nmembers: [甲]\n", ("members[0]", 8, "“甲”已经有席位。")),
        (HEAD + "bodies:\n  - {name: 甲}\n", ("bodies[0].kind", 8, "缺少“kind”。")),
        (HEAD + "parties: {guide: [甲]}\n", ("parties.guide", 7, "不认识“guide”。")),
        (HEAD + "aims: [{zh: 甲, eng: a}]\n", ("aims[0].eng", 7, "不认识“eng”。")),
        (HEAD + f"park: {'长' * 101}\n", ("park", 7, "有 101 个字，最多 100 个。")),
    ],
)  # fmt: skip
def test_each_mistake_has_path_line_and_sentence(text: str, expected: tuple[str, int, str]) -> None:
    if not text:
        assert parse(text)[0] is None
        return
    assert problems_of(text)[0] == expected


def test_misspelt_words_are_mended() -> None:
    _blueprint, problems = parse(HEAD.replace("kind: alliance", "kind: allianse"))
    assert problems[0].mend.zh == "是不是“alliance”？"
    assert problems[0].mend.en == "Did you mean “alliance”?"


def test_anchors_and_aliases_are_refused() -> None:
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\n"
    assert problems_of(bomb)[0][2] == "第 1 行不是合法的 YAML：anchors and aliases (& *)。"


def test_unsafe_tags_stay_text() -> None:
    blueprint = read(HEAD.replace("name: 示例联合体", "name: !!python/name:os.system 甲"))
    assert blueprint.name == "甲"


def test_too_large_a_file_is_refused() -> None:
    assert problems_of("#" * (MAX_BYTES + 1))[0][2] == "文件超过 256 KiB。"


def test_too_deep_a_file_is_refused() -> None:
    text = HEAD + "aims: " + "[" * 40 + "]" * 40 + "\n"
    assert "层次太深。" in [sentence for _path, _line, sentence in problems_of(text)]


@pytest.mark.parametrize("name", shipped_names())
def test_shipped_blueprint_is_read_without_a_word(name: str) -> None:
    blueprint, problems = parse(shipped_text(name))
    assert problems == []
    assert blueprint is not None
    assert blueprint.slug == name


def test_a_blueprint_that_is_not_shipped_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        shipped_text("../secret")


def test_cloud_computing_holds_every_fact() -> None:
    b = shipped("cloud-computing")
    assert b.leads == ("北京信息科技大学", "北京市昌平职业学校", "联想集团")
    assert str(b.founded_on) == "2024-01-24"
    [meeting] = b.occasions
    assert meeting.title == "共同体成立大会暨昌平区教育与产业数字化现场会"
    assert meeting.venue == "北京市昌平职业学校"
    assert meeting.steps == (
        "致辞", "三方签约", "建设规划介绍", "授牌颁牌", "科教产城联合体成立", "方案汇报",
    )  # fmt: skip
    assert [(party.role, party.unit) for party in meeting.parties] == [
        ("guidance", "北京市教育委员会"),
        ("host", "昌平区教育委员会"),
        ("host", "昌平区未来科学城管理委员会"),
        ("host", "昌平区经济和信息化局"),
        ("co_host", "昌平区科学技术委员会"),
        ("co_host", "昌平区人力资源和社会保障局"),
        ("organiser", "北京信息科技大学"),
        ("organiser", "联想集团"),
        ("organiser", "北京市昌平职业学校"),
    ]
    assert len(meeting.attending) == 7
    assert [body.name for body in b.bodies] == [
        "数字化人才培养中心", "未来教育课程创新中心", "数字化技术服务中心", "数字化技术培训中心",
    ]  # fmt: skip
    [hosted] = b.hosts
    assert hosted.name == "昌平区产业数字化科教产城联合体"
    assert [fact.title for fact in hosted.facts if fact.section == "plans"] == [
        "联合体建设方案", "产业数字化升级技术服务方案", "课程建设方案",
    ]  # fmt: skip
    assert [fact.title for fact in b.facts if fact.section == "plaques"] == [
        "常务副理事长单位", "副理事长单位",
    ]  # fmt: skip
    assert len(b.aims) == 5


def test_ai_park_holds_every_fact() -> None:
    b = shipped("jjj-ai-park")
    assert str(b.area_mu) == "1221.90"
    assert [party.role for party in b.parties] == ["foundation"] * 3 + ["host_school"]
    assert [circle.kind for circle in b.circles] == ["circle"] * 4 + ["body"] * 3 + ["link"] * 5
    assert [body.kind for body in b.bodies] == ["college"] * 5 + ["institute"] * 3
    assert b.circles[1].items == tuple(body.industry for body in b.bodies[:5])
    assert len(b.zones) == 5
    assert [m.unit for m in b.members[-5:]] == ["华为", "京东", "联想", "航天信息", "国奥"]
    [programs] = [fact for fact in b.facts if fact.section == "programs"]
    assert programs.number == 13
    assert sum(fact.section == "pathways" for fact in b.facts) == 4


def test_shaoxing_holds_every_fact() -> None:
    b = shipped("shaoxing-digital-artisan")
    assert dict(b.duties) == {
        "secondary": "打基础", "higher": "做提升", "government": "给支持", "park": "搭平台",
        "enterprise": "接项目",
    }  # fmt: skip
    assert b.parent is not None
    assert b.parent.name == "绍兴“万亩千亿”新产业平台市域产教联合体"
    assert [m.actor for m in b.members] == ["secondary"] + ["higher"] * 5 + ["park"] * 4
    assert b.bodies[0].partners == ("绍兴中科通信设备有限公司",)
    assert [fact.number for fact in b.facts if fact.section == "members"] == [19]
    assert sum(fact.section == "projects" for fact in b.facts) == 4


def test_chengyu_and_automotive_hold_every_fact() -> None:
    chengyu = shipped("chengyu-smart-manufacturing")
    [conference] = chengyu.occasions
    assert (str(conference.on), conference.theme) == ("2023-04-21", "高端数控 智创未来")
    assert len(conference.steps) == 5
    assert [party.role for party in conference.parties] == ["organiser"] * 3 + ["co_organiser"]
    assert [f.number for f in chengyu.facts if f.section == "results"][:2] == [8, 20]
    assert sum(fact.section == "principles" for fact in chengyu.facts) == 4
    assert chengyu.founded_on is None
    automotive = shipped("jjj-automotive")
    counts = [(f.title, f.number) for f in automotive.facts if f.section == "members"]
    assert counts == [("行业协会", 4), ("汽车生态企业", 25), ("科研机构", 3), ("中高本院校", 28)]
    assert sum(f.section == "governance" for f in automotive.facts) == 6
    assert [body.name for body in automotive.bodies] == [
        "汽车人才培养中心", "科研创新中心", "京津冀数字共享平台",
    ]  # fmt: skip


def test_the_example_of_the_reference_page_is_read_and_every_key_is_described() -> None:
    page = (Path(__file__).parents[2] / "docs/reference/blueprint.md").read_text(encoding="utf-8")
    example = page.split("```yaml\n")[1].split("```")[0]
    assert read(example).leads == ("示例职业学校", "示例制造有限公司")
    for field in dataclasses.fields(Blueprint):
        assert f"`{field.name}`" in page
    for kinds in (ConsortiumKind, Scope, Seat, PartyRole, BodyKind, OccasionKind, FactSection):
        assert [value for value in kinds.values if f"`{value}`" not in page] == []
