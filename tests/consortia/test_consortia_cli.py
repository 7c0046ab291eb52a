"""`silian consortium …`: what it prints, and its exit on bad input."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from silian.accounts.models import User
from silian.consortia.cli import app
from silian.consortia.engine.shipped import FOLDER, shipped_names
from silian.consortia.models import Consortium, RoleAssignment
from silian.kernel.refusals import Conflict, Invalid, Missing
from silian.organisations.models import Organisation

RUNNER = CliRunner()


def run(*words: str) -> Any:
    answer = RUNNER.invoke(app, [*words, "--format", "json"])
    if answer.exception:
        raise answer.exception
    return json.loads(answer.stdout)


def test_found_previews_then_creates_then_says_unchanged(schools: None) -> None:
    file = str(FOLDER / "jjj-automotive.yaml")
    preview = run("found", file)
    assert (preview["state"], preview["committed"], preview["creates"]["memberships"]) == (
        "new", False, 2,
    )  # fmt: skip
    assert Consortium.objects.count() == 0
    assert run("found", file, "--commit")["committed"] is True
    again = run("found", file, "--commit")
    assert (again["state"], again["committed"]) == ("unchanged", False)
    assert RUNNER.invoke(app, ["found", file]).stdout.endswith("已按这份蓝图成立，没有变化。\n")


def test_all_five_are_founded_listed_and_shown(schools: None) -> None:
    for name in shipped_names():
        run("found", str(FOLDER / f"{name}.yaml"), "--commit")
    listed = run("list")
    assert [(row["slug"], row["members"]) for row in listed] == [
        ("chengyu-smart-manufacturing", 4), ("cloud-computing", 3), ("jjj-ai-park", 12),
        ("jjj-automotive", 2), ("shaoxing-digital-artisan", 10),
    ]  # fmt: skip
    assert len(run("list", "--all")) == 7
    shown = run("show", "shaoxing-digital-artisan")
    assert shown["parent"] == "shaoxing-wanmu-qianyi"
    assert shown["duties"]["enterprise"] == "接项目"
    assert shown["members_by_kind"] == {
        "park": 4, "secondary_school": 1, "university": 1, "vocational_college": 4,
    }  # fmt: skip
    assert run("show", "cloud-computing")["hosts"] == ["changping-digital-city"]


def test_bad_files_are_refused_with_sentences(tmp_path: Path, db: None) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("silian: 1\nslug: Bad Slug\n", encoding="utf-8")
    with pytest.raises(Invalid, match="第 2 行 slug：“Bad Slug”不能作地址名"):
        run("found", str(bad))
    with pytest.raises(Invalid, match="不能读取"):
        run("found", str(tmp_path / "nothing.yaml"))
    bad.write_bytes(b"\xff\xfe")
    with pytest.raises(Invalid, match="不能读取"):
        run("found", str(bad))
    with pytest.raises(Missing):
        run("show", "nothing")


def test_a_changed_blueprint_is_refused(tmp_path: Path, schools: None) -> None:
    text = (FOLDER / "jjj-automotive.yaml").read_text(encoding="utf-8")
    run("found", str(FOLDER / "jjj-automotive.yaml"), "--commit")
    other = tmp_path / "other.yaml"
    other.write_text(text.replace("park: 北京祥龙博瑞汽车产业园区", "park: 另一园区"), "utf-8")
    assert run("found", str(other))["state"] == "changed"
    with pytest.raises(Conflict, match="已有联合体"):
        run("found", str(other), "--commit")


def test_the_first_secretariat_is_assigned_from_the_command_line(
    make_consortium: Callable[..., Consortium], make_user: Callable[..., User]
) -> None:
    make_consortium("alpha")
    make_user("lisi")
    assert run("assign", "lisi", "secretariat", "--consortium", "alpha")["role"] == "secretariat"
    assert RoleAssignment.objects.get().user.username == "lisi"
    with pytest.raises(Invalid, match="没有用户"):
        run("assign", "nobody", "secretariat", "--consortium", "alpha")


def test_members_are_imported_from_the_command_line(
    tmp_path: Path, make_consortium: Callable[..., Consortium]
) -> None:
    make_consortium("alpha")
    file = tmp_path / "members.csv"
    file.write_text("单位名称,单位类别\n甲示例公司,企业\n", encoding="utf-8")
    preview = run("import", "members", str(file), "--consortium", "alpha")
    assert (preview["rows"], preview["errors"], preview["created"]) == (1, 0, 0)
    done = run("import", "members", str(file), "--consortium", "alpha", "--commit")
    assert (done["created"], done["committed"]) == (1, True)
    assert run("import", "members", str(file), "--consortium", "alpha", "--commit")["repeated"]
    with pytest.raises(Invalid, match="没有文件"):
        run("import", "members", str(tmp_path / "no.csv"), "--consortium", "alpha")


def test_the_template_of_the_roll_is_written(tmp_path: Path, db: None) -> None:
    target = tmp_path / "members.xlsx"
    answer = run("template", "members", "-o", str(target))
    assert answer == {"file": str(target), "sheet": "consortia.members", "columns": 11}
    sheet = openpyxl.load_workbook(target).worksheets[0]
    assert "单位名称" in str(next(iter(sheet.iter_rows(values_only=True)))[0])
    with pytest.raises(Invalid, match="语言只有"):
        run("template", "members", "-o", str(target), "--lang", "fr")
    with pytest.raises(Invalid, match="不能写"):
        run("template", "members", "-o", str(tmp_path / "no" / "members.xlsx"))


def test_common_words_for_kinds_are_read_and_said(
    tmp_path: Path, make_consortium: Callable[..., Consortium]
) -> None:
    make_consortium("alpha")
    file = tmp_path / "members.csv"
    words = {
        "公司": "enterprise", "中职": "secondary_school", "高职": "vocational_college",
        "本科": "university", "学会": "association", "研究所": "institute", "园区": "park",
        "政府": "government", "Company": "enterprise", "企业": "enterprise",
    }  # fmt: skip
    lines = [f"示例{n}号单位,{word}" for n, word in enumerate(words)]
    file.write_text("\n".join(["单位名称,单位类别", *lines, "示例末号单位,高校"]), encoding="utf-8")
    preview = run("import", "members", str(file), "--consortium", "alpha")
    # 高校 may be two kinds: a person decides.
    assert [(p["row"], p["value"]) for p in preview["problems"]] == [(12, "高校")]
    said = {one["value"]: one["sentence"] for one in preview["read_as"]}
    assert said["高职"] == "读作“高等职业学校”。"
    assert set(said) == set(words) - {"园区", "企业"}
    file.write_text("\n".join(["单位名称,单位类别", *lines]), encoding="utf-8")
    assert run("import", "members", str(file), "--consortium", "alpha", "--commit")["created"] == 10
    kinds = Organisation.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == list(words.values())
