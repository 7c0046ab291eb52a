"""Opening a minor's record: asked with a reason, approved by somebody else, for a day."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.commands import command, lock
from silian.kernel.refusals import Conflict, Forbidden

from ..enums import OpeningState
from ..models import RecordOpening, Student
from ..permissions import P
from ..queries.students import is_minor, opening_for
from .reasons import reason_of

VALID_FOR = dt.timedelta(hours=24)


@command("cultivation.opening.ask", P.STUDENT_REVEAL)
def ask(*, actor: Actor, student: Student | str, reason: str) -> RecordOpening:
    """Asks to open a minor's record. `Conflict` for an adult's, or where a request waits or holds;
    `Forbidden` for who is no person; `Invalid` without a reason.
    """
    row = lock(Student, student)
    require(actor, P.STUDENT_REVEAL, row)
    if actor.user_id is None:
        raise Forbidden(_("请以本人的账号办理。"))
    if not is_minor(row):
        raise Conflict(_("学生已满 18 岁，不需要申请，可以直接查看（记入操作记录）。"))
    asked = row.openings.filter(asked_by=actor.user_id)
    if asked.filter(state=OpeningState.ASKED).exists() or opening_for(actor, row):
        raise Conflict(_("您对这名学生已有待审批或有效的申请。"))
    made = RecordOpening(
        consortium_id=row.consortium_id, student=row, asked_by_id=actor.user_id,
        reason=reason_of(reason), state_changed_at=timezone.now(),
    )  # fmt: skip
    made.save()
    audit.record(actor, row, {"opening": made.ref, "reason": made.reason})
    return made


@command("cultivation.opening.decide", P.OPENING_APPROVE)
def decide(*, actor: Actor, opening: RecordOpening | str, approve: bool) -> RecordOpening:
    """Approves a request for 24 hours from now, or refuses it.

    `Forbidden` for one's own request, `Conflict` where it is decided already.
    """
    row = lock(RecordOpening, opening)
    require(actor, P.OPENING_APPROVE, row)
    if actor.user_id is None or row.asked_by_id == actor.user_id:
        raise Forbidden(_("不能审批自己的申请。"))
    if row.state != OpeningState.ASKED:
        raise Conflict(_("这项申请已经处理：%(state)s。") % {"state": row.get_state_display()})
    now = timezone.now()
    row.state = OpeningState.APPROVED if approve else OpeningState.REFUSED
    row.state_changed_at, row.decided_by_id = now, actor.user_id
    row.until = now + VALID_FOR if approve else None
    row.save()
    audit.record(actor, row.student, {"opening": row.ref, "approved": approve})
    return row
