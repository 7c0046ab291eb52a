"""Membership: every pair of state and verb, the dates, the refusals, the history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from silian.accounts.models import User
from silian.consortia import roles
from silian.consortia.enums import ChangeKind, MembershipState, Seat
from silian.consortia.models import (
    Application,
    Consortium,
    Membership,
    MembershipChange,
    RoleAssignment,
)
from silian.consortia.queries.actors import build_actor, today
from silian.consortia.queries.members import active_members, count_by, is_active_member, member_ids
from silian.consortia.services import memberships as commands
from silian.consortia.workflows import MEMBERSHIP
from silian.kernel.access import Actor
from silian.kernel.models import AuditEntry
from silian.kernel.refusals import Conflict, Forbidden, Invalid, Missing
from silian.kernel.scoping import inside
from silian.organisations.models import Organisation

VERBS = [step.verb for step in MEMBERSHIP.steps]
LISTED = {(source, step.verb): step.target for step in MEMBERSHIP.steps for source in step.sources}
NEEDS: dict[str, dict[str, Any]] = {
    "reject": {"opinion": "示例"},
    "withdraw": {"reason": "示例"},
    "leave": {"reason": "示例"},
}


def run(verb: str, actor: Actor, row: Membership) -> Membership:
    if verb == "reapply":
        return commands.apply(actor=actor, organisation=row.organisation)
    command: Callable[..., Membership] = getattr(commands, verb)
    return command(actor=actor, membership=row, **NEEDS.get(verb, {}))


@pytest.mark.parametrize("state", MembershipState.values)
@pytest.mark.parametrize("verb", VERBS)
def test_every_pair_of_state_and_verb(
    state: str,
    verb: str,
    system: Actor,
    make_consortium: Callable[..., Consortium],
    make_member: Callable[..., Membership],
) -> None:
    consortium = make_consortium()
    row = make_member(consortium, state=state)
    actor = system.within(consortium.pk)
    if (state, verb) in LISTED:
        assert run(verb, actor, row).state == LISTED[state, verb]
        with inside(consortium.pk):
            change = MembershipChange.objects.get()
            assert (change.before, change.after) == (state, LISTED[state, verb])
        return
    with pytest.raises(Conflict):
        run(verb, actor, row)
    with inside(consortium.pk):
        row.refresh_from_db()
        assert row.state == state
        assert MembershipChange.objects.count() == 0
    assert AuditEntry.objects.count() == 0


def test_every_state_can_be_reached_from_the_first() -> None:
    reached = {MEMBERSHIP.initial}
    for _round in VERBS:
        reached |= {target for (source, _verb), target in LISTED.items() if source in reached}
    assert reached == set(MembershipState.values)


@pytest.mark.parametrize(
    ("role", "verb", "allowed"),
    [
        (roles.SECRETARIAT, "review", True),
        (roles.PLATFORM_ADMIN, "review", True),
        (roles.AUTHORITY, "review", False),
        (roles.AUDITOR, "review", False),
        (roles.EXPERT, "review", False),
        (roles.ENTERPRISE_HR, "review", False),
        (roles.SECRETARIAT, "withdraw", True),
        (roles.ENTERPRISE_HR, "withdraw", False),
        (roles.SECRETARIAT, "leave", False),
        (roles.ENTERPRISE_HR, "leave", True),
    ],
)
def test_who_may_take_a_step(
    role: Any,
    verb: str,
    allowed: bool,
    make_consortium: Callable[..., Consortium],
    make_member: Callable[..., Membership],
    give: Callable[..., User],
) -> None:
    consortium = make_consortium()
    state = MembershipState.APPLIED if verb == "review" else MembershipState.ACTIVE
    row = make_member(consortium, state=state)
    place = None if role.reach == "platform" else consortium
    unit = row.organisation if role.reach == "organisation" else None
    actor = build_actor(give(role, place, unit), consortium)
    if allowed:
        run(verb, actor, row)
    else:
        with pytest.raises(Forbidden):
            run(verb, actor, row)


def test_a_unit_leaves_for_itself_alone_and_its_people_lose_their_roles(
    make_consortium: Callable[..., Consortium],
    make_member: Callable[..., Membership],
    give: Callable[..., User],
) -> None:
    consortium = make_consortium()
    own, other = make_member(consortium, "甲"), make_member(consortium, "乙")
    user = give(roles.ENTERPRISE_HR, consortium, own.organisation)
    give(roles.ENTERPRISE_HR, consortium, other.organisation, username="other")
    actor = build_actor(user, consortium)
    with pytest.raises(Forbidden, match="只能为自己代表的单位办理"):
        commands.leave(actor=actor, membership=other, reason="示例")
    commands.leave(actor=actor, membership=own, reason="业务调整")
    assert build_actor(user, consortium).organisation_id is None
    ended = RoleAssignment.objects.get(user=user)
    assert ended.revoked_reason == "单位退出：业务调整"
    assert RoleAssignment.objects.filter(revoked_at=None).count() == 1


def test_a_lead_unit_cannot_leave_by_itself(
    make_consortium: Callable[..., Consortium],
    make_member: Callable[..., Membership],
    give: Callable[..., User],
) -> None:
    consortium = make_consortium()
    row = make_member(consortium, seat=Seat.LEAD)
    actor = build_actor(give(roles.ENTERPRISE_HR, consortium, row.organisation), consortium)
    with pytest.raises(Conflict, match="牵头单位"):
        commands.leave(actor=actor, membership=row, reason="示例")


def test_a_membership_of_another_consortium_is_missing(
    make_consortium: Callable[..., Consortium],
    make_member: Callable[..., Membership],
    secretariat: Callable[[Consortium], Actor],
) -> None:
    alpha, beta = make_consortium("alpha"), make_consortium("beta")
    row = make_member(beta, state=MembershipState.APPLIED)
    for reference in (row, row.ref):
        with pytest.raises(Missing):
            commands.review(actor=secretariat(alpha), membership=reference)


def test_reasons_and_days_are_asked_for(
    make_consortium: Callable[..., Consortium],
    make_member: Callable[..., Membership],
    secretariat: Callable[[Consortium], Actor],
) -> None:
    consortium = make_consortium()
    actor = secretariat(consortium)
    waiting = make_member(consortium, "甲", state=MembershipState.APPLIED)
    member = make_member(consortium, "乙", joined_on=dt.date(2024, 5, 1))
    admitted = make_member(consortium, "丙", state=MembershipState.ADMITTED)
    tomorrow = today() + dt.timedelta(days=1)
    with pytest.raises(Invalid, match="请写明不予入会的理由"):
        commands.reject(actor=actor, membership=waiting, opinion=" ")
    with pytest.raises(Invalid, match="请写明退出原因"):
        commands.withdraw(actor=actor, membership=member, reason=" ")
    with pytest.raises(Invalid, match="退出日期不能在今天之后"):
        commands.withdraw(actor=actor, membership=member, reason="示例", left_on=tomorrow)
    with pytest.raises(Invalid, match="退出日期不能早于加入日期"):
        commands.withdraw(
            actor=actor, membership=member, reason="示例", left_on=dt.date(2024, 4, 1)
        )
    with pytest.raises(Invalid, match="加入日期不能在今天之后"):
        commands.activate(actor=actor, membership=admitted, joined_on=tomorrow)
    assert AuditEntry.objects.count() == 0


def test_withdrawal_keeps_day_and_reason_and_reapplying_starts_anew(
    make_consortium: Callable[..., Consortium],
    make_member: Callable[..., Membership],
    secretariat: Callable[[Consortium], Actor],
) -> None:
    consortium = make_consortium()
    actor = secretariat(consortium)
    row = make_member(consortium, joined_on=dt.date(2024, 1, 1))
    left = commands.withdraw(
        actor=actor, membership=row, reason="业务调整", left_on=dt.date(2024, 6, 30)
    )
    assert (left.left_on, left.leave_reason) == (dt.date(2024, 6, 30), "业务调整")
    again = commands.apply(actor=actor, organisation=row.organisation)
    assert (again.pk, again.left_on, again.leave_reason) == (row.pk, None, "")
    with inside(consortium.pk):
        states = [(c.before, c.after) for c in MembershipChange.objects.filter(kind="state")]
    assert sorted(states) == [("active", "withdrawn"), ("withdrawn", "applied")]


def test_admission_gives_the_wanted_seat_or_another(
    make_consortium: Callable[..., Consortium],
    make_unit: Callable[..., Organisation],
    secretariat: Callable[[Consortium], Actor],
) -> None:
    consortium = make_consortium()
    actor = secretariat(consortium)
    for name, given, expected in (("甲", "", "director"), ("乙", "member", "member")):
        row = commands.apply(
            actor=actor, organisation=make_unit(name), form={"wanted_seat": "director"}
        )
        commands.admit(actor=actor, membership=row, opinion="同意", seat=given)
        with inside(consortium.pk):
            row.refresh_from_db()
            assert row.seat == expected
            assert Application.objects.get(membership=row).opinion == "同意"
    with pytest.raises(Invalid, match="没有这种席位"):
        commands.admit(actor=actor, membership=row, seat="king")


def test_an_application_registers_a_new_unit_and_finds_a_known_one(
    make_consortium: Callable[..., Consortium],
    make_unit: Callable[..., Organisation],
    make_user: Callable[..., User],
) -> None:
    consortium = make_consortium()
    known = make_unit("已有单位")
    actor = build_actor(make_user(), consortium)
    row = commands.apply(actor=actor, unit={"name": "已有单位", "kind": "enterprise", "uscc": ""})
    assert row.organisation_id == known.pk
    new = commands.apply(actor=actor, unit={"name": "全新单位", "kind": "park", "uscc": ""})
    assert (new.organisation.name, new.organisation.kind) == ("全新单位", "park")
    with pytest.raises(Invalid, match="统一社会信用代码"):
        commands.apply(actor=actor, unit={"name": "第三", "kind": "park", "uscc": "123"})
    assert Organisation.objects.count() == 2


def test_applying_is_refused_for_visitors_and_in_a_closed_consortium(
    make_consortium: Callable[..., Consortium],
    make_unit: Callable[..., Organisation],
    make_user: Callable[..., User],
) -> None:
    closed = make_consortium("closed", state="closed")
    unit = make_unit()
    with pytest.raises(Conflict, match="不接受申请"):
        commands.apply(actor=build_actor(make_user(), closed), organisation=unit)
    with pytest.raises(Forbidden, match="请先登录"):
        commands.apply(actor=build_actor(None, make_consortium()), organisation=unit)


def test_seat_changes_are_dated_and_leave_a_history(
    make_consortium: Callable[..., Consortium],
    make_member: Callable[..., Membership],
    secretariat: Callable[[Consortium], Actor],
) -> None:
    consortium = make_consortium()
    actor = secretariat(consortium)
    row = make_member(consortium, joined_on=dt.date(2024, 1, 1))
    day = dt.date(2024, 3, 1)
    commands.change_seat(actor=actor, membership=row, seat="director", reason="选举", on=day)
    with pytest.raises(Invalid, match="已经是这个席位"):
        commands.change_seat(actor=actor, membership=row, seat="director", reason="选举")
    with pytest.raises(Invalid, match="上一次变动和今天之间"):
        commands.change_seat(
            actor=actor, membership=row, seat="chair", reason="选举", on=dt.date(2024, 2, 1)
        )
    with pytest.raises(Invalid, match="依据"):
        commands.change_seat(actor=actor, membership=row, seat="chair", reason="")
    commands.change_seat(actor=actor, membership=row, seat="chair", reason="换届")
    with inside(consortium.pk):
        seats = MembershipChange.objects.filter(kind=ChangeKind.SEAT)
        assert [(c.before, c.after, c.reason) for c in seats] == [
            ("member", "director", "选举"), ("director", "chair", "换届"),
        ]  # fmt: skip
        assert str(seats[0].before_label) == "成员单位"
    waiting = make_member(consortium, "乙", state=MembershipState.APPLIED)
    with pytest.raises(Conflict, match="正式成员"):
        commands.change_seat(actor=actor, membership=waiting, seat="chair", reason="选举")


def test_a_batch_is_one_entry_and_all_or_nothing(
    make_consortium: Callable[..., Consortium],
    make_member: Callable[..., Membership],
    secretariat: Callable[[Consortium], Actor],
) -> None:
    consortium = make_consortium()
    actor = secretariat(consortium)
    rows = [make_member(consortium, f"单位{n}", state=MembershipState.APPLIED) for n in range(3)]
    done = make_member(consortium, "已是成员")
    refs = [row.ref for row in rows]
    with pytest.raises(Conflict):
        commands.advance_many(actor=actor, refs=[*refs, done.ref], verb="admit")
    assert AuditEntry.objects.count() == 0
    commands.advance_many(actor=actor, refs=refs, verb="admit")
    commands.advance_many(actor=actor, refs=refs, verb="activate")
    assert AuditEntry.objects.count() == 2
    with inside(consortium.pk):
        assert active_members().count() == 4
        assert Membership.objects.filter(joined_on=today()).count() == 3
    with pytest.raises(Invalid, match="请先勾选"):
        commands.advance_many(actor=actor, refs=[], verb="admit")
    with pytest.raises(Invalid, match="不能成批"):
        commands.advance_many(actor=actor, refs=refs, verb="leave")
    with pytest.raises(Invalid, match="请写明原因"):
        commands.advance_many(actor=actor, refs=refs, verb="withdraw")
    with pytest.raises(Missing):
        commands.advance_many(actor=actor, refs=["nothing"], verb="admit")


def test_contact_changes_are_audited_without_their_values(
    make_consortium: Callable[..., Consortium],
    make_member: Callable[..., Membership],
    secretariat: Callable[[Consortium], Actor],
) -> None:
    consortium = make_consortium()
    row = make_member(consortium)
    commands.update(
        actor=secretariat(consortium),
        membership=row,
        values={"contact_phone": "13800001234", "note": "示例"},
    )
    entry = AuditEntry.objects.get()
    assert "13800001234" not in entry.changes
    assert "示例" in entry.changes


def test_the_database_holds_what_must_never_be(
    make_consortium: Callable[..., Consortium], make_member: Callable[..., Membership]
) -> None:
    consortium = make_consortium()
    row = make_member(consortium)
    broken: tuple[dict[str, Any], ...] = (
        {"state": "withdrawn", "left_on": None},
        {"state": "unknown"},
        {"seat": "king"},
        {"left_on": today()},
        {"state": "withdrawn", "left_on": dt.date(2020, 1, 1), "leave_reason": "示例",
         "joined_on": dt.date(2021, 1, 1)},
    )  # fmt: skip
    with inside(consortium.pk):
        for values in broken:
            with pytest.raises(IntegrityError), transaction.atomic():
                Membership.objects.filter(pk=row.pk).update(**values)
        with pytest.raises(IntegrityError), transaction.atomic():
            Membership.objects.create(consortium=consortium, organisation=row.organisation)


def test_queries_about_members_count_active_ones_in_the_order_of_seats(
    make_consortium: Callable[..., Consortium], make_member: Callable[..., Membership]
) -> None:
    consortium = make_consortium()
    plain = make_member(consortium, "丙")
    school = make_member(consortium, "乙", seat=Seat.DIRECTOR, kind="university")
    lead = make_member(consortium, "甲", seat=Seat.LEAD)
    gone = make_member(consortium, "丁", state=MembershipState.WITHDRAWN)
    with inside(consortium.pk):
        assert [row.pk for row in active_members()] == [lead.pk, school.pk, plain.pk]
        assert [row.pk for row in active_members(["university"])] == [school.pk]
        assert count_by("organisation__kind") == {"enterprise": 2, "university": 1}
        assert member_ids() == {
            plain.organisation_id, school.organisation_id, lead.organisation_id,
        }  # fmt: skip
        assert not is_active_member(gone.organisation_id)
