"""Pages of the registry: list, one organisation, registering, changing, duplicates, merging."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from silian.kernel.access import may
from silian.kernel.exchange import download, export_csv, export_xlsx, file_name
from silian.kernel.refusals import Conflict, Invalid, Missing
from silian.kernel.ui.page import SIGNED_IN, page
from silian.kernel.ui.table import Empty

from ..engine.names import plain_key
from ..models import Organisation
from ..permissions import OrganisationPermission as P
from ..queries.find import by_ref, match_organisation, search_organisations
from ..queries.panels import panels
from ..queries.registry import likely_duplicates
from ..services import merge as merging
from ..services import organisation as commands
from ..services.registry_import import ORGANISATIONS
from .forms import AliasForm, OrganisationForm, initial_of, put_errors
from .tables import registry_table, url_of

FIELD_LABELS = {field.attname: field.verbose_name for field in Organisation._meta.concrete_fields}


@page(SIGNED_IN)
def organisation_list(request: HttpRequest) -> HttpResponse:
    """The registry."""
    return render(request, "organisations/list.html", {"table": registry_table(request)})


@page(SIGNED_IN)
def organisation_export(request: HttpRequest) -> HttpResponseBase:
    """What the list shows, as a spreadsheet that can be imported again."""
    suffix = "csv" if request.GET.get("format") == "csv" else "xlsx"
    write = export_csv if suffix == "csv" else export_xlsx
    rows = registry_table(request).narrowed.iterator(chunk_size=2000)
    values = (
        {
            **{column.key: getattr(row, column.key) for column in ORGANISATIONS.columns},
            "region_id": f"{row.region.pk} {row.region.name}" if row.region else None,
            "industry_id": f"{row.industry.pk} {row.industry.name}" if row.industry else None,
        }
        for row in rows
    )
    name = file_name(_("单位库"), suffix=suffix)
    return download(name, lambda stream: write(ORGANISATIONS, values, stream))


@page(SIGNED_IN)
def organisation_detail(request: HttpRequest, ref: str) -> HttpResponse:
    """One organisation: its facts, its other names, and what upper apps know of it."""
    organisation = by_ref(ref)
    actor = request.actor  # type: ignore[attr-defined]
    context = {
        "organisation": organisation,
        "aliases": list(organisation.aliases.all()),
        "merged": list(organisation.merged.all()),
        "panels": panels(request, organisation),
        "may_edit": may(actor, P.ORGANISATION_EDIT, organisation),
        "may_merge": may(actor, P.ORGANISATION_MERGE, organisation),
        "alias_form": AliasForm(),
    }
    return render(request, "organisations/detail.html", context)


@page(P.ORGANISATION_REGISTER, post=True)
def organisation_register(request: HttpRequest) -> HttpResponse:
    """Registers one; shows what is alike before a second copy is made."""
    if request.method != "POST":
        form = OrganisationForm(initial={"name": request.GET.get("name", "")[:200]})
        return _register_page(request, form)
    form = OrganisationForm(request.POST, asks_same_name="same_name" in request.POST)
    if not form.is_valid():
        return _register_page(request, form)
    values = dict(form.cleaned_data)
    alike = [] if values.get("same_name") else _alike(values["name"])
    if alike:
        form = OrganisationForm(request.POST, asks_same_name=True)
        form.add_error(None, _("单位库里有相同或相近的名称，请先核对。"))
        return _register_page(request, form, alike)
    try:
        made = commands.register(actor=request.actor, **values)  # type: ignore[attr-defined]
    except Invalid as refusal:
        put_errors(form, refusal)
        return _register_page(request, form)
    messages.success(request, _("已登记“%(name)s”。") % {"name": made.name})
    return redirect(url_of(made))


def _alike(name: str) -> list[Organisation]:
    match = match_organisation(name)
    refs = [match.code] if match.code else [ref for ref, _name in match.suggestions[:3]]
    plain = plain_key(name)
    found = Organisation.objects.filter(ref__in=refs).select_related("region")
    # Suggestions are offered only where one name holds the other; the rest is chance.
    return [row for row in found if match.code or plain in plain_key(row.name) or row.name in name]


def _register_page(
    request: HttpRequest, form: OrganisationForm, alike: list[Organisation] | None = None
) -> HttpResponse:
    status = 422 if form.is_bound else 200
    context = {"form": form, "parts": form.parts(), "alike": alike or []}
    return render(request, "organisations/register.html", context, status=status)


@page(P.ORGANISATION_EDIT, post=True)
def organisation_edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Changes one."""
    organisation = by_ref(ref)
    form = OrganisationForm(request.POST or None, initial=initial_of(organisation))
    if request.method == "POST" and form.is_valid():
        actor = request.actor  # type: ignore[attr-defined]
        try:
            commands.update(actor=actor, organisation=organisation, values=form.cleaned_data)
        except Invalid as refusal:
            put_errors(form, refusal)
        else:
            messages.success(request, _("已保存。"))
            return redirect(url_of(organisation))
    context = {"form": form, "parts": form.parts(), "organisation": organisation}
    status = 422 if form.errors else 200
    return render(request, "organisations/edit.html", context, status=status)


@page(P.ORGANISATION_EDIT, post=True, get=False)
def alias_add(request: HttpRequest, ref: str) -> HttpResponse:
    """Adds another name."""
    organisation = by_ref(ref)
    name = request.POST.get("name", "")
    try:
        commands.alias_add(actor=request.actor, organisation=organisation, name=name)  # type: ignore[attr-defined]
        messages.success(request, _("已增加别名。"))
    except Invalid as refusal:
        messages.error(request, str(refusal.reason))
    return redirect(url_of(organisation))


@page(P.ORGANISATION_EDIT, post=True, get=False)
def alias_remove(request: HttpRequest, ref: str, alias: str) -> HttpResponse:
    """Takes another name away."""
    organisation = by_ref(ref)
    row = organisation.aliases.filter(ref=alias).first()
    if row is None:
        raise Missing()
    commands.alias_remove(actor=request.actor, alias=row)  # type: ignore[attr-defined]
    messages.success(request, _("已去掉别名。"))
    return redirect(url_of(organisation))


@page(P.ORGANISATION_MERGE)
def duplicate_list(request: HttpRequest) -> HttpResponse:
    """Organisations that look like the same one twice."""
    nothing = Empty(_("没有看起来重复的单位"), _("导入名单后再来看看。"), icon="circle-check")
    context = {"groups": likely_duplicates(), "nothing": nothing}
    return render(request, "organisations/duplicates.html", context)


@page(P.ORGANISATION_MERGE, post=True)
def organisation_merge(request: HttpRequest, ref: str) -> HttpResponse:
    """Merges this one into another: choose, see what moves, confirm."""
    source = by_ref(ref)
    into = (request.POST if request.method == "POST" else request.GET).get("into", "")
    target = by_ref(into) if into else None
    if target is None:
        return _choose_target(request, source)
    if request.method == "POST":
        try:
            merging.merge(actor=request.actor, source=source, target=target)  # type: ignore[attr-defined]
        except (Conflict, Invalid) as refusal:
            messages.error(request, str(refusal))
            here = reverse("organisations:organisation_merge", kwargs={"ref": ref})
            return redirect(f"{here}?into={target.ref}")
        done = _("已把“%(source)s”并入“%(target)s”。")
        messages.success(request, done % {"source": source.name, "target": target.name})
        return redirect(url_of(target))
    preview = merging.preview_merge(source, target)
    context: dict[str, Any] = {
        "source": source,
        "target": target,
        "preview": preview,
        "filled": [(FIELD_LABELS[field], value) for field, value in preview.filled],
        "kept": [(FIELD_LABELS[field], own, other) for field, own, other in preview.kept],
    }
    return render(request, "organisations/merge.html", context)


def _choose_target(request: HttpRequest, source: Organisation) -> HttpResponse:
    query = request.GET.get("q", source.short_name or source.name)[:100]
    found = [row for row in search_organisations(query, 20) if row.pk != source.pk]
    if not found and "q" not in request.GET:
        refs = [ref for ref, _name in match_organisation(source.name_key).suggestions]
        found = list(Organisation.objects.filter(ref__in=refs).exclude(pk=source.pk))
    context = {"source": source, "query": query, "found": found}
    return render(request, "organisations/merge_choose.html", context)
