"""An applicant takes its own application back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from silian.accounts.models import User
from silian.consortia.enums import MembershipState
from silian.consortia.models import Application, Consortium, Membership
from silian.consortia.queries.actors import build_actor, today
from silian.consortia.queries.members import state_words
from silian.consortia.services import memberships as commands
from silian.kernel.access import Actor
from silian.kernel.refusals import Conflict, Forbidden
from silian.kernel.scoping import inside
from silian.organisations.models import Organisation


def test_who_filed_an_application_takes_it_back_and_may_apply_again(
    make_consortium: Callable[..., Consortium],
    make_unit: Callable[..., Organisation],
    make_user: Callable[..., User],
    secretariat: Callable[[Consortium], Actor],
) -> None:
    consortium = make_consortium()
    unit = make_unit()
    applicant = build_actor(make_user("lisi"), consortium)
    row = commands.apply(actor=applicant, organisation=unit)
    for other in (secretariat(consortium), build_actor(make_user("wangwu"), consortium)):
        with pytest.raises(Forbidden):
            commands.retract(actor=other, membership=row)
    commands.review(actor=secretariat(consortium), membership=row)

    row = commands.retract(actor=applicant, membership=row)
    assert (row.state, row.left_on) == (MembershipState.WITHDRAWN, today())
    with inside(consortium.pk):
        assert str(state_words(row)) == "已撤回申请"
        last = row.changes.order_by("-pk").first()
        assert last is not None
        assert (last.before, last.after) == ("reviewing", "withdrawn")
        assert last.reason == "申请人撤回申请"
    with pytest.raises(Conflict, match="不能撤回申请"):
        commands.retract(actor=applicant, membership=row)

    again = commands.apply(actor=applicant, organisation=unit)
    assert (again.pk, again.state, again.left_on) == (row.pk, MembershipState.APPLIED, None)
    commands.admit(actor=secretariat(consortium), membership=again)
    with pytest.raises(Conflict, match="现在是“已通过”"):
        commands.retract(actor=applicant, membership=again)
    with inside(consortium.pk):
        assert Application.objects.count() == 2


def test_a_former_member_that_retracts_stays_one_that_left_on_its_day(
    make_consortium: Callable[..., Consortium],
    make_member: Callable[..., Membership],
    make_user: Callable[..., User],
    secretariat: Callable[[Consortium], Actor],
) -> None:
    consortium = make_consortium()
    row = make_member(consortium, joined_on=dt.date(2023, 1, 1))
    office, day = secretariat(consortium), dt.date(2024, 3, 1)
    commands.withdraw(actor=office, membership=row, reason="业务调整", left_on=day)
    first, second = (build_actor(make_user(name), consortium) for name in ("lisi", "wangwu"))
    commands.apply(actor=first, organisation=row.organisation)
    row = commands.retract(actor=first, membership=row)
    assert (row.left_on, row.leave_reason) == (day, "业务调整")
    # Another person's application is not the first one's to take back.
    commands.apply(actor=second, organisation=row.organisation)
    with pytest.raises(Forbidden, match="只有提交这份申请的人"):
        commands.retract(actor=first, membership=row)
