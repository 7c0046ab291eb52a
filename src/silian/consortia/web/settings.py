"""The profile of a consortium, the rules of its kind, and its end."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from silian.kernel.refusals import Invalid
from silian.kernel.ui.page import page

from ..engine.kinds import rules_of
from ..models import Consortium
from ..permissions import ConsortiaPermission as P
from ..queries.composition import rule_lines
from ..queries.consortia import possible_parents
from ..services import consortium as commands
from ..services.consortium import PROFILE
from ..workflows import CONSORTIUM
from .forms import ReasonForm, attempt, sent
from .profile_forms import ProfileForm


def _initial(consortium: Consortium) -> dict[str, Any]:
    found = {name: getattr(consortium, name) for name in PROFILE}
    found["sectors"] = list(consortium.sectors.all())
    found["regions"] = "\n".join(f"{r.pk} {r.name}" for r in consortium.regions.all())
    return found


@page(P.UPDATE, post=True)
def settings(request: HttpRequest) -> HttpResponse:
    """Changes the profile; shows which rules of the kind are met by whom."""
    consortium = request.consortium  # type: ignore[attr-defined]
    actor = request.actor  # type: ignore[attr-defined]
    form = ProfileForm(
        sent(request), initial=_initial(consortium), above=possible_parents(consortium)
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if attempt(form, lambda: commands.update(actor=actor, consortium=consortium, values=data)):
            messages.success(request, _("已保存。"))
            return redirect("consortium:settings", slug=consortium.slug)
    rules = rules_of(consortium.kind)
    language = get_language()
    context = {
        "form": form,
        "parts": form.parts(),
        "consortium": consortium,
        "about_kind": rules.about.text(language),
        "rule_source": rules.source.text(language),
        "rules": [
            {"words": line.need.words.text(language), "units": line.units, "met": line.met}
            for line in rule_lines(consortium)
        ],
        "steps": [step for step in CONSORTIUM.open_steps(actor, consortium) if step.verb != "open"],
        "reason_form": ReasonForm(),
    }
    status = 422 if form.errors else 200
    return render(request, "consortia/settings.html", context, status=status)


@page(P.CLOSE, post=True, get=False)
def settings_state(request: HttpRequest) -> HttpResponse:
    """Ends the consortium, or takes it up again."""
    consortium = request.consortium  # type: ignore[attr-defined]
    verbs = {"close": commands.close, "reopen": commands.reopen}
    run = verbs.get(request.POST.get("verb", ""))
    if run is None:
        raise Invalid(_("没有这个操作。"))
    reason = request.POST.get("reason", "")
    run(actor=request.actor, consortium=consortium, reason=reason)  # type: ignore[attr-defined]
    messages.success(request, _("已记录。"))
    return redirect("consortium:settings", slug=consortium.slug)
