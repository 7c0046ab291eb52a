"""Internships: refused with the rule's source, let pass with a reason, logged, ended in time."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.cultivation.students_world import NAME, World, build_world

from silian.codes.models import Region
from silian.consortia.queries.actors import today
from silian.cultivation.models import Ending, Internship, RuleOverride, Student, WeeklyLog
from silian.cultivation.queries.internships import (
    board,
    findings,
    internships,
    one_internship,
    own_internships,
    silent_internships,
    unanswered_logs,
)
from silian.cultivation.services import (
    internships as flow,
)
from silian.cultivation.services import (
    internships_endings as endings,
)
from silian.cultivation.services import (
    internships_logs as logs,
)
from silian.cultivation.services import (
    internships_papers as papers,
)
from silian.cultivation.tasks import lapse_endings
from silian.kernel.refusals import Conflict, Forbidden, Invalid, Missing

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
SIGNED = {"student_signed_on", "school_signed_on", "unit_signed_on"}


@pytest.fixture
def world(db: Any) -> Iterator[World]:
    found = build_world()
    with found.inside():
        yield found


def values_of(world: World, **changes: Any) -> dict[str, Any]:
    """The fields of a draft that keeps every rule."""
    row = world.internship()
    found = {name: getattr(row, name) for name in flow.FIELDS}
    row.delete()
    return found | changes


def drafted(world: World, **changes: Any) -> Internship:
    return flow.draft(
        actor=world.actor("school_office"), student=world.adult, values=values_of(world, **changes)
    )


def agreed(world: World, **changes: Any) -> Internship:
    row = drafted(world, **changes)
    signed = dict.fromkeys(SIGNED, min(today(), row.starts_on))
    return flow.agree(actor=world.actor("school_office"), internship=row, **signed)


def running(world: World, **changes: Any) -> Internship:
    return flow.begin(actor=world.actor("school_office"), internship=agreed(world, **changes))


def test_internship_runs_its_course(world: World) -> None:
    row = running(world)
    assert (row.state, row.rule_set) == ("running", "national-2021")
    with pytest.raises(Conflict, match="提前终止"):
        flow.finish(actor=world.actor("school_office"), internship=row)
    Internship.objects.update(starts_on=today() - dt.timedelta(days=9), ends_on=today())
    done = flow.finish(actor=world.actor("school_office"), internship=row)

    assert (done.state, done.ended_on) == ("finished", today())


def test_begin_is_refused_with_the_rule_and_its_source(world: World) -> None:
    row = agreed(world, pay=3199, insurance="")
    with pytest.raises(Conflict) as refused:
        flow.begin(actor=world.actor("school_office"), internship=row)

    said = str(refused.value)
    assert "低于同岗位工资的 80%" in said
    assert "第十八条" in said
    assert "没有实习责任保险单号" in said
    assert Internship.objects.get(pk=row.pk).state == "agreed"


def test_only_the_secretariat_lets_a_rule_pass_with_a_reason(world: World) -> None:
    row = agreed(world, pay=3000)
    rule = "national-2021:pay_floor"
    with pytest.raises(Forbidden):
        flow.override(actor=world.actor("school_office"), internship=row, rule=rule, reason="x")
    with pytest.raises(Invalid):
        flow.override(actor=world.actor("secretariat"), internship=row, rule=rule, reason=" ")
    flow.override(
        actor=world.actor("secretariat"), internship=row, rule=rule, reason="单位按最低档工资执行"
    )
    with pytest.raises(Conflict):
        flow.override(actor=world.actor("secretariat"), internship=row, rule=rule, reason="再次")

    assert flow.begin(actor=world.actor("school_office"), internship=row).state == "running"


def test_rule_that_may_never_pass_does_not(world: World) -> None:
    row = agreed(world, fees=10)
    with pytest.raises(Conflict, match="不能放行"):
        flow.override(
            actor=world.actor("secretariat"), internship=row, rule="national-2021:no_fees",
            reason="示例",
        )  # fmt: skip
    with pytest.raises(Conflict, match="没有提示"):
        flow.override(
            actor=world.actor("secretariat"), internship=row, rule="national-2021:hours",
            reason="示例",
        )  # fmt: skip
    assert not RuleOverride.objects.exists()


def test_province_of_the_place_adds_its_rules(world: World) -> None:
    Region.objects.create(code="430000", name="湖南省", short_name="湖南", level="province")
    row = agreed(world, region=Region.objects.get(pk="430000"), unit_mentor="")

    assert row.rule_set == "national-2021+hunan-2019"
    keys = {line.key for line in findings([row])[row.pk]}
    assert keys == {"national-2021:two_mentors", "hunan-2019:two_mentors"}


def test_share_counts_the_interns_that_are_there_on_those_days(world: World) -> None:
    world.internship(world.minor, state="running")
    row = drafted(world, unit_staff=19, post_staff=10)
    lines = {line.finding.rule.key for line in findings([row])[row.pk]}
    assert "share_of_unit" in lines
    assert "share_of_post" not in lines
    Internship.objects.filter(pk=row.pk).update(
        starts_on=today() + dt.timedelta(days=300), ends_on=today() + dt.timedelta(days=400)
    )
    later = one_internship(world.actor("school_office"), row.ref)
    lines = {line.finding.rule.key for line in findings([later])[later.pk]}
    assert "share_of_unit" not in lines


def test_many_internships_are_judged_with_two_queries(
    world: World, django_assert_num_queries: Any
) -> None:
    for at in range(4):
        world.internship(post=f"岗位{at}")
    rows = list(internships(world.actor("secretariat")))
    with django_assert_num_queries(2):
        assert len(findings(rows)) == 4


def test_draft_is_refused_for_others_and_for_bad_values(world: World) -> None:
    for role in ("enterprise_hr", "secretariat", "student", "mentor"):
        with pytest.raises(Forbidden):
            flow.draft(actor=world.actor(role), student=world.adult, values=values_of(world))
    school = world.actor("school_office")
    for wrong, field in (
        ({"organisation": world.unit("school")}, "organisation"), ({"pay": -1}, "pay"),
        ({"ends_on": today()}, ""),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            flow.draft(actor=school, student=world.adult, values=values_of(world, **wrong))
        assert field in refused.value.errors
    with pytest.raises(Invalid):
        flow.draft(actor=school, student=world.adult, kind="teacher", values=values_of(world))


def test_agreed_terms_do_not_change(world: World) -> None:
    row = agreed(world)
    school = world.actor("school_office")
    flow.update(actor=school, internship=row, values={"insurance": "示例保单2号"})
    with pytest.raises(Conflict, match="约定的内容"):
        flow.update(actor=school, internship=row, values={"pay": 1})
    flow.begin(actor=school, internship=row)
    with pytest.raises(Conflict):
        flow.update(actor=school, internship=row, values={"insurance": "示例保单3号"})


def test_nobody_is_in_two_internships_at_once(world: World) -> None:
    running(world)
    with pytest.raises(Conflict, match="已在"):
        agreed(world)


def test_signatures_are_not_dated_ahead(world: World) -> None:
    row = drafted(world)
    signed = dict.fromkeys(SIGNED, today() + dt.timedelta(days=1))
    with pytest.raises(Invalid):
        flow.agree(actor=world.actor("school_office"), internship=row, **signed)


def test_who_sees_which_internships(world: World) -> None:
    own = running(world)
    other = world.internship(world.minor, state="running")
    seen = {role: set(internships(world.actor(role)).values_list("pk", flat=True))
            for role in ("school_office", "enterprise_hr", "secretariat", "mentor", "student",
                         "shared_hr")}  # fmt: skip

    both = {own.pk, other.pk}
    assert seen == {"school_office": both, "enterprise_hr": both, "secretariat": both,
                    "mentor": both, "student": {own.pk}, "shared_hr": set()}  # fmt: skip
    with pytest.raises(Missing):
        one_internship(world.actor("student"), other.ref)
    assert [row.pk for row in own_internships(world.actor("student"))] == [own.pk]


def test_log_is_written_once_a_week_and_answered_by_both_mentors(world: World) -> None:
    row = running(world)
    student = world.actor("student")
    logs.write(actor=student, internship=row, week_on=today(), text="第一稿")
    log = logs.write(actor=student, internship=row, week_on=today(), text="本周学习装夹", hours=40)
    assert WeeklyLog.objects.count() == 1
    assert log.week_on.weekday() == 0
    logs.answer(actor=world.actor("mentor"), log=log, text="操作规范")
    logs.answer(actor=world.actor("school_office"), log=log, text="继续")
    log.refresh_from_db()
    assert (log.unit_answer, log.school_answer) == ("操作规范", "继续")
    with pytest.raises(Conflict):
        logs.write(actor=student, internship=row, week_on=today(), text="再改")
    with pytest.raises(Forbidden):
        logs.answer(actor=world.actor("shared_hr"), log=log, text="不相干")
    with pytest.raises(Forbidden):
        logs.answer(actor=student, log=log, text="自己批")


def test_log_of_another_student_or_week_is_refused(world: World) -> None:
    row = running(world)
    with pytest.raises(Invalid):
        logs.write(actor=world.actor("student"), internship=row, text="早",
                   week_on=today() - dt.timedelta(days=14))  # fmt: skip
    with pytest.raises(Invalid):
        logs.write(actor=world.actor("student"), internship=row, text="晚",
                   week_on=today() + dt.timedelta(days=7))  # fmt: skip
    Student.objects.filter(pk=world.adult.pk).update(user=None)
    with pytest.raises(Forbidden):
        logs.write(actor=world.actor("student"), internship=row, week_on=today(), text="别人")


def test_sign_in_is_once_a_day_and_silence_is_seen(world: World) -> None:
    row = running(world)
    student, mentor = world.actor("student"), world.actor("mentor")
    logs.sign_in(actor=student, internship=row)
    with pytest.raises(Conflict):
        logs.sign_in(actor=student, internship=row)
    Internship.objects.update(starts_on=today() - dt.timedelta(days=10))
    assert not silent_internships(mentor).exists()
    row.sign_ins.update(on=today() - dt.timedelta(days=4))
    assert silent_internships(mentor).get() == row
    with pytest.raises(Invalid):
        logs.sign_in(actor=mentor, internship=row, on=today() - dt.timedelta(days=1))
    made = logs.sign_in(actor=mentor, internship=row, on=today() - dt.timedelta(days=1),
                        note="夜间系统不可用（示例）")  # fmt: skip
    assert made.by == "enterprise"
    assert not silent_internships(mentor).exists()


def test_logs_without_an_answer_reach_the_board_of_the_side_that_owes_it(world: World) -> None:
    row = running(world)
    log = logs.write(actor=world.actor("student"), internship=row, week_on=today(), text="示例")
    WeeklyLog.objects.update(created_at=timezone.now() - dt.timedelta(days=8))
    assert unanswered_logs(world.actor("mentor")).get() == log
    logs.answer(actor=world.actor("mentor"), log=log, text="好")
    assert not unanswered_logs(world.actor("mentor")).exists()
    assert unanswered_logs(world.actor("school_office")).get() == log
    assert board(world.actor("secretariat")).logs == [log]


def test_incident_is_reported_and_handled(world: World) -> None:
    row = running(world)
    incident = logs.report(actor=world.actor("student"), internship=row, kind="hours",
                           on=today(), text="要求加班（示例）", urgent=True)  # fmt: skip
    assert board(world.actor("school_office")).incidents == [incident]
    with pytest.raises(Forbidden):
        logs.handle(actor=world.actor("student"), incident=incident, handling="自己处理")
    logs.handle(actor=world.actor("school_office"), incident=incident, handling="已与企业沟通")
    with pytest.raises(Conflict):
        logs.handle(actor=world.actor("school_office"), incident=incident, handling="再次")
    assert board(world.actor("school_office")).total == 0


def test_ending_that_nobody_answers_takes_effect_by_itself(world: World) -> None:
    row = running(world)
    asked = endings.ask(actor=world.actor("student"), internship=row, reason="岗位不符（示例）")
    with pytest.raises(Conflict):
        endings.ask(actor=world.actor("student"), internship=row, reason="再次")
    lapse_endings()
    assert Internship.objects.get(pk=row.pk).state == "running"
    Ending.objects.update(answer_by=timezone.now())
    lapse_endings()

    assert Internship.objects.get(pk=row.pk).state == "ended"
    assert Ending.objects.get(pk=asked.pk).state == "agreed"


def test_school_objects_once_and_no_more(world: World) -> None:
    row = running(world)
    student, school = world.actor("student"), world.actor("school_office")
    first = endings.ask(actor=student, internship=row, reason="示例")
    with pytest.raises(Invalid):
        endings.answer(actor=school, ending=first, agree=False)
    with pytest.raises(Forbidden):
        endings.answer(actor=world.actor("enterprise_hr"), ending=first, agree=True)
    endings.answer(actor=school, ending=first, agree=False, text="先调整岗位")
    second = endings.ask(actor=student, internship=row, reason="仍要终止")
    with pytest.raises(Conflict, match="一次异议"):
        endings.answer(actor=school, ending=second, agree=False, text="不同意")
    endings.answer(actor=school, ending=second, agree=True)

    assert Internship.objects.get(pk=row.pk).state == "ended"


def test_student_takes_a_wish_back(world: World) -> None:
    row = running(world)
    asked = endings.ask(actor=world.actor("student"), internship=row, reason="示例")
    endings.withdraw(actor=world.actor("student"), ending=asked)
    Ending.objects.update(answer_by=timezone.now())
    lapse_endings()

    assert Internship.objects.get(pk=row.pk).state == "running"


def test_archive_holds_papers_and_logs_with_an_index(world: World) -> None:
    row = running(world)
    upload = SimpleUploadedFile("三方协议.pdf", PDF, "application/pdf")
    papers.add(actor=world.actor("school_office"), internship=row, kind="agreement",
               upload=upload, note="示例")  # fmt: skip
    logs.write(actor=world.actor("student"), internship=row, week_on=today(), text="=本周")
    found = papers.archive(actor=world.actor("secretariat"), internship=row)

    with zipfile.ZipFile(io.BytesIO(found)) as archive:
        names = archive.namelist()
        index = list(csv.reader(io.StringIO(archive.read("index.csv").decode("utf-8-sig"))))
        whole = b"".join(archive.read(name) for name in names).decode("utf-8", "replace")
    assert "1-实习协议/001-三方协议.pdf" in names
    assert any(name.startswith("5-实习日志/002-周志-") for name in names)
    assert index[0][1] == world.adult.number
    assert [line for line in index if line[3:4] == ["没有材料"]]
    assert NAME not in whole
    with pytest.raises(Forbidden):
        papers.archive(actor=world.actor("shared_hr"), internship=row)


def test_teacher_practises_and_answers_nobody_of_one_self(world: World) -> None:
    teacher = world.instructor("school", user=world.story.people["mentor"])
    values = values_of(world, post_program=None, pay=None)
    row = flow.draft(actor=world.actor("school_office"), instructor=teacher, kind="teacher",
                     values=values)  # fmt: skip
    signed = dict.fromkeys(SIGNED, today())
    flow.agree(actor=world.actor("school_office"), internship=row, **signed)
    flow.begin(actor=world.actor("school_office"), internship=row)
    log = logs.write(actor=world.actor("mentor"), internship=row, week_on=today(), text="实践")
    with pytest.raises(Forbidden, match="自己"):
        logs.answer(actor=world.actor("mentor"), log=log, text="自批")
    logs.answer(actor=world.actor("enterprise_hr"), log=log, text="好")

    log.refresh_from_db()
    assert (log.unit_answer, log.school_answer) == ("好", "")


def test_cancelled_internship_never_began(world: World) -> None:
    row = agreed(world)
    flow.cancel(actor=world.actor("school_office"), internship=row, reason="企业变化（示例）")
    with pytest.raises(Conflict):
        flow.begin(actor=world.actor("school_office"), internship=row)
