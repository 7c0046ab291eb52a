"""Pages of the platform: every consortium, founding one, and the platform's own people."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from silian.kernel.access import ROLES, may
from silian.kernel.refusals import Missing
from silian.kernel.ui.page import PUBLIC, page

from ..engine.blueprint import Blueprint, parse
from ..engine.shipped import shipped, shipped_names, shipped_text
from ..engine.tree import Problem
from ..models import RoleAssignment
from ..models.naming import english
from ..permissions import ConsortiaPermission as P
from ..queries.consortia import kinds_of_members, running
from ..queries.founding import Plan, plan_founding
from ..services import assignments
from ..services.founding import found
from .forms import AssignmentForm, ReasonForm, attempt, sent
from .profile_forms import BlueprintForm
from .tables import about_url, consortium_table, people_table, role_name


@page(PUBLIC)
def consortium_list(request: HttpRequest) -> HttpResponse:
    """Every consortium: those that run here as cards, all of them as a table."""
    members = kinds_of_members()
    cards = [
        {"consortium": row, "members": sum(members.get(row.pk, {}).values()) or None}
        for row in running().select_related("home_region")
    ]
    actor = request.actor  # type: ignore[attr-defined]
    context = {
        "cards": cards,
        "table": consortium_table(request),
        "may_found": bool(may(actor, P.FOUND)),
        "may_appoint": bool(may(actor, P.ROLE_APPOINT)),
    }
    return render(request, "consortia/list.html", context)


@page(P.FOUND, post=True)
def consortium_found(request: HttpRequest) -> HttpResponse:
    """A blueprint, its preview, and the founding when the preview is confirmed."""
    if request.method != "POST":
        name = request.GET.get("example", "")
        text = shipped_text(name) if name in shipped_names() else ""
        return _founding_page(request, BlueprintForm(initial={"text": text}))
    form = BlueprintForm(request.POST, request.FILES)
    if not form.is_valid():
        return _founding_page(request, form, status=422)
    text, reason = form.cleaned_data["text"], form.cleaned_data["override_reason"].strip()
    blueprint, problems = parse(text)
    if blueprint is None:
        return _founding_page(request, form, problems=problems, status=422)
    if "confirm" in request.POST:
        return _confirm(request, form, blueprint, reason)
    plan = plan_founding(blueprint, reason)
    return _founding_page(request, _as_text(text, reason), plan=plan)


def _as_text(text: str, reason: str) -> BlueprintForm:
    """The form with what was read: an uploaded file cannot be sent along a second time."""
    return BlueprintForm(initial={"text": text, "override_reason": reason})


def _confirm(
    request: HttpRequest, form: BlueprintForm, blueprint: Blueprint, reason: str
) -> HttpResponse:
    made: list[Any] = []

    def run() -> None:
        made.append(
            found(actor=request.actor, blueprint=blueprint, override_reason=reason)  # type: ignore[attr-defined]
        )

    if attempt(form, run):
        messages.success(request, _("已成立“%(name)s”。") % {"name": made[0].title})
        return redirect(about_url(made[0]))
    return _founding_page(request, form, plan=plan_founding(blueprint, reason), status=409)


def _said(problem: Problem) -> dict[str, Any]:
    language = get_language()
    return {
        "path": problem.path,
        "line": problem.line,
        "sentence": problem.sentence.text(language),
        "mend": problem.mend.text(language),
        "warning": problem.warning,
    }


COUNT_LABELS = (
    ("organisations_new", "building"), ("organisations_found", "circle-check"),
    ("memberships", "building-community"), ("parties", "users"), ("occasions", "calendar-event"),
    ("zones", "map-pin"), ("bodies", "hierarchy"), ("circles", "circle-dashed"),
    ("duties", "clipboard-list"), ("facts", "file-text"), ("related_consortia", "sitemap"),
)  # fmt: skip


def _title(blueprint: Blueprint) -> str:
    return (blueprint.name_en or blueprint.name) if english() else blueprint.name


def _labels() -> dict[str, str]:
    return {
        "organisations_new": _("新登记的单位"),
        "organisations_found": _("单位库里已有的单位"),
        "memberships": _("成员单位"),
        "parties": _("有关单位"),
        "occasions": _("大事"),
        "zones": _("分区"),
        "bodies": _("实体机构"),
        "circles": _("圈、体、业"),
        "duties": _("五方职责"),
        "facts": _("公开事实"),
        "related_consortia": _("相关的联合体"),
    }


def _founding_page(
    request: HttpRequest,
    form: BlueprintForm,
    *,
    plan: Plan | None = None,
    problems: list[Problem] | None = None,
    status: int = 200,
) -> HttpResponse:
    labels = _labels()
    shown = problems if problems is not None else (plan.problems if plan else [])
    context = {
        "form": form,
        "plan": plan,
        "problems": [_said(problem) for problem in shown],
        "counts": [
            {"label": labels[key], "icon": icon, "count": plan.counts[key]}
            for key, icon in COUNT_LABELS
        ]
        if plan
        else [],
        "units": list(plan.units.values()) if plan else [],
        "examples": [{"name": name, "title": _title(shipped(name))} for name in shipped_names()],
    }
    return render(request, "consortia/found.html", context, status=status)


@page(P.ROLE_APPOINT)
def staff_list(request: HttpRequest) -> HttpResponse:
    """The platform's administrators and auditors."""
    rows = RoleAssignment.objects.filter(consortium=None)
    table = people_table(request, rows, reverse("consortia:staff_add"), _("平台人员"))
    return render(request, "consortia/staff.html", {"table": table})


@page(P.ROLE_APPOINT, post=True)
def staff_add(request: HttpRequest) -> HttpResponse:
    """Gives a person a role of the platform."""
    offered = [
        (slug, role_name(slug))
        for slug, role in ROLES.items()
        if role.reach == "platform" and slug != "signed_in"
    ]
    form = AssignmentForm(sent(request), roles=offered, units=[])
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        actor = request.actor  # type: ignore[attr-defined]
        if attempt(form, lambda: assignments.assign(actor=actor, **data)):
            messages.success(request, _("已分配角色。"))
            return redirect("consortia:staff_list")
    context = {"form": form, "back": reverse("consortia:staff_list")}
    status = 422 if form.errors else 200
    return render(request, "consortia/people_add.html", context, status=status)


@page(P.ROLE_APPOINT, post=True)
def staff_revoke(request: HttpRequest, ref: str) -> HttpResponse:
    """Ends a role of the platform."""
    row = RoleAssignment.objects.select_related("user").filter(ref=ref, consortium=None).first()
    if row is None:
        raise Missing()
    form = ReasonForm(sent(request))
    if request.method == "POST" and form.is_valid():
        actor = request.actor  # type: ignore[attr-defined]
        reason = form.cleaned_data["reason"]
        if attempt(form, lambda: assignments.revoke(actor=actor, assignment=row, reason=reason)):
            messages.success(request, _("已撤销。"))
            return redirect("consortia:staff_list")
    return revoke_page(request, row, form, reverse("consortia:staff_list"))


def revoke_page(
    request: HttpRequest, row: RoleAssignment, form: ReasonForm, back: str
) -> HttpResponse:
    """Asks for the reason."""
    context = {"form": form, "assignment": row, "role": role_name(row.role), "back": back}
    return render(
        request, "consortia/people_revoke.html", context, status=422 if form.errors else 200
    )
