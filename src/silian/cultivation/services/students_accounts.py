"""Accounts of students, teachers and mentors: opened by their own unit, with a one-time link."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _

from silian.accounts import public as accounts
from silian.consortia import public as consortia
from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.commands import command, lock

from ..models import Instructor, Student
from ..permissions import P

Person = Student | Instructor


def _for_the_unit(actor: Actor) -> Actor:
    """The installation acting in the name of somebody: the caller has checked the right.

    A unit opens accounts of its own people only through this file, and with one role only.
    """
    return replace(actor, everything=True)


@command("cultivation.student.account", P.STUDENT_MANAGE)
def open_student_account(*, actor: Actor, student: Student | str) -> accounts.Invited:
    """An account with the role of a student and its one-time link; again before it was used.

    `Conflict` where the person has set a password already.
    """
    row = lock(Student, student)
    require(actor, P.STUDENT_MANAGE, row)
    invited = _open(actor, row, consortia.roles.STUDENT.slug, _("学生"))
    audit.record(actor, row, {"account": invited.user.username})
    return invited


@command("cultivation.instructor.account", P.POST_OFFER)
def open_instructor_account(*, actor: Actor, instructor: Instructor | str) -> accounts.Invited:
    """An account with the role of a teacher or mentor and its one-time link; see above."""
    row = lock(Instructor, instructor)
    require(actor, P.POST_OFFER, row)
    invited = _open(actor, row, consortia.roles.MENTOR.slug, _("教师或导师"))
    audit.record(actor, row, {"account": invited.user.username})
    return invited


def _open(actor: Actor, row: Person, role: str, word: str) -> accounts.Invited:
    system = _for_the_unit(actor)
    if row.user is not None:
        return accounts.invite_again(actor=system, user=row.user)
    # Neither name nor number: the account outlives the record, and stands in the audit.
    tail = row.ref[:8].lower()
    invited = accounts.invite(
        actor=system, username=f"{tail}-{row.pk}", name=f"{word} {tail}", is_demo=row.is_demo
    )
    consortia.assign(
        actor=system, user=invited.user, role=role, consortium=row.consortium,
        organisation=row.organisation,
    )  # fmt: skip
    row.user = invited.user
    row.save(update_fields=["user"])
    return invited


def close_account(actor: Actor, row: Person, reason: str) -> None:
    """Ends the roles here and closes the account, where there is one."""
    user = row.user
    if user is None:
        return
    system = _for_the_unit(actor)
    for held in consortia.assignments_of(user).filter(consortium=row.consortium_id):
        consortia.revoke(actor=system, assignment=held, reason=reason)
    if user.is_active and not consortia.assignments_of(user).exists():
        accounts.deactivate(actor=system, user=user, reason=reason)
    row.user = None
    row.save(update_fields=["user"])
