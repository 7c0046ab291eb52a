"""Who takes part: a class, a project's students, or a spreadsheet with scores and attributes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.commands import command
from silian.kernel.exchange import Row, SaveResult, Sheet, register_sheet
from silian.kernel.models import new_ref
from silian.kernel.refusals import Forbidden, Invalid

from ..engine.rounds.formula import canonical
from ..enums import EnrolmentState
from ..exchange.rounds import APPLICANT_COLUMNS, POST_GROUPS, SCORES, check_applicant, read_more
from ..exchange.rounds import person_of as person_behind
from ..models import Applicant, Instructor, PlacementRound, Project, Student, StudentClass
from ..permissions import P
from .rounds import is_for_students, preparing

MOST = 100_000
CODE_LETTERS = 7


@command("cultivation.applicant.add", P.ROUND_MANAGE)
def add(
    *,
    actor: Actor,
    round: PlacementRound | str,
    people: Iterable[Student | Instructor],
    values: Mapping[str, Any] | None = None,
) -> list[Applicant]:
    """Puts people into a round that is being prepared; who is in it already stays as he is.

    `values`: attributes for all of them. `Invalid` for a person of the other kind, `Forbidden`
    for one of another unit than the organiser's. Returns those who were added.
    """
    row = preparing(actor, round)
    made = _make(actor, row, list(people), dict(values or {}))
    audit.record(actor, row, {"added": len(made)})
    return made


def _make(
    actor: Actor, row: PlacementRound, people: list[Student | Instructor], values: dict[str, Any]
) -> list[Applicant]:
    wanted: Any = Student if is_for_students(row) else Instructor
    side = "student" if is_for_students(row) else "instructor"
    there = set(row.applicants.values_list(f"{side}_id", flat=True))
    made = []
    for person in {one.pk: one for one in people}.values():
        if not isinstance(person, wanted):
            raise Invalid({"people": [_("这次双选的对象是“%(kind)s”。")
                                      % {"kind": row.get_kind_display()}]})  # fmt: skip
        if actor.organisation_id not in (None, person.organisation_id):
            raise Forbidden(_("只能为自己代表的单位办理。"))
        if person.pk not in there:
            made.append(Applicant(
                consortium_id=row.consortium_id, round=row, organisation=person.organisation,
                code=new_code(), attributes=attributes_of(person) | values, **{side: person},
            ))  # fmt: skip
    return list(Applicant.objects.bulk_create(made, batch_size=500))


def new_code() -> str:
    """Stands for the person in what is published: seven random letters and digits after an S.

    Nothing of the person is in it, nor of the order in which people were added.
    """
    return "S" + new_ref()[:CODE_LETTERS].upper()


def attributes_of(person: Student | Instructor) -> dict[str, str]:
    """What reserves, conditions and formulas may ask about somebody, taken from the register."""
    if isinstance(person, Instructor):
        return {"单位": person.organisation.name, "专业方向": person.field}
    own = person.study_class
    found = {
        "学校": person.organisation.name, "班级": own.name, "入学年份": str(own.entry_year),
        "层次": str(own.get_level_display()),
    }  # fmt: skip
    if own.program is not None:
        found |= {"专业": own.program.name, "专业代码": own.program.code}
    if person.region is not None:
        found |= {"生源地": person.region.name}
    return found


def students() -> Any:
    """Students with what `attributes_of` reads."""
    return Student.objects.select_related("organisation", "study_class__program", "region")


@command("cultivation.applicant.add_class", P.ROUND_MANAGE)
def add_class(
    *, actor: Actor, round: PlacementRound | str, study_class: StudentClass
) -> list[Applicant]:
    """A whole class, without those who have graduated. See `add`."""
    row = preparing(actor, round)
    rows = students().filter(study_class=study_class, graduated_on__isnull=True)
    made = add(actor=actor, round=row, people=list(rows))
    audit.record(actor, row, {"class": str(study_class), "added": len(made)})
    return made


@command("cultivation.applicant.add_project", P.ROUND_MANAGE)
def add_project(*, actor: Actor, round: PlacementRound | str, project: Project) -> list[Applicant]:
    """The students who are enrolled in a project; those of other schools than one's own are
    the secretariat's to add. See `add`.
    """
    row = preparing(actor, round)
    rows = students().filter(
        enrolments__project=project,
        enrolments__state__in=(EnrolmentState.SELECTED, EnrolmentState.ENROLLED),
    )
    if actor.organisation_id is not None:
        rows = rows.filter(organisation_id=actor.organisation_id)
    made = add(actor=actor, round=row, people=list(rows.distinct()))
    audit.record(actor, row, {"project": str(project), "added": len(made)})
    return made


@command("cultivation.applicant.add_instructors", P.ROUND_MANAGE)
def add_instructors(*, actor: Actor, round: PlacementRound | str) -> list[Applicant]:
    """All teachers or mentors of one's own unit, or of all units for the secretariat."""
    row = preparing(actor, round)
    rows = Instructor.objects.select_related("organisation")
    if actor.organisation_id is not None:
        rows = rows.filter(organisation_id=actor.organisation_id)
    made = add(actor=actor, round=row, people=list(rows))
    audit.record(actor, row, {"added": len(made)})
    return made


@command("cultivation.applicant.remove", P.ROUND_MANAGE)
def remove(*, actor: Actor, applicant: Applicant) -> None:
    """Takes somebody out of a round that is being prepared."""
    row = preparing(actor, applicant.round)
    applicant = Applicant.objects.get(pk=applicant.pk)
    audit.record(actor, row, {"removed": applicant.code})
    applicant.delete()


@command("cultivation.applicant.score", P.ROUND_MANAGE)
def score(
    *, actor: Actor, applicant: Applicant, scores: Mapping[str, Any], more: Mapping[str, Any]
) -> Applicant:
    """Writes scores and further attributes of somebody; what is not named stays."""
    row = preparing(actor, applicant.round)
    fresh: Applicant = Applicant.objects.get(pk=applicant.pk)
    _score(fresh, scores, more)
    fresh.save()
    audit.record(actor, row, {"scored": fresh.code, "names": sorted({*scores, *more})})
    return fresh


def _score(row: Applicant, scores: Mapping[str, Any], more: Mapping[str, Any]) -> None:
    row.scores = row.scores | {canonical(key): f"{value:f}" for key, value in scores.items()}
    row.attributes = row.attributes | {canonical(key): str(v) for key, v in more.items()}


def save(actor: Actor, batch: Any, rows: Iterator[Row]) -> SaveResult:
    """Puts the people of a spreadsheet into the round, with their scores; a second file adds to
    the scores of those who are in it.
    """
    round_ = preparing(actor, str(batch.options.get("round", "")))
    require(actor, P.ROUND_MANAGE, round_)
    lines = list(rows)
    if len(lines) > MOST:
        raise Invalid(_("一次最多导入 %(n)d 人，请分开导入。") % {"n": MOST})
    side = "student_id" if is_for_students(round_) else "instructor_id"
    pairs = []
    for line in lines:
        person = person_behind(line)
        if person is None:
            raise Invalid(_("名册里没有“%(number)s”。") % {"number": line["number"]})
        pairs.append((line, person))
    made = _make(actor, round_, [person for _line, person in pairs], {})
    there = {getattr(row, side): row for row in round_.applicants.all()}
    changed = []
    for line, person in pairs:
        row = there[person.pk]
        scores = {name: line[key] for key, name, _en in SCORES if line.get(key) is not None}
        _score(row, scores, read_more(line.get("more", "")))
        changed.append(row)
    Applicant.objects.bulk_update(changed, ["scores", "attributes"], batch_size=500)
    return SaveResult(created=len(made), unchanged=len(lines) - len(made))


APPLICANTS = register_sheet(
    Sheet(
        key="cultivation.round_applicants",
        title=gettext_lazy("双选参加者和成绩"),
        title_en="Applicants and scores of a placement round",
        columns=APPLICANT_COLUMNS,
        permission=P.ROUND_MANAGE,
        save=save,
        check=check_applicant,
        identity=("number", "organisation"),
        groups=POST_GROUPS,
        about=gettext_lazy("一行一人；已在双选里的人，只补成绩和属性。"),
        about_en="One line a person; of those who take part already only scores are added.",
    )
)
