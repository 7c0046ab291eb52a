"""Two units turn out to be one: what cultivation holds follows, or is refused with a sentence."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from tests.cultivation.students_world import World, build_world

from silian.cultivation.models import Consent, Internship, Project, ProjectParty, Student
from silian.cultivation.services.merging import MOVED
from silian.kernel import scoping
from silian.kernel.access import system_actor
from silian.organisations import public as organisations
from silian.organisations.models import Organisation


@pytest.fixture
def world(db: Any) -> World:
    return build_world()


@pytest.fixture
def twin(world: World) -> Organisation:
    found: Organisation = Organisation.objects.create(
        name="示例整车有限责任公司", kind="enterprise", region_id="330604", is_demo=True
    )
    return found


def merge(source: Organisation, target: Organisation) -> None:
    organisations.merge(actor=system_actor("cli"), source=source, target=target)


def test_every_column_that_names_a_unit_is_moved() -> None:
    named = {
        (model, field.name)
        for model in apps.get_app_config("cultivation").get_models()
        for field in model._meta.local_fields
        if field.related_model is Organisation
    }

    assert set(MOVED) == named


def test_internships_and_consents_follow(world: World, twin: Organisation) -> None:
    maker = world.unit("maker")
    with world.inside():
        row = world.internship(organisation=twin)
        for unit in (twin, maker):
            Consent.objects.create(
                consortium=world.story.consortia["jia"], student=world.adult, organisation=unit,
                purpose="示例",
            )  # fmt: skip
    merge(twin, maker)

    with world.inside():
        assert Internship.objects.get(pk=row.pk).organisation == maker
        assert [one.organisation for one in Consent.objects.all()] == [maker]


def test_two_parties_of_one_project_were_two(world: World, twin: Organisation) -> None:
    here, maker = world.story.consortia["jia"], world.unit("maker")
    with world.inside():
        project = Project.objects.create(
            consortium=here, kind="order_class", name="示例订单班", lead=maker
        )
        for unit in (twin, maker):
            ProjectParty.objects.create(
                consortium=here, project=project, organisation=unit, side="enterprise"
            )

    assert "示例订单班" in organisations.preview_merge(twin, maker).refusals[0]


def test_two_students_of_one_number_were_two(world: World) -> None:
    school = world.unit("school")
    other = Organisation.objects.create(
        name="示例职业技术学院（重复）", kind="vocational_college", is_demo=True
    )
    with world.inside():
        taken = world.adult
        Student.objects.create(
            consortium=taken.consortium, organisation=other, study_class=taken.study_class,
            number=taken.number, full_name="示例学生重名",
        )  # fmt: skip

    assert taken.number in organisations.preview_merge(other, school).refusals[0]
    with scoping.across():
        assert Student.objects.filter(organisation=other).count() == 1
