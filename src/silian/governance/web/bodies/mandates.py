"""Mandates: the list with its export, appointing by hand, another representative, the end."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from silian.consortia import public as consortia
from silian.kernel.access import may, require
from silian.kernel.exchange import Column as SheetColumn
from silian.kernel.exchange import download, export_csv, export_xlsx, file_name
from silian.kernel.refusals import Missing
from silian.kernel.ui.page import page
from silian.kernel.ui.table import Choice, Column, Empty, Table, Tool

from ...enums import MandateEnd, Post
from ...exchange.mandates import COLUMNS
from ...models import Mandate
from ...permissions import P
from ...queries.bodies import bodies, held_on, mandates
from ...services import mandates as commands
from ..charter.desk import form_page
from ..forms import attempt, sent
from .bodies import term_of, term_url
from .forms import AppointForm, EndForm, RepresentativeForm

STATE = SheetColumn(key="state", name=gettext_lazy("状态"), name_en="State")
BASIS = SheetColumn(key="basis", name=gettext_lazy("依据"), name_en="Basis", width=30)


def state_of(row: Mandate) -> tuple[object, str]:
    """What a mandate is today, in a word and a tone."""
    if row.end:
        return row.get_end_display(), "muted"
    today = consortia.today()
    if row.starts_on > today:
        return _("未开始"), "info"
    return (_("任期届满"), "muted") if row.ends_on < today else (_("在任"), "success")


def _now(rows: QuerySet[Mandate], value: str) -> QuerySet[Mandate]:
    today = consortia.today()
    if value == "held":
        return rows.filter(held_on(today), organisation_id__in=consortia.member_ids())
    return rows.filter(Q(ended_on__isnull=False) | Q(ends_on__lt=today))


def mandate_table(request: Any) -> Table:
    """All mandates of all bodies."""
    slug = request.consortium.slug
    export = reverse("governance:mandate_export", kwargs={"slug": slug})
    manages = bool(may(request.actor, P.BODY_MANAGE))
    load = reverse("governance:mandate_import", kwargs={"slug": slug})
    tools = [Tool(_("导入任职名单"), load, "upload", True)] if manages else []
    return Table(
        request,
        mandates(),
        columns=[
            Column("organisation", _("单位"), value="organisation.title",
                   sort="organisation__name", wide=True),
            Column("body", _("机构"), value="term.body.name", sort="term__body__order"),
            Column("term", _("届次"), value=lambda row: _("第 %(n)d 届") % {"n": row.term.number},
                   url=lambda row: term_url(request, row.term), sort="term__number", nowrap=True),
            Column("post", _("职务"), value="get_post_display", sort="post"),
            Column("representative", _("代表"), value=_person),
            Column("starts_on", _("起"), sort="starts_on", nowrap=True),
            Column("ends_on", _("止"), value="last_day", sort="last_day", nowrap=True),
            Column("state", _("状态"), value=lambda row: state_of(row)[0],
                   badge=lambda row: state_of(row)[1]),
        ],
        empty=Empty(
            _("还没有任职"),
            _("设立届次后，由选举产生，或导入已经决定的名单。"),
            tools[0].label if tools else "",
            tools[0].url if tools else "",
            "users",
        ),
        search=("organisation__name", "organisation__short_name", "representative"),
        search_hint=_("单位或代表"),
        filters=[
            Choice("now", _("状态"), [("held", _("在任")), ("past", _("已离任"))], apply=_now),
            Choice("body", _("机构"), [(body.ref, body.name) for body in bodies(dissolved=True)],
                   field="term__body__ref"),
            Choice("post", _("职务"), Post.choices),
            Choice("end", _("离任原因"), MandateEnd.choices),
        ],
        exports=[("XLSX", f"{export}?format=xlsx"), ("CSV", f"{export}?format=csv")],
        tools=tools,
        title=_("任职名单"),
        stacked=True,
        order="-term__starts_on",
    )  # fmt: skip


def _person(row: Mandate) -> str:
    return " · ".join(filter(None, (row.representative, row.representative_title)))


@page(P.VIEW)
def mandate_list(request: HttpRequest) -> HttpResponse:
    """Who holds which post where."""
    return render(request, "governance/bodies/mandates.html", {"table": mandate_table(request)})


@page(P.VIEW)
def mandate_export(request: HttpRequest) -> HttpResponseBase:
    """The list in the columns of its import, and what a mandate is today."""
    rows = (_cells(row) for row in mandate_table(request).narrowed)
    columns = (*COLUMNS, STATE, BASIS)
    name = f"{_('任职名单')}_{request.consortium.slug}"  # type: ignore[attr-defined]
    if request.GET.get("format") == "csv":
        return download(file_name(name, suffix="csv"), lambda to: export_csv(columns, rows, to))
    return download(
        file_name(name, suffix="xlsx"),
        lambda to: export_xlsx(columns, rows, to, title=str(_("任职名单"))),
    )


def _cells(row: Mandate) -> dict[str, Any]:
    return {
        "body": row.term.body.name,
        "term": row.term.number,
        "name": row.organisation.name,
        "post": row.post,
        "representative": row.representative,
        "representative_title": row.representative_title,
        "starts_on": row.starts_on,
        "ends_on": row.ended_on or row.ends_on,
        "state": state_of(row)[0],
        "basis": row.basis,
    }


@page(P.BODY_MANAGE, post=True)
def mandate_appoint(request: HttpRequest, ref: str) -> HttpResponse:
    """A mandate by hand, for what was decided on paper."""
    term = term_of(ref)
    actor = request.actor  # type: ignore[attr-defined]
    require(actor, P.BODY_MANAGE, term)
    form = AppointForm(sent(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if attempt(form, lambda: commands.appoint(actor=actor, term=term, **data)):
            messages.success(request, _("已登记任职。"))
            return redirect(term_url(request, term))
    lead = _("%(term)s · 由选举产生的任职会自动登记，这里只登记在纸面上已经决定的。") % {
        "term": term
    }
    return form_page(request, form, _("登记任职"), term_url(request, term), lead=lead)


def _mandate(request: HttpRequest, ref: str) -> Mandate:
    row = mandates().filter(ref=ref).first()
    if row is None:
        raise Missing()
    require(request.actor, P.BODY_MANAGE, row)  # type: ignore[attr-defined]
    return row


@page(P.BODY_MANAGE, post=True)
def mandate_represent(request: HttpRequest, ref: str) -> HttpResponse:
    """Another representative of the unit."""
    row = _mandate(request, ref)
    actor = request.actor  # type: ignore[attr-defined]
    first = {
        "representative": row.representative, "representative_title": row.representative_title
    }  # fmt: skip
    form = RepresentativeForm(sent(request), initial=first)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if attempt(form, lambda: commands.change_representative(actor=actor, mandate=row, **data)):
            messages.success(request, _("已更换代表。"))
            return redirect(term_url(request, row.term))
    return form_page(request, form, _("更换代表"), term_url(request, row.term), lead=str(row))


@page(P.BODY_MANAGE, post=True)
def mandate_end(request: HttpRequest, ref: str) -> HttpResponse:
    """The end of a mandate."""
    row = _mandate(request, ref)
    actor = request.actor  # type: ignore[attr-defined]
    form = EndForm(sent(request), initial={"on": max(consortia.today(), row.starts_on)})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if attempt(form, lambda: commands.end(actor=actor, mandate=row, **data)):
            messages.success(request, _("已登记离任。"))
            return redirect(term_url(request, row.term))
    return form_page(request, form, _("登记离任"), term_url(request, row.term), lead=str(row))
