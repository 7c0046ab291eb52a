"""Loading: exact counts, nothing the second time, honest gaps, edits that survive."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import CharField, Max
from django.db.models.functions import Length

from silian.codes.models import (
    Certificate,
    CodeList,
    Industry,
    IndustryOccupation,
    Occupation,
    OccupationWorkType,
    PendingOccupation,
    Program,
    ProgramNext,
    ProgramOccupation,
    ProgramPosition,
    Region,
    SectorIndustry,
    University,
)
from silian.codes.queries.catalogue import DATA, LISTINGS
from silian.codes.services.links import link_sector
from silian.codes.services.load import ListReport, load_codes
from silian.kernel.access import Actor
from silian.kernel.models import AuditEntry
from silian.kernel.refusals import Forbidden, Invalid


def test_load_counts_are_those_of_the_editions(full: dict[str, ListReport]) -> None:
    levels = ("secondary", "associate", "vocational_bachelor", "bachelor")
    count = {level: Program.objects.filter(level=level).count() for level in levels}
    assert count == {
        "secondary": 368, "associate": 801, "vocational_bachelor": 321, "bachelor": 883,
    }  # fmt: skip
    of_2021 = {
        level: Program.objects.filter(level=level, edition="2021").count() for level in levels
    }
    assert list(of_2021.values()) == [358, 744, 247, 0]
    by_level = [Occupation.objects.filter(level=n, edition="2022").count() for n in (1, 2, 3, 4)]
    assert by_level == [8, 79, 450, 1639]
    assert Occupation.objects.exclude(edition="2022").count() == 21
    assert PendingOccupation.objects.count() == 15
    assert [Industry.objects.filter(level=n).count() for n in (1, 2, 3, 4)] == [20, 97, 473, 1381]
    regions = [
        Region.objects.filter(level=level).count() for level in ("province", "prefecture", "county")
    ]
    assert regions == [34, 333, 2847]
    assert University.objects.filter(level="bachelor").count() == 1365
    assert University.objects.filter(level="associate").count() == 1554
    assert ProgramOccupation.objects.count() == 6464
    assert ProgramPosition.objects.count() == 4526
    assert OccupationWorkType.objects.count() == 70
    assert Certificate.objects.filter(kind="skill").count() == 359
    assert Certificate.objects.filter(kind="qualification").count() == 74
    linked = ProgramOccupation.objects.values("occupation").distinct().count()
    assert linked == 1133


def test_load_reports_every_list_with_rows_read(full: dict[str, ListReport]) -> None:
    read = {key: report.read for key, report in full.items()}
    assert list(read) == [listing.key for listing in LISTINGS]
    assert (read["profiles"], read["certificates"], read["universities"]) == (1337, 2551, 2919)
    held = CodeList.objects.get(key="programs")
    assert (held.rows, held.edition) == (2373, "2021 + 2022–2025；2026")


def test_next_programs_become_links_and_unknown_names_are_listed(
    full: dict[str, ListReport],
) -> None:
    steps = ProgramNext.objects.filter(program="610101").values_list(
        "next_program__name", flat=True
    )
    assert set(steps) == {"种子生产与经营", "作物生产与经营管理", "现代种业技术", "种子科学与工程"}
    gaps = full["profiles"].gaps
    assert [gap["kind"] for gap in gaps] == ["next_unknown"]
    assert gaps[0]["count"] == len(gaps[0]["examples"]) == 21
    assert "750304 民族纺染织绣技艺 → 普通本科 服装设计与工艺" in gaps[0]["examples"]


def test_schools_stand_where_they_are(full: dict[str, ListReport]) -> None:
    assert full["universities"].gaps == []
    assert University.objects.get(name="河北工业大学").region_id == "120000"
    assert University.objects.get(name="北京大学").region_id == "110000"
    assert University.objects.get(name="苏州大学").region_id == "320500"


def test_second_load_changes_nothing_and_writes_nothing(
    full: dict[str, ListReport], root: Actor
) -> None:
    reports = load_codes(actor=root)
    assert all(report.unchanged for report in reports)
    assert AuditEntry.objects.filter(command="codes.lists.load").count() == 0


def test_forced_load_compares_everything_and_finds_no_difference(
    full: dict[str, ListReport], root: Actor
) -> None:
    reports = load_codes(actor=root, force=True)
    assert [(r.added, r.changed, r.removed) for r in reports] == [(0, 0, 0)] * len(LISTINGS)
    assert AuditEntry.objects.filter(command="codes.lists.load").count() == 1


def copied(folder: Path) -> Path:
    for path in DATA.glob("*.csv"):
        shutil.copy(path, folder)
    return folder


def rewrite(path: Path, drop: str, rename: dict[str, str], add: dict[str, str]) -> None:
    """Drops the row of a code, renames others, and adds one."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["code"] != drop]
    for row in rows:
        row["name"] = rename.get(row["code"], row["name"])
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows([*rows, {**rows[-1], **add}])


def test_new_edition_adds_changes_and_retires_without_deleting(
    full: dict[str, ListReport], root: Actor, tmp_path: Path
) -> None:
    folder = copied(tmp_path)
    added = {"code": "4199999999", "name": "示例职业学院"}
    rewrite(folder / "universities_2025.csv", "4111010001", {"4111010002": "新名大学"}, added)
    reports = {report.key: report for report in load_codes(actor=root, folder=folder)}
    done = reports["universities"]
    assert (done.read, done.added, done.changed, done.removed) == (2919, 1, 1, 1)
    assert all(report.unchanged for key, report in reports.items() if key != "universities")
    assert University.objects.get(code="4111010001").in_edition is False
    entry = AuditEntry.objects.get(command="codes.lists.load")
    assert entry.changes == '{"universities": [2919, 1, 1, 1]}'
    back = {report.key: report for report in load_codes(actor=root)}["universities"]
    assert (back.added, back.changed, back.removed) == (0, 2, 1)
    assert University.objects.get(code="4111010001").in_edition is True


def test_unreadable_file_changes_nothing(
    full: dict[str, ListReport], root: Actor, tmp_path: Path
) -> None:
    folder = copied(tmp_path)
    (folder / "divisions_2026.csv").write_text("code,name\n1,2,3\n", encoding="utf-8")
    with pytest.raises(Invalid, match="什么也没有改动"):
        load_codes(actor=root, folder=folder)
    assert Region.objects.filter(in_edition=True).count() == 3214
    (folder / "divisions_2026.csv").unlink()
    with pytest.raises(Invalid, match="缺少标准代码文件"):
        load_codes(actor=root, folder=folder)


def test_load_asks_for_the_permission(full: dict[str, ListReport], visitor: Actor) -> None:
    with pytest.raises(Forbidden):
        load_codes(actor=visitor)


def test_expert_edits_survive_a_load(
    full: dict[str, ListReport], root: Actor, expert: Actor
) -> None:
    link_sector(
        actor=expert, sector="automotive", industry="361", weight=0.5, note="研讨", version=1
    )
    load_codes(actor=root, force=True)
    current = SectorIndustry.objects.get(sector="automotive", industry="361", current=True)
    assert (current.version, current.weight) == (2, 0.5)


def test_withdrawn_seed_becomes_a_version_of_weight_zero(
    full: dict[str, ListReport], root: Actor, tmp_path: Path
) -> None:
    folder = copied(tmp_path)
    path = folder / "industry_occupation.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("361,汽车整车制造,6-22-02-01,")]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    reports = {report.key: report for report in load_codes(actor=root, folder=folder)}
    assert reports["industry_occupations"].removed == 1
    versions = IndustryOccupation.objects.filter(industry="361", occupation="6-22-02-01")
    assert list(versions.values_list("version", "weight", "current")) == [
        (1, 1.0, False),
        (2, 0.0, True),
    ]


@pytest.mark.parametrize("name", ["sectors.csv", "industry_occupation.csv"])
def test_seed_files_name_codes_of_the_lists_and_say_that_they_await_review(name: str) -> None:
    def names(*files: str) -> dict[str, str]:
        found = {}
        for file in files:
            with (DATA / file).open(encoding="utf-8", newline="") as stream:
                found |= {row["code"]: row["name"] for row in csv.DictReader(stream)}
        return found

    industries = names("industries_gbt4754_2017.csv")
    occupations = names("occupations_2022.csv", "occupations_additions_2024_2025.csv")
    with (DATA / name).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["source"] for row in rows} == {"silian-2026, 待专家复核"}
    assert all(0 < float(row["weight"]) <= 1 for row in rows)
    assert all(industries[row["industry_code"]] == row["industry_name"] for row in rows)
    if name == "industry_occupation.csv":
        assert all(occupations[row["occupation_code"]] == row["occupation_name"] for row in rows)
        assert all(len(row["occupation_code"]) == 10 for row in rows)


def test_every_text_fits_its_column(full: dict[str, ListReport]) -> None:
    """SQLite does not look at lengths, PostgreSQL refuses what is too long."""
    long = {
        f"{model.__name__}.{field.name}": longest
        for model in apps.get_app_config("codes").get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, CharField)
        and (longest := model._default_manager.aggregate(n=Max(Length(field.attname)))["n"] or 0)
        > (field.max_length or 0)
    }
    assert long == {}
