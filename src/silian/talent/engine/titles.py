"""Job titles as text: one spelling for comparison, with the way back to what was typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_BRACKETS = re.compile(r"[(\[{【<《「][^)\]}】>》」]*[)\]}】>》」]")
# One plus joins two posts (前端+后端), two belong to a name (C++).
_SEPARATORS = re.compile(r"[/、|,;:。!?~·&\-—\s]+|(?<!\+)\+(?!\+)")
# Words of advertising and seniority: they say nothing about the occupation.
_NOISE = re.compile(
    r"急招|急聘|诚聘|高薪|招聘|直招|五险一金|六险一金|五险|双休|单休|包吃住|包食宿|包吃|包住|"
    r"年终奖|带薪年假|奖金|底薪|月薪|薪资|税后|应届毕业生|应届生|校招|社招|无经验|可实习|"
    r"高级|资深|初级|中级|兼职|全职|储备|[0-9]+[-~至]?[0-9]*(?:k|元|万|名|人|薪|号|岁|年)?\+?起?"
)
_LATIN = re.compile(r"[a-z0-9]")


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a text in one spelling. `places[k]` is where its k-th character stood."""

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The characters [start, end) of the piece as a range of the text typed."""
        return self.places[start], self.places[end - 1] + 1


def spell(text: str) -> str:
    """NFKC, lower case, no white space at the ends."""
    return unicodedata.normalize("NFKC", text).lower().strip()


def _spelled(text: str) -> tuple[str, list[int]]:
    """NFKC and lower case, character by character, with the place each came from."""
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for plain in unicodedata.normalize("NFKC", character).lower():
            characters.append(plain)
            places.append(place)
    return "".join(characters), places


def segments(title: str) -> list[Segment]:
    """The parts of a title that may name a post, in order, without brackets and noise.

    Where nothing is left (the whole title stands in brackets) the brackets are kept.
    """
    text, places = _spelled(title)
    quiet = _blank(_NOISE, text)
    blanked = _blank(_BRACKETS, quiet)
    if not blanked.strip(" 0123456789"):
        blanked = re.sub(r"[()\[\]{}【】<>《》「」]", " ", quiet)
    return [
        Segment(blanked[start:end], tuple(places[start:end]))
        for start, end in _pieces(blanked)
        if end - start > 1
    ]


def _blank(pattern: re.Pattern[str], text: str) -> str:
    """The text with every match as spaces, so that places stay what they were."""
    return pattern.sub(lambda found: " " * len(found.group()), text)


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in _SEPARATORS.finditer(text):
        if found.start() > start:
            yield start, found.start()
        start = found.end()
    if start < len(text):
        yield start, len(text)


def opening(description: str, characters: int) -> Segment:
    """The first characters of a description, where duties stand; benefits come last."""
    text, places = _spelled(description[:characters])
    return Segment(text, tuple(places))


def cuts_a_latin_word(text: str, start: int, end: int) -> bool:
    """Whether [start, end) begins or ends inside a Latin word or number: "ui" in "quick"."""
    before = start > 0 and _LATIN.match(text[start - 1]) and _LATIN.match(text[start])
    after = end < len(text) and _LATIN.match(text[end]) and _LATIN.match(text[end - 1])
    return bool(before or after)
