"""Merging duplicates: the preview says what moves, the commit moves exactly that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.organisations.made_codes import code_of

from silian.accounts.public import User, create_token
from silian.kernel.access import Actor, system_actor
from silian.kernel.models import AuditEntry
from silian.kernel.refusals import Conflict, Forbidden
from silian.organisations import public as organisations
from silian.organisations.public import Organisation
from silian.organisations.services import merge as service

Make = Callable[..., Organisation]


@pytest.fixture
def pair(make: Make) -> tuple[Organisation, Organisation]:
    """A duplicate with a code, an alias and an earlier merge, and the one that stays."""
    target = make("示例精工有限公司", short_name="示例精工", address="示例路 1 号")
    source = make(
        "示例精工股份有限公司",
        uscc=code_of(3),
        website="https://example.org",
        address="示例路 2 号",
    )
    source.aliases.create(name="示例机床厂")
    make("更早的示例厂", merged_into=source)
    return source, target


@pytest.fixture
def movers(monkeypatch: Any) -> list[Any]:
    """Without the movers of upper apps: theirs are tested there."""
    held: list[Any] = []
    monkeypatch.setattr(service, "_MOVERS", held)
    return held


def test_preview_changes_nothing_and_says_what_moves(
    pair: tuple[Organisation, Organisation], movers: list[Any]
) -> None:
    source, target = pair
    organisations.register_reference(lambda a, b, dry_run: [("会员", 2 if dry_run else -1)])
    seen = organisations.preview_merge(source, target)
    assert seen.moved == [("别名", 1), ("以前并入的单位", 1), ("会员", 2)]
    assert seen.filled == [("uscc", code_of(3)), ("website", "https://example.org")]
    assert seen.kept == [("address", "示例路 1 号", "示例路 2 号")]
    assert seen.refusals == []
    source.refresh_from_db()
    assert source.merged_into is None
    assert not AuditEntry.objects.exists()


def test_commit_does_what_the_preview_said(
    pair: tuple[Organisation, Organisation], movers: list[Any], keeper: Actor
) -> None:
    source, target = pair
    seen = organisations.preview_merge(source, target)
    done = organisations.merge(actor=keeper, source=source, target=target)
    assert (done.moved, done.filled, done.kept) == (seen.moved, seen.filled, seen.kept)
    source.refresh_from_db()
    target.refresh_from_db()
    assert source.merged_into == target
    assert (source.uscc, target.uscc) == (None, code_of(3))
    assert target.address == "示例路 1 号"
    assert set(target.aliases.values_list("name", flat=True)) == {
        "示例机床厂",
        "示例精工股份有限公司",
    }
    assert set(target.merged.values_list("name", flat=True)) == {
        "示例精工股份有限公司",
        "更早的示例厂",
    }
    assert AuditEntry.objects.get().command == "organisations.organisation.merge"
    assert organisations.match_organisation("示例精工股份有限公司").id == target.pk


def test_tokens_of_the_duplicate_act_for_the_other(
    pair: tuple[Organisation, Organisation], movers: list[Any], keeper: Actor
) -> None:
    source, target = pair
    user = User.objects.create(username="zhang", name="张三")
    made = create_token(
        actor=system_actor("cli"),
        user=user,
        name="x",
        scopes=["accounts.user.view"],
        days=1,
        organisation_id=source.pk,
    )
    organisations.merge(actor=keeper, source=source, target=target)
    made.token.refresh_from_db()
    assert made.token.organisation_id == target.pk


def test_merge_refuses_without_the_right(
    pair: tuple[Organisation, Organisation], movers: list[Any], secretary: Actor
) -> None:
    source, target = pair
    with pytest.raises(Forbidden):
        organisations.merge(actor=secretary, source=source, target=target)
    source.refresh_from_db()
    assert source.merged_into is None


@pytest.mark.parametrize(
    ("one", "other", "part"),
    [
        ({"uscc": code_of(1)}, {"uscc": code_of(2)}, "统一社会信用代码不同"),
        ({"school_code": "4111010001"}, {"school_code": "4111010002"}, "学校标识码不同"),
        ({"is_demo": True}, {}, "演示单位"),
    ],
)
def test_two_that_cannot_be_one_are_refused_in_preview_and_commit(
    make: Make, movers: list[Any], keeper: Actor, one: Any, other: Any, part: str
) -> None:
    source, target = make("示例甲", **one), make("示例乙", **other)
    assert part in organisations.preview_merge(source, target).refusals[0]
    with pytest.raises(Conflict, match=part):
        organisations.merge(actor=keeper, source=source, target=target)


def test_itself_and_merged_ones_are_refused(make: Make, movers: list[Any], keeper: Actor) -> None:
    kept = make("示例甲")
    gone = make("示例乙", merged_into=kept)
    other = make("示例丙")
    with pytest.raises(Conflict):
        organisations.merge(actor=keeper, source=kept, target=kept)
    for source, target in ((gone, other), (other, gone)):
        with pytest.raises(Forbidden):
            organisations.merge(actor=keeper, source=source, target=target)


def test_a_mover_that_objects_stops_everything(
    pair: tuple[Organisation, Organisation], movers: list[Any], keeper: Actor
) -> None:
    source, target = pair

    def both_members(one: Organisation, other: Organisation, dry_run: bool) -> list[Any]:
        raise Conflict("两个都是成员")

    organisations.register_reference(both_members)
    assert organisations.preview_merge(source, target).refusals == ["两个都是成员"]
    with pytest.raises(Conflict):
        organisations.merge(actor=keeper, source=source, target=target)
    assert source.aliases.count() == 1
    assert target.aliases.count() == 0


def test_a_reference_that_nobody_moves_refuses_the_merge(
    pair: tuple[Organisation, Organisation], movers: list[Any], keeper: Actor, monkeypatch: Any
) -> None:
    source, target = pair
    left = [(organisations.OrganisationAlias, "organisation_id")]
    monkeypatch.setattr(service, "references", lambda: left)
    monkeypatch.setattr(service, "_move", lambda *_args, **_kwargs: [])
    with pytest.raises(Conflict, match="还有记录指向"):
        organisations.merge(actor=keeper, source=source, target=target)
    source.refresh_from_db()
    assert source.merged_into is None


def test_references_lists_hidden_columns_too() -> None:
    found = {f"{model._meta.label}.{field}" for model, field in service.references()}
    assert {
        "organisations.OrganisationAlias.organisation_id",
        "organisations.Organisation.merged_into_id",
        "consortia.Membership.organisation_id",
    } <= found
