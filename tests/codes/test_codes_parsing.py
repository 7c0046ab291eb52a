"""Reading what files and people write, without a database."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from silian.codes.engine.files import Unreadable, listed, read
from silian.codes.engine.ladder import parse_ladder
from silian.codes.engine.lookup import Entry, Lookup
from silian.codes.engine.places import forms, paths
from silian.codes.engine.terms import bigrams, folded


def test_ladder_takes_levels_and_names_apart() -> None:
    found = parse_ladder(
        "接续高职专科专业举例：种子生产与经营、园艺技术；接续高职本科专业举例：现代种业技术；"
        "接续普通本科专业举例：种子科学与工程"
    )
    assert found.programs == (
        ("associate", "种子生产与经营"),
        ("associate", "园艺技术"),
        ("vocational_bachelor", "现代种业技术"),
        ("bachelor", "种子科学与工程"),
    )
    assert (found.masters, found.unread) == ((), "")


@pytest.mark.parametrize(
    ("text", "programs", "masters"),
    [
        ("接续高职本科专业举例：暂无；接续普通本科专业举例：无", (), ()),
        ("接续高职专科专业举例：现代纺织技术。", (("associate", "现代纺织技术"),), ()),
        (
            "接续高职本科专业举例：水环境工程接续普通本科专业举例：水文与水资源工程",
            (("vocational_bachelor", "水环境工程"), ("bachelor", "水文与水资源工程")),
            (),
        ),
        ("接续专业硕士学位授予领域举例：机械、电子信息", (), ("机械", "电子信息")),
        ("接续高职本科专业专业举例：护理", (("vocational_bachelor", "护理"),), ()),
        (
            "接续普通本科专业举例：妇幼保健医学（本专业主要服务在职人员）",
            (("bachelor", "妇幼保健医学"),),
            (),
        ),
    ],
)
def test_ladder_reads_the_odd_forms(text: str, programs: tuple, masters: tuple) -> None:
    found = parse_ladder(text)
    assert (found.programs, found.masters) == (programs, masters)


def test_ladder_keeps_a_name_of_the_catalogue_whole() -> None:
    known = frozenset({("bachelor", "土木、水利与海洋工程")})
    found = parse_ladder("接续普通本科专业举例：土木、水利与海洋工程、海洋科学", known)
    assert found.programs == (("bachelor", "土木、水利与海洋工程"), ("bachelor", "海洋科学"))


def test_ladder_says_what_it_could_not_read() -> None:
    assert parse_ladder("可以考研").unread == "可以考研"


@given(st.text(max_size=60))
def test_ladder_never_fails(text: str) -> None:
    parse_ladder(text)


def test_listed_drops_empty_parts_and_repeats() -> None:
    assert listed("甲|| 乙 |甲|") == ["甲", "乙"]


def test_file_with_a_broken_row_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n1\n", encoding="utf-8")
    with pytest.raises(Unreadable, match=r"a\.csv:3"):
        read(path)
    path.write_bytes(b"a,b\n\xff,2\n")
    with pytest.raises(Unreadable):
        read(path)


def test_terms_fold_width_case_and_separators() -> None:
    assert folded("６－１８－０１－０１ 车工") == "6180101车工"
    assert folded("Web 前端开发（初级）") == "web前端开发初级"
    assert bigrams("数控技术") == {"数控", "控技", "技术"}
    assert bigrams("数") == {"数"}
    assert bigrams("") == frozenset()


def test_places_are_written_in_many_ways() -> None:
    assert forms("北京市", "北京") == ("北京市", "北京")
    assert forms("昆山市", "昆山市") == ("昆山市", "昆山")
    assert forms("桥东区", "桥东区") == ("桥东区", "桥东")
    assert forms("莒县", "莒县") == ("莒县",)
    chain = [("江苏省", "江苏"), ("苏州市", "苏州"), ("昆山市", "昆山")]
    found = set(paths(chain))
    assert {"江苏昆山", "苏州昆山市", "江苏省苏州市昆山市", "江苏省苏州昆山"} <= found
    assert "昆山" not in found


@pytest.fixture
def lookup() -> Lookup:
    return Lookup(
        [
            Entry("460103", "数控技术", "高职专科 460103", group="associate", words=("机械",)),
            Entry("260103", "数控技术", "职业本科 260103", group="vocational_bachelor"),
            Entry("660103", "数控技术应用", "中职 660103", group="secondary"),
            Entry("361", "汽车整车制造", rank=-3),
            Entry("36", "汽车制造业", rank=-2),
        ]
    )


def test_lookup_takes_code_name_or_both(lookup: Lookup) -> None:
    for text in ("460103", " 460103 ", "４６０１０３", "460103 数控技术", "数控技术（460103）"):
        assert lookup.resolve(text).code == "460103", text
    assert lookup.resolve("数控技术应用").code == "660103"
    assert lookup.resolve("数控技术", "associate").code == "460103"


def test_lookup_never_picks_one_of_several(lookup: Lookup) -> None:
    match = lookup.resolve("数控技术")
    assert (match.code, match.exact) == (None, False)
    assert match.suggestions == (
        ("460103", "数控技术（高职专科 460103）"),
        ("260103", "数控技术（职业本科 260103）"),
    )


def test_lookup_refuses_code_and_name_that_contradict(lookup: Lookup) -> None:
    match = lookup.resolve("460103 数控技术应用")
    assert match.code is None
    assert [code for code, _label in match.suggestions] == ["460103", "660103"]


def test_lookup_suggests_what_is_similar_and_nothing_for_nonsense(lookup: Lookup) -> None:
    assert lookup.resolve("数控技木应用").suggestions[0][0] == "660103"
    assert lookup.resolve("机械").suggestions == (("460103", "数控技术（高职专科 460103）"),)
    assert lookup.resolve("zzz").suggestions == ()
    assert lookup.resolve("").suggestions == ()
    assert lookup.resolve("460103", "secondary").code is None


def test_search_ranks_the_name_itself_first(lookup: Lookup) -> None:
    assert [hit.entry.code for hit in lookup.search("数控技术")] == ["260103", "460103", "660103"]
    assert [hit.entry.code for hit in lookup.search("汽车 制造")] == ["36", "361"]
    assert [hit.entry.code for hit in lookup.search("4601")] == ["460103"]
    assert [hit.entry.code for hit in lookup.search("机械")] == ["460103"]
    assert lookup.search("   ") == []
    assert len(lookup.search("数控", limit=2)) == 2


@given(st.text(max_size=30))
def test_lookup_never_fails(text: str) -> None:
    lookup = Lookup([Entry("1", "甲乙", words=("丙",)), Entry("2", "甲丁")])
    match = lookup.resolve(text)
    assert match.code in (None, "1", "2")
    lookup.search(text)
