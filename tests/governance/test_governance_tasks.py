"""The task book: tree, reports with their answer, what is late, plans from draft to summary."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from governance_world import World

from silian.consortia.queries.actors import today
from silian.governance.models import Resolution, Task, TaskReport, WorkPlan
from silian.governance.queries import plans as queries
from silian.governance.services import plans, task_reports, tasks
from silian.kernel.refusals import Conflict, Forbidden, Invalid, Missing


@pytest.fixture
def plan(world: World) -> WorkPlan:
    """A plan of this year in draft."""
    return plans.draft(actor=world.secretariat, year=today().year, title="示例年度工作计划")


@pytest.fixture
def add(world: World, plan: WorkPlan) -> Callable[..., Task]:
    """add(title, parent=…, **values): a task of that plan, owned by unit 0 unless said."""

    def make(title: str = "示例任务", parent: Task | None = None, **values: Any) -> Task:
        given = {"title": title, "owner": world.units[0], **values}
        return tasks.add(actor=world.secretariat, plan=plan, parent=parent, values=given)

    return make


def adopted(world: World, plan: WorkPlan) -> WorkPlan:
    return plans.adopt(actor=world.secretariat, plan=plan, on=today(), note="示例理事会会议通过")


def fresh(world: World, task: Task) -> Task:
    with world.inside():
        return queries.one_task(task.ref)


def report(world: World, task: Task, **values: Any) -> TaskReport:
    given = {"text": "完成了示例工作", "progress": 40, **values}
    return task_reports.report(actor=world.actors[0], task=task, **given)


def test_tasks_are_numbered_below_their_parents(
    world: World, plan: WorkPlan, add: Callable[..., Task]
) -> None:
    one, two = add(), add()
    assert (one.code, two.code) == ("1", "2")
    part = add(parent=one)
    assert (part.code, add(parent=one).code, add(parent=part).code) == ("1.1", "1.2", "1.1.1")
    with pytest.raises(Invalid, match="三级"):
        add(parent=fresh(world, Task(ref=_ref(world, "1.1.1"))))
    with pytest.raises(Invalid, match="已经用过"):
        add(code="1.1")
    assert sorted(["1.10", "1.2", "1"], key=queries.code_key) == ["1", "1.2", "1.10"]


def _ref(world: World, code: str) -> str:
    with world.inside():
        return str(Task.objects.get(code=code).ref)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": ""}, "title"),
        ({"weight": 0}, "weight"),
        ({"weight": 1001}, "weight"),
        ({"target": Decimal(-1)}, "target"),
        ({"starts_on": dt.date(2026, 5, 2), "due_on": dt.date(2026, 5, 1)}, ""),
    ],
)
def test_bad_values_of_a_task_are_refused_by_field(
    add: Callable[..., Task], values: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        add(**values)
    assert field in refused.value.errors


def test_owner_is_a_member(world: World, other_world: World, add: Callable[..., Task]) -> None:
    with pytest.raises(Invalid, match="不是正式成员"):
        add(owner=other_world.units[0])
    with pytest.raises(Forbidden):
        tasks.add(actor=world.actors[0], values={"title": "示例"})


def test_task_moves_but_never_below_itself(world: World, add: Callable[..., Task]) -> None:
    one, two = add(), add()
    part = add(parent=one)
    with pytest.raises(Invalid, match="自己的分项"):
        tasks.move(actor=world.secretariat, task=one, parent=part)
    moved = tasks.move(actor=world.secretariat, task=part, parent=two)
    assert moved.parent == two
    assert tasks.move(actor=world.secretariat, task=part, parent=None).parent is None
    with pytest.raises(Forbidden):
        tasks.move(actor=world.actors[0], task=part, parent=one)
    loose = tasks.add(actor=world.secretariat, values={"title": "计划外"})
    with pytest.raises(Invalid, match="同一份计划"):
        tasks.move(actor=world.secretariat, task=loose, parent=one)


def test_progress_is_rolled_up_by_weight(
    world: World, plan: WorkPlan, add: Callable[..., Task]
) -> None:
    one = add(weight=1)
    first, second = add(parent=one, weight=1), add(parent=one, weight=2)
    other = add(weight=2)
    adopted(world, plan)
    report(world, first, progress=100)
    report(world, second, progress=50)
    report(world, other, progress=10)
    with world.inside():
        found = queries.tree_of(plan)
    shares = {line.task.code: line.progress for line in found.lines}
    # (100 + 2·50) / 3 = 66.67; (66.67 + 2·10) / 3 = 28.89
    assert shares == {"1": 66, "1.1": 100, "1.2": 50, "2": 10}
    assert found.progress == 28
    assert [line.level for line in found.lines] == [1, 2, 2, 1]


def test_report_waits_for_the_plan_and_belongs_to_the_owner(
    world: World, plan: WorkPlan, add: Callable[..., Task]
) -> None:
    task = add()
    part_of = add()
    add(parent=part_of)
    with pytest.raises(Conflict, match="还没有通过"):
        report(world, task)
    adopted(world, plan)
    with pytest.raises(Conflict, match="有分项"):
        report(world, part_of)
    with pytest.raises(Forbidden):
        task_reports.report(actor=world.actors[1], task=task, text="别人", progress=5)
    for bad in ({"progress": 101}, {"progress": -1}, {"text": " "}):
        with pytest.raises(Invalid):
            report(world, task, **bad)
    made = report(world, task, value=Decimal("3.50"))
    now = fresh(world, task)
    assert (now.state, now.progress, now.value) == ("doing", 40, Decimal("3.50"))
    assert made.review == "waiting"


def test_final_report_is_accepted_or_returned(
    world: World, plan: WorkPlan, add: Callable[..., Task]
) -> None:
    task = add()
    adopted(world, plan)
    report(world, task, progress=30)
    upload = SimpleUploadedFile("佐证.csv", "项目,数量\n示例,1\n".encode())
    final = report(world, task, final=True, progress=5, upload=upload)
    assert final.evidence is not None
    assert (fresh(world, task).state, fresh(world, task).progress) == ("submitted", 100)
    with pytest.raises(Conflict, match="已经申请验收"):
        report(world, task)
    with pytest.raises(Forbidden):
        task_reports.accept(actor=world.actors[0], report=final)
    with pytest.raises(Invalid):
        task_reports.send_back(actor=world.secretariat, report=final, note="")
    task_reports.send_back(actor=world.secretariat, report=final, note="缺少签到表")
    assert (fresh(world, task).state, fresh(world, task).progress) == ("doing", 30)
    with pytest.raises(Conflict, match="已经答复"):
        task_reports.accept(actor=world.secretariat, report=final)
    again = report(world, task, final=True)
    task_reports.accept(actor=world.secretariat, report=again, note="齐全")
    done = fresh(world, task)
    assert (done.state, done.progress, done.done_on) == ("done", 100, today())
    with pytest.raises(Conflict):
        report(world, task)
    with pytest.raises(Invalid):
        tasks.reopen(actor=world.secretariat, task=task, reason="")
    opened = tasks.reopen(actor=world.secretariat, task=task, reason="佐证有误")
    assert (opened.state, opened.done_on) == ("doing", None)


def test_cancelled_task_takes_its_open_parts_along(
    world: World, plan: WorkPlan, add: Callable[..., Task]
) -> None:
    one = add()
    part = add(parent=one)
    with pytest.raises(Invalid):
        tasks.cancel(actor=world.secretariat, task=one, reason=" ")
    with pytest.raises(Forbidden):
        tasks.cancel(actor=world.actors[0], task=one, reason="不做了")
    tasks.cancel(actor=world.secretariat, task=one, reason="合并到别的任务")
    assert fresh(world, part).state == "cancelled"
    with pytest.raises(Conflict):
        tasks.update(actor=world.secretariat, task=one, values={"title": "别的"})


def test_reported_task_is_not_divided(
    world: World, plan: WorkPlan, add: Callable[..., Task]
) -> None:
    task = add()
    adopted(world, plan)
    assert tasks.start(actor=world.actors[0], task=task).state == "doing"
    report(world, task)
    with pytest.raises(Conflict, match="已有汇报"):
        add(parent=fresh(world, task))


def test_late_and_on_time_are_counted_at_the_leaves(
    world: World, plan: WorkPlan, add: Callable[..., Task]
) -> None:
    yesterday, tomorrow = today() - dt.timedelta(days=1), today() + dt.timedelta(days=1)
    one = add(due_on=yesterday)
    add(parent=one, due_on=yesterday)
    good = add(due_on=tomorrow)
    add(due_on=tomorrow)
    add()
    adopted(world, plan)
    task_reports.accept(actor=world.secretariat, report=report(world, good, final=True))
    with world.inside():
        rows = Task.objects.all()
        assert [task.code for task in queries.late(rows)] == ["1.1"]
        assert queries.on_time(rows) == (1, 2)
        assert queries.tree_of(plan).late == 1
        assert queries.mine(rows, world.actors[1]).count() == 0


def test_resolution_becomes_tasks(
    world: World, plan: WorkPlan, make_meeting: Callable[..., Any]
) -> None:
    meeting = make_meeting(state="closed")
    with world.inside():
        resolution = Resolution.objects.create(
            consortium=world.consortium, meeting=meeting, year=today().year, number=1,
            title="示例决议", text="示例", adopted_on=today(),
        )  # fmt: skip
    items = [
        {"title": "建立示例中心", "owner": world.units[1], "due_on": today()},
        {"title": "发布清单"},
    ]
    made = tasks.from_resolution(actor=world.secretariat, resolution=resolution, items=items)
    assert [(t.source, t.plan, t.code) for t in made] == [
        ("resolution", plan, "1"), ("resolution", plan, "2")
    ]  # fmt: skip
    with pytest.raises(Invalid):
        tasks.from_resolution(actor=world.secretariat, resolution=resolution, items=[])
    with pytest.raises(Forbidden):
        tasks.from_resolution(actor=world.actors[0], resolution=resolution, items=items)


def test_plan_is_adopted_by_note_or_motion_and_closed_with_summary(
    world: World, plan: WorkPlan, add: Callable[..., Task],
    make_meeting: Callable[..., Any], make_motion: Callable[..., Any],
) -> None:  # fmt: skip
    act = {"actor": world.secretariat, "plan": plan}
    with pytest.raises(Conflict, match="还没有任务"):
        adopted(world, plan)
    task = add()
    with pytest.raises(Invalid):
        plans.adopt(**act, on=today(), note=" ")
    with pytest.raises(Invalid):
        plans.adopt(**act, on=today() + dt.timedelta(days=1), note="示例")
    motion = make_motion(make_meeting(), plan=plan)
    with pytest.raises(Invalid, match="没有通过"):
        plans.adopt(**act, on=today(), motion=motion)
    passed = make_motion(make_meeting(), plan=plan, state="passed")
    with pytest.raises(Forbidden):
        plans.adopt(actor=world.actors[0], plan=plan, on=today(), motion=passed)
    assert plans.adopt(**act, on=today(), motion=passed).adopted_note == "议案：年度工作计划"
    with pytest.raises(Invalid):
        plans.close(**act, summary="")
    assert plans.close(**act, summary="示例总结").state == "closed"
    for refused in (
        lambda: add(),
        lambda: report(world, task),
        lambda: tasks.update(actor=world.secretariat, task=task, values={"title": "x"}),
        lambda: tasks.cancel(actor=world.secretariat, task=task, reason="x"),
        lambda: plans.update(**act, values={"title": "x"}),
        lambda: plans.close(**act, summary="again"),
    ):
        with pytest.raises(Conflict):
            refused()


def test_plan_values_and_place(world: World, plan: WorkPlan, other_world: World) -> None:
    with pytest.raises(Invalid):
        plans.draft(actor=world.secretariat, year=1999, title="示例")
    with pytest.raises(Invalid, match="同名"):
        plans.draft(actor=world.secretariat, year=plan.year, title=plan.title)
    with pytest.raises(Forbidden):
        plans.draft(actor=world.actors[0], year=2027, title="示例")
    with pytest.raises(Missing):
        plans.update(actor=other_world.secretariat, plan=plan.ref, values={"title": "x"})
    changed = plans.update(actor=world.secretariat, plan=plan, values={"text": "总体要求"})
    assert changed.text == "总体要求"
