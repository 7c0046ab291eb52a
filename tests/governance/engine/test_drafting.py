"""A charter's text: numerals, reading and writing, names, and the alignment of versions."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from silian.governance.engine.aligning import align
from silian.governance.engine.drafting import (
    Piece,
    blanks,
    chinese_number,
    filled,
    marked,
    number_of,
    read_text,
    write_text,
)

# Letters, brackets and numerals as charters have them; nothing that begins a line of its own.
words = st.text("甲乙丙名称一二（）【】：，。 abc12", min_size=1, max_size=30).map(str.strip)
texts = words.filter(lambda text: bool(text) and not text.startswith(("、", ":", "：", ".", "．")))
headings = st.text("名称性质宗旨", max_size=6)
chapters = st.sampled_from(["总则", "成员", "附则"])
pieces = st.lists(st.tuples(chapters, headings, texts), min_size=1, max_size=12).map(
    lambda rows: [Piece(at, *row) for at, row in enumerate(rows, 1)]
)


@given(st.integers(1, 9999))
def test_numerals_read_back(number: int) -> None:
    assert number_of(chinese_number(number)) == number


def test_numerals_as_they_are_written() -> None:
    wanted = {1: "一", 10: "十", 12: "十二", 20: "二十", 36: "三十六", 100: "一百", 101: "一百零一",
              110: "一百一十", 1005: "一千零五"}  # fmt: skip
    assert {number: chinese_number(number) for number in wanted} == wanted
    assert number_of("章") is None


@given(pieces)
def test_what_is_written_is_read_back(rows: list[Piece]) -> None:
    found = read_text(write_text("示例章程", rows))
    assert list(found.pieces) == rows
    assert found.title == "示例章程"


@given(st.text("第一二条章【】\n 甲（）#", max_size=60))
def test_no_text_breaks_the_reading(text: str) -> None:
    found = read_text(text)
    assert [piece.number for piece in found.pieces] == list(range(1, len(found.pieces) + 1))


@given(pieces, pieces)
def test_alignment_loses_no_article(old: list[Piece], new: list[Piece]) -> None:
    pairs = align(old, new)
    assert [pair.old for pair in pairs if pair.old] == old
    assert [pair.new for pair in pairs if pair.new] == new
    assert {pair.kind for pair in align(old, old)} == {"same"}


def test_names_and_blanks() -> None:
    text = "到会{{council.quorum}}，地址【详细地址】，{{none}}。"
    words = {"council.quorum": "三分之二"}
    assert blanks(text) == 1
    assert filled(text, words) == "到会三分之二，地址【详细地址】，{{none}}。"
    assert [kind for kind, _text in marked(text, words)] == [
        "text", "rule", "text", "blank", "text", "unknown", "text",
    ]  # fmt: skip
    assert "".join(run for _kind, run in marked(text, words)) == filled(text, words)
