"""The pages of agreements, plans and tasks: who sees what, what a button does, empty states."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from governance_world import World

from silian.consortia.queries.actors import today
from silian.governance.models import Agreement, Party, Task, TaskReport, WorkPlan
from silian.governance.queries import agreements as queries
from silian.governance.services import agreements, plans, task_reports, tasks

TEXT = "示例协议\n一、合作目的\n共同培养人才。"


@pytest.fixture
def office(world: World, client_of: Callable[..., Client]) -> Client:
    return client_of(world.secretary)


@pytest.fixture
def unit(world: World, client_of: Callable[..., Client]) -> Client:
    return client_of(world.people[0])


@pytest.fixture
def to(world: World) -> Callable[..., str]:
    """to(name, **kwargs): an address of governance here."""
    return lambda name, **kwargs: reverse(
        f"governance:{name}", kwargs={"slug": world.slug, **kwargs}
    )


@pytest.fixture
def agreement(world: World) -> Agreement:
    return agreements.draft(
        actor=world.secretariat, title="示例合作协议", text=TEXT,
        parties=[(world.units[0], ""), (world.units[1], "")],
    )  # fmt: skip


@pytest.fixture
def plan(world: World) -> WorkPlan:
    """A plan with a task, its part, and another one, adopted."""
    row = plans.draft(actor=world.secretariat, year=today().year, title="示例年度工作计划")
    values = {"owner": world.units[0], "due_on": today() - dt.timedelta(days=1)}
    one = tasks.add(actor=world.secretariat, plan=row, values={"title": "示例任务一"})
    tasks.add(
        actor=world.secretariat, plan=row, parent=one,
        values={"title": "示例分项", "target": 10, "target_unit": "人", **values},
    )  # fmt: skip
    tasks.add(actor=world.secretariat, plan=row, values={"title": "示例任务二"})
    return plans.adopt(actor=world.secretariat, plan=row, on=today(), note="示例会议")


def part(world: World) -> Task:
    with world.inside():
        return Task.objects.get(code="1.1")


@pytest.mark.parametrize(
    ("page", "word"),
    [
        ("agreement_list", "还没有协议"),
        ("plan_list", "还没有工作计划"),
        ("task_list", "还没有任务"),
        ("task_mine", "没有本单位的任务"),
        ("dormant", "没有沉睡的协议"),
    ],
)
def test_empty_pages_say_what_to_do(
    page: str, word: str, office: Client, to: Callable[..., str], text: Callable[..., str]
) -> None:
    response = office.get(to(page))
    assert response.status_code == 200
    assert word in text(response)


def test_office_drafts_from_a_template_on_the_screen(
    world: World, office: Client, unit: Client, to: Callable[..., str], text: Callable[..., str]
) -> None:
    form = {
        "title": "示例共建协议", "kind": "three-party", "party_1": world.units[0].name,
        "party_2": world.units[1].name, "more": world.units[2].name, "ordered_signing": "on",
    }  # fmt: skip
    assert unit.get(to("agreement_create")).status_code == 403
    bad = office.post(to("agreement_create"), form | {"party_2": "没有这个单位"})
    assert bad.status_code == 422
    assert "单位库里没有" in text(bad)
    response = office.post(to("agreement_create"), form)
    assert response.status_code == 302
    page = text(office.get(response["Location"]))
    assert "还有" in page
    assert "丙方" in page


def test_agreement_goes_through_on_the_screen(
    world: World, agreement: Agreement, office: Client, unit: Client,
    client_of: Callable[..., Client], to: Callable[..., str], text: Callable[..., str],
) -> None:  # fmt: skip
    ref = agreement.ref
    other = client_of(world.people[1])
    stranger = client_of(world.people[5])
    assert stranger.get(to("agreement_detail", ref=ref)).status_code == 404
    new = {"text": TEXT + "\n二、期限一年。", "note": "加期限", "based_on": "1"}
    assert unit.post(to("agreement_text", ref=ref), new).status_code == 302
    compared = text(unit.get(to("agreement_compare", ref=ref)))
    assert "<ins>" in compared
    assert "1 行不同" in compared
    odd = {"from": "9" * 30, "to": "x"}
    assert unit.get(to("agreement_compare", ref=ref), odd).status_code == 200
    with world.inside():
        first = Party.objects.get(agreement=agreement, order=1)
    duty = {"form": "duty", "party": first.ref, "title": "提供岗位", "due_on": "2027-01-01"}
    assert office.post(to("agreement_parties", ref=ref), duty).status_code == 302
    down = {"action": "down", "ref": first.ref}
    assert office.post(to("agreement_parties", ref=ref), down).status_code == 302
    up = {"action": "up", "ref": first.ref}
    assert office.post(to("agreement_parties", ref=ref), up).status_code == 302
    third = {"form": "party", "unit": world.units[0].name}
    assert office.post(to("agreement_parties", ref=ref), third).status_code == 422
    facts = {"title": agreement.title, "ends_on": "2099-01-01", "ordered_signing": "on"}
    assert office.post(to("agreement_edit", ref=ref), facts).status_code == 302
    assert office.post(to("agreement_step", ref=ref, verb="submit")).status_code == 302
    assert office.get(to("agreement_step", ref=ref, verb="submit")).status_code == 409
    assert office.get(to("agreement_step", ref=ref, verb="x")).status_code == 404
    with world.inside():
        sha = queries.latest(agreement).sha256
    for client in (unit, other):
        assert "审批同意" in text(client.get(to("agreement_detail", ref=ref)))
        reading = text(client.get(to("agreement_decide", ref=ref, verb="approve")))
        assert sha in reading
        said = {"sha256": sha, "note": "同意"}
        assert client.post(to("agreement_decide", ref=ref, verb="approve"), said).status_code == 302
    signed = {"sha256": sha, "signatory": "示例甲", "signatory_title": "院长"}
    late = other.post(to("agreement_decide", ref=ref, verb="confirm"), signed)
    assert late.status_code == 422
    assert "先等甲方" in text(late)
    for client in (unit, other):
        done = client.post(to("agreement_decide", ref=ref, verb="confirm"), signed)
        assert done.status_code == 302
    upload = SimpleUploadedFile("签署件.pdf", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n")
    assert office.post(to("agreement_upload", ref=ref), {"file": upload}).status_code == 302
    assert unit.get(to("agreement_scan", ref=ref)).status_code == 200
    day = {"signed_on": today().isoformat()}
    assert office.post(to("agreement_step", ref=ref, verb="enforce"), day).status_code == 302
    page = text(unit.get(to("agreement_detail", ref=ref)))
    assert "履行中" in page
    assert "未开始" in page
    paper = unit.get(to("agreement_paper", ref=ref))
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")
    assert office.get(to("agreement_decide", ref=ref, verb="approve")).status_code == 403


def test_agreements_are_filtered_and_exported(
    world: World, agreement: Agreement, office: Client, unit: Client, to: Callable[..., str],
    text: Callable[..., str],
) -> None:  # fmt: skip
    for query in ({"turn": "office"}, {"party": world.units[0].ref}, {"state": "drafting"}):
        assert "示例合作协议" in text(office.get(to("agreement_list"), query))
    for query in ({"turn": "mine"}, {"watch": "30"}, {"watch": "dormant"}, {"watch": "90"}):
        assert "没有符合条件" in text(unit.get(to("agreement_list"), query))
    csv = text(unit.get(to("agreement_export", format="csv")))
    assert "甲方 示例整车有限公司" in csv
    assert office.get(to("agreement_export", format="xlsx")).status_code == 200
    assert office.get(to("agreement_export", format="exe")).status_code == 404


def test_sent_back_recalled_renewed_ended_on_the_screen(
    world: World, agreement: Agreement, office: Client, unit: Client, to: Callable[..., str]
) -> None:
    ref = agreement.ref
    agreements.submit(actor=world.secretariat, agreement=agreement)
    back = to("agreement_decide", ref=ref, verb="return")
    assert unit.post(back, {"reason": ""}).status_code == 422
    assert unit.post(back, {"reason": "期限太短"}).status_code == 302
    agreements.submit(actor=world.secretariat, agreement=agreement)
    recall = to("agreement_step", ref=ref, verb="recall")
    assert office.post(recall, {"reason": "改期限"}).status_code == 302
    cancel = to("agreement_step", ref=ref, verb="cancel")
    assert unit.post(cancel, {"reason": "不签了"}).status_code == 403
    assert office.post(cancel, {"reason": "不签了"}).status_code == 302
    assert office.get(to("agreement_step", ref=ref, verb="renew")).status_code == 200


def test_task_book_is_shown_as_tree_and_gantt(
    world: World, plan: WorkPlan, office: Client, unit: Client, to: Callable[..., str],
    text: Callable[..., str],
) -> None:  # fmt: skip
    page = text(unit.get(to("plan_detail", ref=plan.ref)))
    assert "示例分项" in page
    assert "加任务" not in page
    assert "逾期" in page
    assert "<rect" in text(unit.get(to("plan_detail", ref=plan.ref), {"view": "gantt"}))
    only = text(office.get(to("plan_detail", ref=plan.ref), {"q": "任务二"}))
    assert "示例分项" not in only
    for query in ({"late": "1"}, {"owner": world.units[0].ref}, {"report": "waiting"}):
        assert office.get(to("plan_detail", ref=plan.ref), query).status_code == 200
    for part_of in ("half", "year"):
        review = text(unit.get(to("plan_review", ref=plan.ref), {"part": part_of}))
        assert "口径" in review
    book = unit.get(to("plan_export", ref=plan.ref, format="xlsx"))
    rows = list(openpyxl.load_workbook(io.BytesIO(b"".join(book.streaming_content))).active.rows)
    assert [row[0].value for row in rows[1:]] == ["1", "1.1", "2"]
    assert unit.get(to("plan_export", ref=plan.ref, format="pdf")).status_code == 404


def test_plan_is_made_adopted_and_closed_on_the_screen(
    world: World, office: Client, unit: Client, to: Callable[..., str], text: Callable[..., str]
) -> None:
    form = {"year": today().year, "title": "示例计划", "text": ""}
    assert unit.post(to("plan_create"), form).status_code == 403
    assert office.post(to("plan_create"), form | {"year": "10"}).status_code == 422
    there = office.post(to("plan_create"), form)["Location"]
    with world.inside():
        plan = WorkPlan.objects.get()
    assert "计划里还没有任务" in text(office.get(there))
    task = {"title": "示例任务", "owner": world.units[0].ref, "weight": "1"}
    add = to("task_create") + f"?plan={plan.ref}"
    assert office.post(add, task | {"another": "1"}).status_code == 302
    assert office.post(add, task | {"weight": "0"}).status_code == 422
    edit = {"year": plan.year, "title": "示例计划二", "text": "要求"}
    assert office.post(to("plan_edit", ref=plan.ref), edit).status_code == 302
    adopt = to("plan_step", ref=plan.ref, verb="adopt")
    assert office.post(adopt, {"on": today().isoformat()}).status_code == 422
    passed = {"on": today().isoformat(), "note": "示例理事会"}
    assert office.post(adopt, passed).status_code == 302
    close = to("plan_step", ref=plan.ref, verb="close")
    assert "共 1 项任务" in text(office.get(close))
    assert office.post(close, {"summary": "示例总结"}).status_code == 302
    assert office.get(adopt).status_code == 409
    assert office.get(to("plan_step", ref=plan.ref, verb="x")).status_code == 404


def test_unit_reports_and_office_answers_on_the_screen(
    world: World, plan: WorkPlan, office: Client, unit: Client,
    client_of: Callable[..., Client], to: Callable[..., str], text: Callable[..., str],
) -> None:  # fmt: skip
    task = part(world)
    ref = task.ref
    assert "示例分项" in text(unit.get(to("task_mine")))
    assert unit.post(to("task_start", ref=ref)).status_code == 302
    report = to("task_report", ref=ref)
    assert client_of(world.people[1]).get(report).status_code == 403
    assert unit.post(report, {"text": "做了"}).status_code == 422
    upload = SimpleUploadedFile("佐证.csv", "项目,数量\n示例,1\n".encode())
    sent = {"text": "做完了", "value": "12", "final": "on", "evidence": upload}
    assert unit.post(report, sent).status_code == 302
    with world.inside():
        row = TaskReport.objects.get()
    page = text(office.get(to("task_detail", ref=ref)))
    assert "佐证.csv" in page
    proof = to("task_evidence", ref=ref, report=row.ref)
    assert unit.get(proof).status_code == 200
    assert office.get(proof).status_code == 200
    assert client_of(world.people[1]).get(proof).status_code == 404
    answer = to("task_answer", ref=ref, report=row.ref)
    assert unit.post(answer, {"action": "accept"}).status_code == 403
    assert office.post(answer, {"action": "return", "note": ""}).status_code == 302
    assert part(world).state == "submitted"
    assert office.post(answer, {"action": "accept", "note": "x" * 301}).status_code == 422
    assert office.post(answer, {"action": "accept", "note": "齐全"}).status_code == 302
    assert part(world).state == "done"
    assert "目标完成情况" in text(office.get(to("plan_review", ref=plan.ref)))
    assert office.post(to("task_step", ref=ref, verb="reopen"), {"reason": "补"}).status_code == 302
    assert office.post(to("task_step", ref=ref, verb="cancel"), {"reason": "改"}).status_code == 302
    assert office.get(to("task_step", ref=ref, verb="x")).status_code == 404


def test_task_is_changed_and_moved_on_the_screen(
    world: World, plan: WorkPlan, office: Client, to: Callable[..., str]
) -> None:
    task = part(world)
    form = {"title": "示例分项改", "owner": world.units[1].ref, "weight": "2", "code": "1.1"}
    assert office.post(to("task_edit", ref=task.ref), form).status_code == 302
    assert office.post(to("task_move", ref=task.ref), {"parent": ""}).status_code == 302
    moved = part(world)
    assert (moved.title, moved.parent, moved.owner) == ("示例分项改", None, world.units[1])
    with world.inside():
        two = Task.objects.get(code="2")
    add = to("task_create") + f"?parent={two.ref}"
    assert office.post(add, {"title": "示例", "weight": "1"}).status_code == 302
    assert office.get(to("task_create") + "?plan=nothing").status_code == 404


def test_task_book_is_imported_whole_or_not_at_all(
    world: World, plan: WorkPlan, office: Client, to: Callable[..., str], text: Callable[..., str]
) -> None:
    head = "编号,上级编号,任务,责任单位,目标值,单位,权重,开始,期限\n"
    good = head + (
        "9.1,9,发布清单,示例整车有限公司,300,条,2,2026-03-01,2026-06-30\n9,,清单工作,,,,1,,\n"
    )

    def send(content: str) -> Any:
        upload = SimpleUploadedFile("任务书.csv", content.encode())
        sent = {"file": upload, "plan": plan.ref}
        return office.post(to("task_import"), sent, follow=True)

    bad = text(send(head + "1,,重复编号,没有的单位,,,,2026-06-30,2026-03-01\n"))
    for word in ("计划里已有编号", "期限早于开始"):
        assert word in bad
    page = send(good)
    ref = page.request["PATH_INFO"].rstrip("/").rsplit("/", 1)[-1]
    assert office.post(to("task_import_commit", ref=ref)).status_code == 302
    with world.inside():
        made = Task.objects.get(code="9.1")
        assert (made.parent.code, made.owner, made.weight) == ("9", world.units[0], 2)
    assert office.get(to("task_import_template")).status_code == 200


def test_pages_read_the_same_number_of_queries_for_more_rows(
    world: World, plan: WorkPlan, office: Client, to: Callable[..., str],
    tables_read: Callable[..., Any],
) -> None:  # fmt: skip
    pages = [to("plan_detail", ref=plan.ref), to("task_list"), to("plan_list"),
             to("agreement_list")]  # fmt: skip

    def count() -> list[int]:
        found = []
        for page in pages:
            with tables_read() as read:
                assert office.get(page).status_code == 200
            found.append(len(read))
        return found

    agreements.draft(
        actor=world.secretariat, title="示例一", text=TEXT,
        parties=[(world.units[0], ""), (world.units[1], "")],
    )  # fmt: skip
    count()
    before = count()
    for number in range(3):
        tasks.add(
            actor=world.secretariat, plan=plan,
            values={"title": f"示例{number}", "owner": world.units[number]},
        )  # fmt: skip
        agreements.draft(
            actor=world.secretariat, title=f"示例{number}", text=TEXT,
            parties=[(world.units[0], ""), (world.units[number + 1], "")],
        )  # fmt: skip
    assert count() == before


def test_members_without_a_sign_of_life_are_listed(
    world: World, plan: WorkPlan, office: Client, unit: Client, to: Callable[..., str],
    text: Callable[..., str],
) -> None:  # fmt: skip
    assert unit.get(to("dormant")).status_code == 403
    task_reports.report(actor=world.actors[0], task=part(world), text="示例", progress=5)
    page = text(office.get(to("dormant")))
    assert world.units[7].name in page
    assert f">{world.units[0].name}</a>" not in page
