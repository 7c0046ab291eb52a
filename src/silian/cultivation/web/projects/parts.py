"""What a project consists of: adding, changing and taking out, the same for every part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from silian.kernel.access import require
from silian.kernel.privacy import reveal
from silian.kernel.refusals import Conflict, Missing
from silian.kernel.ui.page import page

from ...models import Alternation, CurriculumItem, ProjectMentor, ProjectParty, ProjectStage
from ...permissions import P
from ...queries.projects import one_project
from ...services import project_parts as commands
from ...services.projects import check_changing
from ..forms import attempt, sent
from .forms import AlternationForm, CourseForm, MentorForm, PartyForm, StageForm
from .tables import url
from .views import show_form


@dataclass(frozen=True)
class Part:
    """A kind of part: its model, form, commands and words."""

    model: type[Any]
    form: type[forms.Form]
    add: Any
    update: Any
    remove: Any
    add_words: object
    edit_words: object


PARTS: Mapping[str, Part] = {
    "party": Part(ProjectParty, PartyForm, commands.add_party, commands.update_party,
                  commands.remove_party, gettext_lazy("加参与单位"),
                  gettext_lazy("修改参与单位")),
    "stage": Part(ProjectStage, StageForm, commands.add_stage, commands.update_stage,
                  commands.remove_stage, gettext_lazy("加学段"), gettext_lazy("修改学段")),
    "mentor": Part(ProjectMentor, MentorForm, commands.add_mentor, commands.update_mentor,
                   commands.remove_mentor, gettext_lazy("加导师"), gettext_lazy("修改导师")),
    "course": Part(CurriculumItem, CourseForm, commands.add_course, commands.update_course,
                   commands.remove_course, gettext_lazy("加课程"), gettext_lazy("修改课程")),
    "alternation": Part(Alternation, AlternationForm, commands.add_alternation,
                        commands.update_alternation, commands.remove_alternation,
                        gettext_lazy("加交替安排"), gettext_lazy("修改交替安排")),
}  # fmt: skip


def _part(part: str) -> Part:
    found = PARTS.get(part)
    if found is None:
        raise Missing()
    return found


@page(P.PROJECT_MANAGE, post=True)
def part_add(request: HttpRequest, ref: str, part: str) -> HttpResponse:
    """A further party, stage, mentor, course or period."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    kind, project = _part(part), one_project(ref)
    require(actor, P.PROJECT_MANAGE, project)
    check_changing(project)
    form = kind.form(sent(request))
    back = url(request, "project_detail", ref=ref)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if attempt(form, lambda: kind.add(actor=actor, project=project, values=values)):
            messages.success(request, _("已保存。"))
            return redirect(request.get_full_path() if "another" in request.POST else back)
    another = [{"name": "another", "value": "1", "label": _("保存并再加一项")}]
    return show_form(request, form, kind.add_words, back, project.name, extra=another)


@page(P.PROJECT_MANAGE, post=True)
def part_edit(request: HttpRequest, ref: str, part: str, item: str) -> HttpResponse:
    """Changes a part."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    kind, project = _part(part), one_project(ref)
    require(actor, P.PROJECT_MANAGE, project)
    check_changing(project)
    row = commands.part_of(project, kind.model, item)
    initial = {name: getattr(row, name) for name in commands.FIELDS[kind.model]}
    form = kind.form(sent(request), initial=initial)
    if isinstance(form, MentorForm):
        form.initial.update(person="", phone="")
        form.keep_person()
    back = url(request, "project_detail", ref=ref)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        if part == "mentor":
            values = {k: v for k, v in values.items() if v or k not in {"person", "phone"}}
        if attempt(
            form, lambda: kind.update(actor=actor, project=project, ref=item, values=values)
        ):
            messages.success(request, _("已保存。"))
            return redirect(back)
    remove = url(request, "part_remove", ref=ref, part=part, item=item)
    return show_form(request, form, kind.edit_words, back, project.name, remove_url=remove)


@page(P.PROJECT_MANAGE, post=True, get=False)
def part_remove(request: HttpRequest, ref: str, part: str, item: str) -> HttpResponse:
    """Takes a part out."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    kind, project = _part(part), one_project(ref)
    try:
        kind.remove(actor=actor, project=project, ref=item)
        messages.success(request, _("已删除。"))
    except Conflict as refusal:
        messages.error(request, str(refusal.reason))
    return redirect(url(request, "project_detail", ref=ref))


@page(P.PROJECT_MANAGE, post=True, get=False)
def mentor_contact(request: HttpRequest, ref: str, item: str) -> HttpResponse:
    """Shows a mentor's name and phone in full, once; the trail keeps who looked."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    project = one_project(ref)
    row = commands.part_of(project, ProjectMentor, item)
    shown = {"person": reveal(actor=actor, obj=row, field="person"), "phone": ""}
    if row.phone:
        shown["phone"] = reveal(actor=actor, obj=row, field="phone")
    context = {
        "project": project, "mentor": row, "shown": shown,
        "back": url(request, "project_detail", ref=ref),
    }  # fmt: skip
    return render(request, "cultivation/projects/mentor.html", context)
