"""Publications: the list of them, one with its figures and rows, its files, and publishing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from silian.kernel.exchange.export import CSV_TYPE, XLSX_TYPE, file_name
from silian.kernel.refusals import Conflict, Invalid, Missing
from silian.kernel.ui.page import PUBLIC, RELATED, page
from silian.kernel.ui.table import Empty

from ..documents.files import csv_file, lines_file, pdf_file, xlsx_file
from ..documents.publication import coding_note, summary_note
from ..engine.periods import parse_period
from ..enums import ListKind
from ..exchange.lists import LISTS
from ..models import Snapshot
from ..permissions import P
from ..queries.publications import publication, publications, recomputed_hash, rows_of, summaries
from ..queries.publishing import readiness
from ..queries.responses import responses
from ..services.publish import publish_list
from .charts import summary_charts
from .forms import PublishForm
from .tables import publication_table, rate, row_table, url

TYPES = {
    "xlsx": XLSX_TYPE,
    "csv": CSV_TYPE,
    "jsonl": "application/jsonl; charset=utf-8",
    "pdf": "application/pdf",
}


@page(PUBLIC)
def publication_list(request: Any) -> HttpResponse:
    """Every published list of this consortium."""
    empty = Empty(_("还没有发布过清单"), _("秘书处审核填报后发布；发布的清单不再改变，人人可查。"))
    table = publication_table(request, publications(), empty)
    return render(request, "talent/publications.html", {"table": table})


@page(PUBLIC)
def publication_detail(request: Any, kind: str, number: int) -> HttpResponse:
    """One publication: figures with their 口径, charts, rows, files, and the check of its hash."""
    snapshot = publication(kind, number)
    checked = recomputed_hash(snapshot) if "verify" in request.GET else ""
    names = ["xlsx", "csv", "pdf", "jsonl"]
    context = {
        "snapshot": snapshot,
        "demand": kind == ListKind.DEMAND,
        "kind_label": ListKind(kind).label,
        "stats": _stats(snapshot),
        "charts": summary_charts(request, snapshot, summaries(snapshot)),
        "note": summary_note(snapshot),
        "coding": coding_note(snapshot) if kind == ListKind.DEMAND else "",
        "table": row_table(request, snapshot, rows_of(snapshot)),
        "files": [(name, _file_url(request, snapshot, name)) for name in names],
        "member_url": url(request, "publication_member", kind=kind, number=number)
        if request.related
        else "",
        "checked": checked,
        "fits": checked == snapshot.sha256,
        "here": url(request, "publication_detail", kind=kind, number=number),
    }
    return render(request, "talent/publication.html", context)


def _stats(snapshot: Snapshot) -> list[dict[str, Any]]:
    demand = snapshot.kind == ListKind.DEMAND
    approved = _("已通过审核、发布时仍在有效期内的条目")
    return [
        {"label": _("条数"), "value": snapshot.count, "unit": _("条"), "note": approved,
         "icon": "list-details", "chain": "talent"},
        {"label": _("需求人数") if demand else _("可供给净人数"), "value": snapshot.heads,
         "unit": _("人"), "note": _("各条人数相加"), "icon": "users",
         "chain": "industry" if demand else "education"},
        {"label": _("单位"), "value": snapshot.organisations, "unit": _("家"),
         "note": _("至少有一条在列的单位"), "icon": "building", "chain": "innovation"},
        {"label": _("回应率"), "value": rate(snapshot) if snapshot.asked else None,
         "note": _("已报单位 ÷ 应报单位；报“无”也算已报"), "icon": "progress",
         "chain": "talent", "nothing": _("没有应报单位")},
    ]  # fmt: skip


def _file_url(request: Any, snapshot: Snapshot, kind: str) -> str:
    return url(request, "publication_file", kind=snapshot.kind, number=snapshot.number, format=kind)


@page(PUBLIC)
def publication_file(request: Any, kind: str, number: int, format: str) -> FileResponse:
    """A file of a publication: xlsx, csv, pdf, or jsonl, whose SHA-256 is the published one."""
    snapshot = publication(kind, number)
    here = url(request, "publication_detail", kind=kind, number=number)
    makers = {
        "xlsx": lambda: xlsx_file(snapshot),
        "csv": lambda: csv_file(snapshot),
        "jsonl": lambda: lines_file(snapshot),
        "pdf": lambda: pdf_file(snapshot, request.build_absolute_uri(here)),
    }
    if format not in makers:
        raise Missing()
    return _send(snapshot, makers[format](), format)


@page(RELATED)
def publication_member(request: Any, kind: str, number: int) -> FileResponse:
    """The list for members: with masked contacts besides."""
    snapshot = publication(kind, number)
    return _send(snapshot, xlsx_file(snapshot, contacts=True), "xlsx")


def _send(snapshot: Snapshot, path: Any, kind: str) -> FileResponse:
    day = timezone.localtime(snapshot.published_at).date()
    name = file_name(snapshot.title, str(snapshot.number), suffix=kind, day=day)
    response = FileResponse(
        path.open("rb"), as_attachment=True, filename=name, content_type=TYPES[kind]
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


@page(P.LIST_PUBLISH, post=True)
def publish(request: Any) -> HttpResponse:
    """What would be published, what is missing, who has not answered; then publishing it."""
    if request.method == "POST":
        form = PublishForm(request.POST)
        if form.is_valid():
            answer = _publish(request, form)
            if answer is not None:
                return answer
    else:
        kind = request.GET.get("kind", "")
        form = PublishForm(
            initial={
                "kind": kind if kind in ListKind.values else ListKind.DEMAND,
                "period": request.GET.get("period", "")[:7] or str(timezone.localdate().year),
            }
        )
    kind, period = str(form["kind"].value()), str(form["period"].value())
    status = 422 if form.errors else 200
    context = {"form": form, **_preview(request, kind, period)}
    return render(request, "talent/publish.html", context, status=status)


def _publish(request: Any, form: PublishForm) -> HttpResponse | None:
    try:
        snapshot = publish_list(actor=request.actor, **form.cleaned_data)
    except (Invalid, Conflict) as refusal:
        errors = refusal.errors if isinstance(refusal, Invalid) else {"": [refusal.reason]}
        for field, sentences in errors.items():
            for sentence in sentences:
                form.add_error(field if field in form.fields else None, str(sentence))
        return None
    messages.success(request, _("已发布第 %(n)d 号。") % {"n": snapshot.number})
    return redirect(url(request, "publication_detail", kind=snapshot.kind, number=snapshot.number))


def _preview(request: Any, kind: str, period: str) -> dict[str, Any]:
    """Nothing where the period or the list cannot be read."""
    try:
        parse_period(period)
        talent_list = LISTS[ListKind(kind)]
    except ValueError:
        return {"ready": None}
    here = url(request, f"{kind}_list")
    return {
        "ready": readiness(kind, period),
        "answers": responses(kind, period),
        "kind_label": talent_list.kind.label,
        "demand": kind == ListKind.DEMAND,
        "period": period,
        "last": publications(kind).first(),
        "list_url": f"{here}?period={period}",
        "waiting_url": f"{here}?period={period}&state=submitted",
        "unconfirmed_url": f"{here}?period={period}&state=approved&coding=suggested",
    }
