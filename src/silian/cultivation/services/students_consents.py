"""Consent: before any enterprise reads a name; withdrawn as easily as it was given."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from silian.consortia import public as consortia
from silian.kernel import audit
from silian.kernel.access import Actor, may, require
from silian.kernel.commands import command, lock
from silian.kernel.refusals import Conflict, Forbidden, Invalid

from ..enums import ConsentState
from ..models import Consent, Student
from ..permissions import P
from ..queries.students import has_consent, is_minor
from .values import valid


def _require_self_or_school(actor: Actor, row: Any, student: Student) -> bool:
    """Whether the actor is the student; `Forbidden` for who is neither that nor the school."""
    if actor.has(P.SELF) and student.user_id is not None and student.user_id == actor.user_id:
        require(actor, P.SELF, row)
        return True
    require(actor, P.STUDENT_MANAGE, student)
    return False


@command("cultivation.consent.give", None)
def give(
    *,
    actor: Actor,
    student: Student | str,
    organisation: Any,
    purpose: str,
    by_guardian: bool = False,
) -> Consent:
    """Lets a member unit read the student's name: by the student, or recorded by the school.

    `Conflict` where it holds already, and for a minor without the guardian, which the school
    records; `Invalid` for a unit that is no member or without a purpose.
    """
    person = lock(Student, student)
    own = _require_self_or_school(actor, person, person)
    if is_minor(person) and (own or not by_guardian):
        raise Conflict(_("学生未满 18 岁：由学校取得监护人同意后登记。"))
    if not consortia.is_active_member(organisation.pk):
        raise Invalid({"organisation": [_("“%(unit)s”不是正式成员。") % {"unit": organisation}]})
    if not purpose.strip():
        raise Invalid({"purpose": [_("请写明用途。")]})
    if has_consent(person, organisation.pk):
        raise Conflict(_("对这个单位的授权已经有效。"))
    row = Consent(
        consortium_id=person.consortium_id, student=person, organisation=organisation,
        purpose=purpose.strip(), by_guardian=by_guardian, state_changed_at=timezone.now(),
        given_by=(_("本人") if own else actor.label)[:100],
    )  # fmt: skip
    valid(row, leave_out=("student", "organisation"))
    row.save()
    audit.record(actor, person, {"organisation": str(organisation), "by_guardian": by_guardian})
    return row


@command("cultivation.consent.withdraw", None)
def withdraw(*, actor: Actor, consent: Consent | str) -> Consent:
    """Ends a consent at once, by the student or the school; a minor may as well."""
    row = lock(Consent, consent)
    _require_self_or_school(actor, row, row.student)
    if row.state != ConsentState.GIVEN:
        raise Conflict(_("这项授权已经撤回。"))
    row.state, row.state_changed_at = ConsentState.WITHDRAWN, timezone.now()
    row.save(update_fields=["state", "state_changed_at"])
    audit.record(actor, row.student, {"organisation": str(row.organisation)})
    return row


@command("cultivation.consent.read_name", P.INTERNSHIP_VIEW)
def read_name(*, actor: Actor, student: Student | str) -> str:
    """The name of a student, for the unit that the student consented to; each reading is logged.

    `Forbidden` without a consent that holds now.
    """
    row = lock(Student, student)
    decision = may(actor, P.INTERNSHIP_VIEW)
    if not decision:
        raise Forbidden(decision.reason)
    if row.consortium_id != actor.consortium_id or not has_consent(row, actor.organisation_id):
        raise Forbidden(_("学生没有同意贵单位查看姓名，或已经撤回同意。"))
    audit.record(actor, row, {"field": "full_name", "by": "consent"})
    return row.full_name
