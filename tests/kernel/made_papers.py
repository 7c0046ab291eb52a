"""A kind of paper of the tests' own, and consortia that issue it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any

from silian.kernel.access import Actor, register_permissions, system_actor
from silian.kernel.documents import (
    Design,
    DocumentKind,
    Fact,
    Issuer,
    Paper,
    kinds,
    register_issuer,
    register_kind,
)


class P(StrEnum):
    ISSUE = "try.paper.issue"
    READ = "try.paper.read"


register_permissions({P.ISSUE: ("签发示例", "Issue samples"), P.READ: ("读示例", "Read samples")})
KIND = register_kind(
    DocumentKind(
        key="try_letter",
        name="聘书",
        name_en="Letter of Appointment",
        template=Path(__file__).with_name("made_paper.typ").read_bytes(),
        series="{prefix}聘字〔{year}〕{number:03d}号",
        permission=P.ISSUE,
        view=P.READ,
        facts=(
            Fact("post", "职务", "Post"),
            Fact("phone", "电话", "Phone", required=False, personal=True),
            Fact("minutes", "纪要", "Minutes", required=False, long=True),
        ),
    )
)
JIA, YI = 1, 2
NAMES = {JIA: ("示例甲联合体", "Sample Consortium A"), YI: ("示例乙联合体", "Sample Consortium B")}
DAY = dt.date(2021, 3, 1)


def made_issuer(consortium_id: int) -> Issuer:
    name, name_en = NAMES[consortium_id]
    return Issuer(name, name_en, f"ref{consortium_id}", f"c{consortium_id}", demo=False)


@contextmanager
def made_issuers() -> Iterator[None]:
    """Papers are issued by the two consortia of the tests."""
    before = list(kinds._issuers)
    register_issuer(made_issuer)
    yield
    kinds._issuers[:] = before


def issuing(consortium_id: int = JIA) -> Actor:
    return system_actor("test", consortium_id)


def person(*permissions: P, consortium_id: int = JIA, organisation_id: int | None = None) -> Actor:
    return Actor(
        label="某示例", user_id=7, consortium_id=consortium_id, organisation_id=organisation_id,
        permissions=frozenset(p.value for p in permissions),
    )  # fmt: skip


def paper(holder: str = "示例职业技术学院", **values: Any) -> Paper:
    """A paper as it can be issued, with some values of one's own."""
    facts = {"post": "副理事长单位", **values.pop("facts", {})}
    given: dict[str, Any] = {
        "kind": KIND.key, "holder": holder, "title": "副理事长单位", "prefix": "示例甲",
        "issued_on": DAY, "valid_from": DAY, "valid_until": dt.date(2099, 2, 28),
        "holder_en": "Sample Vocational College", "source": "try.seat", "source_ref": "seat1",
        "design": Design(monogram="甲"), "facts": facts,
    }  # fmt: skip
    return Paper(**{**given, **values})
