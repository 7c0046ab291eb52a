"""Students: imported whole or not at all, opened by a log, shown by consent, deleted entirely."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from tests.cultivation.students_world import (
    GUARDIAN,
    MINOR_NAME,
    NAME,
    PHONE,
    World,
    build_world,
)

from silian.accounts.models import User
from silian.consortia.public import assignments_of
from silian.cultivation.models import (
    Consent,
    Instructor,
    Internship,
    InternshipPaper,
    RecordOpening,
    Student,
    StudentClass,
)
from silian.cultivation.queries.students import age_on, is_minor, one_student, students
from silian.cultivation.services import (
    students as records,
)
from silian.cultivation.services import (
    students_accounts,
    students_consents,
    students_openings,
)
from silian.cultivation.services.students_import import INSTRUCTORS, STUDENTS
from silian.kernel.exchange import commit, stage
from silian.kernel.models import AuditEntry, ImportRow, StoredFile
from silian.kernel.refusals import Conflict, Forbidden, Invalid, Missing

HEAD = [
    "学号",
    "姓名",
    "出生日期",
    "电话",
    "监护人电话",
    "班级",
    "专业代码",
    "层次",
    "入学年份",
    "生源地",
]
LINE = [
    "2501001", "示例学生一", "2007-09-01", "13900009011", "", "示例数控2501班", "460103", "高职",
    "2025", "浙江省绍兴市",
]  # fmt: skip


@pytest.fixture
def world(db: Any) -> Iterator[World]:
    found = build_world()
    with found.inside():
        yield found


def staged(
    world: World, tmp_path: Path, lines: list[list[str]], role: str = "school_office"
) -> Any:
    text = io.StringIO()
    csv.writer(text).writerows([HEAD, *lines])
    path = tmp_path / "students.csv"
    path.write_text(text.getvalue(), encoding="utf-8-sig")
    return stage(actor=world.actor(role), sheet=STUDENTS, path=path, file_name="名册.csv").batch


def test_class_is_imported_with_its_students(world: World, tmp_path: Path) -> None:
    second = ["2501002", "示例学生二", "2009-01-31", "", GUARDIAN, *LINE[5:]]
    batch = staged(world, tmp_path, [LINE, second])
    with_private = list(ImportRow.objects.filter(batch=batch).values_list("values", "private"))
    commit(actor=world.actor("school_office"), batch=batch)

    row = Student.objects.get(number="2501001")
    assert (row.full_name, row.phone, row.region_id) == ("示例学生一", "13900009011", "330600")
    assert row.study_class == StudentClass.objects.get(name="示例数控2501班")
    assert row.study_class.level == "college"
    assert row.study_class.program_id == "460103"
    assert row.organisation == world.unit("school")
    assert Student.objects.get(number="2501002").study_class == row.study_class
    for values, private in with_private:
        assert "示例学生" not in values + private
        assert GUARDIAN not in values + private


def test_import_is_all_or_nothing(world: World, tmp_path: Path) -> None:
    wrong = ["2501002", "示例学生二", "不是日期", "", "", *LINE[5:]]
    batch = staged(world, tmp_path, [LINE, wrong])

    with pytest.raises(Conflict):
        commit(actor=world.actor("school_office"), batch=batch)
    assert not Student.objects.filter(number__startswith="2501").exists()


def test_known_number_is_left_as_it_is(world: World, tmp_path: Path) -> None:
    known = [world.adult.number, "示例改名", *LINE[2:]]
    batch = staged(world, tmp_path, [known, LINE])
    commit(actor=world.actor("school_office"), batch=batch)

    world.adult.refresh_from_db()
    assert world.adult.full_name == NAME
    assert Student.objects.filter(number="2501001").count() == 1


def test_only_a_unit_imports(world: World, tmp_path: Path) -> None:
    with pytest.raises(Forbidden):
        staged(world, tmp_path, [LINE], "secretariat")
    with pytest.raises(Forbidden):
        staged(world, tmp_path, [LINE], "enterprise_hr")


def test_instructors_are_imported_for_the_own_unit(world: World, tmp_path: Path) -> None:
    path = tmp_path / "instructors.csv"
    path.write_text("工号,姓名,电话,专业方向\nT9,示例师傅,13900009021,数控\n", encoding="utf-8-sig")
    actor = world.actor("enterprise_hr")
    batch = stage(actor=actor, sheet=INSTRUCTORS, path=path, file_name="导师.csv").batch
    commit(actor=actor, batch=batch)

    row = Instructor.objects.get()
    assert (row.organisation, row.full_name) == (world.unit("maker"), "示例师傅")


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (dt.date(2008, 3, 1), dt.date(2026, 2, 28), 17),
        (dt.date(2008, 3, 1), dt.date(2026, 3, 1), 18),
        (dt.date(2008, 2, 29), dt.date(2026, 2, 28), 17),
        (dt.date(2008, 2, 29), dt.date(2026, 3, 1), 18),
    ],
)
def test_age_is_counted_in_whole_years(born: dt.date, day: dt.date, age: int) -> None:
    assert age_on(born, day) == age


def test_who_has_no_birthday_counts_as_a_minor(world: World) -> None:
    world.adult.born_on = None
    assert is_minor(world.adult)


def test_students_are_visible_to_their_school_and_the_secretariat(world: World) -> None:
    assert students(world.actor("school_office")).count() == 2
    assert students(world.actor("secretariat")).count() == 2
    assert students(world.actor("enterprise_hr")).count() == 0
    with pytest.raises(Missing):
        one_student(world.actor("enterprise_hr"), world.adult.ref)


def test_reveal_is_logged_without_the_value(world: World) -> None:
    value = records.open_field(
        actor=world.actor("school_office"), student=world.adult, field="full_name"
    )

    assert value == NAME
    entry = AuditEntry.objects.get(command="cultivation.student.open")
    assert "full_name" in entry.changes
    assert not [e for e in AuditEntry.objects.all() if NAME in e.changes + e.subject]


@pytest.mark.parametrize("role", ["secretariat", "enterprise_hr", "authority", "student", "mentor"])
def test_others_open_nothing(world: World, role: str) -> None:
    with pytest.raises(Forbidden):
        records.open_field(actor=world.actor(role), student=world.adult, field="phone")


def test_minor_is_opened_only_with_an_approval_that_has_not_ended(world: World) -> None:
    school = world.actor("school_office")
    with pytest.raises(Forbidden, match="未成年"):
        records.open_field(actor=school, student=world.minor, field="full_name")
    asked = students_openings.ask(actor=school, student=world.minor, reason="联系监护人（示例）")
    with pytest.raises(Forbidden):
        records.open_field(actor=school, student=world.minor, field="full_name")
    with pytest.raises(Forbidden):
        students_openings.decide(actor=school, opening=asked, approve=True)
    students_openings.decide(actor=world.actor("secretariat"), opening=asked, approve=True)

    opened = records.open_field(actor=school, student=world.minor, field="full_name")
    assert opened == MINOR_NAME
    assert AuditEntry.objects.filter(command="cultivation.student.open").count() == 1
    RecordOpening.objects.update(until=timezone.now())
    with pytest.raises(Forbidden):
        records.open_field(actor=school, student=world.minor, field="full_name")


def test_refused_or_repeated_requests_open_nothing(world: World) -> None:
    school, office = world.actor("school_office"), world.actor("secretariat")
    asked = students_openings.ask(actor=school, student=world.minor, reason="示例")
    with pytest.raises(Conflict):
        students_openings.ask(actor=school, student=world.minor, reason="再申请")
    students_openings.decide(actor=office, opening=asked, approve=False)
    with pytest.raises(Conflict):
        students_openings.decide(actor=office, opening=asked, approve=True)
    with pytest.raises(Forbidden):
        records.open_field(actor=school, student=world.minor, field="phone")
    with pytest.raises(Conflict, match="18"):
        students_openings.ask(actor=school, student=world.adult, reason="不需要")


def test_nobody_decides_an_own_request(world: World) -> None:
    asked = students_openings.ask(
        actor=world.actor("school_office"), student=world.minor, reason="示例"
    )
    RecordOpening.objects.update(asked_by=world.story.people["secretariat"])

    with pytest.raises(Forbidden, match="自己"):
        students_openings.decide(actor=world.actor("secretariat"), opening=asked, approve=True)


def test_enterprise_reads_a_name_by_consent_until_it_is_withdrawn(world: World) -> None:
    hr, own = world.actor("enterprise_hr"), world.actor("student")
    with pytest.raises(Forbidden):
        students_consents.read_name(actor=hr, student=world.adult)
    given = students_consents.give(
        actor=own, student=world.adult, organisation=world.unit("maker"), purpose="岗位实习"
    )
    assert students_consents.read_name(actor=hr, student=world.adult) == NAME
    with pytest.raises(Conflict):
        students_consents.give(
            actor=own, student=world.adult, organisation=world.unit("maker"), purpose="再次"
        )
    with pytest.raises(Forbidden):
        students_consents.read_name(actor=world.actor("shared_hr"), student=world.adult)
    students_consents.withdraw(actor=own, consent=given)
    with pytest.raises(Forbidden):
        students_consents.read_name(actor=hr, student=world.adult)


def test_consent_of_a_minor_is_recorded_by_the_school_with_the_guardian(world: World) -> None:
    Student.objects.filter(pk=world.adult.pk).update(user=None)
    Student.objects.filter(pk=world.minor.pk).update(user=world.story.people["student"])
    own, school = world.actor("student"), world.actor("school_office")
    values: Any = {"student": world.minor, "organisation": world.unit("maker"), "purpose": "实习"}
    with pytest.raises(Conflict, match="监护人"):
        students_consents.give(actor=own, **values, by_guardian=True)
    with pytest.raises(Conflict, match="监护人"):
        students_consents.give(actor=school, **values)
    given = students_consents.give(actor=school, **values, by_guardian=True)
    students_consents.withdraw(actor=own, consent=given)

    assert Consent.objects.get().state == "withdrawn"


def test_consent_for_a_stranger_or_by_one_is_refused(world: World) -> None:
    with pytest.raises(Invalid):
        students_consents.give(
            actor=world.actor("student"), student=world.adult,
            organisation=world.unit("stranger"), purpose="实习",
        )  # fmt: skip
    with pytest.raises(Forbidden):
        students_consents.give(
            actor=world.actor("enterprise_hr"), student=world.adult,
            organisation=world.unit("maker"), purpose="实习",
        )  # fmt: skip
    with pytest.raises(Forbidden):
        students_consents.give(
            actor=world.actor("student"), student=world.minor,
            organisation=world.unit("maker"), purpose="实习",
        )  # fmt: skip


def test_student_takes_all_own_data(world: World) -> None:
    internship = world.internship(state="running")
    internship.logs.create(consortium_id=internship.consortium_id, week_on=dt.date(2026, 3, 2),
                           text="本周学习")  # fmt: skip
    found = records.export(actor=world.actor("student"), student=world.adult)

    with zipfile.ZipFile(io.BytesIO(found)) as archive:
        facts = json.loads(archive.read("student.json"))
    assert facts["student"]["姓名"] == NAME
    assert facts["student"]["电话"] == PHONE
    assert facts["internships"][0]["logs"][0]["内容"] == "本周学习"
    with pytest.raises(Forbidden):
        records.export(actor=world.actor("student"), student=world.minor)
    with pytest.raises(Forbidden, match="未成年"):
        records.export(actor=world.actor("school_office"), student=world.minor)


def test_deletion_waits_for_the_internship_and_leaves_nothing(world: World) -> None:
    school = world.actor("school_office")
    internship = world.internship(state="running")
    file = StoredFile.objects.create(
        consortium_id=internship.consortium_id, name="协议.pdf", size=1, sha256="0" * 64,
        media_type="application/pdf", path="uploads/gone.pdf",
    )  # fmt: skip
    InternshipPaper.objects.create(
        consortium_id=internship.consortium_id, internship=internship, kind="agreement", file=file
    )
    with pytest.raises(Conflict, match="没有结束"):
        records.delete(actor=school, student=world.adult, reason="退学（示例）")
    Internship.objects.update(state="finished")
    records.delete(actor=school, student=world.adult, reason="本人要求（示例）")

    assert not Student.objects.filter(number=world.adult.number).exists()
    assert not Internship.objects.exists()
    assert not InternshipPaper.objects.exists()
    assert not StoredFile.objects.filter(pk=file.pk).exists()
    user = User.objects.get(pk=world.story.people["student"].pk)
    assert not user.is_active
    assert not assignments_of(user).exists()
    said = " ".join(e.changes + e.subject for e in AuditEntry.objects.all())
    assert NAME not in said
    assert PHONE not in said


def test_account_of_a_student_says_nothing_about_the_person(world: World) -> None:
    invited = students_accounts.open_student_account(
        actor=world.actor("school_office"), student=world.minor
    )

    assert invited.key
    held = list(assignments_of(invited.user))
    assert [(row.role, row.organisation_id) for row in held] == [
        ("student", world.unit("school").pk)
    ]
    text = invited.user.username + invited.user.name
    assert MINOR_NAME not in text
    assert world.minor.number not in text
    again = students_accounts.open_student_account(
        actor=world.actor("school_office"), student=world.minor
    )
    assert again.user == invited.user
    assert again.key != invited.key
    with pytest.raises(Forbidden):
        students_accounts.open_student_account(
            actor=world.actor("secretariat"), student=world.adult
        )


def test_account_of_a_mentor_belongs_to_the_own_unit(world: World) -> None:
    mentor = world.instructor("maker")
    invited = students_accounts.open_instructor_account(
        actor=world.actor("enterprise_hr"), instructor=mentor
    )

    assert [row.role for row in assignments_of(invited.user)] == ["mentor"]
    with pytest.raises(Forbidden):
        students_accounts.open_instructor_account(
            actor=world.actor("school_office"), instructor=mentor
        )


def test_update_changes_personal_fields_without_naming_them(world: World) -> None:
    school = world.actor("school_office")
    records.update(actor=school, student=world.adult, values={"phone": "13900009099"})

    entry = AuditEntry.objects.get(command="cultivation.student.update")
    assert json.loads(entry.changes) == {"phone": True}
