"""What is planted in private places, so that a test sees when it comes out at another one."""

from __future__ import annotations

from dataclasses import dataclass

OWNERS = (
    "jia.maker", "jia.rival", "jia.school", "jia.college", "jia.office", "jia.shared",
    "jia.applicant", "yi.maker", "yi.school", "yi.shared",
    # What stands on the public page of a consortium.
    "jia.public", "yi.public",
    # What a person typed into a spreadsheet that is still a preview.
    "jia.by_secretariat", "jia.by_enterprise_hr", "jia.by_school_office", "yi.by_secretariat_yi",
    # Whose names and phones nobody reads but by a logged opening.
    "jia.student", "yi.student",
)  # fmt: skip
PHONE, PERSON, MARK = "phone", "person", "mark"


@dataclass(frozen=True)
class Planted:
    """A text that stands in rows of `owner` (consortium.unit) and nowhere else.

    `kind` is phone or person (of a contact) or mark: a word in every free text.
    """

    text: str
    owner: str
    kind: str

    @property
    def consortium(self) -> str:
        return self.owner.split(".")[0]


def phone_of(owner: str) -> str:
    """The contact's phone in rows of that owner."""
    return f"1390000{7001 + OWNERS.index(owner) * 11}"


def person_of(owner: str) -> str:
    """The contact's name in rows of that owner; obviously made up."""
    return f"密示例{'甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未'[OWNERS.index(owner)]}某"


def mark_of(owner: str) -> str:
    """A word inside every free text of that owner's rows."""
    return f"暗号{owner.replace('.', '').replace('_', '')}号"


PLANTED: tuple[Planted, ...] = tuple(
    Planted(text(owner), owner, kind)
    for owner in OWNERS
    for kind, text in ((PHONE, phone_of), (PERSON, person_of), (MARK, mark_of))
)
