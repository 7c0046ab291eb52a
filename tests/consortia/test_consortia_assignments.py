"""Who may give which role to whom, and take it away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from silian.accounts.models import User
from silian.consortia import roles
from silian.consortia.enums import MembershipState
from silian.consortia.models import Consortium, Membership, RoleAssignment
from silian.consortia.queries.actors import build_actor, today
from silian.consortia.services.assignments import assign, revoke
from silian.kernel.access import Actor, Role
from silian.kernel.models import AuditEntry
from silian.kernel.refusals import Conflict, Forbidden, Invalid, Missing


@pytest.mark.parametrize(
    ("giver", "given", "allowed"),
    [
        (roles.SECRETARIAT, roles.ENTERPRISE_HR, True),
        (roles.SECRETARIAT, roles.EXPERT, True),
        (roles.SECRETARIAT, roles.SECRETARIAT, False),
        (roles.SECRETARIAT, roles.AUTHORITY, False),
        (roles.PLATFORM_ADMIN, roles.SECRETARIAT, True),
        (roles.PLATFORM_ADMIN, roles.AUTHORITY, True),
        (roles.PLATFORM_ADMIN, roles.ENTERPRISE_HR, True),
        (roles.AUTHORITY, roles.EXPERT, False),
        (roles.AUDITOR, roles.EXPERT, False),
        (roles.ENTERPRISE_HR, roles.ENTERPRISE_HR, False),
    ],
)
def test_who_may_give_which_role(
    giver: Role,
    given: Role,
    allowed: bool,
    make_consortium: Callable[..., Consortium],
    make_member: Callable[..., Membership],
    make_user: Callable[..., User],
    give: Callable[..., User],
) -> None:
    consortium = make_consortium()
    member = make_member(consortium)
    place = None if giver.reach == "platform" else consortium
    own = member.organisation if giver.reach == "organisation" else None
    actor = build_actor(give(giver, place, own), consortium)
    unit = member.organisation if given.reach == "organisation" else None

    def run() -> RoleAssignment:
        return assign(
            actor=actor, user=make_user(), role=given.slug, consortium=consortium, organisation=unit
        )

    if not allowed:
        with pytest.raises(Forbidden):
            run()
        assert AuditEntry.objects.count() == 0
        return
    row = run()
    assert (row.valid_from, row.valid_until) == (today(), None)
    assert AuditEntry.objects.get().chain == consortium.pk


def test_a_secretariat_gives_no_role_in_another_consortium(
    make_consortium: Callable[..., Consortium],
    make_user: Callable[..., User],
    secretariat: Callable[[Consortium], Actor],
) -> None:
    alpha, beta = make_consortium("alpha"), make_consortium("beta")
    with pytest.raises(Missing):
        assign(actor=secretariat(alpha), user=make_user(), role="expert", consortium=beta)


@pytest.mark.parametrize(
    ("role", "kind", "fits"),
    [
        ("school_office", "secondary_school", True),
        ("school_office", "university", True),
        ("school_office", "enterprise", False),
        ("enterprise_hr", "enterprise", True),
        ("enterprise_hr", "association", False),
        ("member_office", "park", True),
        ("member_office", "association", True),
        ("member_office", "vocational_college", False),
    ],
)
def test_a_role_fits_the_kind_of_its_unit(
    role: str,
    kind: str,
    fits: bool,
    make_consortium: Callable[..., Consortium],
    make_member: Callable[..., Membership],
    make_user: Callable[..., User],
    system: Actor,
) -> None:
    consortium = make_consortium()
    unit = make_member(consortium, kind=kind).organisation
    given: dict[str, Any] = {"user": make_user(), "role": role, "consortium": consortium}
    if fits:
        assert assign(actor=system, organisation=unit, **given).pk
    else:
        with pytest.raises(Invalid, match="不适合这类单位"):
            assign(actor=system, organisation=unit, **given)


def test_the_place_of_a_role_must_fit(
    make_consortium: Callable[..., Consortium],
    make_member: Callable[..., Membership],
    make_user: Callable[..., User],
    system: Actor,
) -> None:
    consortium, user = make_consortium(), make_user()
    member = make_member(consortium)
    gone = make_member(consortium, "乙", state=MembershipState.WITHDRAWN)
    cases: tuple[tuple[dict[str, Any], str], ...] = (
        ({"role": "king"}, "没有这个角色"),
        ({"role": "signed_in"}, "没有这个角色"),
        ({"role": "secretariat"}, "平台角色"),
        ({"role": "auditor", "consortium": consortium}, "平台角色"),
        ({"role": "enterprise_hr", "consortium": consortium}, "请选择这个人代表的单位"),
        ({"role": "expert", "consortium": consortium, "organisation": member.organisation},
         "不代表单位"),
        ({"role": "enterprise_hr", "consortium": consortium, "organisation": gone.organisation},
         "不是这个联合体的正式成员"),
        ({"role": "expert", "consortium": consortium, "valid_until": dt.date(2020, 1, 1)},
         "结束日期不能早于开始日期"),
    )  # fmt: skip
    for values, sentence in cases:
        with pytest.raises(Invalid, match=sentence):
            assign(actor=system, user=user, **values)
    user.is_active = False
    with pytest.raises(Invalid, match="已停用"):
        assign(actor=system, user=user, role="auditor")
    assert RoleAssignment.objects.count() == 0


def test_the_same_role_is_not_given_twice_in_the_same_time(
    make_consortium: Callable[..., Consortium], make_user: Callable[..., User], system: Actor
) -> None:
    consortium, user = make_consortium(), make_user()
    year = dt.timedelta(days=365)
    given: dict[str, Any] = {"user": user, "role": "expert", "consortium": consortium}
    assign(actor=system, valid_until=today() + year, **given)
    with pytest.raises(Conflict, match="已有这个角色"):
        assign(actor=system, **given)
    later = today() + year + dt.timedelta(days=1)
    assign(actor=system, valid_from=later, **given)
    before = today() - year
    assign(actor=system, valid_from=before, valid_until=today() - dt.timedelta(days=1), **given)


def test_the_last_secretariat_stays_until_another_is_there(
    make_consortium: Callable[..., Consortium], give: Callable[..., User]
) -> None:
    consortium = make_consortium()
    admin = build_actor(give(roles.PLATFORM_ADMIN), consortium)
    give(roles.SECRETARIAT, consortium, username="first")
    first = RoleAssignment.objects.get(role="secretariat")
    with pytest.raises(Conflict, match="最后一位"):
        revoke(actor=admin, assignment=first, reason="离职")
    give(roles.SECRETARIAT, consortium, username="later", valid_from=today() + dt.timedelta(days=3))
    with pytest.raises(Conflict, match="最后一位"):
        revoke(actor=admin, assignment=first, reason="离职")
    give(roles.SECRETARIAT, consortium, username="second")
    revoke(actor=admin, assignment=first, reason="离职")
    first.refresh_from_db()
    assert first.revoked_at is not None
    with pytest.raises(Conflict, match="已经撤销"):
        revoke(actor=admin, assignment=first, reason="离职")


def test_revoking_needs_the_right_and_a_reason(
    make_consortium: Callable[..., Consortium],
    give: Callable[..., User],
    secretariat: Callable[[Consortium], Actor],
) -> None:
    alpha, beta = make_consortium("alpha"), make_consortium("beta")
    give(roles.EXPERT, alpha, username="expert")
    expert = RoleAssignment.objects.get(role="expert")
    with pytest.raises(Invalid, match="撤销原因"):
        revoke(actor=secretariat(alpha), assignment=expert, reason=" ")
    with pytest.raises(Missing):
        revoke(actor=secretariat(beta), assignment=expert, reason="示例")
    office = RoleAssignment.objects.get(role="secretariat", consortium=alpha)
    with pytest.raises(Forbidden):
        revoke(actor=secretariat(alpha), assignment=office, reason="示例")
    revoke(actor=secretariat(alpha), assignment=expert, reason="任期结束")
    assert not build_actor(expert.user, alpha).roles
