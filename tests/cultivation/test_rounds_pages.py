"""The pages of a round: the office's, the enterprise's, the student's, and what they refuse."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.cultivation.rounds_world import World, build_world
from typer.testing import CliRunner, Result

from silian.cultivation.cli.placement import app
from silian.cultivation.models import Appeal, Offer, PlacementRound
from silian.cultivation.services import rounds_applicants, rounds_posts, rounds_preferences
from silian.kernel.exchange import commit, stage
from silian.kernel.models import ImportRow
from silian.kernel.refusals import Refusal


@pytest.fixture
def world(db: Any) -> World:
    return build_world()


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def office(world: World) -> Client:
    return client_of(world.story.people["secretariat"])


def at(name: str, **kwargs: str) -> str:
    return reverse(f"cultivation:{name}", kwargs={"slug": "jia", **kwargs})


def body(response: Any) -> str:
    if response.streaming:
        return b"".join(response.streaming_content).decode("utf-8", "replace")
    return str(response.content.decode())


def test_a_round_is_made_and_run_from_the_screen(world: World) -> None:
    browser = office(world)
    made = browser.post(at("round_create"), {
        "name": "示例双选", "kind": "students", "choices": 2, "formula": "", "ties": "single",
        "seed": "3", "reserve_order": "first", "closing": "one-by-one",
    })  # fmt: skip
    assert made.status_code == 302
    with world.inside():
        ref = PlacementRound.objects.get().ref
        unit = world.story.units["maker"].ref
    assert "还没有岗位" in body(browser.get(at("round_detail", ref=ref)))
    assert "还没有岗位" in body(browser.post(at("round_step", ref=ref, verb="open")))
    added = browser.post(f"{at('post_create')}?round={ref}", {
        "organisation": unit, "title": "装配", "capacity": 3, "reserves": "学校=某校：9",
    })  # fmt: skip
    assert added.status_code == 422
    assert "超过岗位的名额" in body(added)
    added = browser.post(f"{at('post_create')}?round={ref}", {
        "organisation": unit, "title": "装配", "capacity": 3,
    })  # fmt: skip
    assert added.status_code == 302
    source = f"class {world.study_class.ref}"
    browser.post(at("applicant_add", ref=ref), {"source": source})
    assert "示例姓名" not in body(browser.get(at("round_applicants", ref=ref)))
    for verb in ("open", "freeze", "solve", "publish"):
        done = browser.post(at("round_step", ref=ref, verb=verb))
        assert done.status_code == 302, (verb, body(done))
    page = body(browser.get(at("round_detail", ref=ref)))
    assert "placement verify" in page
    assert browser.post(at("round_step", ref=ref, verb="solve")).status_code == 409


def test_the_student_ranks_and_reads_the_reasons(world: World) -> None:
    row = world.bring(world.draft(), "open")
    with world.inside():
        one, posts = world.applicants(row)[6], world.posts(row)
    phone = client_of(world.people[6])
    page = at("my_round", ref=one.ref)
    refs = [posts["G002"].ref, posts["G001"].ref]
    moved = phone.post(page, {"choice": refs, "move": "down-0"})
    assert re.search(rf'value="{refs[1]}" selected', body(moved))
    assert "还没有提交" in body(moved)
    twice = phone.post(page, {"choice": [refs[0], refs[0]]})
    assert twice.status_code == 422
    assert "填了两次" in body(twice)
    sent = phone.post(page, {"choice": [refs[1], "", refs[0]]}, follow=True)
    assert "第 2 次填报" in body(sent)
    for verb in ("freeze", "solve", "publish"):
        office(world).post(at("round_step", ref=row.ref, verb=verb))
    assert phone.post(page, {"choice": refs}).status_code == 409
    told = body(phone.get(page))
    assert "岗位G002" in told
    assert "最后一名录取者的评分是 68，您是 66" in told
    assert "就会录取" not in told
    assert phone.get(at("my_round", ref=one_of_others(world, row))).status_code == 404
    answered = phone.post(at("my_answer", ref=one.ref, verb="confirm"))
    assert answered.status_code == 302
    phone.post(at("my_appeal", ref=one.ref, post=posts["G001"].ref), {"text": "请复核"})
    with world.inside():
        appeal = Appeal.objects.get()
        assert Offer.objects.get(applicant=one).state == "confirmed"
    browser = office(world)
    assert "请复核" in body(browser.get(at("appeal_answer", ref=appeal.ref)))
    browser.post(at("appeal_answer", ref=appeal.ref), {"answer": "已复核"})
    assert "评分高于 68 才会录取" in body(phone.get(page))


def one_of_others(world: World, row: PlacementRound) -> str:
    with world.inside():
        return world.applicants(row)[0].ref


def test_other_quotas_are_tried_out_and_nothing_is_saved(world: World) -> None:
    row = world.bring(world.draft(), "published")
    browser = office(world)
    page = at("round_what_if", ref=row.ref)
    told = body(browser.get(page, {"places-G001": "4"}))
    assert "更高" in told
    assert browser.get(page, {"places-G001": "多"}).status_code == 422
    with world.inside():
        assert world.posts(row)["G001"].capacity == 2


def test_a_school_sees_the_numbers_of_its_own_people_alone(world: World) -> None:
    row = world.bring(world.draft(), "published")
    school = body(client_of(world.story.people["school_office"]).get(
        at("round_result", ref=row.ref)
    ))  # fmt: skip
    maker = body(client_of(world.story.people["enterprise_hr"]).get(
        at("round_result", ref=row.ref)
    ))  # fmt: skip
    with world.inside():
        codes = [one.code for one in world.applicants(row)]
    assert "24003" in school
    assert "24003" not in maker
    assert all(code in maker for code in codes)
    assert "示例姓名" not in school + maker


def unpacked(world: World, row: PlacementRound, folder: Path) -> Path:
    """The package, as the enterprise downloads it."""
    answer = client_of(world.story.people["enterprise_hr"]).get(at("round_package", ref=row.ref))
    content = b"".join(answer.streaming_content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(folder)
    return folder


def verify(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Result:
    """The command of the README, run in the folder."""
    line = re.search(r"silian placement verify (.+)", (folder / "README.txt").read_text())
    assert line is not None
    monkeypatch.chdir(folder)
    return CliRunner().invoke(app, ["verify", *line[1].split()])


@pytest.mark.parametrize("ties", ["single", "multiple"])
def test_anyone_checks_the_package_and_a_tampered_row_is_found(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ties: str
) -> None:
    draft = world.draft(formula="0", ties=ties)
    with world.inside():
        post = world.posts(draft)["G002"]
    rounds_posts.update(
        actor=world.actor("secretariat"), post=post,
        values={
            "reserves": "学校=示例职业技术学院：1；班级=别的班：1！",
            "eligibility": "入学年份>=2000",
        },
    )  # fmt: skip
    row = world.bring(draft, "published")
    folder = unpacked(world, row, tmp_path)
    everything = "".join(path.read_text() for path in folder.iterdir())
    assert "示例姓名" not in everything
    assert "24003" not in everything
    done = verify(folder, monkeypatch)
    assert done.exit_code == 0, done.output
    result = folder / "result.csv"
    lines = list(csv.reader(result.read_text().splitlines()))
    placed = [n for n, line in enumerate(lines) if n and line[1]]
    empty = [n for n, line in enumerate(lines) if n and not line[1]]
    one, other = lines[placed[0]], lines[empty[0]]
    one[1:], other[1:] = ["", ""], one[1:]
    result.write_text("\n".join(",".join(line) for line in lines) + "\n")
    tampered = verify(folder, monkeypatch)
    assert tampered.exit_code == 1, tampered.output
    assert "阻塞对" in tampered.output


def staged(world: World, sheet: Any, path: Path, row: PlacementRound) -> Any:
    return stage(
        actor=world.actor("secretariat"), sheet=sheet, path=path, file_name=path.name,
        options={"round": row.ref},
    ).batch  # fmt: skip


def test_a_round_from_three_spreadsheets(world: World, tmp_path: Path) -> None:
    browser = office(world)
    browser.post(at("round_create"), {
        "name": "表格双选", "kind": "students", "choices": 2, "formula": "0.5*成绩+0.5*面试",
        "ties": "single", "seed": "3", "reserve_order": "first", "closing": "one-by-one",
    })  # fmt: skip
    with world.inside():
        row = PlacementRound.objects.get()
    posts, people, wishes = tmp_path / "岗位.csv", tmp_path / "名单.csv", tmp_path / "志愿.csv"
    posts.write_text(
        "岗位编号,岗位,提供单位,名额,最低人数\nA1,装配,示例整车有限公司,2,0\nA2,检测,示例零部件有限公司,1,\n"
    )
    people.write_text(
        "学号,成绩,面试\n" + "".join(f"24{n:03d},{60 + n},{70 + n}\n" for n in range(4))
    )
    wishes.write_text("学号,志愿1,志愿2\n" + "".join(f"24{n:03d},A1,A2\n" for n in range(4)))
    actor = world.actor("secretariat")
    commit(actor=actor, batch=staged(world, rounds_posts.POSTS, posts, row))
    commit(actor=actor, batch=staged(world, rounds_applicants.APPLICANTS, people, row))
    browser.post(at("round_step", ref=row.ref, verb="open"))
    commit(actor=actor, batch=staged(world, rounds_preferences.RANKINGS, wishes, row))
    for verb in ("freeze", "solve", "publish"):
        browser.post(at("round_step", ref=row.ref, verb=verb))
    with world.inside():
        found = [
            (one.student.number, one.offer.post.code if one.offer.post else "")
            for one in world.applicants(row)
        ]
    assert found == [("24000", ""), ("24001", "A2"), ("24002", "A1"), ("24003", "A1")]


def test_a_spreadsheet_with_faults_names_each(world: World, tmp_path: Path) -> None:
    row = world.draft()
    path = tmp_path / "岗位.csv"
    path.write_text(
        "岗位编号,岗位,提供单位,名额,最低人数,预留名额\n"
        "G001,重复,示例整车有限公司,2,0,\nG7,多,示例整车有限公司,2,3,\n"
        "G8,预留,示例整车有限公司,2,0,学校=甲：3\nG9,名额,示例整车有限公司,许多,0,\n"
    )
    batch = staged(world, rounds_posts.POSTS, path, row)
    with world.inside():
        said = " ".join(str(line.problems) for line in ImportRow.objects.filter(batch=batch))
    assert "G001" in said
    assert "最低人数不能大于名额" in said
    assert "超过岗位的名额" in said
    with pytest.raises(Refusal):
        commit(actor=world.actor("secretariat"), batch=batch)
    with world.inside():
        assert set(world.posts(row)) == {"G001", "G002"}
