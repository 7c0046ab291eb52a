"""What joint projects put on a person's home: duties that wait, and how far they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from silian.consortia.public import today
from silian.kernel.access import Actor
from silian.kernel.ui.home import Stat, Todo, register_home

from ..enums import DutyState, ProjectState
from ..models import Project, ProjectDuty
from ..permissions import P
from ..queries.projects import late_duties

SOON = 30
D = DutyState


@register_home
def home(actor: Actor, consortium: Any) -> Iterator[Todo | Stat]:
    """A unit sees its own duties, the secretariat what waits for its review."""
    if not actor.has(P.VIEW) or actor.has(P.SELF):
        return

    def to(name: str, query: str = "") -> str:
        found = reverse(f"cultivation:{name}", kwargs={"slug": consortium.slug})
        return f"{found}?{query}" if query else found

    manages = actor.has(P.PROJECT_MANAGE)
    rows = ProjectDuty.objects.filter(project__state=ProjectState.RUNNING)
    if not manages and actor.organisation_id is not None:
        rows = rows.filter(party__organisation=actor.organisation_id)
    day = today()
    found = rows.order_by().aggregate(
        late=Count("pk", filter=late_duties(day)),
        soon=Count("pk", filter=Q(state=D.OPEN, due_on__gte=day,
                                  due_on__lte=day + dt.timedelta(days=SOON))),
        waiting=Count("pk", filter=Q(state=D.SUBMITTED)),
        done=Count("pk", filter=Q(state=D.DONE)),
        counted=Count("pk", filter=~Q(state=D.DROPPED)),
    )  # fmt: skip
    if manages:
        yield from _office(found, to)
    elif actor.organisation_id is not None and actor.has(P.DUTY_REPORT):
        yield from _unit(found, to)
    yield from _figures(actor, found, to)


def _office(found: dict[str, int], to: Any) -> Iterator[Todo]:
    if found["waiting"]:
        yield Todo(_("验收项目职责"), to("duty_list", "state=submitted"), _("各方已提交佐证"),
                   _("去验收"), found["waiting"], icon="clipboard-check")  # fmt: skip
    if found["late"]:
        yield Todo(_("催办逾期的项目职责"), to("duty_list", "late=1"), _("项目实施中，期限已过"),
                   _("去看看"), found["late"], icon="alert-triangle", tone="warning")  # fmt: skip


def _unit(found: dict[str, int], to: Any) -> Iterator[Todo]:
    if found["late"]:
        yield Todo(_("办理逾期的项目职责"), to("duty_list", "late=1"), "", _("去提交"),
                   found["late"], icon="alert-triangle", tone="danger", due=_("已逾期"),
                   overdue=True)  # fmt: skip
    if found["soon"]:
        yield Todo(_("30 天内到期的项目职责"), to("duty_list", "state=open"), "", _("去提交"),
                   found["soon"], icon="clipboard-list")  # fmt: skip


def _figures(actor: Actor, found: dict[str, int], to: Any) -> Iterator[Stat]:
    running = Project.objects.filter(state=ProjectState.RUNNING)
    own = actor.organisation_id is not None and not actor.has(P.PROJECT_MANAGE)
    if own:
        running = running.filter(parties__organisation=actor.organisation_id)
    count = running.count()
    note = _("本单位参与、状态为“实施中”的项目") if own else _("状态为“实施中”的共育项目")
    yield Stat(
        _("实施中的共育项目"), count or None, note, to("project_list", "state=running"), _("个"),
        "education", "topology-star-3", _("还没有实施中的项目"),
    )  # fmt: skip
    share = f"{found['done']}/{found['counted']}" if found["counted"] else None
    yield Stat(
        _("项目职责已完成"), share,
        _("分子：已验收的职责；分母：实施中项目里没有免除的职责")
        + (_("（本单位）") if own else ""),
        to("duty_list") if actor.has(P.DUTY_REPORT) else to("project_list"), _("项"), "talent",
        "clipboard-check", _("还没有职责"),
    )  # fmt: skip
