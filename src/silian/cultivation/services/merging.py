"""What moves when two organisations of the registry turn out to be one.

Where both took part in the same thing apart from each other, as two parties of one project or as
schools with a student of the same number, they were two: that is refused, with the sentence.
"""

from __future__ import annotations

from django.db.models import Model
from django.utils.translation import gettext as _

from silian.kernel.refusals import Conflict
from silian.organisations import public as organisations

from ..enums import ConsentState
from ..models import (
    Alternation,
    Applicant,
    Consent,
    CurriculumItem,
    Instructor,
    Internship,
    PlacementRound,
    Post,
    Project,
    ProjectMentor,
    ProjectParty,
    ProjectStage,
    Student,
    StudentClass,
)

Unit = organisations.Organisation
MOVED: tuple[tuple[type[Model], str], ...] = (
    (Project, "lead"),
    (ProjectParty, "organisation"),
    (ProjectStage, "organisation"),
    (ProjectMentor, "organisation"),
    (CurriculumItem, "organisation"),
    (Alternation, "organisation"),
    (StudentClass, "organisation"),
    (Student, "organisation"),
    (Instructor, "organisation"),
    (Consent, "organisation"),
    (Internship, "school"),
    (Internship, "organisation"),
    (PlacementRound, "organisation"),
    (Post, "organisation"),
    (Applicant, "organisation"),
)
"""Every column of cultivation that names a unit."""


def move(source: Unit, target: Unit, dry_run: bool) -> list[tuple[str, int]]:
    """Moves everything of cultivation from `source` to `target`, in all consortia.

    `Conflict` where both are parties of one project, or both have a class, a student or an
    instructor of the same name or number in one consortium.
    """
    _check_parties(source, target)
    _check_numbers(source, target)
    _end_double_consents(source, target, dry_run)
    return [
        (_label(model, field), _plain(model, field, source, target, dry_run))
        for model, field in MOVED
    ]


def _label(model: type[Model], field: str) -> str:
    kind = str(model._meta.verbose_name)
    if field == "organisation":
        return kind
    name = model._meta.get_field(field).verbose_name  # type: ignore[union-attr]  # ours have one
    return _("%(kind)s（%(field)s）") % {"kind": kind, "field": name}


def _plain(model: type[Model], field: str, source: Unit, target: Unit, dry_run: bool) -> int:
    rows = model._default_manager.filter(**{field: source.pk})
    return int(rows.count() if dry_run else rows.update(**{field: target.pk}))


def _check_parties(source: Unit, target: Unit) -> None:
    there = ProjectParty.objects.filter(organisation=target.pk).values("project")
    twice = ProjectParty.objects.filter(organisation=source.pk, project__in=there)
    if (row := twice.select_related("project").first()) is not None:
        raise Conflict(
            _("两个单位都是共育项目“%(name)s”的参与单位，不能合并。") % {"name": row.project.name}
        )


def _check_numbers(source: Unit, target: Unit) -> None:
    """The keys of a school: the same one at both would stand for two."""
    keys: tuple[tuple[type[Model], tuple[str, ...]], ...] = (
        (StudentClass, ("consortium", "entry_year", "name")),
        (Student, ("consortium", "number")),
        (Instructor, ("consortium", "number")),
    )
    for model, key in keys:
        rows = model._default_manager
        there = set(rows.filter(organisation=target.pk).values_list(*key))
        for values in rows.filter(organisation=source.pk).values_list(*key):
            if values in there:
                raise Conflict(
                    _("两个单位都有%(kind)s“%(key)s”，不能合并。请先改其中一个。")
                    % {"kind": model._meta.verbose_name, "key": values[-1]}
                )


def _end_double_consents(source: Unit, target: Unit, dry_run: bool) -> None:
    """Who consented to both consented to the one: the older row is enough."""
    given = Consent.objects.filter(state=ConsentState.GIVEN)
    there = given.filter(organisation=target.pk).values("student")
    if not dry_run:
        given.filter(organisation=source.pk, student__in=there).delete()


organisations.register_reference(move)
