"""The pages of joint projects and pathways: who sees what, what a button does, empty states."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from project_world import World, build_world

from silian.codes.models import Program
from silian.consortia.queries.actors import today
from silian.cultivation.models import (
    Alternation,
    CurriculumItem,
    Enrolment,
    Project,
    ProjectDuty,
    ProjectMentor,
)
from silian.cultivation.services import project_duties as duties
from silian.cultivation.services import project_enrolments as enrolments
from silian.cultivation.services import project_parts as parts
from silian.kernel.exchange import SHEETS, commit, stage

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def world(db: Any) -> World:
    return build_world()


@pytest.fixture
def to(world: World) -> Callable[..., str]:
    """to(name, **kwargs): an address of cultivation here."""
    return lambda name, **kwargs: reverse(
        f"cultivation:{name}", kwargs={"slug": world.slug, **kwargs}
    )


def browser(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def office(world: World) -> Client:
    return browser(world.secretary)


def body(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def duty_of(world: World, project: Project, side: str) -> ProjectDuty:
    with world.inside():
        return ProjectDuty.objects.get(project=project, party__side=side)


@pytest.mark.parametrize(
    ("page", "word"),
    [("project_list", "还没有共育项目"), ("duty_list", "没有职责"), ("pathway_list", "看路径")],
)
def test_empty_pages_say_what_to_do(
    world: World, office: Client, to: Callable[..., str], page: str, word: str
) -> None:
    assert word in body(office.get(to(page)))


def test_project_is_made_from_the_screen(
    world: World, office: Client, to: Callable[..., str]
) -> None:
    sent = {
        "kind": "order-class", "name": "示例人工智能订单班", "lead": "示例职业技术学院",
        "program": "510209", "starts_on": "2026-03-01", "ends_on": "2028-06-30",
    }  # fmt: skip
    wrong = office.post(to("project_create"), {**sent, "lead": "没有的学院"})
    assert wrong.status_code == 422
    assert "单位库里没有" in wrong.content.decode()
    assert "示例人工智能订单班" in wrong.content.decode()
    office.post(to("project_create"), sent)
    with world.inside():
        project = Project.objects.get()
    page = body(office.get(to("project_detail", ref=project.ref)))
    assert "还缺" in page
    assert "人工智能技术应用" in page
    for side in ("college", "enterprise"):
        made = office.post(
            to("part_add", ref=project.ref, part="party"),
            {"organisation": world.units[side].name, "side": side},
        )
        assert made.status_code == 302
    office.post(to("duty_preset", ref=project.ref), {"preset": "school-enterprise"})
    assert "可以启动" in body(office.get(to("project_detail", ref=project.ref)))
    office.post(to("project_step", ref=project.ref, verb="start"))
    assert "实施中" in body(office.get(to("project_detail", ref=project.ref)))


def test_parts_are_added_changed_and_taken_out(
    world: World, office: Client, to: Callable[..., str]
) -> None:
    project = world.five(world.project())
    where = to("part_add", ref=project.ref, part="alternation")
    first = {"place": "school", "starts_on": "2026-09-01", "ends_on": "2026-10-31"}
    assert office.post(where, first).status_code == 302
    again = office.post(where, first)
    assert again.status_code == 422
    assert "重叠" in again.content.decode()
    with world.inside():
        row = Alternation.objects.get()
    edit = to("part_edit", ref=project.ref, part="alternation", item=row.ref)
    assert "2026-09-01" in body(office.get(edit))
    office.post(edit, {**first, "note": "第一学期"})
    page = body(office.get(to("project_detail", ref=project.ref)))
    assert "第一学期" in page
    assert 'class="band"' in page
    office.post(to("part_remove", ref=project.ref, part="alternation", item=row.ref))
    with world.inside():
        assert not Alternation.objects.exists()
    assert office.get(to("part_add", ref=project.ref, part="no-such")).status_code == 404


def test_mentor_is_masked_until_a_logged_reveal(
    world: World, office: Client, to: Callable[..., str]
) -> None:
    project = world.project()
    office.post(
        to("part_add", ref=project.ref, part="mentor"),
        {"organisation": "示例装备有限公司", "side": "enterprise", "person": "密示例某",
         "phone": "13900007001"},
    )  # fmt: skip
    with world.inside():
        mentor = ProjectMentor.objects.get()
    page = body(office.get(to("project_detail", ref=project.ref)))
    assert "密示例某" not in page
    assert "密**某" in page
    edit = to("part_edit", ref=project.ref, part="mentor", item=mentor.ref)
    assert "密示例某" not in body(office.get(edit))
    office.post(edit, {"organisation": "示例装备有限公司", "side": "enterprise", "title": "工程师"})
    shown = body(office.post(to("mentor_contact", ref=project.ref, item=mentor.ref)))
    assert "密示例某" in shown
    assert "13900007001" in shown


def test_duty_is_handed_in_and_reviewed_from_the_screen(
    world: World, office: Client, to: Callable[..., str]
) -> None:
    project = world.running()
    duty = duty_of(world, project, "enterprise")
    unit = browser(world.people["enterprise"])
    mine = body(unit.get(to("duty_list")))
    assert duty.title in mine
    assert duty_of(world, project, "park").title not in mine
    assert "提交验收" in body(unit.get(to("duty_detail", ref=duty.ref)))
    empty = unit.post(to("duty_submit", ref=duty.ref), {"report": "已完成"})
    assert empty.status_code == 422
    assert "佐证" in empty.content.decode()
    upload = SimpleUploadedFile("清单.pdf", PDF, "application/pdf")
    unit.post(to("duty_submit", ref=duty.ref), {"report": "已接入三个项目", "upload": upload})
    page = body(office.get(to("duty_detail", ref=duty.ref)))
    assert "已接入三个项目" in page
    assert "清单.pdf" in page
    with world.inside():
        proof = duty.evidence.get()
    file = office.get(to("duty_evidence", ref=duty.ref, evidence=proof.ref))
    assert b"".join(file.streaming_content) == PDF
    office.post(to("duty_step", ref=duty.ref, verb="accept"), {"note": "材料齐全"})
    assert "1/5" in body(office.get(to("project_detail", ref=project.ref)))


def test_who_takes_no_part_reads_neither_report_nor_proof(
    world: World, to: Callable[..., str]
) -> None:
    project = world.running()
    duty = duty_of(world, project, "park")
    upload = SimpleUploadedFile("现场.pdf", PDF, "application/pdf")
    duties.submit(actor=world.actors["park"], duty=duty, report="暗号平台已开放", upload=upload)
    with world.inside():
        proof = duty.evidence.get()
    onlooker, party = browser(world.people["other"]), browser(world.people["college"])
    assert "暗号平台已开放" not in body(onlooker.get(to("duty_detail", ref=duty.ref)))
    where = to("duty_evidence", ref=duty.ref, evidence=proof.ref)
    assert onlooker.get(where).status_code == 404
    assert "暗号平台已开放" in body(party.get(to("duty_detail", ref=duty.ref)))
    assert party.get(where).status_code == 200
    assert onlooker.get(to("duty_submit", ref=duty.ref)).status_code == 403


def test_list_is_narrowed_and_exported(
    world: World, office: Client, to: Callable[..., str]
) -> None:
    world.running()
    world.project("order-class", name="示例订单班")
    assert "示例订单班" not in body(office.get(to("project_list") + "?late=1"))
    assert "示例订单班" in body(office.get(to("project_list") + "?kind=order-class"))
    assert "示例订单班" not in body(office.get(to("project_list") + "?side=park"))
    sent = office.get(to("project_export", format="xlsx") + "?side=park")
    rows = list(openpyxl.load_workbook(io.BytesIO(b"".join(sent.streaming_content))).active.values)
    assert len(rows) == 2
    assert "示例产业园（园区）" in str(rows[1])
    assert office.get(to("project_export", format="exe")).status_code == 404


def pathway(world: World) -> Project:
    project = world.five(world.project("pathway-3-2", name="示例 3+2", program=None))
    with world.inside():
        stages = list(project.stages.order_by("order"))
    for row, side, program in zip(
        stages, ("secondary", "college"), ("710102", "510102"), strict=True
    ):
        parts.update_stage(
            actor=world.secretariat, project=project, ref=row.ref,
            values={"organisation": world.units[side], "condition": "综合评价合格", "quota": 40,
                    "program": Program.objects.get(pk=program)},
        )  # fmt: skip
    return project


def test_students_stand_by_number_and_no_name_appears(
    world: World, office: Client, to: Callable[..., str]
) -> None:
    project = pathway(world)
    refs = [
        enrolments.add(actor=world.secretariat, project=project, student=one).ref
        for one in world.students
    ]
    office.post(to("enrolment_batch", ref=project.ref), {"action": "enrol", "row": refs[:2]})
    school, enterprise = browser(world.people["secondary"]), browser(world.people["enterprise"])
    for client in (office, school):
        page = body(client.get(to("enrolment_list", ref=project.ref)))
        assert "S001" in page
        assert "密示例" not in page
    assert "S001" not in body(
        browser(world.people["college"]).get(to("enrolment_list", ref=project.ref))
    )
    assert enterprise.get(to("enrolment_list", ref=project.ref)).status_code == 403
    shown = body(enterprise.get(to("project_detail", ref=project.ref)))
    assert "在读 <strong>2</strong>" in shown
    assert "S001" not in shown
    where = to("enrolment_step", ref=refs[0], verb="transfer")
    assert office.post(where, {"on": today(), "condition_met": ""}).status_code == 422
    office.post(where, {"on": today(), "condition_met": "综合评价合格"})
    office.post(to("enrolment_step", ref=refs[0], verb="complete"), {"outcome": "further"})
    assert "升学" in body(office.get(to("enrolment_list", ref=project.ref)))


def imported(world: World, key: str, text: str, options: dict[str, str], tmp_path: Any) -> Any:
    path = tmp_path / "rows.csv"
    path.write_text(text, encoding="utf-8-sig")
    return stage(
        actor=world.secretariat, sheet=SHEETS[key], path=path, file_name="rows.csv",
        options=options,
    )  # fmt: skip


def test_selection_list_comes_in_by_number_all_or_none(world: World, tmp_path: Any) -> None:
    project = pathway(world)
    options = {"project": project.ref, "to": "selected"}
    bad = imported(world, "cultivation.selection", "学号\nS001\nS999\n", options, tmp_path)
    assert (bad.batch.ok, bad.batch.errors) == (1, 1)
    good = imported(world, "cultivation.selection", "学号\nS001\nS002\n", options, tmp_path)
    commit(actor=world.secretariat, batch=good.batch)
    with world.inside():
        found = list(Enrolment.objects.values_list("student__number", "state"))
    assert found == [("S001", "selected"), ("S002", "selected")]


def test_curriculum_comes_in_with_its_hours(
    world: World, office: Client, to: Callable[..., str], tmp_path: Any
) -> None:
    project = world.project()
    text = "课程,学期,校内学时,企业学时,企业授课单位\n传感器,1,30,10,示例装备有限公司\n空课,1,,,\n"
    options = {"project": project.ref}
    assert imported(world, "cultivation.curriculum", text, options, tmp_path).batch.errors == 1
    good = imported(
        world, "cultivation.curriculum", text.replace("空课,1,,,\n", ""), options, tmp_path
    )
    commit(actor=world.secretariat, batch=good.batch)
    with world.inside():
        assert CurriculumItem.objects.get().enterprise_hours == 10
    page = body(office.get(to("project_detail", ref=project.ref)))
    assert "校内 30（75%）" in page
    assert "企业 10（25%）" in page


def test_ladder_shows_gaps_agreed_steps_and_students(
    world: World, office: Client, to: Callable[..., str]
) -> None:
    pathway(world)
    listed = body(office.get(to("pathway_list")))
    assert "物联网技术应用" in listed
    page = body(office.get(to("pathway_detail", code="710102")))
    assert "综合评价合格" in page
    assert "示例 3+2" in page
    assert "缺口" in page
    assert "2025" in page
    up = body(office.get(to("pathway_detail", code="710102") + "?to=college"))
    assert "物联网工程</a>" not in up
    assert "走得通" in up
    assert office.get(to("pathway_detail", code="999999")).status_code == 404
    moved = office.get(to("pathway_list") + "?program=物联网工程技术")
    assert moved.status_code == 302
    assert "没有代码" in body(office.get(to("pathway_list") + "?program=没有这种"))
    assert office.get(to("pathway_export", format="csv")).status_code == 200


def test_home_says_what_waits(world: World) -> None:
    project = world.running(starts_on=today() - dt.timedelta(days=100))
    home = reverse("home:index", kwargs={"slug": world.slug})
    assert "办理逾期的项目职责" in body(browser(world.people["government"]).get(home))
    assert "催办逾期的项目职责" in body(browser(world.secretary).get(home))
    duties.submit(
        actor=world.actors["government"], duty=duty_of(world, project, "government"),
        report="已落实", note="见文件",
    )  # fmt: skip
    assert "验收项目职责" in body(browser(world.secretary).get(home))
    assert "办理逾期的项目职责" not in body(browser(world.people["government"]).get(home))


def test_list_of_students_asks_equally_often_for_one_and_for_three(
    world: World, office: Client, to: Callable[..., str], django_assert_max_num_queries: Any
) -> None:
    project = pathway(world)
    where = to("enrolment_list", ref=project.ref)
    enrolments.add(actor=world.secretariat, project=project, student=world.students[0])
    body(office.get(where))
    with CaptureQueriesContext(connection) as captured:
        body(office.get(where))
    for one in world.students[1:]:
        enrolments.add(actor=world.secretariat, project=project, student=one)
    with django_assert_max_num_queries(len(captured)):
        assert "S003" in body(office.get(where))
