"""A school with two students (one below 18), an enterprise, and the people of the story."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from tests.story import forget
from tests.story.cast import Story, build_cast
from tests.story.lists import load_lists

from silian.consortia.queries.actors import build_actor, today
from silian.cultivation.models import Instructor, Internship, Student, StudentClass
from silian.kernel.access import Actor

NAME, MINOR_NAME = "示例学生成年", "示例学生未满"
PHONE, GUARDIAN = "13900009001", "13900009002"


def years_ago(years: int, days: int = 0) -> dt.date:
    """The day so many years (and days) before today."""
    day = today()
    return day.replace(year=day.year - years, day=min(day.day, 28)) - dt.timedelta(days=days)


@dataclass
class World:
    """The story, its actors by role, and the rows laid directly."""

    story: Story
    study_class: StudentClass
    adult: Student
    minor: Student

    def actor(self, role: str) -> Actor:
        """Somebody of the story in 甲."""
        return build_actor(self.story.people[role], self.story.consortia["jia"])

    def inside(self) -> Any:
        """The scope of 甲."""
        return self.story.inside("jia")

    def unit(self, name: str) -> Any:
        """A unit of the story."""
        return self.story.units[name]

    def internship(self, student: Student | None = None, **fields: Any) -> Internship:
        """An internship of the adult at the maker that keeps every rule."""
        day = today()
        values: dict[str, Any] = {
            "kind": "on_post", "school": self.unit("school"), "organisation": self.unit("maker"),
            "student": student or self.adult, "post": "数控操作", "post_program_id": "460103",
            "region_id": "330604", "starts_on": day, "ends_on": day + dt.timedelta(days=180),
            "day_hours": 8, "pay": 3200, "post_wage": 4000, "insurance": "示例保单1号",
            "visited_on": day - dt.timedelta(days=20), "unit_staff": 500, "post_staff": 50,
            "student_signed_on": day, "school_signed_on": day, "unit_signed_on": day,
            "school_mentor": "示例教师", "unit_mentor": "示例师傅", "guardian_consent": True,
        }  # fmt: skip
        return Internship.objects.create(
            consortium=self.story.consortia["jia"], **(values | fields)
        )

    def instructor(self, unit: str = "school", **fields: Any) -> Instructor:
        """A teacher of the school, or somebody of that unit."""
        values: dict[str, Any] = {"number": "T001", "full_name": "示例教师乙"}
        return Instructor.objects.create(
            consortium=self.story.consortia["jia"], organisation=self.unit(unit),
            **(values | fields),
        )  # fmt: skip


def build_world() -> World:
    """Everything; call it in a test's transaction."""
    forget()
    load_lists()
    story = build_cast()
    with story.inside("jia"):
        here, school = story.consortia["jia"], story.units["school"]
        study_class = StudentClass.objects.create(
            consortium=here, organisation=school, name="示例机电2401班", program_id="460103",
            level="college", entry_year=today().year - 2, is_demo=True,
        )  # fmt: skip
        adult = Student.objects.create(
            consortium=here, organisation=school, study_class=study_class, number="2401001",
            full_name=NAME, born_on=years_ago(20), phone=PHONE, user=story.people["student"],
            is_demo=True,
        )  # fmt: skip
        minor = Student.objects.create(
            consortium=here, organisation=school, study_class=study_class, number="2401002",
            full_name=MINOR_NAME, born_on=years_ago(17), phone="13900009003",
            guardian_phone=GUARDIAN, is_demo=True,
        )  # fmt: skip
    forget()
    return World(story, study_class, adult, minor)
