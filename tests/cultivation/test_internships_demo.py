"""The demo's students and internships: made once, marked, found again the second time."""

from __future__ import annotations

from typing import Any

import pytest
from tests.cultivation.students_world import build_world

from silian.cultivation.models import Internship, Student
from silian.kernel.access import system_actor
from silian.shell.demo import cultivating_students as demo
from silian.shell.demo import prepare


@pytest.mark.django_db
def test_demo_is_made_once_and_marked(monkeypatch: Any) -> None:
    world = build_world()
    monkeypatch.setitem(demo.PROGRAMS, "jia", "460103")
    actor = system_actor("demo", world.story.consortia["jia"].pk)
    units: Any = [world.unit("school"), world.unit("maker")]
    with world.inside():
        Student.objects.all().delete()

    for _time in range(2):
        demo.cultivate_students(actor, "jia", units, prepare._import)
        with world.inside():
            assert Student.objects.filter(is_demo=True).count() == demo.CLASS_SIZE
            states = list(Internship.objects.order_by("pk").values_list("state", "is_demo"))
        assert states == [
            ("running", True), ("running", True), ("agreed", True), ("draft", True),
            ("draft", True),
        ]  # fmt: skip
