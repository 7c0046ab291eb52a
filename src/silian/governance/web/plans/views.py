"""Plans: the list, the task book as tree and Gantt, adoption, the views of half and whole year."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from silian.consortia.public import today
from silian.kernel.access import may, require
from silian.kernel.exchange import download, export_csv, export_xlsx, file_name
from silian.kernel.refusals import Conflict, Missing
from silian.kernel.ui.page import page

from ...enums import PlanState
from ...exchange.tasks import COLUMNS, RESULTS
from ...models import Agreement, WorkPlan
from ...permissions import P
from ...queries import dormant as sleeping
from ...queries.agreements import dormant as dormant_agreements
from ...queries.agreements import turn, with_parties
from ...queries.plan_review import HALF, YEAR, review, summary_draft
from ...queries.plans import one_plan, task_cells, tree_of
from ...services import plans as commands
from ...workflows import PLAN
from ..forms import attempt, sent
from .charts import review_charts
from .forms import AdoptForm, CloseForm, PlanForm
from .tables import book, gantt, plan_table, tabs, url, whole


@page(P.VIEW)
def plan_list(request: HttpRequest) -> HttpResponse:
    """The plans by year."""
    context = {"table": plan_table(request), "tabs": tabs(request)}
    return render(request, "governance/plans/list.html", context)


def show_form(
    request: HttpRequest, form: Any, heading: object, back: str, lead: object = "", **more: Any
) -> HttpResponse:
    """The page of a form of this part."""
    context = {"form": form, "heading": heading, "lead": lead, "back": back, **more}
    status = 422 if form.errors else 200
    return render(request, "governance/plans/form.html", context, status=status)


@page(P.TASK_MANAGE, post=True)
def plan_create(request: HttpRequest) -> HttpResponse:
    """A new plan."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    year = today().year
    title = _("%(year)d 年度工作计划") % {"year": year}
    form = PlanForm(sent(request), initial={"year": year, "title": title})
    made: list[WorkPlan] = []
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if attempt(form, lambda: made.append(commands.draft(actor=actor, **data))):
            messages.success(request, _("已建立。现在加任务，或导入任务书。"))
            return redirect(url(request, "plan_detail", ref=made[0].ref))
    return show_form(request, form, _("新建工作计划"), url(request, "plan_list"))


@page(P.TASK_MANAGE, post=True)
def plan_edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Title, year, text."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    plan = one_plan(ref)
    commands.check_open(plan)
    initial = {"year": plan.year, "title": plan.title, "text": plan.text}
    form = PlanForm(sent(request), initial=initial)
    back = url(request, "plan_detail", ref=ref)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if attempt(form, lambda: commands.update(actor=actor, plan=plan, values=values)):
            messages.success(request, _("已保存。"))
            return redirect(back)
    return show_form(request, form, _("修改工作计划"), back, plan.title)


@page(P.VIEW)
def plan_detail(request: HttpRequest, ref: str) -> HttpResponse:
    """The task book: as a tree or as a Gantt, with filters."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    plan = one_plan(ref)
    found = tree_of(plan)
    table = book(request, plan)
    lines = list(found.lines)
    if table.is_narrowed:
        lines = found.only(set(table.narrowed.values_list("pk", flat=True)))
    as_gantt = request.GET.get("view") == "gantt"
    manages = bool(may(actor, P.TASK_MANAGE, plan))
    context = {
        "plan": plan,
        "tone": PLAN.tones[plan.state],
        "figures": whole(found),
        "filter": table.filter_context(),
        "lines": lines,
        "narrowed": table.is_narrowed,
        "gantt": gantt(plan, lines, today()) if as_gantt else None,
        "may_manage": manages and plan.state != PlanState.CLOSED,
        "may_adopt": manages and plan.state == PlanState.DRAFT,
        "may_close": manages and plan.state == PlanState.ADOPTED,
        "motions": list(plan.motions.select_related("meeting")),
    }
    return render(request, "governance/plans/plan.html", context)


@page(P.VIEW)
def plan_export(request: HttpRequest, ref: str, format: str) -> HttpResponseBase:
    """The task book with its results; its first columns can be imported again."""
    plan = one_plan(ref)
    write = {"xlsx": export_xlsx, "csv": export_csv}.get(format)
    if write is None:
        raise Missing()
    rows = [task_cells(line) for line in tree_of(plan).lines]
    return download(
        file_name(plan.title, suffix=format),
        lambda stream: write((*COLUMNS, *RESULTS), rows, stream),
    )


@page(P.TASK_MANAGE, post=True)
def plan_step(request: HttpRequest, ref: str, verb: str) -> HttpResponse:
    """Adoption, and the summary at the end."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    plan = one_plan(ref)
    if verb not in {"adopt", "close"}:
        raise Missing()
    require(actor, P.TASK_MANAGE, plan)
    decision = PLAN.check(actor, plan, verb)
    if not decision:
        raise Conflict(decision.reason)
    form: Any
    if verb == "adopt":
        form = AdoptForm(sent(request), plan=plan, initial={"on": today()})
    else:
        form = CloseForm(sent(request), initial={"summary": summary_draft(plan)})
    back = url(request, "plan_detail", ref=ref)
    if request.method == "POST" and form.is_valid():
        run: Any = commands.adopt if verb == "adopt" else commands.close
        values = form.values() if verb == "adopt" else form.cleaned_data
        if attempt(form, lambda: run(actor=actor, plan=plan, **values)):
            messages.success(request, _("已办理：%(step)s。") % {"step": PLAN.step(verb).label})
            return redirect(back)
    return show_form(request, form, PLAN.step(verb).label, back, plan.title)


@page(P.VIEW)
def plan_review(request: HttpRequest, ref: str) -> HttpResponse:
    """How the half year or the year went."""
    plan = one_plan(ref)
    part = HALF if request.GET.get("part") == HALF else YEAR
    found = review(plan, part)
    context = {
        "plan": plan, "part": part, "report": found, "charts": review_charts(found),
        "back": url(request, "plan_detail", ref=ref),
    }  # fmt: skip
    return render(request, "governance/plans/review.html", context)


@page(P.TASK_MANAGE)
def dormant(request: HttpRequest) -> HttpResponse:
    """Members and agreements without any sign of life for half a year."""
    rows = with_parties(dormant_agreements(Agreement.objects.all()))
    context = {
        "tabs": tabs(request),
        "sleepers": sleeping.sleepers(),
        "note": sleeping.note(),
        "agreements": [{"row": row, "turn": turn(row)} for row in rows],
    }
    return render(request, "governance/plans/dormant.html", context)
