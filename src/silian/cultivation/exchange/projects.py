"""The columns of a curriculum, of a selection list, and of what the lists of projects export."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from silian.kernel.exchange import Column, Problem, Row
from silian.organisations import public as organisations

from ..models import CurriculumItem, Enrolment, Project, Student

MOST_HOURS = 5_000
HOURS = ("school_hours", "joint_hours", "enterprise_hours", "site_hours")


class Listing(TextChoices):
    """How far the students of a selection list are taken."""

    LISTED = "listed", _("报名")
    SELECTED = "selected", _("拟录")
    ENROLLED = "enrolled", _("入班")


def _hours(key: str, name: object, name_en: str, *aliases: str) -> Column:
    return Column(
        key=key, name=name, name_en=name_en, kind="integer", minimum=0, maximum=MOST_HOURS,
        aliases=aliases,
    )  # fmt: skip


CURRICULUM_COLUMNS = (
    Column(
        key="name", name=_("课程"), name_en="Course", required=True, max_length=100, width=28,
        example="工业机器人编程", aliases=("课程名称",),
    ),
    Column(
        key="term", name=_("学期"), name_en="Term", kind="integer", required=True, minimum=1,
        maximum=20, example="1",
    ),
    _hours("school_hours", _("校内学时"), "School hours", "校内课时"),
    _hours("joint_hours", _("校企合授学时"), "Joint hours", "合授学时", "合授课时"),
    _hours("enterprise_hours", _("企业学时"), "Enterprise hours", "企业课时"),
    _hours("site_hours", _("现场学时"), "On-site hours", "现场课时"),
    Column(
        key="organisation", name=_("企业授课单位"), name_en="Enterprise teaching", kind="code",
        lookup=organisations.OrganisationLookup(), width=28, aliases=("授课单位",),
    ),
)  # fmt: skip
SELECTION_COLUMNS = (
    Column(
        key="number", name=_("学号"), name_en="Student number", required=True, max_length=40,
        example="20260101", help=_("学生名册里的学号；名单不写姓名"),
        help_en="As in the list of students; no names here",
    ),
    Column(
        key="school", name=_("学校"), name_en="School", kind="code", width=28,
        lookup=organisations.OrganisationLookup(), help=_("两所学校有相同学号时填写"),
        help_en="Where two schools use the same number",
    ),
)  # fmt: skip
PROJECT_COLUMNS = (
    Column(key="name", name=_("名称"), name_en="Name"),
    Column(key="kind", name=_("类型"), name_en="Kind"),
    Column(key="state", name=_("状态"), name_en="State"),
    Column(key="lead", name=_("牵头单位"), name_en="Lead"),
    Column(key="parties", name=_("参与单位"), name_en="Parties"),
    Column(key="starts_on", name=_("起"), name_en="From", kind="date"),
    Column(key="ends_on", name=_("止"), name_en="Until", kind="date"),
    Column(key="duties", name=_("职责"), name_en="Duties", kind="integer"),
    Column(key="done", name=_("已完成"), name_en="Done", kind="integer"),
    Column(key="late", name=_("逾期"), name_en="Late", kind="integer"),
    Column(key="planned", name=_("计划人数"), name_en="Planned students", kind="integer"),
    Column(key="students", name=_("在读学生"), name_en="Enrolled students", kind="integer"),
)
DUTY_COLUMNS = (
    Column(key="project", name=_("项目"), name_en="Project"),
    Column(key="title", name=_("职责"), name_en="Duty"),
    Column(key="unit", name=_("责任单位"), name_en="Owner"),
    Column(key="side", name=_("角色"), name_en="Side"),
    Column(key="due_on", name=_("期限"), name_en="Due", kind="date"),
    Column(key="state", name=_("状态"), name_en="State"),
)
ENROLMENT_COLUMNS = (
    Column(key="number", name=_("学号"), name_en="Student number"),
    Column(key="school", name=_("学校"), name_en="School"),
    Column(key="class", name=_("班级"), name_en="Class"),
    Column(key="stage", name=_("学段"), name_en="Stage"),
    Column(key="state", name=_("状态"), name_en="State"),
    Column(key="outcome", name=_("去向"), name_en="Outcome"),
)


def _project(row: Row) -> Project | None:
    found: Project | None = Project.objects.filter(ref=row.options.get("project")).first()
    return found


def check_course(row: Row) -> Iterator[Problem]:
    """What columns say together: some hours, and a name that the term does not have yet."""
    if not any(row.get(key) for key in HOURS) and not set(HOURS) & row.bad:
        yield Problem("school_hours", _("请至少填写一种学时。"), _("没有学时的课程不用导入。"))
    project, name, term = _project(row), row.get("name", ""), row.get("term")
    if project is None or not name or not term:
        return
    if CurriculumItem.objects.filter(project=project, name=name, term=term).exists():
        yield Problem(
            "name", _("第 %(term)s 学期已经有这门课程。") % {"term": term},
            _("要改已有的课程，请在项目页面改。"),
        )  # fmt: skip


def students_of(number: str, school: str) -> list[Student]:
    """The students of that number, of that school where one is named (by its ref)."""
    rows = Student.objects.filter(number=number)
    return list(rows.filter(organisation__ref=school) if school else rows)


def check_selection(row: Row) -> Iterator[Problem]:
    """The number is that of one student, who is not on the list yet or may be moved on."""
    number = row.get("number", "")
    if not number or row.bad:
        return
    found = students_of(number, row.get("school", ""))
    if not found:
        yield Problem(
            "number", _("学生名册里没有学号“%(number)s”。") % {"number": number},
            _("核对学号，或请学校先导入学生名册。"),
        )  # fmt: skip
        return
    if len(found) > 1:
        yield Problem(
            "school", _("有 %(n)d 所学校用学号“%(number)s”。")
            % {"n": len(found), "number": number},
            _("请填写学校。"),
        )  # fmt: skip
        return
    project = _project(row)
    if project is not None and _elsewhere(project, found[0]):
        yield Problem(
            "number", _("学号 %(number)s 的学校不是这个项目的参与单位。") % {"number": number},
            _("请先把学校加为参与单位。"),
        )  # fmt: skip
    rows = Enrolment.objects.filter(project=project, student=found[0])
    if (there := rows.first()) and there.state not in {"listed", "selected"}:
        yield Problem(
            "number", _("学号 %(number)s 在项目里已经是“%(state)s”。")
            % {"number": number, "state": there.get_state_display()},
            _("从名单里删去这一行。"),
        )  # fmt: skip


def _elsewhere(project: Project, student: Student) -> bool:
    unit = student.organisation_id
    parties, stages = project.parties, project.stages
    return not (
        parties.filter(organisation=unit).exists() or stages.filter(organisation=unit).exists()
    )
