"""A school with a class of ten, two enterprises, and a round that can be brought to any state."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils import timezone
from tests.story import forget
from tests.story.cast import Story, build_cast
from tests.story.lists import load_lists

from silian.accounts.models import User
from silian.consortia.models import RoleAssignment
from silian.consortia.queries.actors import build_actor, today
from silian.cultivation.models import Applicant, PlacementRound, Post, Student, StudentClass
from silian.cultivation.services import (
    rounds,
    rounds_applicants,
    rounds_posts,
    rounds_preferences,
    rounds_solving,
)
from silian.kernel.access import Actor

STUDENTS = 10
STEPS = ("open", "frozen", "solved", "published")


@dataclass
class World:
    """The story, its actors, the students with their accounts, best score last."""

    story: Story
    study_class: StudentClass
    students: list[Student] = field(default_factory=list)
    people: list[User] = field(default_factory=list)

    def actor(self, role: str) -> Actor:
        """Somebody of the story in 甲."""
        return build_actor(self.story.people[role], self.story.consortia["jia"])

    def student_actor(self, number: int) -> Actor:
        """The student of that place in `students`."""
        return build_actor(self.people[number], self.story.consortia["jia"])

    def inside(self) -> Any:
        """The scope of 甲."""
        return self.story.inside("jia")

    def draft(self, **values: Any) -> PlacementRound:
        """A round of the secretariat's in preparation: two posts, all students with a 成绩."""
        office = self.actor("secretariat")
        given = {"name": "示例双选", "choices": 3, "formula": "成绩", "seed": 7} | values
        row = rounds.draft(actor=office, values=given)
        for unit, code, capacity in (("maker", "G001", 2), ("rival", "G002", 3)):
            rounds_posts.add(actor=office, round=row, values={
                "code": code, "title": f"岗位{code}", "capacity": capacity,
                "organisation": self.story.units[unit],
            })  # fmt: skip
        with self.inside():
            rounds_applicants.add_class(actor=office, round=row, study_class=self.study_class)
            for number, one in enumerate(self.applicants(row)):
                rounds_applicants.score(
                    actor=office, applicant=one, scores={"成绩": Decimal(60 + number)}, more={}
                )
        return row

    def applicants(self, row: PlacementRound) -> list[Applicant]:
        """In the order of `students`."""
        return list(Applicant.objects.filter(round=row).order_by("student__number"))

    def posts(self, row: PlacementRound) -> dict[str, Post]:
        """By code."""
        return {post.code: post for post in Post.objects.filter(round=row)}

    def bring(
        self, row: PlacementRound, state: str, wishes: Mapping[int, Sequence[str]] | None = None
    ) -> PlacementRound:  # fmt: skip
        """To that state; everybody ranks G001 before G002 unless `wishes` say otherwise."""
        office = self.actor("secretariat")
        for step in STEPS[: STEPS.index(state) + 1]:
            if step == "open":
                rounds.open_round(actor=office, round=row)
                self.rank(row, wishes)
            if step == "frozen":
                rounds_solving.freeze(actor=office, round=row)
            if step == "solved":
                rounds_solving.solve(actor=office, round=row)
            if step == "published":
                rounds_solving.publish(actor=office, round=row)
        with self.inside():
            return PlacementRound.objects.get(pk=row.pk)

    def rank(self, row: PlacementRound, wishes: Mapping[int, Sequence[str]] | None = None) -> None:
        """Lets the students submit."""
        with self.inside():
            posts, people = self.posts(row), self.applicants(row)
        for number, one in enumerate(people):
            codes = (wishes or {}).get(number, ["G001", "G002"])
            rounds_preferences.submit(
                actor=self.student_actor(number), applicant=one,
                posts=[posts[code].ref for code in codes],
            )  # fmt: skip


def build_world() -> World:
    """Everything; call it in a test's transaction."""
    forget()
    load_lists()
    story = build_cast()
    here, school = story.consortia["jia"], story.units["school"]
    with story.inside("jia"):
        study_class = StudentClass.objects.create(
            consortium=here, organisation=school, name="示例汽修2401班", program_id="460103",
            level="college", entry_year=today().year - 2, is_demo=True,
        )  # fmt: skip
    world = World(story, study_class)
    for number in range(STUDENTS):
        user = User.objects.create(username=f"placed-{number}", name=f"示例生{number}")
        RoleAssignment.objects.create(
            user=user, role="student", consortium=here, organisation=school, valid_from=today()
        )
        with story.inside("jia"):
            world.students.append(Student.objects.create(
                consortium=here, organisation=school, study_class=study_class,
                number=f"24{number:03d}", full_name=f"示例姓名{number}", user=user, is_demo=True,
                born_on=today() - dt.timedelta(days=365 * 19),
            ))  # fmt: skip
        world.people.append(user)
    forget()
    return world


def tomorrow() -> dt.datetime:
    """A day from now."""
    return timezone.now() + dt.timedelta(days=1)
