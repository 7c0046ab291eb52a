"""The lists of projects, of duties and of a project's students."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from silian.consortia.public import today
from silian.kernel.access import may
from silian.kernel.ui.table import Action, Choice, Column, Empty, Table, Tool

from ...enums import DutyState, EnrolmentState, ProjectState, Side
from ...models import Enrolment, Project, ProjectDuty
from ...permissions import P
from ...queries.project_kinds import kind_choices, kind_title
from ...queries.projects import duties, is_late, late_duties, late_projects, own_duties, projects
from ...workflows import DUTY, ENROLMENT, PROJECT


def url(request: Any, name: str, **kwargs: Any) -> str:
    """The address of a page of cultivation in the consortium of the request."""
    return reverse(f"cultivation:{name}", kwargs={"slug": request.consortium.slug, **kwargs})


def _late(rows: QuerySet[Project], value: str) -> QuerySet[Project]:
    return late_projects(rows)


def _with_side(rows: QuerySet[Project], value: str) -> QuerySet[Project]:
    return rows.filter(parties__side=value).distinct()


def _mine(request: Any) -> Any:
    unit = request.actor.organisation_id

    def narrow(rows: QuerySet[Project], value: str) -> QuerySet[Project]:
        return rows.filter(parties__organisation=unit)

    return narrow


def project_filters(request: Any) -> list[Choice]:
    """By kind, state, side, and what needs attention."""
    found = [
        Choice("kind", _("类型"), kind_choices()),
        Choice("state", _("状态"), ProjectState.choices),
        Choice("side", _("参与方"), Side.choices, apply=_with_side),
        Choice("late", _("逾期"), [("1", _("只看有逾期职责的"))], apply=_late),
    ]
    if request.actor.organisation_id is not None:
        found.append(
            Choice("mine", _("本单位"), [("1", _("只看本单位参与的"))], apply=_mine(request))
        )
    return found


def project_table(request: Any) -> Table:
    """The projects of the consortium."""
    writes = bool(may(request.actor, P.PROJECT_MANAGE))
    new = url(request, "project_create")
    tools = [Tool(_("新建项目"), new, "plus", True)] if writes else []
    if may(request.actor, P.DUTY_REPORT):
        tools.insert(0, Tool(_("职责"), url(request, "duty_list"), "checklist"))
    return Table(
        request,
        projects(),
        columns=[
            Column("name", _("名称"), sort="name", wide=True),
            Column("kind", _("类型"), lambda r: kind_title(r.kind)),
            Column("lead", _("牵头单位"), "lead.title"),
            Column("state", _("状态"), "get_state_display", sort="state",
                   badge=lambda r: PROJECT.tones[r.state]),
            Column("duties", _("职责完成"), lambda r: f"{r.duties_done or 0}/{r.duties_all or 0}",
                   numeric=True, hint=_("已验收的职责 / 没有免除的职责")),
            Column("late", _("逾期"), lambda r: r.duties_late, numeric=True,
                   badge=lambda r: "danger" if r.duties_late else ""),
            Column("students", _("在读学生"), lambda r: r.students, numeric=True),
            Column("ends_on", _("止"), sort="ends_on", nowrap=True),
            Column("is_demo", _("标记"), lambda r: _("演示") if r.is_demo else "",
                   badge=lambda r: "warning" if r.is_demo else ""),
        ],
        empty=Empty(
            _("还没有共育项目"),
            _("新建项目，加上参与单位和各方职责，就能看到轮到谁。") if writes
            else _("秘书处建立项目后会出现在这里。"),
            _("新建项目") if writes else "", new if writes else "", "topology-star-3",
        ),
        search=("name", "name_en", "lead__name"),
        search_hint=_("项目、牵头单位"),
        filters=project_filters(request),
        exports=[
            (label, url(request, "project_export", format=kind))
            for label, kind in (("Excel", "xlsx"), ("CSV", "csv"))
        ],
        tools=tools,
        title=_("共育项目"),
        row_url=lambda row: url(request, "project_detail", ref=row.ref),
        stacked=True,
    )  # fmt: skip


def _late_only(rows: QuerySet[ProjectDuty], value: str) -> QuerySet[ProjectDuty]:
    return rows.filter(late_duties())


def duty_table(request: Any) -> Table:
    """All duties for who runs projects, else those of the own unit."""
    everybody = bool(may(request.actor, P.PROJECT_MANAGE))
    day = today()
    return Table(
        request,
        duties() if everybody else own_duties(request.actor),
        columns=[
            Column("title", _("职责"), sort="title", wide=True),
            Column("project", _("项目"), "project.name", wide=True,
                   url=lambda r: url(request, "project_detail", ref=r.project.ref)),
            Column("unit", _("责任单位"), "party.organisation.title"),
            Column("side", _("角色"), "party.get_side_display"),
            Column("due_on", _("期限"), sort="due_on", nowrap=True,
                   badge=lambda r: "danger" if is_late(r, day)
                   and r.project.state == ProjectState.RUNNING else ""),
            Column("state", _("状态"), "get_state_display", sort="state",
                   badge=lambda r: DUTY.tones[r.state]),
        ],
        empty=Empty(
            _("没有职责") if everybody else _("没有本单位的职责"),
            _("项目列出各方职责后会出现在这里。"), _("看共育项目"),
            url(request, "project_list"), "checklist",
        ),
        search=("title", "project__name", "party__organisation__name"),
        search_hint=_("职责、项目、单位"),
        filters=[
            Choice("state", _("状态"), DutyState.choices),
            Choice("project", _("项目状态"), ProjectState.choices, field="project__state"),
            Choice("side", _("角色"), Side.choices, field="party__side"),
            Choice("late", _("逾期"), [("1", _("只看逾期"))], apply=_late_only),
        ],
        exports=[
            (label, url(request, "duty_export", format=kind))
            for label, kind in (("Excel", "xlsx"), ("CSV", "csv"))
        ],
        title=_("全部职责") if everybody else _("本单位的职责"),
        order="due_on",
        row_url=lambda row: url(request, "duty_detail", ref=row.ref),
        stacked=True,
    )  # fmt: skip


def enrolments_of(request: Any, project: Project) -> QuerySet[Enrolment]:
    """The students of a project: all of them, or those of the school acted for."""
    rows = Enrolment.objects.filter(project=project).select_related(
        "project", "student__organisation", "student__study_class", "stage__organisation"
    )
    unit = request.actor.organisation_id
    if unit is None or request.actor.has(P.PROJECT_MANAGE):
        return rows
    return rows.filter(student__organisation=unit)


def stage_words(row: Enrolment) -> str:
    """The stage of a student in words."""
    if row.stage is None:
        return ""
    return f"{row.stage.order} · {row.stage.get_level_display()} · {row.stage.organisation.title}"


def enrolment_table(request: Any, project: Project) -> Table:
    """The students by number; nobody's name stands here."""
    writes = bool(may(request.actor, P.PROJECT_MANAGE, project))
    tools = []
    if writes:
        tools = [
            Tool(_("加学生"), url(request, "enrolment_add", ref=project.ref), "plus"),
            Tool(_("导入选拔名单"), url(request, "selection_import"), "file-upload", True),
        ]

    def steps(row: Enrolment) -> str:
        return _("办理") if writes and row.state == EnrolmentState.ENROLLED else ""

    columns = [
        Column("number", _("学号"), "student.number", sort="student__number", nowrap=True),
        Column("school", _("学校"), "student.organisation.title"),
        Column("class", _("班级"), "student.study_class.name"),
        Column("stage", _("学段"), stage_words, sort="stage__order"),
        Column("state", _("状态"), "get_state_display", sort="state",
               badge=lambda r: ENROLMENT.tones[r.state]),
        Column("outcome", _("去向"), lambda r: r.get_outcome_display() or r.reason),
    ]  # fmt: skip
    if writes:
        columns += [
            Column("transfer", _("转段"), lambda r: steps(r) and _("转段"),
                   url=lambda r: _step(request, r, "transfer")),
            Column("complete", _("结业"), lambda r: steps(r) and _("结业"),
                   url=lambda r: _step(request, r, "complete")),
            Column("leave", _("退出项目"), lambda r: _("退出项目") if r.state in LEAVING else "",
                   url=lambda r: _step(request, r, "leave") if r.state in LEAVING else None),
        ]  # fmt: skip
    return Table(
        request,
        enrolments_of(request, project),
        columns=columns,
        empty=Empty(
            _("还没有学生"),
            _("按学号导入选拔名单，或逐个加入。") if writes else _("本校还没有学生在这个项目。"),
            icon="users",
        ),
        search=("student__number", "student__study_class__name"),
        search_hint=_("学号、班级"),
        filters=[Choice("state", _("状态"), EnrolmentState.choices)],
        actions=[Action("select", _("拟录")), Action("enrol", _("入班"))] if writes else [],
        action_url=url(request, "enrolment_batch", ref=project.ref),
        exports=[
            (label, url(request, "enrolment_export", ref=project.ref, format=kind))
            for label, kind in (("Excel", "xlsx"), ("CSV", "csv"))
        ],
        tools=tools,
        title=_("项目学生"),
        note=_("只显示学号；姓名由学校在学生名册里查看。"),
        order="student__number",
        stacked=True,
    )  # fmt: skip


LEAVING = (EnrolmentState.LISTED, EnrolmentState.SELECTED, EnrolmentState.ENROLLED)


def _step(request: Any, row: Enrolment, verb: str) -> str | None:
    if verb != "leave" and row.state != EnrolmentState.ENROLLED:
        return None
    return url(request, "enrolment_step", ref=row.ref, verb=verb)
