"""Rounds: the list, the page of one, its form, its steps, the package that anyone can check."""

from __future__ import annotations

import io
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from silian.kernel.access import require
from silian.kernel.exchange import Column, download, export_csv, export_xlsx, file_name
from silian.kernel.files import answer, as_download
from silian.kernel.refusals import Conflict, Missing
from silian.kernel.ui.page import page

from ...documents.rounds import command_line, whole_package
from ...enums import RoundState
from ...models import PlacementRound
from ...permissions import P
from ...queries import rounds as queries
from ...services import rounds as commands
from ...services import rounds_results, rounds_solving, rounds_supplement
from ...workflows import ROUND
from ..forms import attempt, sent
from .forms import RoundForm
from .tables import moment, post_table, round_table, tabs, url

S = RoundState
ROUND_COLUMNS = (
    Column(key="name", name=gettext_lazy("名称"), name_en="Name"),
    Column(key="kind", name=gettext_lazy("对象"), name_en="For"),
    Column(key="unit", name=gettext_lazy("组织单位"), name_en="Organiser"),
    Column(key="closes", name=gettext_lazy("填报截止"), name_en="Ranking until"),
    Column(key="state", name=gettext_lazy("状态"), name_en="State"),
)
LEADS = {
    "open": gettext_lazy("开放之后，岗位、参加者和规则不再改动，参加者开始填报志愿。"),
    "freeze": gettext_lazy("冻结之后志愿不能再改；内容的 SHA-256 和抽签种子同时定下。"),
    "solve": gettext_lazy("按志愿、评分和抽签求出稳定且对参加者最优的结果，并自动验证。"),
    "reconsider": gettext_lazy("撤销还没有公布的结果，回到冻结时；同样的内容会得到同样的结果。"),
    "publish": gettext_lazy("每个人看到自己的结果和原因，所有人看到录取线、按代号的名单和验证包。"),
    "close": gettext_lazy("没有按时确认的录取记为放弃；结束后可以补录。"),
    "supplement": gettext_lazy("用剩余的名额和没有岗位的人另建一次双选；岗位被撤回的人优先。"),
}
RUN = {
    "open": commands.open_round, "freeze": rounds_solving.freeze, "solve": rounds_solving.solve,
    "reconsider": rounds_solving.reconsider, "publish": rounds_solving.publish,
    "close": rounds_results.close,
}  # fmt: skip


def show_form(
    request: HttpRequest, form: Any, heading: object, back: str, lead: object = "", **more: Any
) -> HttpResponse:
    """The page of a form of this part."""
    context = {"form": form, "heading": heading, "lead": lead, "back": back, **more}
    status = 422 if form.errors else 200
    return render(request, "cultivation/rounds/form.html", context, status=status)


def sends(request: HttpRequest, form: forms.Form) -> bool:
    """Whether a form is sent, and can be read."""
    return request.method == "POST" and form.is_valid()


def writing(format: str) -> Any:
    """The writer of an export; `Missing` for a format that there is not."""
    write = {"xlsx": export_xlsx, "csv": export_csv}.get(format)
    if write is None:
        raise Missing()
    return write


@page(P.VIEW)
def round_list(request: HttpRequest) -> HttpResponse:
    """The rounds of the consortium."""
    return render(request, "cultivation/rounds/list.html", {"table": round_table(request)})


@page(P.VIEW)
def round_export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The list."""
    write = writing(format)
    office = _("秘书处")
    rows = [
        [r.name, r.get_kind_display(), r.organisation.title if r.organisation else office,
         moment(r.closes_at), r.get_state_display()]
        for r in round_table(request).narrowed
    ]  # fmt: skip
    name = file_name(_("双选"), suffix=format)
    return download(name, lambda stream: write(ROUND_COLUMNS, rows, stream))


@page(P.ROUND_MANAGE, post=True)
def round_create(request: HttpRequest) -> HttpResponse:
    """A new round."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    form = RoundForm(sent(request))
    made: list[PlacementRound] = []
    if request.method == "POST" and form.is_valid():
        values = form.values()
        if attempt(form, lambda: made.append(commands.draft(actor=actor, values=values))):
            messages.success(request, _("已建立。现在加岗位和参加者。"))
            return redirect(url(request, "round_detail", ref=made[0].ref))
    return show_form(request, form, _("新建双选"), url(request, "round_list"))


@page(P.ROUND_MANAGE, post=True)
def round_edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Changes a round."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = queries.one_round(ref, actor)
    require(actor, P.ROUND_MANAGE, row)
    if row.state == S.CLOSED:
        raise Conflict(_("双选已经结束，不再改动。"))
    initial = {name: getattr(row, name) for name in commands.PREPARED}
    initial["project"] = row.project.ref if row.project else ""
    form = RoundForm(sent(request), round_=row, initial=initial)
    back = url(request, "round_detail", ref=ref)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        if attempt(form, lambda: commands.update(actor=actor, round=row, values=values)):
            messages.success(request, _("已保存。"))
            return redirect(back)
    return show_form(request, form, _("修改双选"), back, row.name)


@page(P.VIEW)
def round_detail(request: HttpRequest, ref: str) -> HttpResponse:
    """One screen: where it stands, what is missing, the counts, cutoffs and filled places."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = queries.one_round(ref, actor)
    runs = queries.manages(actor, row)
    shown = row.state in queries.SHOWN
    context = {
        "round": row,
        "tone": ROUND.tones[row.state],
        "tabs": tabs(request, row),
        "steps": _steps(row),
        "runs": runs,
        "figures": queries.figures(row),
        "obstacles": queries.obstacles(row) if runs and row.state == S.DRAFT else [],
        "open_steps": ROUND.open_steps(actor, row),
        "shown": shown,
        "posts": list(queries.filled(row)[:200]) if shown else [],
        "command": command_line(row) if shown else "",
        "waiting": row.state == S.FROZEN and bool(row.report.get("requested_at")),
        "may_supplement": runs and shown and not row.supplements.exists(),
        "mine": queries.own_applications(actor).filter(round=row).first(),
    }
    return render(request, "cultivation/rounds/round.html", context)


def _steps(row: PlacementRound) -> list[dict[str, Any]]:
    order = [S.DRAFT, S.OPEN, S.FROZEN, S.SOLVED, S.PUBLISHED, S.CLOSED]
    at = order.index(RoundState(row.state))
    hints = {S.OPEN: moment(row.closes_at), S.FROZEN: moment(row.frozen_at),
             S.PUBLISHED: moment(row.confirm_until)}  # fmt: skip
    return [
        {"label": state.label, "hint": hints.get(state, ""),
         "state": "done" if n < at else "now" if n == at else "todo"}
        for n, state in enumerate(order)
    ]  # fmt: skip


@page(P.ROUND_MANAGE, post=True)
def round_step(request: HttpRequest, ref: str, verb: str) -> HttpResponse:
    """Opens, freezes, solves, takes back, publishes, closes; a big round is solved by a job."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = queries.one_round(ref, actor)
    if verb not in RUN:
        raise Missing()
    require(actor, P.ROUND_MANAGE, row)
    decision = ROUND.check(actor, row, verb)
    if not decision:
        raise Conflict(decision.reason)
    form = forms.Form(sent(request))
    back = url(request, "round_detail", ref=ref)
    if request.method == "POST" and form.is_valid():
        run: Any = RUN[verb]
        said = _("已办理：%(step)s。") % {"step": ROUND.step(verb).label}
        if verb == "solve" and row.applicants.count() > rounds_solving.AT_ONCE:
            run, said = rounds_solving.request_solving, _("已开始匹配，完成后这里会显示。")
        if attempt(form, lambda: run(actor=actor, round=row)):
            messages.success(request, said)
            return redirect(back)
    return show_form(request, form, ROUND.step(verb).label, back, LEADS[verb])


@page(P.ROUND_MANAGE, post=True)
def round_supplement(request: HttpRequest, ref: str) -> HttpResponse:
    """A supplementary round."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = queries.one_round(ref, actor)
    require(actor, P.ROUND_MANAGE, row)
    form = forms.Form(sent(request))
    made: list[PlacementRound] = []
    back = url(request, "round_detail", ref=ref)
    if request.method == "POST" and form.is_valid():
        run = rounds_supplement.supplement
        if attempt(form, lambda: made.append(run(actor=actor, round=row))):
            messages.success(request, _("已建立补录。请核对岗位和参加者，再开放填报。"))
            return redirect(url(request, "round_detail", ref=made[0].ref))
    return show_form(request, form, _("建立补录"), back, LEADS["supplement"])


@page(P.VIEW)
def round_package(request: HttpRequest, ref: str) -> HttpResponseBase:
    """The ZIP by which anyone checks the result; after the publication."""
    row = queries.one_round(ref, request.actor)  # type: ignore[attr-defined]
    if row.state not in queries.SHOWN:
        raise Conflict(_("结果公布之后才有验证包。"))
    if row.export is not None:
        return answer(row.export)
    stream = io.BytesIO(whole_package(row))
    return as_download(stream, f"round-{row.ref}.zip", "application/zip")


@page(P.VIEW)
def round_posts(request: HttpRequest, ref: str) -> HttpResponse:
    """The posts."""
    row = queries.one_round(ref, request.actor)  # type: ignore[attr-defined]
    context = {"round": row, "tabs": tabs(request, row), "table": post_table(request, row)}
    return render(request, "cultivation/rounds/table.html", context)
