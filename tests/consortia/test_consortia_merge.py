"""Two organisations turn out to be one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from silian.accounts.models import User
from silian.consortia import roles
from silian.consortia.enums import MembershipState, PartyRole
from silian.consortia.models import (
    Body,
    Consortium,
    ConsortiumParty,
    Membership,
    MembershipChange,
    RoleAssignment,
)
from silian.kernel.access import Actor
from silian.kernel.refusals import Conflict
from silian.kernel.scoping import across, inside
from silian.organisations import public as organisations
from silian.organisations.models import Organisation


def test_everything_about_the_duplicate_moves(
    system: Actor,
    make_consortium: Callable[..., Consortium],
    make_unit: Callable[..., Organisation],
    make_member: Callable[..., Membership],
    give: Callable[..., User],
) -> None:
    alpha, beta = make_consortium("alpha"), make_consortium("beta")
    source, target = make_unit("示例集团"), make_unit("示例集团有限公司")
    make_member(alpha, source)
    old = make_member(beta, source)
    kept = make_member(beta, target, state=MembershipState.WITHDRAWN)
    give(roles.ENTERPRISE_HR, alpha, source)
    with inside(beta.pk):
        for row in (old, kept):
            MembershipChange.objects.create(
                consortium=beta, membership=row, kind="state", after="active", on="2024-01-01"
            )
    with inside(alpha.pk):
        Body.objects.create(consortium=alpha, kind="centre", name="中心", lead=source)
        for unit in (source, target):
            ConsortiumParty.objects.create(
                consortium=alpha, organisation=unit, role=PartyRole.FOUNDER
            )
    preview = organisations.preview_merge(source, target)
    assert ("成员资格", 2) in preview.moved
    assert preview.refusals == []

    organisations.merge(actor=system, source=source, target=target)

    with across():
        rows = Membership.objects.filter(organisation=target).order_by("consortium__slug")
        assert [(row.consortium.slug, row.state) for row in rows] == [
            ("alpha", "active"), ("beta", "active"),
        ]  # fmt: skip
        assert rows[1].pk == old.pk
        assert rows[1].changes.count() == 2
        assert Body.objects.get().lead_id == target.pk
        assert ConsortiumParty.objects.get().organisation_id == target.pk
    assert RoleAssignment.objects.get().organisation_id == target.pk


def test_two_live_members_of_one_consortium_are_not_merged(
    system: Actor,
    make_consortium: Callable[..., Consortium],
    make_unit: Callable[..., Organisation],
    make_member: Callable[..., Membership],
) -> None:
    alpha = make_consortium("alpha")
    source, target = make_unit("甲"), make_unit("乙")
    make_member(alpha, source)
    make_member(alpha, target, state=MembershipState.APPLIED)
    assert "请先让其中一个退出" in organisations.preview_merge(source, target).refusals[0]
    with pytest.raises(Conflict, match="请先让其中一个退出"):
        organisations.merge(actor=system, source=source, target=target)
