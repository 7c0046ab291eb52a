"""No name comes out of a page but by a reveal; refusals name the rule and its source."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.architecture.asking import BACKEND, readable
from tests.cultivation.students_world import MINOR_NAME, NAME, PHONE, World, build_world

from silian.cultivation.models import Consent, Internship, WeeklyLog
from silian.cultivation.web.home_internships import home

HERE = "/c/jia/cultivation/"


@pytest.fixture
def world(db: Any) -> World:
    return build_world()


@pytest.fixture
def as_(world: World) -> Callable[[str], Client]:
    def make(role: str) -> Client:
        client = Client()
        client.force_login(world.story.people[role], backend=BACKEND)
        return client

    return make


def running(world: World) -> Internship:
    with world.inside():
        return world.internship(state="running")


def test_no_name_stands_on_any_page_or_in_any_file(world: World, as_: Any) -> None:
    row = running(world)
    paths = ("students/", "students/classes/", "students/export.csv", "students/export.xlsx",
             f"students/{world.adult.ref}/", f"students/{world.minor.ref}/", "internships/",
             "internships/board/", "internships/export.xlsx", f"internships/{row.ref}/",
             "my/", "instructors/", "students/openings/")  # fmt: skip
    seen = 0
    for role in ("school_office", "secretariat", "enterprise_hr", "mentor", "student"):
        for path in paths:
            answer = as_(role).get(HERE + path)
            assert answer.status_code in {200, 403, 404}, (role, path)
            text = readable(answer)
            seen += world.adult.number in text
            for private in (NAME, MINOR_NAME, PHONE):
                assert private not in text, (role, path)
    assert seen >= 10


def test_school_opens_a_value_and_is_sent_to_ask_for_a_minor(world: World, as_: Any) -> None:
    school = as_("school_office")
    answer = school.post(f"{HERE}students/{world.adult.ref}/open/full_name/")
    assert NAME in answer.content.decode()
    asked = school.post(f"{HERE}students/{world.minor.ref}/open/full_name/")
    assert asked.status_code == 302
    assert asked["Location"].endswith(f"students/{world.minor.ref}/opening/")


def test_enterprise_opens_the_name_only_with_consent(world: World, as_: Any) -> None:
    row = running(world)
    page = f"{HERE}internships/{row.ref}/"
    assert as_("enterprise_hr").post(page + "name/").status_code == 403
    with world.inside():
        Consent.objects.create(consortium=row.consortium, student=world.adult,
                               organisation=row.organisation, purpose="实习")  # fmt: skip
    assert "name/" in as_("enterprise_hr").get(page).content.decode()
    assert NAME in as_("enterprise_hr").post(page + "name/").content.decode()
    assert as_("shared_hr").post(page + "name/").status_code == 404


def test_refusal_to_begin_names_the_rule_and_keeps_the_state(world: World, as_: Any) -> None:
    with world.inside():
        row = world.internship(state="agreed", fees=100)
    step = f"{HERE}internships/{row.ref}/step/begin/"
    answer = as_("school_office").post(step)
    said = answer.content.decode()
    assert answer.status_code == 422
    assert "向学生收费 100" in said
    assert "职业学校学生实习管理规定（2021 年修订）" in said
    with world.inside():
        assert Internship.objects.get(pk=row.pk).state == "agreed"
        Internship.objects.update(fees=0)
    assert as_("school_office").post(step).status_code == 302


def test_log_goes_from_the_phone_to_both_mentors(world: World, as_: Any) -> None:
    row = running(world)
    page = f"{HERE}internships/{row.ref}/"
    sent = as_("student").post(page + "log/", {"week_on": str(row.starts_on), "text": "本周学习"})
    assert sent.status_code == 302
    with world.inside():
        log = WeeklyLog.objects.get()
    for role, text in (("school_office", "校内意见"), ("mentor", "企业意见")):
        answered = as_(role).post(f"{HERE}internships/logs/{log.ref}/answer/", {"text": text})
        assert answered.status_code == 302
    said = as_("student").get(page).content.decode()
    assert "校内意见" in said
    assert "企业意见" in said


def test_student_takes_the_own_data_home(world: World, as_: Any) -> None:
    running(world)
    answer = as_("student").post(f"{HERE}my/data.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert NAME in archive.read("student.json").decode()


def test_home_of_a_student_asks_once_however_many_internships(
    world: World, as_: Any, django_assert_num_queries: Any
) -> None:
    student = world.actor("student")
    with world.inside():
        for _time in range(3):
            world.internship(state="running")
        with django_assert_num_queries(1):
            parts = list(home(student, world.story.consortia["jia"]))
    assert [part for part in parts if "log/" in part.url]
    assert len(parts) == 7
