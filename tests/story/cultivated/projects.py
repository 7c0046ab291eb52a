"""Joint projects and pathways in both consortia: one row of everything, laid directly."""

from __future__ import annotations

import datetime as dt
from typing import Any

from silian.consortia.queries.actors import today
from silian.cultivation.models import (
    Alternation,
    CurriculumItem,
    DutyEvidence,
    Enrolment,
    Project,
    ProjectDuty,
    ProjectMentor,
    ProjectParty,
    ProjectStage,
    Student,
    StudentClass,
)

from ..cast import Story
from ..governance import Laying, _file
from ..planted import person_of, phone_of
from ..variants import GONE, Place, elsewhere, gone, known, other_unit, own, place

MAKER = ("enterprise_hr",)
# The parties of the project are the maker and the school; who acts for no unit sees it all.
SEE_PROOF = ("secretariat", "authority", "auditor", "expert", "platform_admin", "school_office",
             *MAKER)  # fmt: skip
FORMATS = ("csv", "xlsx")
PART_ROWS = ("party", "stage", "mentor", "course", "alternation")


def build(story: Story) -> None:
    """A running project with everything, and one that is planned, in both consortia."""
    for slug in ("jia", "yi"):
        with story.inside(slug):
            to = Laying(story, slug)
            project = _project(to)
            _parts(to, project)
            _duties(to, project)
            _students(to, project)


def _project(to: Laying) -> Project:
    planned = to.lay("project_planned", Project(
        kind="order-class", name="筹备中的项目", lead=to.unit("school"),
    ))  # fmt: skip
    for name, side in (("maker", "enterprise"), ("school", "college")):
        party = to.lay(f"planned_{name}", ProjectParty(
            project=planned, organisation=to.unit(name), side=side,
        ))  # fmt: skip
    to.lay("planned_duty", ProjectDuty(project=planned, party=party, title="先做的事"))
    return to.lay("project", Project(
        kind="pathway-3-2", name=f"项目{to.mark}", lead=to.unit("school"), state="running",
        starts_on=today() - dt.timedelta(days=100), program_id="660103",
        agreement=_agreement(to),
    ))  # fmt: skip


def _agreement(to: Laying) -> Any:
    from silian.governance.models import Agreement

    return Agreement.objects.get(ref=to.story.refs[f"agreement.{to.slug}"])


def _parts(to: Laying, project: Project) -> None:
    maker, school = to.unit("maker"), to.unit("school")
    for name, unit, side in (("maker", maker, "enterprise"), ("school", school, "college")):
        to.lay(f"project_party_{name}", ProjectParty(project=project, organisation=unit, side=side))
    to.story.refs[f"project_party.{to.slug}"] = to.story.refs[f"project_party_maker.{to.slug}"]
    to.lay("project_stage", ProjectStage(
        project=project, order=1, level="secondary", organisation=school, program_id="660103",
        years=3, quota=2000, condition=f"条件{to.mark}",
    ))  # fmt: skip
    to.lay("project_stage_next", ProjectStage(
        project=project, order=2, level="college", organisation=school, program_id="460103",
        years=2, condition=f"条件{to.mark}",
    ))  # fmt: skip
    to.lay("project_mentor", ProjectMentor(
        project=project, organisation=maker, side="enterprise",
        person=person_of(f"{to.slug}.maker"), phone=phone_of(f"{to.slug}.maker"),
    ))  # fmt: skip
    to.lay("project_course", CurriculumItem(
        project=project, name=f"课程{to.mark}", school_hours=30, enterprise_hours=10,
    ))  # fmt: skip
    to.lay("project_alternation", Alternation(
        project=project, place="enterprise", organisation=maker, note=to.mark,
        starts_on=today(), ends_on=today() + dt.timedelta(days=30),
    ))  # fmt: skip


def _duties(to: Laying, project: Project) -> None:
    parties = {party.organisation_id: party for party in ProjectParty.objects.filter(
        project=project)}  # fmt: skip
    maker, school = parties[to.unit("maker").pk], parties[to.unit("school").pk]
    late = today() - dt.timedelta(days=1)
    to.lay("project_duty", ProjectDuty(
        project=project, party=maker, title=f"职责{to.mark}", due_on=late,
    ))  # fmt: skip
    to.lay("project_duty_other", ProjectDuty(project=project, party=school, title="学校的职责"))
    given = to.lay("project_duty_given", ProjectDuty(
        project=project, party=maker, title="已提交的职责", state="submitted", report=to.mark,
    ))  # fmt: skip
    to.lay("project_proof", DutyEvidence(duty=given, note=to.mark, file=_file(to, "职责佐证")))


def _students(to: Laying, project: Project) -> None:
    school = to.unit("school")
    row = to.lay("project_class", StudentClass(
        organisation=school, name=f"项目班{to.mark}", program_id="460103", level="college",
        entry_year=2025,
    ))  # fmt: skip
    person = to.lay("project_student", Student(
        organisation=school, study_class=row, number=f"P{to.slug}1",
        full_name=person_of(f"{to.slug}.school"), phone=phone_of(f"{to.slug}.school"),
    ))  # fmt: skip
    stage = ProjectStage.objects.get(project=project, order=1)
    to.lay("enrolment", Enrolment(
        project=project, student=person, stage=stage, state="enrolled",
    ))  # fmt: skip


def grow(units: list[Any], count: int) -> None:
    """Copies of one row of everything that a page may list."""
    from ..growth import copies

    project = Project.objects.get(state="running")
    copies(project, count, name=lambda n: f"项目{n}", agreement_id=None)
    copies(ProjectParty.objects.filter(project=project).first(), count,
           organisation_id=lambda n: units[n].pk)  # fmt: skip
    copies(ProjectStage.objects.filter(project=project).last(), count, order=lambda n: n + 10)
    copies(ProjectMentor.objects.filter(project=project).first(), count)
    copies(CurriculumItem.objects.filter(project=project).first(), count, term=lambda n: n + 2)
    first = Alternation.objects.filter(project=project).get()
    copies(first, count, starts_on=lambda n: first.starts_on + dt.timedelta(days=40 + n),
           ends_on=lambda n: first.starts_on + dt.timedelta(days=40 + n))  # fmt: skip
    given = ProjectDuty.objects.get(project=project, state="submitted")
    copies(given, count)
    copies(ProjectDuty.objects.filter(project=project, due_on__isnull=False).first(), count)
    copies(DutyEvidence.objects.get(duty=given), count)
    person = Enrolment.objects.get(project=project).student
    people = copies(person, count, number=lambda n: f"P{n + 100}", user_id=None)
    copies(Enrolment.objects.get(project=project), count,
           student_id=lambda n: people[n].pk)  # fmt: skip
    copies(person.study_class, count, name=lambda n: f"项目班{n}",
           entry_year=lambda n: 2000 + n % 30)  # fmt: skip


def _thing(routes: str, name: str, *roles: str) -> Place:
    return place(f"cultivation:{routes}", "ref", own(f"{name}.jia", *roles),
                 elsewhere(f"{name}.yi"), gone())  # fmt: skip


def _imports(routes: str, key: str) -> tuple[Place, ...]:
    batch = f"batch.{key}"
    return (
        place(f"cultivation:{routes}_", "ref", own(f"{batch}.secretariat", "secretariat"),
              elsewhere(f"{batch}.secretariat_yi"),
              elsewhere("batch.consortia.members.secretariat"), gone()),
        place(f"cultivation:{routes}_row", "ref number",
              own(f"{batch}.secretariat 2", "secretariat"),
              elsewhere(f"{batch}.secretariat_yi 2"), gone(f"{batch}.secretariat 999999")),
    )  # fmt: skip


def _items(page: str) -> Place:
    return place(
        f"cultivation:part_{page}", "ref part item",
        *(own(f"project.jia {part} project_{part}.jia") for part in PART_ROWS),
        *(elsewhere(f"project.jia {part} project_{part}.yi") for part in PART_ROWS),
        elsewhere("project.yi party project_party.yi"),
        gone("project.jia no-such project_party.jia"),
        gone("project.jia stage project_party.jia"), gone(f"project.jia party {GONE}"),
    )  # fmt: skip


PLACES: tuple[Place, ...] = (
    _thing("project_", "project"),
    place("cultivation:project_export", "format", *map(own, FORMATS), gone("exe")),
    place("cultivation:project_step", "ref verb", own("project_planned.jia start"),
          own("project_planned.jia stop"), own("project.jia finish"),
          elsewhere("project_planned.yi start"), gone("project.jia no-such")),
    place("cultivation:part_add", "ref part", *(own(f"project.jia {p}") for p in PART_ROWS),
          elsewhere("project.yi party"), gone("project.jia no-such")),
    _items("edit"),
    _items("remove"),
    place("cultivation:mentor_contact", "ref item", own("project.jia project_mentor.jia"),
          elsewhere("project.yi project_mentor.yi"), elsewhere("project.jia project_mentor.yi"),
          gone(f"project.jia {GONE}")),
    _thing("duty_add", "project"),
    _thing("duty_preset", "project"),
    _thing("enrolment_", "project"),
    place("cultivation:enrolment_export", "ref format",
          *(own(f"project.jia {kind}") for kind in FORMATS), elsewhere("project.yi csv"),
          gone("project.jia exe")),
    place("cultivation:enrolment_step", "ref verb",
          *(own(f"enrolment.jia {verb}") for verb in ("transfer", "complete", "leave")),
          elsewhere("enrolment.yi leave"), gone("enrolment.jia no-such")),
    _thing("duty_", "project_duty"),
    place("cultivation:duty_export", "format", *map(own, FORMATS), gone("exe")),
    place("cultivation:duty_submit", "ref", own("project_duty.jia", "secretariat", *MAKER),
          other_unit("project_duty_other.jia", "secretariat", "school_office"),
          elsewhere("project_duty.yi"), gone()),
    place("cultivation:duty_step", "ref verb",
          *(own(f"project_duty_given.jia {verb}") for verb in ("accept", "return", "drop")),
          elsewhere("project_duty_given.yi accept"), gone("project_duty_given.jia no-such")),
    place("cultivation:duty_evidence", "ref evidence",
          own("project_duty_given.jia project_proof.jia", *SEE_PROOF),
          elsewhere("project_duty_given.yi project_proof.yi"),
          elsewhere("project_duty_given.jia project_proof.yi"),
          gone(f"project_duty_given.jia {GONE}")),
    place("cultivation:pathway_", "code", *known("460103")),
    place("cultivation:pathway_export", "format", *map(own, FORMATS), gone("exe")),
    *_imports("curriculum_import", "cultivation.curriculum"),
    *_imports("selection_import", "cultivation.selection"),
)  # fmt: skip
