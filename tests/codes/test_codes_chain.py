"""The five links: walking, merging, sources, and edits by versions."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from silian.codes import public
from silian.codes.engine.chain import REST, Edge, Node, parse_node, walk
from silian.codes.models import IndustryOccupation, Program, SectorIndustry
from silian.codes.queries import chain
from silian.codes.queries.figures import links_chart
from silian.codes.services.links import link_sector, set_industry_occupation
from silian.codes.services.load import ListReport
from silian.kernel.access import Actor
from silian.kernel.models import AuditEntry
from silian.kernel.refusals import Conflict, Forbidden, Invalid

SECTOR, INDUSTRY = Node("sector", "s"), Node("industry", "i")
TURNER, MILLER = Node("occupation", "t"), Node("occupation", "m")
PROGRAM = Node("program", "p")
EDGES = [
    Edge(SECTOR, INDUSTRY, 1.0, 1, "a"),
    Edge(INDUSTRY, TURNER, 0.9, 1, "a"),
    Edge(INDUSTRY, MILLER, 0.3, 2, "a"),
    Edge(INDUSTRY, MILLER, 0.3, 4, "b"),
    Edge(TURNER, PROGRAM, 1.0, 1, "c"),
    Edge(MILLER, PROGRAM, 1.0, 1, "c"),
    Edge(MILLER, Node("program", "q"), 3.0, 1, "c"),
]


def expand(node: Node) -> Iterator[Edge]:
    return (edge for edge in EDGES if node in (edge.source, edge.target))


def test_walk_divides_what_a_node_has_by_weight() -> None:
    graph = walk(SECTOR, expand)
    assert graph.strength[INDUSTRY] == 1.0
    assert graph.strength[TURNER] == pytest.approx(0.6)
    assert graph.strength[MILLER] == pytest.approx(0.4)
    assert graph.strength[PROGRAM] == pytest.approx(0.6 + 0.4 * 0.25)
    link = next(f for f in graph.flows if f.target == MILLER)
    assert (link.weight, link.evidence, link.bases) == (pytest.approx(0.6), 6, ["a", "b"])


def test_walk_from_the_middle_goes_both_ways_and_not_back() -> None:
    graph = walk(TURNER, expand)
    assert set(graph.strength) == {SECTOR, INDUSTRY, TURNER, PROGRAM}
    assert MILLER not in graph.strength


def test_walk_stops_at_its_depth() -> None:
    assert set(walk(PROGRAM, expand, depth=1).strength) == {PROGRAM, TURNER, MILLER}
    assert set(walk(SECTOR, expand, depth=1).strength) == {SECTOR, INDUSTRY}


def test_walk_passes_over_a_column_without_nodes() -> None:
    hire = Node("enterprise", "e")
    edges = [*EDGES, Edge(INDUSTRY, hire, 7.0, 3, "r"), Edge(hire, TURNER, 1.0, 3, "d")]
    graph = walk(SECTOR, lambda node: (e for e in edges if node in (e.source, e.target)))
    assert graph.strength[hire] == pytest.approx(0.5)
    assert graph.strength[TURNER] == pytest.approx(0.5 + 0.3)


def test_walk_merges_the_weak_into_one_node_that_is_not_walked() -> None:
    many = [Edge(INDUSTRY, Node("occupation", f"o{n}"), n, 1, "a") for n in range(1, 7)]
    asked: list[Node] = []

    def source(node: Node) -> Iterator[Edge]:
        asked.append(node)
        return (e for e in many if node in (e.source, e.target))

    graph = walk(INDUSTRY, source, breadth=3)
    rest = Node("occupation", REST)
    assert [node.code for node in graph.column("occupation")] == ["o6", "o5", "o4", REST]
    assert graph.merged == {rest: 3}
    assert graph.strength[rest] == pytest.approx(6 / 21)
    assert sum(f.flow for f in graph.flows) == pytest.approx(1)
    assert rest not in asked
    assert len(walk(INDUSTRY, source, breadth=5).column("occupation")) == 6


def test_walk_refuses_an_edge_that_leads_back() -> None:
    with pytest.raises(ValueError, match="right to left"):
        walk(PROGRAM, lambda node: [Edge(PROGRAM, TURNER, 1, 1, "x")])


def test_node_of_an_address_is_parsed_or_refused() -> None:
    assert parse_node("program:460103") == Node("program", "460103")
    for text in (":", "program", "program:", "person:1", "program:" + "1" * 50):
        with pytest.raises(ValueError, match=re.escape(text)):
            parse_node(text)


def test_program_is_traced_to_its_sectors(full: dict[str, ListReport]) -> None:
    graph = public.five_links(Node("program", "460103"))
    occupations = {node.code for node in graph.column("occupation")}
    assert len(occupations) == 10
    assert "6-18-01-07" in occupations
    assert graph.column("sector")[0].name == "数控"
    assert graph.column("enterprise") == []
    assert graph.start.label == "数控技术（高职专科 460103）"
    assert graph.column("industry")[-1].name == "其他 8 项"


def test_fine_industry_uses_the_links_of_the_class_above(full: dict[str, ListReport]) -> None:
    graph = public.five_links(Node("industry", "3611"))
    assert [node.name for node in graph.column("sector")] == ["汽车"]
    assert "6-22-02-01" in {node.code for node in graph.column("occupation")}
    coarse = public.five_links(Node("industry", "36"))
    assert "汽车" in {node.name for node in coarse.column("sector")}


def test_upper_apps_add_edges_of_what_is_asked(
    full: dict[str, ListReport], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain, "_sources", list(chain._sources))
    asked: list[tuple[int | None, Node]] = []
    plant = Node("enterprise", "abc", "示例汽车公司")

    @public.register_chain_source
    def enterprises(consortium_id: int | None, node: Node) -> Iterator[Edge]:
        asked.append((consortium_id, node))
        if node == Node("industry", "361"):
            yield Edge(node, plant, 1.0, 1, "单位库")
        if node == plant:
            yield Edge(plant, Node("occupation", "6-22-02-01"), 1.0, 7, "需求记录")

    graph = public.five_links(Node("sector", "automotive"), consortium_id=5)
    assert [node.name for node in graph.column("enterprise")] == ["示例汽车公司"]
    link = next(f for f in graph.flows if f.source == plant)
    assert (link.evidence, link.bases) == (7, ["需求记录"])
    assert {consortium for consortium, _node in asked} == {5}


def test_classes_of_one_name_are_told_apart(full: dict[str, ListReport]) -> None:
    link = Edge(Node("industry", "367"), Node("occupation", "6-18-01-01"), 1, 1, "a")
    twin = Edge(Node("industry", "3670"), Node("occupation", "6-18-01-01"), 1, 1, "a")
    start = Node("occupation", "6-18-01-01")
    graph = chain._named(walk(start, lambda node: [link, twin] if node == start else []))
    series = links_chart(graph).option["series"][0]
    assert {node["name"] for node in series["data"]} == {
        "车工",
        "汽车零部件及配件制造",
        "汽车零部件及配件制造（3670）",
    }


def test_chart_carries_addresses_and_the_same_rows(full: dict[str, ListReport]) -> None:
    graph = public.five_links(Node("program", "460103"), breadth=8)
    chart = links_chart(graph)
    series = chart.option["series"][0]
    assert len(series["links"]) == len(chart.rows) == len(graph.flows)
    names = [node["name"] for node in series["data"]]
    assert len(names) == len(set(names)) == len(graph.strength)
    by_name = {node["name"]: node for node in series["data"]}
    assert by_name["数控"]["url"] == "/codes/links/?node=sector%3Acnc"
    rest = [node for name, node in by_name.items() if name.startswith("其他 ")]
    assert rest
    assert all("url" not in node for node in rest)
    lonely = Program.objects.filter(occupation_links=None).first()
    empty = links_chart(public.five_links(Node("program", lonely.code))).empty
    assert lonely.name in str(empty.title)


def test_edit_makes_a_version_and_keeps_the_old(full: dict[str, ListReport], expert: Actor) -> None:
    link = link_sector(
        actor=expert, sector="automotive", industry="361", weight=0.4, note="研讨", version=1
    )
    assert (link.version, link.changed_by_id, link.source) == (2, expert.user_id, "专家修订")
    versions = SectorIndustry.objects.filter(sector="automotive", industry="361")
    assert list(versions.values_list("version", "weight", "current")) == [
        (1, 1.0, False),
        (2, 0.4, True),
    ]
    entry = AuditEntry.objects.get(command="codes.sector.link")
    assert entry.changes == '{"note": "研讨", "weight": [1.0, 0.4]}'


def test_edit_may_add_and_withdraw(full: dict[str, ListReport], expert: Actor) -> None:
    values = {"actor": expert, "industry": "361", "occupation": "6-18-01-01", "note": "调查"}
    set_industry_occupation(**values, weight=0.3, version=None)
    assert "6-18-01-01" in {n.code for n in public.five_links(Node("industry", "361")).strength}
    set_industry_occupation(**values, weight=0, version=1)
    assert "6-18-01-01" not in {n.code for n in public.five_links(Node("industry", "361")).strength}
    kept = IndustryOccupation.objects.filter(industry="361", occupation="6-18-01-01")
    assert kept.count() == 2


@pytest.mark.parametrize(
    ("change", "refusal", "sentence"),
    [
        ({"version": None}, Conflict, "刚被别人修订过"),
        ({"version": 7}, Conflict, "刚被别人修订过"),
        ({"weight": 1.5}, Invalid, "权重应在 0 与 1 之间"),
        ({"weight": float("nan")}, Invalid, "权重应在 0 与 1 之间"),
        ({"note": " "}, Invalid, "请写明修订的依据"),
        ({"industry": "9999"}, Invalid, "没有代码"),
        ({"sector": "nowhere"}, Invalid, "没有代码"),
    ],
)
def test_edit_is_refused_with_a_sentence(
    full: dict[str, ListReport],
    expert: Actor,
    change: dict[str, object],
    refusal: type[Exception],
    sentence: str,
) -> None:
    values = {
        "sector": "automotive",
        "industry": "361",
        "weight": 0.5,
        "note": "研讨",
        "version": 1,
    }
    with pytest.raises(refusal, match=sentence):
        link_sector(actor=expert, **{**values, **change})
    assert SectorIndustry.objects.filter(sector="automotive", industry="361").count() == 1


def test_edit_refuses_a_group_of_occupations_and_an_empty_withdrawal(
    full: dict[str, ListReport], expert: Actor
) -> None:
    values = {"actor": expert, "industry": "361", "note": "研讨", "version": None}
    with pytest.raises(Invalid, match="第四级"):
        set_industry_occupation(**values, occupation="6-18-01", weight=0.5)
    with pytest.raises(Conflict, match="不必撤销"):
        set_industry_occupation(**values, occupation="6-18-01-01", weight=0)


def test_edit_asks_for_the_permission(full: dict[str, ListReport], visitor: Actor) -> None:
    with pytest.raises(Forbidden):
        link_sector(
            actor=visitor, sector="automotive", industry="361", weight=0.5, note="x", version=1
        )
