"""The rules of a draft: every threshold in words, presets to take over, one body at a time."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from silian.kernel.access import require
from silian.kernel.refusals import Conflict, Invalid, Missing
from silian.kernel.ui.page import page

from ...engine.rules import PRESETS, plain, read_rules
from ...enums import BodyKind, CharterState
from ...models import Charter
from ...permissions import P
from ...queries.charter_reading import readable_rules
from ...queries.rule_words import kind_label, lines, preset_words
from ...services import charter as commands
from ..forms import sent
from .desk import charter_of, charter_url, form_page, problems_of
from .rule_forms import BodyRulesForm


def _draft(request: HttpRequest, ref: str) -> Charter:
    row = charter_of(ref)
    require(request.actor, P.CHARTER_WRITE, row)  # type: ignore[attr-defined]
    if row.state != CharterState.DRAFT:
        raise Conflict(_("只有起草中的章程可以修改。已提请表决的，请先退回修改。"))
    return row


@page(P.CHARTER_WRITE, post=True)
def charter_rules(request: HttpRequest, ref: str) -> HttpResponse:
    """All bodies in words; a POST takes a preset over."""
    row = _draft(request, ref)
    if request.method == "POST":
        preset = PRESETS.get(request.POST.get("preset", ""))
        if preset is None:
            raise Invalid(_("没有这种预设。"))
        commands.set_rules(
            actor=request.actor,  # type: ignore[attr-defined]
            charter=row,
            rules=plain(read_rules(preset.rules)),
            preset=preset.key,
        )
        messages.success(request, _("已采用预设的议事规则。"))
        return redirect(request.path)
    rules = readable_rules(row)
    held = rules.bodies if rules else {}
    problems = problems_of(row)
    bodies = [
        {
            "key": key,
            "label": kind_label(key),
            "lines": lines(held[key]) if key in held else [],
            "problems": [one["sentence"] for one in problems if one["body"] == key],
        }
        for key in BodyKind.values
    ]
    context = {"charter": row, "bodies": bodies, "presets": _presets(row)}
    return render(request, "governance/charter/rules.html", context)


def _presets(row: Charter) -> list[dict[str, Any]]:
    found = []
    for key, preset in PRESETS.items():
        name, about, source = preset_words(preset)
        found.append({"key": key, "name": name, "about": about, "source": source,
                      "is_used": key == row.preset})  # fmt: skip
    return found


@page(P.CHARTER_WRITE, post=True)
def charter_body_rules(request: HttpRequest, ref: str, body: str) -> HttpResponse:
    """The rules of one body, each value a field."""
    row = _draft(request, ref)
    if body not in BodyKind.values:
        raise Missing()
    held: dict[str, Any] = dict(row.rules.get("bodies", {}))
    form = BodyRulesForm(sent(request), rules=held.get(body) or _model(held))
    if request.method == "POST" and form.is_valid():
        rules = {"bodies": {**held, body: form.plain()}}
        if _saved(request, row, form, rules, body):
            messages.success(
                request, _("已保存“%(body)s”的议事规则。") % {"body": kind_label(body)}
            )
            return redirect(charter_url(request.consortium.slug, row, "charter_rules"))  # type: ignore[attr-defined]
    back = charter_url(request.consortium.slug, row, "charter_rules")  # type: ignore[attr-defined]
    problems = [one for one in problems_of(row) if one["body"] == body]
    heading = _("%(body)s的议事规则") % {"body": kind_label(body)}
    return form_page(request, form, heading, back, lead=str(row), parts=form.parts(),
                     problems=problems)  # fmt: skip


def _model(held: dict[str, Any]) -> dict[str, Any]:
    """Where a body has no rules of its own yet, those that it follows so far."""
    return held.get(BodyKind.COUNCIL) or held.get(BodyKind.ASSEMBLY) or {}


def _saved(
    request: HttpRequest, row: Charter, form: BodyRulesForm, rules: dict[str, Any], body: str
) -> bool:
    """Sets the rules; what is wrong stands at the field that its path names."""
    try:
        commands.set_rules(actor=request.actor, charter=row, rules=rules)  # type: ignore[attr-defined]
    except Invalid as refusal:
        for path, sentences in refusal.errors.items():
            field = form.field_of(path.removeprefix(f"bodies.{body}."))
            for sentence in sentences:
                form.add_error(field, str(sentence))
        return False
    except Conflict as refusal:
        form.add_error(None, str(refusal.reason))
        return False
    return True
