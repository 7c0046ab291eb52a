"""A placement round with many students, each with an account and a session, laid in bulk."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.proofs.vote_hall import _people, _sessions

POSTS, CHOICES = 12, 5
SLUG = "places"


@dataclass
class Round:
    """What clients need: the page and the session of each student, the posts by their refs."""

    consortium: int
    ref: str
    pages: list[str]
    codes: list[str]
    sessions: list[str]
    posts: dict[str, str] = field(default_factory=dict)


def build(students: int) -> Round:
    """An open round in which nobody has ranked anything yet."""
    from django.utils import timezone

    from silian.consortia import roles
    from silian.consortia.models import Consortium, RoleAssignment
    from silian.consortia.queries.actors import today
    from silian.cultivation.models import Applicant, PlacementRound, Post, Student, StudentClass
    from silian.kernel.scoping import inside
    from silian.organisations.models import Organisation

    here = Consortium.objects.create(
        slug=SLUG, name="示例双选场", kind="city_consortium", scope="city"
    )
    school = Organisation.objects.create(name="示例双选学校", kind="vocational_college")
    people = _people(SLUG, [f"学员{n}" for n in range(students)])
    RoleAssignment.objects.bulk_create(
        (
            RoleAssignment(user=user, organisation=school, consortium=here, valid_from=today(),
                           role=roles.STUDENT.slug)
            for user in people
        ),
        batch_size=500,
    )  # fmt: skip
    with inside(here.pk):
        study_class = StudentClass.objects.create(
            consortium=here, organisation=school, name="示例班", level="college", entry_year=2024
        )
        row = PlacementRound.objects.create(
            consortium=here, name="示例双选", choices=CHOICES, formula="成绩", state="open",
            state_changed_at=timezone.now(),
        )  # fmt: skip
        posts = Post.objects.bulk_create(
            Post(consortium=here, round=row, organisation=school, code=f"G{n:02d}",
                 title=f"岗位{n}", capacity=max(1, students // POSTS))
            for n in range(POSTS)
        )  # fmt: skip
        made = Student.objects.bulk_create(
            (
                Student(consortium=here, organisation=school, study_class=study_class,
                        number=f"{n:06d}", full_name=f"示例学员{n}", user=user)
                for n, user in enumerate(people)
            ),
            batch_size=500,
        )  # fmt: skip
        rows = Applicant.objects.bulk_create(
            (
                Applicant(consortium=here, round=row, organisation=school, student=one,
                          code=f"S{n:06d}", scores={"成绩": str(60 + n % 40)})
                for n, one in enumerate(made)
            ),
            batch_size=500,
        )  # fmt: skip
    return Round(
        here.pk, row.ref, [f"/c/{SLUG}/cultivation/my/rounds/{one.ref}/" for one in rows],
        [one.code for one in rows], _sessions(people), {post.ref: post.code for post in posts},
    )  # fmt: skip


def frozen(hall: Round) -> tuple[Any, str]:
    """What the product holds now as frozen tables, and the digest that it wrote at the time."""
    from silian.cultivation.models import PlacementRound
    from silian.cultivation.queries.rounds_market import frozen_tables
    from silian.kernel.scoping import inside

    with inside(hall.consortium):
        row = PlacementRound.objects.get(ref=hall.ref)
        return frozen_tables(row), row.frozen_sha256
