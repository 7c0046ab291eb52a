"""The actor of a request, from dated assignments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from silian.accounts.models import User
from silian.codes.public import P as CodesPermission
from silian.consortia import roles
from silian.consortia.models import Consortium, Membership, RoleAssignment
from silian.consortia.permissions import ConsortiaPermission as P
from silian.consortia.queries.actors import build_actor, standing, today
from silian.consortia.queries.consortia import consortia_of
from silian.kernel.access import ANONYMOUS, ROLES, permissions_of
from silian.kernel.commands import COMMANDS
from silian.organisations.public import OrganisationPermission

DAY = dt.timedelta(days=1)


def test_nobody_signed_in_has_no_rights(make_consortium: Callable[..., Consortium]) -> None:
    consortium = make_consortium()
    actor = build_actor(AnonymousUser(), consortium)
    assert (actor.user_id, actor.permissions) == (None, frozenset())
    assert actor.consortium_id == consortium.pk
    assert build_actor(None) == ANONYMOUS


def test_somebody_without_a_role_may_only_apply_and_take_that_back(
    make_consortium: Callable[..., Consortium], make_user: Callable[..., User]
) -> None:
    found = standing(make_user(), make_consortium())
    assert found.actor.permissions == {P.MEMBERSHIP_APPLY.value, P.MEMBERSHIP_RETRACT.value}
    assert not found.related


@pytest.mark.parametrize(
    ("starts", "ends", "holds"),
    [(-10, None, True), (0, 0, True), (-10, 0, True), (0, None, True), (1, None, False),
     (-10, -1, False), (-10, 10, True)],
)  # fmt: skip
def test_both_days_of_an_assignment_count(
    starts: int,
    ends: int | None,
    holds: bool,
    make_consortium: Callable[..., Consortium],
    give: Callable[..., User],
) -> None:
    consortium = make_consortium()
    until = None if ends is None else today() + ends * DAY
    user = give(roles.SECRETARIAT, consortium, valid_from=today() + starts * DAY, valid_until=until)
    assert build_actor(user, consortium).has(P.ROLE_ASSIGN) is holds
    assert standing(user, consortium).related is holds


def test_today_is_a_day_in_shanghai(monkeypatch: pytest.MonkeyPatch) -> None:
    late = dt.datetime(2024, 1, 1, 17, 0, tzinfo=dt.UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: late)
    assert today() == dt.date(2024, 1, 2)


def test_a_role_counts_in_its_consortium_alone(
    make_consortium: Callable[..., Consortium], give: Callable[..., User]
) -> None:
    alpha, beta = make_consortium("alpha"), make_consortium("beta")
    user = give(roles.SECRETARIAT, alpha)
    assert build_actor(user, alpha).has(P.MEMBERSHIP_REVIEW)
    assert not build_actor(user, beta).has(P.MEMBERSHIP_REVIEW)
    assert not standing(user, beta).related
    assert not build_actor(user).has(P.MEMBERSHIP_REVIEW)


def test_platform_roles_reach_every_consortium(
    make_consortium: Callable[..., Consortium], give: Callable[..., User]
) -> None:
    alpha = make_consortium("alpha")
    auditor = give(roles.AUDITOR)
    assert build_actor(auditor, alpha).permissions >= {P.VIEW.value, P.AUDIT_VIEW.value}
    assert standing(auditor, alpha).related
    assert [c.slug for c in consortia_of(auditor)] == ["alpha"]


def test_permissions_are_those_of_the_organisation_acted_for(
    make_consortium: Callable[..., Consortium],
    make_member: Callable[..., Membership],
    give: Callable[..., User],
) -> None:
    alpha = make_consortium("alpha")
    company = make_member(alpha, "示例公司")
    school = make_member(alpha, "示例学校", kind="secondary_school")
    user = give(roles.ENTERPRISE_HR, alpha, company.organisation, username="zhao")
    give(roles.SCHOOL_OFFICE, alpha, school.organisation, username="zhao")
    first, chosen = build_actor(user, alpha), build_actor(user, alpha, school.organisation_id)
    assert (first.organisation_id, first.roles) == (company.organisation_id, {"enterprise_hr"})
    assert (chosen.organisation_id, chosen.roles) == (school.organisation_id, {"school_office"})
    foreign = build_actor(user, alpha, 999_999)
    assert foreign.organisation_id == company.organisation_id
    assert standing(user, alpha).organisations == (
        company.organisation_id, school.organisation_id,
    )  # fmt: skip


def test_a_revoked_role_and_a_closed_account_give_nothing(
    make_consortium: Callable[..., Consortium], give: Callable[..., User], django_user_model: Any
) -> None:
    alpha = make_consortium("alpha")
    user = give(roles.SECRETARIAT, alpha)
    RoleAssignment.objects.update(revoked_at=dt.datetime.now(dt.UTC), revoked_reason="示例")
    assert not standing(user, alpha).related
    other = give(roles.SECRETARIAT, alpha, username="other")
    other.is_active = False
    assert build_actor(other, alpha).user_id is None


def test_shared_things_may_be_changed_on_the_platforms_pages_too(
    make_consortium: Callable[..., Consortium], give: Callable[..., User]
) -> None:
    alpha = make_consortium("alpha")
    expert = build_actor(give(roles.EXPERT, alpha))
    assert expert.has(CodesPermission.EDIT_LINKS)
    assert not expert.has(P.VIEW)
    secretariat = build_actor(give(roles.SECRETARIAT, alpha))
    assert secretariat.has(OrganisationPermission.ORGANISATION_REGISTER)
    assert not secretariat.has(P.MEMBERSHIP_MANAGE)
    assert not secretariat.has(OrganisationPermission.ORGANISATION_MERGE)


def test_the_actor_costs_one_query(
    make_consortium: Callable[..., Consortium],
    make_member: Callable[..., Membership],
    give: Callable[..., User],
    django_assert_num_queries: Any,
) -> None:
    alpha = make_consortium("alpha")
    user = None
    for number in range(10):
        member = make_member(alpha, f"示例公司{number}")
        user = give(roles.ENTERPRISE_HR, alpha, member.organisation, username="zhao")
    with django_assert_num_queries(1):
        assert len(standing(user, alpha).organisations) == 10


def test_an_unknown_role_in_the_database_gives_nothing(
    make_consortium: Callable[..., Consortium], make_user: Callable[..., User]
) -> None:
    alpha = make_consortium("alpha")
    user = make_user()
    RoleAssignment.objects.create(user=user, role="gone", consortium=alpha, valid_from=today())
    assert not standing(user, alpha).related


def test_every_role_says_what_it_is_and_no_unit_role_runs_the_office() -> None:
    for slug in ("platform_admin", "auditor", "secretariat", "authority", "expert",
                 "school_office", "enterprise_hr", "member_office"):  # fmt: skip
        role = ROLES[slug]
        assert str(role.name)
        assert role.name_en
        assert str(role.about)
        assert role.about_en
    office = {P.MEMBERSHIP_MANAGE.value, P.ROLE_ASSIGN.value, P.UPDATE.value}
    for role in roles.ORGANISATION_ROLES:
        assert not permissions_of([role.slug]) & office
    assert not permissions_of(["auditor"]) & (office | {P.FOUND.value})


def test_every_command_of_this_app_has_a_summary_and_a_permission_or_decides_itself() -> None:
    own = [c for c in COMMANDS.values() if c.module.startswith("silian.consortia")]
    assert len(own) >= 20
    assert all(command.summary for command in own)
    assert {command.name for command in own if command.permission is None} == {
        "consortia.membership.update", "consortia.role.assign", "consortia.role.revoke",
    }  # fmt: skip
