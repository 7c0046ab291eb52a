"""The code lists and the members, as columns of a spreadsheet see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import override
from django_scopes import get_scope

from silian.codes import public as codes
from silian.consortia import public as consortia
from silian.kernel.exchange.columns import fold
from silian.organisations import public as organisations

from ..enums import Education, ProgramEducation

UNKNOWN = "?"


@dataclass(frozen=True)
class Answer:
    """What a list says about a text; see `kernel.exchange.Match`."""

    code: str | None
    exact: bool
    suggestions: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class CodeLookup:
    """One list of the codes app; `group` narrows programs to a level."""

    list_key: str
    group: str = ""

    def resolve(self, text: str) -> Answer:
        """By code, by name, or by both together."""
        found = codes.resolve(self.list_key, text, self.group)
        return Answer(found.code, found.exact, found.suggestions)

    def options(self) -> Iterable[tuple[str, str]]:
        """Every entry, for the drop-down."""
        return codes.options(self.list_key, self.group)


class MemberLookup:
    """Organisations by name, alias or code; the code is the organisation's ref.

    A text that names none passes with `UNKNOWN` before it, so that the check of the row can say
    in its own words whether to register the unit or to add it to the consortium.
    """

    def resolve(self, text: str) -> Answer:
        """The ref of the one organisation that the text names, else the marked text."""
        found = organisations.OrganisationLookup().resolve(text)
        if found.code is not None and found.exact:
            return Answer(found.code, True)
        return Answer(UNKNOWN + text, True)

    def options(self) -> Iterable[tuple[str, str]]:
        """The active members of the consortium that we are inside of, by their names alone.

        Outside of any consortium there are none: a template may be for no one in particular.
        """
        if not get_scope():
            return []
        return [(row.organisation.name, "") for row in consortia.active_members()]


@dataclass(frozen=True)
class WordLookup:
    """Choices that people call by many names: each `word` means a value."""

    choices: type[TextChoices]
    words: Mapping[str, str]

    def resolve(self, text: str) -> Answer:
        """The value whose label in either language, or one of whose words, the text is."""
        wanted = fold(text)
        for ending in ("及以上", "以上", "或以上"):
            wanted = wanted.removesuffix(ending)
        for language in ("zh-hans", "en"):
            with override(language):
                for value, label in self.choices.choices:
                    if wanted in (fold(str(label)), value):
                        return Answer(value, True)
        found = self.words.get(wanted)
        if found is not None:
            return Answer(found, True)
        return Answer(None, False, [(str(label), "") for _value, label in self.choices.choices])

    def options(self) -> Iterable[tuple[str, str]]:
        """Every choice."""
        return [(str(label), "") for _value, label in self.choices.choices]


_LEVEL_WORDS = {
    "中专": "secondary", "职高": "secondary", "高中": "secondary", "技校": "secondary",
    "中技": "secondary", "中等职业教育": "secondary", "中职高中": "secondary",
    "大专": "associate", "专科": "associate", "高职": "associate", "高职大专": "associate",
    "职业本科教育": "vocational_bachelor", "职本": "vocational_bachelor",
    "本科": "bachelor", "学士": "bachelor", "大学本科": "bachelor", "统招本科": "bachelor",
}  # fmt: skip
_EDUCATION_WORDS = _LEVEL_WORDS | {
    "无": "any", "无要求": "any", "学历不限": "any", "初中": "any",
    "硕士": "postgraduate", "博士": "postgraduate", "硕士研究生": "postgraduate",
    "研究生": "postgraduate",
}  # fmt: skip

EDUCATION = WordLookup(Education, _EDUCATION_WORDS)
LEVELS = WordLookup(ProgramEducation, _LEVEL_WORDS)
INDUSTRIES = CodeLookup("industries")
OCCUPATIONS = CodeLookup("occupations")
PROGRAMS = CodeLookup("programs")
REGIONS = CodeLookup("regions")
SECTORS = CodeLookup("sectors")
MEMBERS = MemberLookup()
