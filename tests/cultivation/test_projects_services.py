"""Joint projects by their commands: from the plan to the end, duties, parts, students."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from project_world import World, build_world

from silian.consortia.queries.actors import today
from silian.cultivation.models import (
    DutyEvidence,
    Enrolment,
    Project,
    ProjectDuty,
    ProjectParty,
    StageTransfer,
)
from silian.cultivation.queries import projects as queries
from silian.cultivation.services import project_duties as duties
from silian.cultivation.services import project_enrolments as enrolments
from silian.cultivation.services import project_parts as parts
from silian.cultivation.services import projects
from silian.kernel.models import AuditEntry
from silian.kernel.refusals import Conflict, Forbidden, Invalid, Missing

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def world(db: Any) -> World:
    return build_world()


def duty_of(world: World, project: Project, side: str) -> ProjectDuty:
    with world.inside():
        return queries.duties().get(project=project, party__side=side)


def standing(world: World, project: Project) -> queries.Standing:
    with world.inside():
        row = queries.one_project(project.ref)
        return queries.standing(row, *queries.with_parties(row))


def test_draft_takes_the_stages_its_kind_suggests(world: World) -> None:
    project = world.project("pathway-3-2", name="示例 3+2")
    with world.inside():
        rows = list(project.stages.values_list("order", "level", "years"))
    assert rows == [(1, "secondary", Decimal("3.0")), (2, "college", Decimal("2.0"))]


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"kind": "no-such"}, "kind", "没有"),
        ({"lead": None}, "lead", "牵头"),
        ({"ends_on": dt.date(2020, 1, 1)}, "", "晚于"),
    ],
)
def test_draft_refuses_with_a_sentence(
    world: World, values: dict[str, Any], field: str, said: str
) -> None:
    with pytest.raises(Invalid, match=said) as refusal:
        world.project(**{"kind": "order-class", **values})
    assert field in refusal.value.errors


def test_name_is_taken_once(world: World) -> None:
    world.project()
    with pytest.raises(Invalid, match="同名"):
        world.project()


def test_only_who_runs_projects_drafts(world: World) -> None:
    with pytest.raises(Forbidden):
        projects.draft(actor=world.actors["college"], values={})


def test_start_asks_for_two_sides_and_a_duty(world: World) -> None:
    project = world.project()
    with pytest.raises(Conflict, match="两类参与单位、至少一项职责"):
        projects.start(actor=world.secretariat, project=project)
    for side in ("enterprise", "other"):
        values = {"organisation": world.units[side], "side": "enterprise"}
        parts.add_party(actor=world.secretariat, project=project, values=values)
    with pytest.raises(Conflict, match="两类"):
        projects.start(actor=world.secretariat, project=project)
    world_project = world.five(world.project(name="示例另一项目"))
    started = projects.start(actor=world.secretariat, project=world_project)
    assert started.state == "running"
    assert started.state_changed_at is not None


def test_preset_gives_each_of_the_five_its_duty_once(world: World) -> None:
    project = world.five(world.project(starts_on=dt.date(2026, 1, 31)))
    with world.inside():
        found = list(queries.duties().filter(project=project).order_by("due_on"))
    assert [one.party.side for one in found] == [
        "government", "secondary", "park", "enterprise", "college",
    ]  # fmt: skip
    assert [one.due_on for one in found][:2] == [dt.date(2026, 3, 31), dt.date(2026, 4, 30)]
    with pytest.raises(Conflict, match="没有可加的职责"):
        duties.add_preset(actor=world.secretariat, project=project)
    with pytest.raises(Invalid, match="没有这套"):
        duties.add_preset(actor=world.secretariat, project=project, preset="no-such")


def test_duty_is_handed_in_with_proof_and_reviewed(world: World) -> None:
    project = world.running()
    duty = duty_of(world, project, "enterprise")
    owner = world.actors["enterprise"]
    with pytest.raises(Forbidden, match="自己代表的单位"):
        duties.submit(actor=world.actors["college"], duty=duty, report="完成", note="在档案柜")
    with pytest.raises(Invalid, match="佐证"):
        duties.submit(actor=owner, duty=duty, report="已接入三个项目")
    with pytest.raises(Invalid, match="完成了什么"):
        duties.submit(actor=owner, duty=duty, report=" ", note="在档案柜")
    upload = SimpleUploadedFile("清单.pdf", PDF, "application/pdf")
    row = duties.submit(actor=owner, duty=duty, report="已接入三个项目", upload=upload)
    assert row.state == "submitted"
    with world.inside():
        proof = DutyEvidence.objects.get()
    assert (proof.note, proof.given_by, proof.file is not None) == ("清单.pdf", owner.label, True)
    with pytest.raises(Conflict):
        duties.submit(actor=owner, duty=duty, report="再交一次", note="同上")
    with pytest.raises(Forbidden):
        duties.accept(actor=owner, duty=duty)
    with pytest.raises(Invalid, match="原因"):
        duties.send_back(actor=world.secretariat, duty=duty, reason=" ")
    assert duties.send_back(actor=world.secretariat, duty=duty, reason="缺签字").state == "open"
    duties.submit(actor=owner, duty=duty, report="已补签字", note="见同一文件")
    assert duties.accept(actor=world.secretariat, duty=duty).state == "done"
    with pytest.raises(Conflict, match="不再改动"):
        duties.update(actor=world.secretariat, duty=duty, values={"title": "改"})


def test_duty_waits_until_the_project_runs(world: World) -> None:
    project = world.five(world.project())
    with pytest.raises(Conflict, match="启动之后"):
        duties.submit(
            actor=world.actors["park"], duty=duty_of(world, project, "park"), report="完成",
            note="见现场",
        )  # fmt: skip


def test_turn_is_said_in_every_state(world: World) -> None:
    project = world.project(starts_on=today() - dt.timedelta(days=150))
    assert "还缺" in standing(world, project).turn
    world.five(project)
    assert "可以启动" in standing(world, project).turn
    projects.start(actor=world.secretariat, project=project)
    # Due after 2, 3 and 4 months: late. The others are not due yet.
    found = standing(world, project)
    assert (found.counted, found.done, found.late, found.tone) == (5, 0, 3, "error")
    assert "逾期" in found.turn
    assert found.next_due is not None
    assert found.next_due.party.side == "enterprise"
    assert [lane.counted for lane in found.lanes] == [1, 1, 1, 1, 1]
    for side in ("government", "secondary", "park"):
        duties.submit(
            actor=world.actors[side], duty=duty_of(world, project, side), report="完成", note="见"
        )
    assert "验收" in standing(world, project).turn
    for side in ("government", "secondary", "park"):
        duties.accept(actor=world.secretariat, duty=duty_of(world, project, side))
    assert "示例" in standing(world, project).turn
    for side in ("enterprise", "college"):
        duties.drop(actor=world.secretariat, duty=duty_of(world, project, side), reason="另有安排")
    assert "结项" in standing(world, project).turn
    assert (standing(world, project).counted, standing(world, project).done) == (3, 3)


def test_finish_asks_for_a_result_and_nothing_left(world: World) -> None:
    project = world.running()
    with pytest.raises(Conflict, match="5 项职责"):
        projects.finish(actor=world.secretariat, project=project, result="完成")
    with world.inside():
        rows = list(ProjectDuty.objects.all())
    for row in rows:
        duties.drop(actor=world.secretariat, duty=row, reason="不再需要")
    with pytest.raises(Invalid, match="结果"):
        projects.finish(actor=world.secretariat, project=project, result=" ")
    done = projects.finish(actor=world.secretariat, project=project, result="五方都已完成")
    assert done.state == "finished"
    with pytest.raises(Conflict, match="不再改动"):
        projects.update(actor=world.secretariat, project=project, values={"summary": "改"})
    with pytest.raises(Conflict):
        projects.stop(actor=world.secretariat, project=project, reason="晚了")


def test_stop_asks_for_a_reason(world: World) -> None:
    project = world.project()
    with pytest.raises(Invalid, match="原因"):
        projects.stop(actor=world.secretariat, project=project, reason="")
    assert projects.stop(actor=world.secretariat, project=project, reason="合作取消").result


def test_party_from_another_province_and_without_membership_takes_part(world: World) -> None:
    far = build_world("yi", "示例乙联合体").units["college"]
    project = world.project()
    values = {"organisation": far, "side": "college", "from_consortium": "示例乙联合体"}
    row = parts.add_party(actor=world.secretariat, project=project, values=values)
    assert row.from_consortium == "示例乙联合体"
    with pytest.raises(Invalid, match="已经是"):
        parts.add_party(actor=world.secretariat, project=project, values=values)


def test_party_with_duties_stays(world: World) -> None:
    project = world.five(world.project())
    with world.inside():
        party = ProjectParty.objects.get(side="park")
    with pytest.raises(Conflict, match="还有职责"):
        parts.remove_party(actor=world.secretariat, project=project, ref=party.ref)


def test_parts_of_another_project_are_not_there(world: World) -> None:
    one, other = world.five(world.project()), world.project(name="示例别的项目")
    with world.inside():
        party = ProjectParty.objects.filter(project=one).first()
    assert party is not None
    with pytest.raises(Missing):
        parts.remove_party(actor=world.secretariat, project=other, ref=party.ref)


def test_alternation_never_overlaps(world: World) -> None:
    project = world.project()

    def add(place: str, first: str, last: str, unit: str = "") -> Any:
        values = {
            "place": place, "starts_on": dt.date.fromisoformat(first),
            "ends_on": dt.date.fromisoformat(last),
            "organisation": world.units[unit] if unit else None,
        }  # fmt: skip
        return parts.add_alternation(actor=world.secretariat, project=project, values=values)

    add("school", "2026-09-01", "2026-10-31")
    with pytest.raises(Invalid, match=r"在校学习.*重叠"):
        add("enterprise", "2026-10-31", "2026-12-01", "enterprise")
    with pytest.raises(Invalid, match="写明单位"):
        add("enterprise", "2026-11-01", "2026-12-01")
    with pytest.raises(Invalid, match="早于"):
        add("break", "2026-12-02", "2026-12-01")
    row = add("enterprise", "2026-11-01", "2026-12-01", "enterprise")
    moved = {"starts_on": dt.date(2026, 11, 2)}
    parts.update_alternation(actor=world.secretariat, project=project, ref=row.ref, values=moved)


def test_course_has_hours_and_one_name_in_a_term(world: World) -> None:
    project = world.project()
    values = {"name": "传感器", "term": 1, "school_hours": 32}
    row = parts.add_course(actor=world.secretariat, project=project, values=values)
    with pytest.raises(Invalid, match="已经有这门"):
        parts.add_course(actor=world.secretariat, project=project, values=values)
    with pytest.raises(Invalid, match="学时"):
        parts.add_course(
            actor=world.secretariat, project=project, values={"name": "空课", "term": 1}
        )
    parts.remove_course(actor=world.secretariat, project=project, ref=row.ref)
    parts.add_course(actor=world.secretariat, project=project, values=values)


def test_mentor_is_of_a_school_or_an_enterprise_and_no_entry_names_the_person(
    world: World,
) -> None:
    project = world.project()
    values = {
        "organisation": world.units["park"], "side": "park", "person": "密示例某",
        "phone": "13900007001",
    }  # fmt: skip
    with pytest.raises(Invalid, match="学校或企业"):
        parts.add_mentor(actor=world.secretariat, project=project, values=values)
    values |= {"side": "enterprise", "organisation": world.units["enterprise"]}
    parts.add_mentor(actor=world.secretariat, project=project, values=values)
    assert "密示例" not in str(list(AuditEntry.objects.values_list("changes", flat=True)))


def pathway(world: World, quota: int | None = None) -> Project:
    """A running 3+2 of the school and the college."""
    project = world.five(world.project("pathway-3-2", name="示例 3+2"))
    with world.inside():
        first, second = project.stages.order_by("order")
    for row, side in ((first, "secondary"), (second, "college")):
        parts.update_stage(
            actor=world.secretariat, project=project, ref=row.ref,
            values={"organisation": world.units[side], "quota": quota,
                    "condition": "各科合格"},
        )  # fmt: skip
    return projects.start(actor=world.secretariat, project=project)


def enrolled(world: World, project: Project, at: int) -> Enrolment:
    row = enrolments.add(actor=world.secretariat, project=project, student=world.students[at].ref)
    return enrolments.enrol(actor=world.secretariat, enrolment=row)


def test_student_goes_from_the_list_to_the_end(world: World) -> None:
    project = pathway(world)
    row = enrolments.add(actor=world.secretariat, project=project, student=world.students[0].ref)
    with pytest.raises(Conflict, match="已经在名单"):
        enrolments.add(actor=world.secretariat, project=project, student=world.students[0].ref)
    enrolments.select(actor=world.secretariat, enrolment=row)
    row = enrolments.enrol(actor=world.secretariat, enrolment=row)
    assert (row.state, row.stage.order) == ("enrolled", 1)
    with pytest.raises(Invalid, match="条件"):
        enrolments.transfer(actor=world.secretariat, enrolment=row, on=today(), condition_met=" ")
    with pytest.raises(Invalid, match="今天之后"):
        enrolments.transfer(
            actor=world.secretariat, enrolment=row, on=today() + dt.timedelta(days=1),
            condition_met="各科合格",
        )  # fmt: skip
    enrolments.transfer(
        actor=world.secretariat, enrolment=row, on=today(), condition_met="各科合格"
    )
    with world.inside():
        assert StageTransfer.objects.get().stage.order == 2
    with pytest.raises(Conflict, match="最后一个学段"):
        enrolments.transfer(
            actor=world.secretariat, enrolment=row, on=today(), condition_met="各科合格"
        )
    with pytest.raises(Invalid, match="去向"):
        enrolments.complete(actor=world.secretariat, enrolment=row, outcome="gone")
    done = enrolments.complete(actor=world.secretariat, enrolment=row, outcome="further")
    assert (done.state, done.outcome) == ("completed", "further")


def test_places_of_a_stage_are_given_once(world: World) -> None:
    project = pathway(world, quota=1)
    enrolled(world, project, 0)
    with pytest.raises(Conflict, match="已满"):
        enrolled(world, project, 1)


def test_several_students_move_together_or_not_at_all(world: World) -> None:
    project = pathway(world, quota=2)
    refs = [
        enrolments.add(actor=world.secretariat, project=project, student=one.ref).ref
        for one in world.students
    ]
    with pytest.raises(Conflict, match="已满"):
        enrolments.step_many(actor=world.secretariat, project=project, refs=refs, verb="enrol")
    with world.inside():
        assert set(Enrolment.objects.values_list("state", flat=True)) == {"listed"}
    assert enrolments.step_many(
        actor=world.secretariat, project=project, refs=refs[:2], verb="enrol"
    ) == 2  # fmt: skip
    with pytest.raises(Invalid, match="勾选"):
        enrolments.step_many(actor=world.secretariat, project=project, refs=[], verb="enrol")


def test_student_of_a_school_that_takes_no_part_is_refused(world: World) -> None:
    project = world.project()
    with pytest.raises(Conflict, match="不是这个项目的参与单位"):
        enrolments.add(actor=world.secretariat, project=project, student=world.students[0].ref)


def test_student_leaves_with_a_reason_that_no_entry_repeats(world: World) -> None:
    project = pathway(world)
    row = enrolled(world, project, 0)
    with pytest.raises(Invalid, match="原因"):
        enrolments.leave(actor=world.secretariat, enrolment=row, reason="")
    assert enrolments.leave(
        actor=world.secretariat, enrolment=row, reason="密示例家庭原因"
    ).state == "left"  # fmt: skip
    assert "密示例" not in str(list(AuditEntry.objects.values_list("changes", flat=True)))
    with pytest.raises(Conflict, match="转段"):
        enrolments.transfer(
            actor=world.secretariat, enrolment=row, on=today(), condition_met="各科合格"
        )


def test_another_consortium_reaches_nothing(world: World) -> None:
    project = world.running()
    other = build_world("yi", "示例乙联合体")
    with pytest.raises(Missing):
        projects.update(actor=other.secretariat, project=project.ref, values={"summary": "改"})
    with pytest.raises(Missing):
        duties.accept(actor=other.secretariat, duty=duty_of(world, project, "park").ref)
