"""Issuing: the kind, from what, a preview with every problem, then the batch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from silian.consortia import public as consortia
from silian.kernel.access import Actor
from silian.kernel.documents import kind_of
from silian.kernel.refusals import Conflict, Invalid, Missing
from silian.kernel.ui.page import page

from ...documents.again import holder_of
from ...documents.candidates import (
    Candidate,
    award_candidates,
    hosted_candidates,
    mandate_candidates,
    member_candidates,
    minutes_candidates,
    resolution_candidates,
)
from ...documents.kinds import ALL
from ...documents.papers import Award, Setting
from ...models import Resolution, Term
from ...permissions import P
from ...policy import place_of
from ...queries.letters import look_of
from ...services.letters import Issued, issue_letters, setting_of
from .forms import FORMS, HOSTED, MEMBERS, IssueForm
from .papers import actor_of, url

ABOUT = {
    "letter": (gettext_lazy("按任职颁发，任期满或离任即失效。"), "file-certificate"),
    "plaque": (gettext_lazy("按职务或成员席位颁发，横幅，可交制牌厂。"), "award"),
    "membership_certificate": (gettext_lazy("给正式成员单位，写明席位和加入日期。"), "certificate"),
    "award": (gettext_lazy("按决议授予称号，例如示范基地。"), "star"),
    "resolution": (gettext_lazy("把会议通过的决议印成文件。"), "gavel"),
    "minutes": (gettext_lazy("把确认过的会议纪要印成文件。"), "file-text"),
}


@page(P.LETTER_ISSUE)
def choose(request: HttpRequest) -> HttpResponse:
    """Which kind."""
    english = (get_language() or "").startswith("en")
    kinds = [
        {
            "name": kind.name_en if english else kind.name,
            "about": ABOUT[kind.key][0],
            "icon": ABOUT[kind.key][1],
            "url": url(request, "letter_issue", kind=kind.key),
        }
        for kind in ALL
    ]
    saved = look_of(place_of(actor_of(request))).saved
    return render(request, "governance/letters/choose.html", {"kinds": kinds, "saved": saved})


@page(P.LETTER_ISSUE, post=True)
def issue(request: HttpRequest, kind: str) -> HttpResponse:
    """From what, then the preview; a POST issues the marked rows of the same preview."""
    if kind not in FORMS:
        raise Missing()
    given = _given(request)
    hosted = list(consortia.hosted_by(place_of(actor_of(request))))
    form = FORMS[kind](given, kind=kind, hosted=hosted)
    found: list[Candidate] | None = None
    problems: list[str] = []
    if given is not None and form.is_valid():
        try:
            found = _candidates(actor_of(request), kind, form.cleaned_data)
            if request.method == "POST":
                return _issue(request, found)
        except Invalid as refusal:
            problems = [str(s) for sentences in refusal.errors.values() for s in sentences]
        except Conflict as refusal:
            problems = [str(refusal.reason)]
    return _page(request, kind, form, found, problems)


def _given(request: HttpRequest) -> QueryDict | None:
    """What the form is bound to: a POST, or an address that asks for a preview."""
    if request.method == "POST":
        return request.POST
    return request.GET if "language" in request.GET else None


def _candidates(actor: Actor, kind: str, data: dict[str, Any]) -> list[Candidate]:
    setting = setting_of(
        actor, issued_on=data["issued_on"], language=data["language"],
        named=data.get("named", False),
    )  # fmt: skip
    if kind == "membership_certificate":
        return member_candidates(setting, kind, data["seats"])
    if kind == "award":
        return _award(actor, setting, data)
    if kind == "resolution":
        return resolution_candidates(setting)
    if kind == "minutes":
        return minutes_candidates(setting)
    if data["term"] == HOSTED:
        return hosted_candidates(setting, place_of(actor))
    if data["term"] == MEMBERS:
        return member_candidates(setting, kind, data["posts"])
    term = Term.objects.select_related("body").get(ref=data["term"])
    return mandate_candidates(setting, kind, term, data["posts"])


def _award(actor: Actor, setting: Setting, data: dict[str, Any]) -> list[Candidate]:
    resolution = Resolution.objects.select_related("meeting").get(ref=data["resolution"])
    award = Award(
        title=data["title"], title_en=data["title_en"], citation=data["citation"],
        valid_from=data["valid_from"], valid_until=data["valid_until"],
    )  # fmt: skip
    found = [holder_of(key, place_of(actor)) for key in data["units"]]
    return award_candidates(setting, award, resolution, [unit for unit in found if unit])


def _issue(request: HttpRequest, found: Sequence[Candidate]) -> HttpResponse:
    marked = set(request.POST.getlist("row"))
    done = issue_letters(
        actor=actor_of(request),
        candidates=[one for one in found if one.key in marked],
        replace="replace" in request.POST,
        reason=request.POST.get("reason", ""),
    )
    return _after(request, done)


def _after(request: HttpRequest, done: Issued) -> HttpResponse:
    if done.replaced:
        messages.success(
            request, _("已换发 %(n)d 份，原来的不再有效。") % {"n": len(done.replaced)}
        )
    if done.batch is None:
        return redirect(url(request, "letters"))
    messages.info(request, _("正在制作。可以离开此页，完成后在“成批签发”里下载。"))
    slug = request.consortium.slug  # type: ignore[attr-defined]
    return redirect("documents:batch", slug=slug, ref=done.batch.ref)


def _page(
    request: HttpRequest,
    kind: str,
    form: IssueForm,
    found: list[Candidate] | None,
    problems: Sequence[str],
) -> HttpResponse:
    english = (get_language() or "").startswith("en")
    described = kind_of(kind)
    context = {
        "kind": kind, "kind_name": described.name_en if english else described.name,
        "form": form, "found": found, "problems": problems,
        "ready": sum(one.ready for one in found or ()),
        "wrong": sum(bool(one.problems) for one in found or ()),
        "earlier": sum(one.existing is not None and not one.problems for one in found or ()),
        "sent_on": [(field.html_name, value) for field in form for value in _values(field)],
        "reason": request.POST.get("reason", ""),
        "back": url(request, "letter_choose"),
        "no_source": _no_source(kind, form),
    }  # fmt: skip
    status = 422 if problems or form.errors else 200
    return render(request, "governance/letters/issue.html", context, status=status)


def _values(field: Any) -> list[str]:
    """What was sent for a field, to be sent again with the marked rows."""
    value = field.data
    if value in (None, "", False):
        return []
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def _no_source(kind: str, form: IssueForm) -> dict[str, object] | None:
    """What is lacking before anything of this kind can be issued."""
    if kind == "letter" and not form.fields["term"].choices:  # type: ignore[attr-defined]
        return {
            "title": _("还没有可以颁发聘书的届次"),
            "hint": _("先在“机构”里建立届次并登记任职，或由选举产生任职。"),
        }
    if kind == "award" and not form.fields["resolution"].choices:  # type: ignore[attr-defined]
        return {
            "title": _("还没有决议"),
            "hint": _("授牌要有决议作依据。会议表决通过并印发决议后，再到这里授牌。"),
        }
    return None
