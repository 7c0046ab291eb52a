"""The lists of classes, students, requests, teachers and mentors."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from silian.consortia.public import today
from silian.kernel.access import may
from silian.kernel.privacy import masked
from silian.kernel.ui.table import Choice, Column, Empty, Table, Tool

from ...enums import InternshipState, Level, OpeningState
from ...models import Student
from ...permissions import P
from ...queries.students import (
    ADULT,
    classes,
    instructors,
    is_minor,
    openings,
    schools_of,
    students,
)

OPENING_TONES = {"asked": "warning", "approved": "success", "refused": "danger"}
EXPORTS = (("XLSX", "xlsx"), ("CSV", "csv"))


def url(request: Any, name: str, **kwargs: Any) -> str:
    """The address of a page of cultivation in the consortium of the request."""
    return reverse(f"cultivation:{name}", kwargs={"slug": request.consortium.slug, **kwargs})


def exports(request: Any, name: str) -> list[tuple[object, str]]:
    """The links to the list as files."""
    return [(label, url(request, name, format=form)) for label, form in EXPORTS]


TABS = (
    ("student_list", gettext_lazy("学生"), P.STUDENT_VIEW),
    ("class_list", gettext_lazy("班级"), P.STUDENT_VIEW),
    ("opening_list", gettext_lazy("打开申请"), P.STUDENT_VIEW),
    ("instructor_list", gettext_lazy("教师与导师"), P.POST_OFFER),
)


def tabs(request: Any) -> list[dict[str, Any]]:
    """The pages beside each other, those that the person may open."""
    here = request.resolver_match.url_name if request.resolver_match else ""
    return [
        {"label": label, "url": url(request, name), "active": here == name}
        for name, label, permission in TABS
        if may(request.actor, permission)
    ]


def _eighteen_before(day: dt.date) -> dt.date:
    """Who is born after that day is below 18."""
    try:
        return day.replace(year=day.year - ADULT)
    except ValueError:
        return dt.date(day.year - ADULT, 2, 28)


def _minors(rows: QuerySet[Student], value: str) -> QuerySet[Student]:
    limit = _eighteen_before(today())
    grown = rows.filter(born_on__lte=limit)
    return grown if value == "no" else rows.exclude(pk__in=grown.values("pk"))


def _placed(rows: QuerySet[Student], value: str) -> QuerySet[Student]:
    running = rows.filter(internships__state=InternshipState.RUNNING).values("pk")
    return rows.filter(pk__in=running) if value == "yes" else rows.exclude(pk__in=running)


def student_filters(request: Any) -> list[Choice]:
    """By class, level, year, age and internship; by school for who sees several."""
    rows = classes(request.actor)
    found = [
        Choice("class", _("班级"), [(c.ref, c.name) for c in rows], field="study_class__ref"),
        Choice("level", _("层次"), Level.choices, field="study_class__level"),
        Choice("minor", _("年龄"), [("yes", _("未满 18 岁")), ("no", _("已满 18 岁"))],
               apply=_minors),
        Choice("placed", _("实习"), [("yes", _("正在实习")), ("no", _("没有在实习"))],
               apply=_placed),
    ]  # fmt: skip
    if request.actor.organisation_id is None:
        schools = schools_of(rows)
        found.insert(0, Choice("school", _("学校"), schools, field="organisation__ref"))
    return found


def student_table(request: Any) -> Table:
    """Numbers and masked names of the school's students."""
    manages = bool(may(request.actor, P.STUDENT_MANAGE))
    upload = url(request, "student_import")
    return Table(
        request,
        students(request.actor),
        columns=[
            Column("number", _("学号"), sort="number", nowrap=True,
                   url=lambda r: url(request, "student_detail", ref=r.ref)),
            Column("name", _("姓名（隐去）"), lambda r: masked(r, "full_name"), nowrap=True),
            Column("class", _("班级"), "study_class.name", sort="study_class__name"),
            Column("program", _("专业"), "study_class.program.name"),
            Column("level", _("层次"), lambda r: r.study_class.get_level_display(), nowrap=True),
            Column("school", _("学校"), "organisation.title"),
            Column("minor", _("年龄"), lambda r: _("未满 18 岁") if is_minor(r) else "",
                   badge=lambda r: "warning" if is_minor(r) else ""),
            Column("is_demo", _("标记"), lambda r: _("演示") if r.is_demo else "",
                   badge=lambda r: "warning" if r.is_demo else ""),
        ],
        empty=Empty(
            _("还没有学生"),
            _("下载模板，按班级填写学号、姓名、出生日期等，预览无误后一次导入。") if manages
            else _("学校导入名册之后会出现在这里。"),
            _("导入名册") if manages else "", upload if manages else "", "users",
        ),
        search=("number", "study_class__name"),
        search_hint=_("学号、班级"),
        filters=student_filters(request),
        exports=exports(request, "student_export"),
        tools=[Tool(_("导入名册"), upload, "upload", True)] if manages else [],
        title=_("学生名册"),
        note=_("名单只显示学号和隐去的姓名；查看全文逐次记录。"),
        order="number",
        stacked=True,
    )  # fmt: skip


def class_table(request: Any) -> Table:
    """The classes with the number of their students."""
    manages = bool(may(request.actor, P.STUDENT_MANAGE))
    upload = url(request, "student_import")
    found = url(request, "student_list")
    return Table(
        request,
        classes(request.actor),
        columns=[
            Column("name", _("班级"), sort="name", url=lambda r: f"{found}?class={r.ref}"),
            Column("school", _("学校"), "organisation.title"),
            Column("program", _("专业"), "program.name"),
            Column("level", _("层次"), "get_level_display", sort="level"),
            Column("entry_year", _("入学年份"), lambda r: str(r.entry_year), sort="entry_year"),
            Column("students", _("学生数"), "students_count", numeric=True,
                   sort="students_count"),
            Column("running", _("正在实习"), "running_count", numeric=True),
        ],
        empty=Empty(
            _("还没有班级"), _("导入学生名册时，班级随之建立。"),
            _("导入名册") if manages else "", upload if manages else "", "users",
        ),
        search=("name",),
        search_hint=_("班级"),
        filters=[Choice("level", _("层次"), Level.choices)],
        exports=exports(request, "class_export"),
        tools=[Tool(_("导入名册"), upload, "upload", True)] if manages else [],
        title=_("班级"),
        order="name",
        stacked=True,
    )  # fmt: skip


def opening_table(request: Any) -> Table:
    """Requests to open minors' records; the decision stands below the list."""
    return Table(
        request,
        openings(request.actor),
        columns=[
            Column("student", _("学号"), "student.number", nowrap=True),
            Column("school", _("学校"), "student.organisation.title"),
            Column("reason", _("事由"), wide=True),
            Column("asked_by", _("申请人"), lambda r: str(r.asked_by)),
            Column("at", _("申请时间"), "created_at", sort="created_at", nowrap=True),
            Column("state", _("状态"), "get_state_display",
                   badge=lambda r: OPENING_TONES[r.state]),
            Column("until", _("有效至"), "until", nowrap=True),
            Column("decided_by", _("审批人"), lambda r: str(r.decided_by or "")),
        ],
        empty=Empty(
            _("没有申请"),
            _("学校需要查看未成年学生的全文信息时，先在学生页面写明事由申请。"),
            icon="lock",
        ),
        filters=[Choice("state", _("状态"), OpeningState.choices)],
        title=_("打开未成年人信息的申请"),
        order="-created_at",
        stacked=True,
    )  # fmt: skip


def instructor_table(request: Any) -> Table:
    """Teachers and mentors of the own unit."""
    own = request.actor.organisation_id is not None
    upload = url(request, "instructor_import")
    return Table(
        request,
        instructors(request.actor),
        columns=[
            Column("number", _("工号"), sort="number", nowrap=True),
            Column("name", _("姓名（隐去）"), lambda r: masked(r, "full_name"), nowrap=True),
            Column("unit", _("单位"), "organisation.title"),
            Column("field", _("专业方向")),
            Column("account", _("账号"), lambda r: _("已开通") if r.user_id else _("没有"),
                   badge=lambda r: "success" if r.user_id else "muted"),
        ],
        empty=Empty(
            _("还没有教师和导师"),
            _("按模板填写工号、姓名和专业方向，导入到本单位。") if own
            else _("各单位导入之后会出现在这里。"),
            _("导入") if own else "", upload if own else "", "users",
        ),
        search=("number", "field"),
        search_hint=_("工号、专业方向"),
        exports=exports(request, "instructor_export"),
        tools=[Tool(_("导入"), upload, "upload", True)] if own else [],
        title=_("教师与企业导师"),
        order="number",
        stacked=True,
    )  # fmt: skip
