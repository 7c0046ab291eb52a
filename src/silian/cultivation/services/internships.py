"""An internship: drafted, agreed by three, begun when the rules allow, finished or ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from silian.consortia.public import today
from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.commands import command, lock
from silian.kernel.refusals import Conflict, Invalid

from ..enums import InternshipKind, InternshipState
from ..models import Instructor, Internship, RuleOverride, Student
from ..permissions import P
from ..policy import place_of
from ..queries.internships import COUNTED, OVER, findings, rules_of
from ..workflows import INTERNSHIP
from .reasons import reason_of
from .values import fill, valid

FIELDS = frozenset({
    "organisation", "project", "post", "post_program", "region", "starts_on", "ends_on",
    "day_hours", "night_shift", "overtime", "holiday_work", "pay", "post_wage", "independent",
    "fees", "barred_work", "by_agency", "unit_staff", "post_staff", "insurance", "visited_on",
    "guardian_consent", "school_mentor", "unit_mentor",
})  # fmt: skip
# What may still be added after the agreement was signed: nothing that it says.
LATER = frozenset({"insurance", "visited_on", "guardian_consent", "school_mentor", "unit_mentor"})
AMOUNTS = ("day_hours", "pay", "post_wage", "fees")
LEFT_OUT = (
    "school", "organisation", "student", "instructor", "project", "post_program", "region",
)  # fmt: skip


@command("cultivation.internship.draft", P.INTERNSHIP_MANAGE)
def draft(
    *,
    actor: Actor,
    values: Mapping[str, Any],
    student: Student | None = None,
    instructor: Instructor | None = None,
    kind: str = InternshipKind.ON_POST,
    is_demo: bool = False,
) -> Internship:
    """An internship of a student, or the practice of a teacher. `values` by field (see FIELDS).

    `Forbidden` for a person of another school, `Invalid` for bad values.
    """
    person = student or instructor
    if person is None or (student is not None and instructor is not None):
        raise Invalid({"student": [_("请选择一名学生或教师。")]})
    if (kind == InternshipKind.TEACHER) != (instructor is not None):
        raise Invalid({"kind": [_("教师企业实践只安排教师，实习只安排学生。")]})
    row = Internship(
        consortium_id=place_of(actor), school_id=person.organisation_id, student=student,
        instructor=instructor, kind=kind, is_demo=is_demo,
    )  # fmt: skip
    require(actor, P.INTERNSHIP_MANAGE, row)
    changes = _put(row, values)
    row.save()
    audit.record(actor, row, changes)
    return row


def _put(row: Internship, values: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := set(values) - FIELDS:
        raise TypeError(f"no field of an internship: {sorted(unknown)}")
    changes = fill(row, values)
    errors: dict[str, list[object]] = {
        name: [_("不能是负数。")]
        for name in AMOUNTS
        if (value := getattr(row, name)) is not None and value < 0
    }
    if row.organisation_id is None:
        errors["organisation"] = [_("请选择实习单位。")]
    elif row.organisation_id == row.school_id:
        errors["organisation"] = [_("实习单位不能是学校自己。")]
    if errors:
        raise Invalid(errors)
    valid(row, leave_out=LEFT_OUT)
    return changes


@command("cultivation.internship.update", P.INTERNSHIP_MANAGE)
def update(*, actor: Actor, internship: Internship | str, values: Mapping[str, Any]) -> Internship:
    """Changes a draft; once agreed, only what the agreement does not say (see LATER).

    `Conflict` afterwards, and for a term of the agreement.
    """
    row = lock(Internship, internship)
    require(actor, P.INTERNSHIP_MANAGE, row)
    if row.state not in (InternshipState.DRAFT, InternshipState.AGREED):
        raise Conflict(_("实习现在是“%(state)s”，不能改。") % {"state": row.get_state_display()})
    before = {name: getattr(row, name) for name in FIELDS}
    changes = _put(row, values)
    terms = {name for name in FIELDS - LATER if before[name] != getattr(row, name)}
    if terms and row.state == InternshipState.AGREED:
        raise Conflict(_("协议已签，约定的内容不能改；请取消后重新拟订。"))
    row.save()
    audit.record(actor, row, changes)
    return row


@command("cultivation.internship.agree", P.INTERNSHIP_MANAGE)
def agree(
    *,
    actor: Actor,
    internship: Internship | str,
    student_signed_on: dt.date,
    school_signed_on: dt.date,
    unit_signed_on: dt.date,
) -> Internship:
    """Records the three signatures. `Invalid` for a day to come, `Conflict` where the student is
    in another internship on those days.
    """
    row = lock(Internship, internship)
    changes: dict[str, Any] = dict(INTERNSHIP.advance(actor, row, "agree"))
    signed = {
        "student_signed_on": student_signed_on, "school_signed_on": school_signed_on,
        "unit_signed_on": unit_signed_on,
    }  # fmt: skip
    if late := [name for name, day in signed.items() if day > today()]:
        raise Invalid({name: [_("签字日期不能在今天之后。")] for name in late})
    _not_twice(row)
    changes |= fill(row, signed)
    row.rule_set = "+".join(one.key for one in rules_of(row))[:60]
    row.save()
    audit.record(actor, row, changes | {"rules": row.rule_set})
    return row


def _not_twice(row: Internship) -> None:
    """Nobody is in two internships on the same day."""
    person = {"student": row.student} if row.student else {"instructor": row.instructor}
    others = Internship.objects.filter(
        **person, state__in=COUNTED, starts_on__lte=row.ends_on, ends_on__gte=row.starts_on
    ).exclude(pk=row.pk)
    other = others.select_related("organisation").first()
    if other is not None:
        raise Conflict(
            _("这段时间已在“%(unit)s”实习（%(from)s 至 %(until)s）。")
            % {"unit": other.organisation.name, "from": other.starts_on, "until": other.ends_on}
        )


@command("cultivation.internship.begin", P.INTERNSHIP_MANAGE)
def begin(*, actor: Actor, internship: Internship | str) -> Internship:
    """Begins the internship. `Conflict` where a rule blocks it, with the rule and its source; one
    that may be overridden is let through by a reason of the secretariat (see `override`).
    """
    row = lock(Internship, internship)
    changes: dict[str, Any] = dict(INTERNSHIP.advance(actor, row, "begin"))
    lines = findings([row])[row.pk]
    stops = [line for line in lines if line.stops]
    if stops:
        sentences = [
            _("%(words)s依据：%(text)s（%(source)s）")
            % {"words": line.words, "text": line.text, "source": line.source}
            for line in stops
        ]
        raise Conflict("\n".join(sentences))
    row.save()
    passed = [line.key for line in lines if line.override is not None]
    warned = [line.key for line in lines if not line.finding.blocks]
    audit.record(actor, row, changes | {"overridden": passed, "warnings": warned})
    return row


@command("cultivation.internship.override", P.RULE_OVERRIDE)
def override(*, actor: Actor, internship: Internship | str, rule: str, reason: str) -> RuleOverride:
    """Lets one finding pass with a reason, by the secretariat.

    `Conflict` for a rule that is not broken, is let pass already or may never be; `Invalid`
    without a reason.
    """
    row = lock(Internship, internship)
    require(actor, P.RULE_OVERRIDE, row)
    if row.state in OVER:
        raise Conflict(_("实习现在是“%(state)s”。") % {"state": row.get_state_display()})
    given = reason_of(reason)
    line = next((one for one in findings([row])[row.pk] if one.key == rule), None)
    if line is None or line.override is not None:
        raise Conflict(_("这条规则现在没有提示，不需要放行。"))
    if not line.finding.rule.overridable:
        raise Conflict(
            _("这条规则不能放行：%(text)s（%(source)s）")
            % {"text": line.text, "source": line.source}
        )
    made = RuleOverride(
        consortium_id=row.consortium_id, internship=row, rule=rule, reason=given,
        given_by=actor.label[:100],
    )  # fmt: skip
    made.save()
    audit.record(actor, row, {"rule": rule, "reason": given})
    return made


@command("cultivation.internship.finish", P.INTERNSHIP_MANAGE)
def finish(*, actor: Actor, internship: Internship | str) -> Internship:
    """Finishes an internship that ran its course. `Conflict` before its last day is reached."""
    row = lock(Internship, internship)
    changes: dict[str, Any] = dict(INTERNSHIP.advance(actor, row, "finish"))
    if today() < row.ends_on:
        raise Conflict(
            _("约定到 %(day)s 结束；提前结束请用“提前终止”，写明原因。") % {"day": row.ends_on}
        )
    row.ended_on = today()
    row.save()
    audit.record(actor, row, changes)
    return row


@command("cultivation.internship.end", P.INTERNSHIP_MANAGE)
def end(*, actor: Actor, internship: Internship | str, reason: str) -> Internship:
    """Ends a running internship before its time. `Invalid` without a reason."""
    row = lock(Internship, internship)
    changes = put_to_an_end(actor, row, reason_of(reason))
    audit.record(actor, row, changes)
    return row


def put_to_an_end(actor: Actor, row: Internship, reason: str) -> dict[str, Any]:
    """Ends a locked internship today; returns the changes for the audit entry."""
    changes: dict[str, Any] = dict(INTERNSHIP.advance(actor, row, "end"))
    row.ended_on, row.ended_reason = today(), reason
    row.save()
    return changes | {"reason": reason}


@command("cultivation.internship.cancel", P.INTERNSHIP_MANAGE)
def cancel(*, actor: Actor, internship: Internship | str, reason: str) -> Internship:
    """Drops an internship that never began. `Invalid` without a reason."""
    row = lock(Internship, internship)
    changes: dict[str, Any] = dict(INTERNSHIP.advance(actor, row, "cancel"))
    row.ended_reason = reason_of(reason)
    row.save()
    audit.record(actor, row, changes | {"reason": row.ended_reason})
    return row
