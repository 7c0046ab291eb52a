"""The five links, walked from any node; and the pages that edit links."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from silian.kernel.refusals import Conflict, Invalid
from silian.kernel.ui.page import PUBLIC, page

from ..enums import ListKey
from ..models import Industry, IndustryOccupation, Sector, SectorIndustry
from ..permissions import P
from ..queries.addresses import address_of
from ..queries.find import no_such_code, resolve
from ..queries.walking import links_page
from ..services.links import link_sector, set_industry_occupation
from .crumbs import crumbs
from .details import entry
from .forms import LinkForm


@page(PUBLIC)
def links(request: HttpRequest) -> HttpResponse:
    """产业—行业—企业—职业—专业 from any node, as a picture and as lists that lead on."""
    context = {**links_page(request.GET), "crumbs": crumbs(_("五业对接"))}
    return render(request, "codes/links.html", context)


@page(P.EDIT_LINKS, post=True)
def sector_link(request: HttpRequest, code: str) -> HttpResponse:
    """Links an industry to a sector, changes the weight or withdraws the link."""
    sector = entry(Sector, ListKey.SECTORS, code)
    links = SectorIndustry.objects.filter(sector=sector, current=True)
    held = {link.industry_id: link for link in links}

    def write(values: dict[str, Any]) -> object:
        return link_sector(
            actor=request.actor,  # type: ignore[attr-defined]
            sector=sector.slug,
            industry=_code(ListKey.INDUSTRIES, values["code"]),
            weight=values["weight"],
            note=values["note"],
            version=values["version"],
        )

    return _edit(
        request,
        write,
        held,
        title=_("修订“%(name)s”所含行业") % {"name": sector.name},
        list_key=ListKey.SECTORS,
        back=address_of(ListKey.SECTORS, sector.slug),
    )


@page(P.EDIT_LINKS, post=True)
def industry_occupation_set(request: HttpRequest, code: str) -> HttpResponse:
    """Links an occupation to an industry, changes the weight or withdraws the link."""
    industry = entry(Industry, ListKey.INDUSTRIES, code)
    links = IndustryOccupation.objects.filter(industry=industry, current=True)
    held = {link.occupation_id: link for link in links}

    def write(values: dict[str, Any]) -> object:
        return set_industry_occupation(
            actor=request.actor,  # type: ignore[attr-defined]
            industry=industry.code,
            occupation=_code(ListKey.OCCUPATIONS, values["code"]),
            weight=values["weight"],
            note=values["note"],
            version=values["version"],
        )

    return _edit(
        request,
        write,
        held,
        title=_("修订“%(name)s”所需职业") % {"name": industry.name},
        list_key=ListKey.INDUSTRIES,
        back=address_of(ListKey.INDUSTRIES, industry.code),
    )


def _code(list_key: str, text: str) -> str:
    """The code that a text means; `Invalid` with suggestions where it means none."""
    match = resolve(list_key, text)
    if match.code is None:
        raise Invalid({"code": [no_such_code(list_key, text)]})
    return match.code


def _edit(
    request: HttpRequest,
    write: Callable[[dict[str, Any]], object],
    held: dict[str, Any],
    title: str,
    list_key: ListKey,
    back: str,
) -> HttpResponse:
    """Shows the form, filled with the link of `?code=`; a refusal keeps what was typed."""
    if request.method == "POST":
        form = LinkForm(request.POST)
        if form.is_valid():
            try:
                write(form.cleaned_data)
            except Invalid as refusal:
                for name, sentences in refusal.errors.items():
                    for sentence in sentences:
                        form.add_error(name if name in form.fields else None, str(sentence))
            except Conflict as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("已保存为新版本，原版本保留在修订记录里。"))
                return redirect(back)
    else:
        code = request.GET.get("code", "").strip()[:20]
        link = held.get(code)
        form = LinkForm(
            initial={
                "code": f"{code} {link.name_of_end()}" if link else code,
                "weight": link.weight if link else None,
                "version": link.version if link else None,
            }
        )
    return render(
        request,
        "codes/link_form.html",
        {"form": form, "title": title, "back": back, "crumbs": crumbs(title, list_key)},
    )
