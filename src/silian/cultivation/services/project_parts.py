"""What a project consists of: parties, stages, mentors, courses, alternation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db.models import Max, Model
from django.utils.translation import gettext as _

from silian.kernel import audit
from silian.kernel.access import Actor
from silian.kernel.commands import command
from silian.kernel.refusals import Conflict, Invalid, Missing

from ..engine.projects.reckoning import Span, overlapping
from ..enums import Place, Side
from ..models import (
    Alternation,
    CurriculumItem,
    Project,
    ProjectMentor,
    ProjectParty,
    ProjectStage,
)
from ..permissions import P
from .projects import changing
from .values import fill, valid

M = TypeVar("M", bound=Model)
MOST_PARTIES = 60
MENTOR_SIDES = frozenset({Side.SECONDARY, Side.COLLEGE, Side.ENTERPRISE})
SCHOOL_SIDES = frozenset({Side.SECONDARY, Side.COLLEGE})
HOURS = ("school_hours", "joint_hours", "enterprise_hours", "site_hours")
FIELDS: Mapping[type[Model], frozenset[str]] = {
    ProjectParty: frozenset({"organisation", "side", "from_consortium", "role"}),
    ProjectStage: frozenset({"level", "organisation", "program", "years", "quota", "condition"}),
    ProjectMentor: frozenset({"organisation", "side", "person", "phone", "title"}),
    CurriculumItem: frozenset({"name", "term", "organisation", *HOURS}),
    Alternation: frozenset({"place", "organisation", "starts_on", "ends_on", "note"}),
}


def part_of(project: Project, model: type[M], ref: str) -> M:
    """A part of the project by its ref; `Missing` where it has none."""
    found = model._default_manager.filter(project=project, ref=ref).first()
    if found is None:
        raise Missing()
    return found


def new_part(project: Project, model: type[M]) -> M:
    """An unsaved part of the project."""
    return model(consortium_id=project.consortium_id, project=project)


def put(row: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """Sets the fields of a part and checks it; returns what changed."""
    if unknown := set(values) - FIELDS[type(row)]:
        raise TypeError(f"no field of {type(row).__name__}: {sorted(unknown)}")
    changes = fill(row, values)
    _CHECKS[type(row)](row)
    valid(row, leave_out=("project", "organisation", "program"))
    return changes


def _check_unit(row: Any) -> None:
    if row.organisation_id is None:
        raise Invalid({"organisation": [_("请选择单位。")]})


def _check_party(row: ProjectParty) -> None:
    _check_unit(row)
    others = ProjectParty.objects.filter(project=row.project).exclude(pk=row.pk)
    if others.filter(organisation=row.organisation_id).exists():
        raise Invalid({
            "organisation": [_("“%(unit)s”已经是参与单位。") % {"unit": row.organisation}]
        })  # fmt: skip
    if row.pk is None and others.count() >= MOST_PARTIES:
        raise Conflict(_("一个项目最多 %(n)d 个参与单位。") % {"n": MOST_PARTIES})


def _check_stage(row: ProjectStage) -> None:
    _check_unit(row)
    if row.years is None or not 0 < row.years < 10:
        raise Invalid({"years": [_("学制应大于 0、小于 10 年。")]})
    if row.order is None:
        last = ProjectStage.objects.filter(project=row.project).aggregate(last=Max("order"))
        row.order = (last["last"] or 0) + 1


def _check_mentor(row: ProjectMentor) -> None:
    _check_unit(row)
    if row.side not in MENTOR_SIDES:
        raise Invalid({"side": [_("导师来自学校或企业。")]})
    if not row.person.strip():
        raise Invalid({"person": [_("请填写导师姓名。")]})


def _check_course(row: CurriculumItem) -> None:
    row.name = row.name.strip()
    same = CurriculumItem.objects.filter(project=row.project, term=row.term, name=row.name)
    if same.exclude(pk=row.pk).exists():
        raise Invalid({"name": [_("第 %(term)s 学期已经有这门课程。") % {"term": row.term}]})
    if not any(getattr(row, name) for name in HOURS):
        raise Invalid({"school_hours": [_("请至少填写一种学时。")]})


def _check_alternation(row: Alternation) -> None:
    if row.starts_on is None or row.ends_on is None:
        raise Invalid({"starts_on": [_("请填写起止日期。")]})
    if row.ends_on < row.starts_on:
        raise Invalid({"ends_on": [_("结束日期不能早于开始日期。")]})
    others = Alternation.objects.filter(project=row.project).exclude(pk=row.pk)
    spans = [Span(one.starts_on, one.ends_on, one.get_place_display()) for one in others]
    clash = overlapping([*spans, Span(row.starts_on, row.ends_on, "")])
    if clash:
        other = clash[0] if clash[0].key else clash[1]
        raise Invalid({
            "starts_on": [_("与“%(place)s”（%(first)s 至 %(last)s）重叠。") % {
                "place": other.key, "first": other.first, "last": other.last,
            }]
        })  # fmt: skip
    if row.place in {Place.ENTERPRISE, Place.SITE} and row.organisation_id is None:
        raise Invalid({"organisation": [_("企业实践和现场项目要写明单位。")]})


_CHECKS: Mapping[type[Model], Any] = {
    ProjectParty: _check_party, ProjectStage: _check_stage, ProjectMentor: _check_mentor,
    CurriculumItem: _check_course, Alternation: _check_alternation,
}  # fmt: skip


def _add(actor: Actor, project: Project | str, model: type[M], values: Mapping[str, Any]) -> M:
    row = new_part(changing(actor, project), model)
    changes = put(row, values)
    row.save()
    audit.record(actor, row, changes | {"project": str(row.project)})  # type: ignore[attr-defined]
    return row


def _update(
    actor: Actor, project: Project | str, model: type[M], ref: str, values: Mapping[str, Any]
) -> M:
    row = part_of(changing(actor, project), model, ref)
    changes = put(row, values)
    row.save()
    audit.record(actor, row, changes)
    return row


def _remove(actor: Actor, project: Project | str, model: type[M], ref: str) -> None:
    row: Any = part_of(changing(actor, project), model, ref)
    audit.record(actor, row, {"removed": str(row), "project": str(row.project)})
    row.delete()


@command("cultivation.party.add", P.PROJECT_MANAGE)
def add_party(*, actor: Actor, project: Project | str, values: Mapping[str, Any]) -> ProjectParty:
    """A unit of the registry takes part, member or not. `Invalid` for one that does already."""
    return _add(actor, project, ProjectParty, values)


@command("cultivation.party.update", P.PROJECT_MANAGE)
def update_party(
    *, actor: Actor, project: Project | str, ref: str, values: Mapping[str, Any]
) -> ProjectParty:
    """Changes side, origin or role of a party."""
    return _update(actor, project, ProjectParty, ref, values)


@command("cultivation.party.remove", P.PROJECT_MANAGE)
def remove_party(*, actor: Actor, project: Project | str, ref: str) -> None:
    """Takes a party out. `Conflict` for one that has duties."""
    row = part_of(changing(actor, project), ProjectParty, ref)
    if row.duties.exists():
        raise Conflict(_("“%(unit)s”还有职责，不能移出。") % {"unit": row.organisation})
    _remove(actor, project, ProjectParty, ref)


@command("cultivation.stage.add", P.PROJECT_MANAGE)
def add_stage(*, actor: Actor, project: Project | str, values: Mapping[str, Any]) -> ProjectStage:
    """A further stage after the last. `Invalid` for years out of 0–10."""
    return _add(actor, project, ProjectStage, values)


@command("cultivation.stage.update", P.PROJECT_MANAGE)
def update_stage(
    *, actor: Actor, project: Project | str, ref: str, values: Mapping[str, Any]
) -> ProjectStage:
    """Changes school, program, years, places or condition of a stage."""
    return _update(actor, project, ProjectStage, ref, values)


@command("cultivation.stage.remove", P.PROJECT_MANAGE)
def remove_stage(*, actor: Actor, project: Project | str, ref: str) -> None:
    """Removes a stage. `Conflict` for one in which students are."""
    row = part_of(changing(actor, project), ProjectStage, ref)
    if row.enrolments.exists():
        raise Conflict(_("这个学段已有学生，不能删除。"))
    _remove(actor, project, ProjectStage, ref)


@command("cultivation.mentor.add", P.PROJECT_MANAGE)
def add_mentor(*, actor: Actor, project: Project | str, values: Mapping[str, Any]) -> ProjectMentor:
    """A mentor of a school or of an enterprise. `Invalid` for another side or without a name."""
    return _add(actor, project, ProjectMentor, values)


@command("cultivation.mentor.update", P.PROJECT_MANAGE)
def update_mentor(
    *, actor: Actor, project: Project | str, ref: str, values: Mapping[str, Any]
) -> ProjectMentor:
    """Changes a mentor."""
    return _update(actor, project, ProjectMentor, ref, values)


@command("cultivation.mentor.remove", P.PROJECT_MANAGE)
def remove_mentor(*, actor: Actor, project: Project | str, ref: str) -> None:
    """Takes a mentor out."""
    _remove(actor, project, ProjectMentor, ref)


@command("cultivation.course.add", P.PROJECT_MANAGE)
def add_course(
    *, actor: Actor, project: Project | str, values: Mapping[str, Any]
) -> CurriculumItem:
    """A course with its class hours. `Invalid` for one of the same name in a term, or no hours."""
    return _add(actor, project, CurriculumItem, values)


@command("cultivation.course.update", P.PROJECT_MANAGE)
def update_course(
    *, actor: Actor, project: Project | str, ref: str, values: Mapping[str, Any]
) -> CurriculumItem:
    """Changes a course."""
    return _update(actor, project, CurriculumItem, ref, values)


@command("cultivation.course.remove", P.PROJECT_MANAGE)
def remove_course(*, actor: Actor, project: Project | str, ref: str) -> None:
    """Removes a course."""
    _remove(actor, project, CurriculumItem, ref)


@command("cultivation.alternation.add", P.PROJECT_MANAGE)
def add_alternation(
    *, actor: Actor, project: Project | str, values: Mapping[str, Any]
) -> Alternation:
    """A period of the alternation. `Invalid` where it shares a day with another one."""
    return _add(actor, project, Alternation, values)


@command("cultivation.alternation.update", P.PROJECT_MANAGE)
def update_alternation(
    *, actor: Actor, project: Project | str, ref: str, values: Mapping[str, Any]
) -> Alternation:
    """Changes a period of the alternation."""
    return _update(actor, project, Alternation, ref, values)


@command("cultivation.alternation.remove", P.PROJECT_MANAGE)
def remove_alternation(*, actor: Actor, project: Project | str, ref: str) -> None:
    """Removes a period of the alternation."""
    _remove(actor, project, Alternation, ref)
