"""A student's record: changed, opened by a logged reveal, given out to the student, deleted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from silian.kernel import audit, privacy
from silian.kernel.access import Actor, require
from silian.kernel.commands import command, lock
from silian.kernel.models import StoredFile
from silian.kernel.refusals import Conflict, Forbidden

from ..documents.students import archive_of
from ..enums import InternshipState
from ..models import Internship, InternshipPaper, Student
from ..permissions import P
from ..queries.students import is_minor, opening_for
from .reasons import reason_of
from .students_accounts import close_account
from .values import fill, valid

FIELDS = frozenset({"full_name", "born_on", "phone", "guardian_phone", "region", "graduated_on"})
OPENABLE = ("full_name", "born_on", "phone", "guardian_phone")
UNDER_WAY = (InternshipState.AGREED, InternshipState.RUNNING)


@command("cultivation.student.update", P.STUDENT_MANAGE)
def update(*, actor: Actor, student: Student | str, values: Mapping[str, Any]) -> Student:
    """Changes fields of a student (see FIELDS). `Invalid` for bad values."""
    row = lock(Student, student)
    require(actor, P.STUDENT_MANAGE, row)
    if unknown := set(values) - FIELDS:
        raise TypeError(f"no field of a student: {sorted(unknown)}")
    changes = fill(row, values)
    valid(row, leave_out=("organisation", "study_class", "user"))
    row.save()
    audit.record(actor, row, changes)
    return row


@command("cultivation.student.open", P.STUDENT_REVEAL)
def open_field(*, actor: Actor, student: Student | str, field: str) -> str:
    """Opens one personal value in full; the entry says who opened what.

    `Forbidden` for a minor's without an approved opening that has not ended.
    """
    row = lock(Student, student)
    require(actor, P.STUDENT_REVEAL, row)
    opening = check_opening(actor, row)
    value = privacy.reveal(actor=actor, obj=row, field=field)
    audit.record(actor, row, {"field": field, "opening": opening})
    return value


def check_opening(actor: Actor, student: Student) -> str:
    """The ref of the approval for a minor's record, "" for an adult's; `Forbidden` without it."""
    if not is_minor(student):
        return ""
    opening = opening_for(actor, student)
    if opening is None:
        raise Forbidden(
            _("这是未成年学生。请先写明事由申请打开，获批准后 24 小时内可以查看，每次都有记录。")
        )
    return opening.ref


@command("cultivation.student.export", None)
def export(*, actor: Actor, student: Student | str) -> bytes:
    """All data of one student as a ZIP: for the student, or by the school on request.

    `Forbidden` for anybody else, and for a minor's without an approved opening.
    """
    row = lock(Student, student)
    if row.user_id is None or row.user_id != actor.user_id:
        require(actor, P.STUDENT_MANAGE, row)
        require(actor, P.STUDENT_REVEAL, row)
        check_opening(actor, row)
    found = archive_of(row)
    audit.record(actor, row, {"bytes": len(found)})
    return found


@command("cultivation.student.delete", P.STUDENT_MANAGE)
def delete(*, actor: Actor, student: Student | str, reason: str) -> None:
    """Deletes a student with everything about the person; what stays is the audit's entry.

    `Conflict` while an internship is agreed or runs, `Invalid` without a reason. The account is
    closed; its user name says nothing about the person.
    """
    row = lock(Student, student)
    require(actor, P.STUDENT_MANAGE, row)
    given = reason_of(reason)
    under_way = row.internships.filter(state__in=UNDER_WAY).select_related("organisation").first()
    if under_way is not None:
        raise Conflict(
            _("学生在“%(unit)s”的实习还没有结束（%(state)s），不能删除。请先结束或取消实习。")
            % {"unit": under_way.organisation.name, "state": under_way.get_state_display()}
        )
    counts = {"internships": row.internships.count(), "consents": row.consents.count()}
    close_account(actor, row, given)
    remove_papers(row)
    audit.record(actor, row, {"reason": given, **counts})
    row.delete()


def remove_papers(student: Student) -> None:
    """Removes the files of the student's internships, from the table and from the store."""
    rows = InternshipPaper.objects.filter(internship__student=student, file__isnull=False)
    files = list(StoredFile.objects.filter(pk__in=rows.values("file")))
    Internship.objects.filter(student=student).delete()
    for file in files:
        file.delete()
        default_storage.delete(file.path)
