"""The roll from a spreadsheet: units found or registered, memberships made active."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from silian.accounts.models import User
from silian.consortia import roles
from silian.consortia.enums import MembershipState
from silian.consortia.models import Consortium, Membership, MembershipChange
from silian.consortia.queries.actors import build_actor
from silian.consortia.services.member_import import MEMBERS
from silian.kernel.access import Actor
from silian.kernel.exchange import commit, stage
from silian.kernel.models import ImportRow
from silian.kernel.refusals import Conflict, Forbidden
from silian.kernel.scoping import across, inside
from silian.organisations.models import Organisation

HEAD = [
    "单位名称",
    "单位类别",
    "席位",
    "加入日期",
    "统一社会信用代码",
    "联系人",
    "联系电话",
    "备注",
]


@pytest.fixture
def sheet(tmp_path: Path) -> Callable[..., Path]:
    def write(*rows: list[str], name: str = "members.csv") -> Path:
        path = tmp_path / name
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(HEAD)
            writer.writerows([*row, *[""] * (len(HEAD) - len(row))] for row in rows)
        return path

    return write


def put(actor: Actor, path: Path) -> Any:
    return stage(actor=actor, sheet=MEMBERS, path=path, file_name=path.name).batch


def said(batch: Any) -> list[tuple[int, str]]:
    with across():
        rows = ImportRow.objects.filter(batch=batch).order_by("number")
        return [(row.number, row.state) for row in rows]


def test_units_are_found_or_registered_and_become_members(
    make_consortium: Callable[..., Consortium],
    make_unit: Callable[..., Organisation],
    secretariat: Callable[[Consortium], Actor],
    sheet: Callable[..., Path],
) -> None:
    consortium = make_consortium()
    actor = secretariat(consortium)
    known = make_unit("已有学院", "vocational_college")
    path = sheet(
        ["已有学院", "", "理事单位", "2024-01-02"],
        ["新示例公司", "企业", "", "", "", "李示例", "13800001234", "备注一"],
    )
    batch = put(actor, path)
    assert (batch.rows, batch.errors) == (2, 0)
    assert Organisation.objects.count() == 1
    done = commit(actor=actor, batch=batch)
    assert (done.created, done.unchanged) == (2, 0)
    with inside(consortium.pk):
        first = Membership.objects.get(organisation=known)
        assert (first.seat, str(first.joined_on), first.state) == (
            "director", "2024-01-02", MembershipState.ACTIVE,
        )  # fmt: skip
        second = Membership.objects.get(organisation__name="新示例公司")
        assert (second.seat, second.joined_on, second.contact_phone, second.note) == (
            "member", None, "13800001234", "备注一",
        )  # fmt: skip
        assert MembershipChange.objects.count() == 2


def test_the_same_file_twice_changes_nothing(
    make_consortium: Callable[..., Consortium],
    secretariat: Callable[[Consortium], Actor],
    sheet: Callable[..., Path],
) -> None:
    consortium = make_consortium()
    actor = secretariat(consortium)
    commit(actor=actor, batch=put(actor, sheet(["甲示例公司", "企业"])))
    again = stage(
        actor=actor, sheet=MEMBERS, path=sheet(["甲示例公司", "企业"]), file_name="members.csv"
    )
    assert again.repeated
    more = put(actor, sheet(["甲示例公司", "企业"], ["乙示例公司", "企业"], name="more.csv"))
    assert (more.unchanged, more.ok + more.warnings) == (1, 1)
    commit(actor=actor, batch=more)
    with inside(consortium.pk):
        assert Membership.objects.count() == 2


def test_each_bad_row_says_why_and_holds_the_whole_batch(
    make_consortium: Callable[..., Consortium],
    secretariat: Callable[[Consortium], Actor],
    sheet: Callable[..., Path],
) -> None:
    consortium = make_consortium()
    actor = secretariat(consortium)
    batch = put(
        actor,
        sheet(
            ["没有类别的单位"],
            ["坏代码公司", "企业", "", "", "123"],
            ["未来公司", "企业", "", "2999-01-01"],
            ["错席位公司", "企业", "国王"],
            ["好公司", "企业"],
        ),
    )
    assert batch.errors == 4
    with across():
        rows = ImportRow.objects.filter(batch=batch, state="error").order_by("number")
        problems = [(p["column"], p["sentence"]) for row in rows for p in _problems(row)]
    assert [column for column, _sentence in problems] == ["kind", "uscc", "joined_on", "seat"]
    assert problems[0][1] == "单位库里没有“没有类别的单位”，登记新单位要写明类别。"
    with pytest.raises(Conflict):
        commit(actor=actor, batch=batch)
    with inside(consortium.pk):
        assert Membership.objects.count() == 0
    assert Organisation.objects.count() == 0


def _problems(row: Any) -> list[dict[str, Any]]:
    import json

    found = row.problems
    return json.loads(found) if isinstance(found, str) else found


def test_a_unit_that_left_comes_back_with_its_history(
    make_consortium: Callable[..., Consortium],
    make_member: Callable[..., Membership],
    secretariat: Callable[[Consortium], Actor],
    sheet: Callable[..., Path],
) -> None:
    consortium = make_consortium()
    actor = secretariat(consortium)
    row = make_member(consortium, "回来公司", state=MembershipState.WITHDRAWN)
    batch = put(actor, sheet(["回来公司"]))
    assert (batch.errors, batch.warnings) == (0, 1)
    commit(actor=actor, batch=batch)
    with inside(consortium.pk):
        row.refresh_from_db()
        assert (row.state, row.left_on, row.leave_reason) == (MembershipState.ACTIVE, None, "")
        assert MembershipChange.objects.get().before == MembershipState.WITHDRAWN


def test_importing_needs_the_permission_and_stays_in_its_consortium(
    make_consortium: Callable[..., Consortium],
    make_user: Callable[..., Any],
    secretariat: Callable[[Consortium], Actor],
    sheet: Callable[..., Path],
) -> None:
    alpha, beta = make_consortium("alpha"), make_consortium("beta")
    path = sheet(["甲示例公司", "企业"])
    with pytest.raises(Forbidden):
        put(build_actor(make_user(), alpha), path)
    commit(actor=secretariat(alpha), batch=put(secretariat(alpha), path))
    with inside(beta.pk):
        assert Membership.objects.count() == 0


def test_the_preview_says_how_a_kind_was_read(
    make_consortium: Callable[..., Consortium],
    give: Callable[..., User],
    client_of: Callable[[User], Client],
    sheet: Callable[..., Path],
) -> None:
    client = client_of(give(roles.SECRETARIAT, make_consortium()))
    path = sheet(["示例甲学院", "高职"], ["示例乙公司", "企业"])
    with path.open("rb") as file:
        page = client.post("/c/alpha/members/import/", {"file": file}, follow=True)
    text = page.content.decode()
    assert text.count("读作“") == 1
    assert "“高职” 读作“高等职业学校”。" in text
    with across():
        assert [row.state for row in ImportRow.objects.order_by("number")] == ["ok", "ok"]
