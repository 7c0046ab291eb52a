"""The pages of one list: the table, its export and its batch actions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from silian.kernel.exchange.export import download, export_csv, export_xlsx, file_name
from silian.kernel.refusals import Conflict, Forbidden, Invalid, Missing

from ..enums import ListKind, RecordState
from ..exchange.lists import TalentList
from ..exchange.shown import cells
from ..models import DemandProgram
from ..queries.responses import responses
from ..services import demand as demand_commands
from ..services import supply as supply_commands
from ..services.answers import report_nil
from ..services.sheets import sheet_of
from ..services.steps import MOST
from .forms import ReasonForm
from .tables import list_table, url

CHUNK = 1_000
COMMANDS: dict[tuple[str, str], Callable[..., int]] = {
    (ListKind.DEMAND, "approve"): demand_commands.approve_demand,
    (ListKind.DEMAND, "return"): demand_commands.return_demand,
    (ListKind.DEMAND, "withdraw"): demand_commands.withdraw_demand,
    (ListKind.DEMAND, "confirm"): demand_commands.confirm_occupation,
    (ListKind.SUPPLY, "approve"): supply_commands.approve_supply,
    (ListKind.SUPPLY, "return"): supply_commands.return_supply,
    (ListKind.SUPPLY, "withdraw"): supply_commands.withdraw_supply,
}
ASKS_REASON = frozenset({"return"})


def index(talent_list: TalentList, request: Any) -> HttpResponse:
    """The live list."""
    table = list_table(request, talent_list)
    context = {
        "table": table,
        "talent_list": talent_list,
        "nil": _nil(request, talent_list),
        "import_url": url(request, f"{talent_list.kind}_import"),
    }
    return render(request, "talent/list.html", context)


def _nil(request: Any, talent_list: TalentList) -> dict[str, Any] | None:
    """Whether the own unit is asked in this period and has said nothing yet."""
    actor = request.actor
    if actor.organisation_id is None or not actor.has(talent_list.write):
        return None
    period = str(timezone.localdate().year)
    for member in responses(talent_list.kind, period).silent:
        if member.organisation_id == actor.organisation_id:
            return {"period": period, "organisation": member.organisation}
    return None


def nil_return(talent_list: TalentList, request: Any) -> HttpResponse:
    """The unit reports that it has nobody in this period."""
    back = redirect(url(request, f"{talent_list.kind}_list"))
    try:
        report_nil(
            actor=request.actor,
            kind=talent_list.kind,
            period=request.POST.get("period", ""),
            organisation=request.POST.get("organisation", ""),
            reason=request.POST.get("reason", ""),
        )
        messages.success(request, _("已报“无”。本期计为已回应。"))
    except (Conflict, Invalid) as refusal:
        messages.error(request, str(refusal.reason))
    return back


def batch(talent_list: TalentList, request: Any) -> HttpResponse:
    """Does something with the marked lines; asks for a reason first where one is needed."""
    refs, action = request.POST.getlist("row"), request.POST.get("action", "")
    run = COMMANDS.get((talent_list.kind, action))
    if run is None:
        raise Missing()
    extra: dict[str, str] = {}
    if action in ASKS_REASON:
        form = ReasonForm(request.POST if "note" in request.POST else None)
        if not form.is_valid():
            return _reason_page(request, talent_list, refs, action, form)
        extra["note"] = form.cleaned_data["note"]
    try:
        count = run(actor=request.actor, refs=refs, **extra)
        messages.success(request, _done(action, count))
    except (Conflict, Invalid, Forbidden) as refusal:
        messages.error(request, str(refusal.reason))
    return redirect(_back(request, talent_list))


def _done(action: str, count: int) -> str:
    sentences = {
        "approve": ngettext("已通过 %(n)d 条。", "已通过 %(n)d 条。", count),
        "return": ngettext("已退回 %(n)d 条。", "已退回 %(n)d 条。", count),
        "withdraw": ngettext("已撤回 %(n)d 条。", "已撤回 %(n)d 条。", count),
        "confirm": ngettext("已确认 %(n)d 条的职业。", "已确认 %(n)d 条的职业。", count),
    }
    return sentences[action] % {"n": count}


def _back(request: Any, talent_list: TalentList) -> str:
    """The list as it was filtered, or the page of the line: never another site's address."""
    wanted = request.POST.get("next", "")
    home = url(request, f"{talent_list.kind}_list")
    return wanted if wanted.startswith(home) and "//" not in wanted else home


def approve_found(talent_list: TalentList, request: Any) -> HttpResponse:
    """Approves every waiting line that the filters of the address find, after a look at them."""
    waiting = list_table(request, talent_list).narrowed.filter(state=RecordState.SUBMITTED)
    back = f"{url(request, f'{talent_list.kind}_list')}?{request.GET.urlencode()}"
    if request.method == "POST":
        refs = list(waiting.order_by("id").values_list("ref", flat=True)[:MOST])
        try:
            count = COMMANDS[talent_list.kind, "approve"](actor=request.actor, refs=refs)
            messages.success(request, _done("approve", count))
        except (Conflict, Invalid) as refusal:
            messages.error(request, str(refusal.reason))
        return redirect(back)
    shown = waiting.values_list("organisation__name").order_by("organisation__name")
    context = {
        "units": list(shown.annotate(n=Count("pk"))),
        "total": waiting.count(),
        "most": MOST,
        "back": back,
        "talent_list": talent_list,
    }
    return render(request, "talent/approve.html", context)


def _reason_page(
    request: Any, talent_list: TalentList, refs: list[str], action: str, form: ReasonForm
) -> HttpResponse:
    rows = list(talent_list.model.objects.filter(ref__in=refs).select_related("organisation"))
    if not rows:
        messages.error(request, _("请先勾选要处理的行。"))
        return redirect(_back(request, talent_list))
    context = {
        "form": form,
        "rows": rows,
        "action": action,
        "next": _back(request, talent_list),
        "action_url": url(request, f"{talent_list.kind}_batch"),
        "talent_list": talent_list,
    }
    return render(request, "talent/reason.html", context, status=422 if form.is_bound else 200)


def export(talent_list: TalentList, request: Any, format: str) -> FileResponse:
    """The lines of the table with its filters, as columns that can be imported again."""
    write = {"xlsx": export_xlsx, "csv": export_csv}.get(format)
    if write is None:
        raise Missing()
    rows = list_table(request, talent_list).narrowed
    sheet = sheet_of(talent_list.kind)
    name = file_name(sheet.name(), request.consortium.name, suffix=format)
    return download(
        name, lambda stream: write(sheet, _cells(talent_list, rows), stream, public=True)
    )


def _cells(talent_list: TalentList, rows: Any) -> Iterator[dict[str, Any]]:
    demand = talent_list.kind == ListKind.DEMAND
    more = ("sector", "industry") if demand else ("sector",)
    rows = rows.select_related(
        "organisation", "region", *(("occupation",) if demand else ("program",)), *more
    )
    if demand:
        rows = rows.prefetch_related("programs__program")
    for record in rows.iterator(chunk_size=CHUNK):
        programs: list[DemandProgram] = list(record.programs.all()) if demand else []
        yield cells(talent_list, record, programs)
