"""A joint project from its plan to its end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.commands import command, lock
from silian.kernel.punctuation import listed
from silian.kernel.refusals import Conflict, Invalid

from ..enums import DutyState, EnrolmentState, ProjectState
from ..models import Enrolment, Project, ProjectStage
from ..permissions import P
from ..policy import place_of
from ..queries.project_kinds import kinds
from ..queries.projects import missing_to_start
from ..workflows import PROJECT
from .reasons import reason_of
from .values import fill, valid

FIELDS = frozenset({
    "kind", "name", "name_en", "summary", "lead", "program", "agreement", "starts_on", "ends_on",
    "planned_students",
})  # fmt: skip
LEFT_OUT = ("lead", "program", "agreement")


def check_changing(project: Project) -> None:
    """`Conflict` for a project that is over: what it shows is what was."""
    if project.state in {ProjectState.FINISHED, ProjectState.STOPPED}:
        raise Conflict(
            _("“%(project)s”现在是“%(state)s”，不再改动。")
            % {"project": project.name, "state": project.get_state_display()}
        )


def changing(actor: Actor, project: Project | str) -> Project:
    """The project, locked, to be changed by who runs projects. `Conflict` when it is over."""
    row = lock(Project, project)
    require(actor, P.PROJECT_MANAGE, row)
    check_changing(row)
    return row


def _put(row: Project, values: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := set(values) - FIELDS:
        raise TypeError(f"no field of a project: {sorted(unknown)}")
    changes = fill(row, values)
    row.name = row.name.strip()
    errors: dict[str, list[object]] = {}
    if row.kind not in kinds():
        errors["kind"] = [_("没有“%(kind)s”这种类型。") % {"kind": row.kind}]
    same = Project.objects.filter(name=row.name).exclude(pk=row.pk)
    if same.exists():
        errors["name"] = [_("已经有同名的项目。")]
    if row.lead_id is None:
        errors["lead"] = [_("请选择牵头单位。")]
    agreement = row.agreement
    if agreement is not None and agreement.consortium_id != row.consortium_id:
        errors["agreement"] = [_("协议不属于本联合体。")]
    if errors:
        raise Invalid(errors)
    valid(row, leave_out=LEFT_OUT)
    return changes


@command("cultivation.project.draft", P.PROJECT_MANAGE)
def draft(*, actor: Actor, values: Mapping[str, Any], is_demo: bool = False) -> Project:
    """A new project with the stages that its kind suggests, taught by the lead until changed.

    `values` by field (see FIELDS). `Invalid` for an unknown kind, a name that is taken or dates
    that do not fit.
    """
    require(actor, P.PROJECT_MANAGE)
    row = Project(consortium_id=place_of(actor), is_demo=is_demo)
    changes = _put(row, values)
    row.save()
    for order, stage in enumerate(kinds()[row.kind].stages, 1):
        ProjectStage.objects.create(
            consortium_id=row.consortium_id, project=row, order=order, level=stage.level,
            organisation=row.lead, years=stage.years,
        )  # fmt: skip
    audit.record(actor, row, changes)
    return row


@command("cultivation.project.update", P.PROJECT_MANAGE)
def update(*, actor: Actor, project: Project | str, values: Mapping[str, Any]) -> Project:
    """Changes a project. `Conflict` when it is over, `Invalid` as for `draft`."""
    row = changing(actor, project)
    changes = _put(row, values)
    row.save()
    audit.record(actor, row, changes)
    return row


@command("cultivation.project.start", P.PROJECT_MANAGE)
def start(*, actor: Actor, project: Project | str) -> Project:
    """Starts a project. `Conflict` without units of two sides and a duty."""
    row = lock(Project, project)
    changes = PROJECT.advance(actor, row, "start")
    if lacking := missing_to_start(list(row.parties.all()), row.duties.count()):
        raise Conflict(_("项目还不能启动，还缺：%(what)s。") % {"what": listed(map(str, lacking))})
    row.save()
    audit.record(actor, row, changes)
    return row


@command("cultivation.project.finish", P.PROJECT_MANAGE)
def finish(*, actor: Actor, project: Project | str, result: str) -> Project:
    """Closes a project with its result. `Invalid` without one; `Conflict` while a duty is open
    or a student is still enrolled.
    """
    row = lock(Project, project)
    changes: dict[str, Any] = dict(PROJECT.advance(actor, row, "finish"))
    left = row.duties.filter(state__in=[DutyState.OPEN, DutyState.SUBMITTED]).count()
    if left:
        raise Conflict(_("还有 %(n)d 项职责没有完成或免除。") % {"n": left})
    studying = Enrolment.objects.filter(project=row, state=EnrolmentState.ENROLLED).count()
    if studying:
        raise Conflict(_("还有 %(n)d 名学生在读，请先办理结业或退出。") % {"n": studying})
    if not result.strip():
        raise Invalid({"result": [_("请写明项目的结果。")]})
    row.result = result.strip()[:10_000]
    row.save()
    audit.record(actor, row, changes)
    return row


@command("cultivation.project.stop", P.PROJECT_MANAGE)
def stop(*, actor: Actor, project: Project | str, reason: str) -> Project:
    """Gives a project up. `Invalid` without a reason."""
    row = lock(Project, project)
    changes: dict[str, Any] = dict(PROJECT.advance(actor, row, "stop"))
    row.result = reason_of(reason)
    row.save()
    audit.record(actor, row, changes | {"reason": row.result})
    return row
