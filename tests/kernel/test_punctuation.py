"""Marks between parts follow the language of the reader."""

from __future__ import annotations

from django.template import engines
from django.utils.translation import override

from silian.kernel.punctuation import bracketed, listed
from silian.kernel.refusals import Invalid

TEMPLATE = '{{ a }}{% sign "：" %}{{ names|listing }}{% sign "（" %}{{ n }}{% sign "）" %}'


def test_marks_are_full_width_in_chinese_and_half_width_in_english() -> None:
    page = engines["django"].from_string(TEMPLATE)
    values = {"a": "Seat", "names": ["A", "B"], "n": 2}
    refused = Invalid({"name": ["One", "Two"]})
    with override("zh-hans"):
        assert page.render(values) == "Seat：A、B（2）"
        assert listed(["A", "B"], "；") + bracketed(3) == "A；B（3）"
        assert str(refused) == "name：One；name：Two"
    with override("en"):
        assert page.render(values) == "Seat: A, B (2)"
        assert listed(["A", "B"], "；") + bracketed(3) == "A; B (3)"
        assert str(refused) == "name: One; name: Two"
