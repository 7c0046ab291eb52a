"""Kinds of papers: what each states, how it is numbered and set, and who may issue it.

The kernel has none of its own. An app above declares its kinds when it is ready:

    LETTER = register_kind(DocumentKind(
        key="letter", name=_("聘书"), name_en="Letter of appointment",
        template=Path(__file__).parent / "letter.typ",
        series="{prefix}聘字〔{year}〕{number:03d}号",
        permission=P.LETTER_ISSUE,
        facts=(Fact("post", _("职务"), "Post"), Fact("term", _("届期"), "Term", required=False)),
    ))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from django.utils.translation import gettext as _

from ..refusals import Missing
from .fonts import SANS, SERIF


@dataclass(frozen=True)
class Fact:
    """One thing that a paper states: its key in `facts`, its label in both languages.

    A `public` fact is shown to whoever has the verification code; a `personal` one never is.
    A `long` fact (the text of a resolution, lists) is printed, and covered by the file's hash,
    but not repeated in the signature line. Values are texts, whole numbers, or for a long fact
    lists and mappings of them.
    """

    key: str
    name: object
    name_en: str
    required: bool = True
    public: bool = True
    personal: bool = False
    long: bool = False

    @property
    def shown(self) -> bool:
        """Whether the public page shows it."""
        return self.public and not self.personal and not self.long


@dataclass(frozen=True)
class DocumentKind:
    """A kind of paper.

    `series` is a format with `prefix`, `year` and `number`; numbers begin anew each year in
    each consortium. `permission` is asked for issuing, revoking and superseding, `view` (else
    the same) for reading; the unit that holds a paper may always read it. `template` is a Typst
    file below the package; what it reads is described in `composing.paper_data`.
    """

    key: str
    name: object
    name_en: str
    template: Path | bytes
    series: str
    permission: StrEnum
    facts: tuple[Fact, ...] = ()
    view: StrEnum | None = None
    faces: tuple[str, ...] = (*SERIF, *SANS)
    # What the credential of Open Badges calls it: Certificate, Badge, Award, Membership …
    achievement: str = "Certificate"

    def number(self, prefix: str, year: int, number: int) -> str:
        """The number as printed, e.g. 京津冀车联聘字〔2026〕001号."""
        return self.series.format(prefix=prefix, year=year, number=number)

    def fact(self, key: str) -> Fact | None:
        """The declared fact of that key."""
        return next((fact for fact in self.facts if fact.key == key), None)


KINDS: dict[str, DocumentKind] = {}


def register_kind(kind: DocumentKind) -> DocumentKind:
    """Makes a kind known; ValueError for a key that is taken."""
    if kind.key in KINDS:
        raise ValueError(f"kind of document registered twice: {kind.key}")
    KINDS[kind.key] = kind
    return kind


def kind_of(key: str) -> DocumentKind:
    """The kind of that key; `Missing` when the product has it no more."""
    found = KINDS.get(key)
    if found is None:
        raise Missing(_("这种文书已不再使用。"))
    return found


@dataclass(frozen=True)
class Issuer:
    """Who issues: a consortium as papers name it. `demo` papers are marked as such."""

    name: str
    name_en: str
    ref: str
    slug: str
    demo: bool = False


_issuers: list[Callable[[int], Issuer]] = []


def register_issuer(find: Callable[[int], Issuer]) -> None:
    """The floor of the consortia tells how one is named; the kernel knows none."""
    _issuers[:] = [find]


def issuer_of(consortium_id: int) -> Issuer:
    """The consortium of that number as papers name it."""
    return _issuers[0](consortium_id)
