"""The papers of an internship, and the archive as one ZIP."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from silian.kernel.files import answer
from silian.kernel.refusals import Missing
from silian.kernel.ui.page import page

from ...models import InternshipPaper
from ...permissions import P
from ...queries.internships import is_person, one_internship, one_of
from ...services import internships_papers as commands
from ...services.internships_logs import side_of
from ..forms import attempt, files, sent
from ..students.tables import url
from ..students.views import answer_zip, show_form
from .forms import PaperForm


@page(P.INTERNSHIP_VIEW, post=True)
def paper_add(request: HttpRequest, ref: str) -> HttpResponse:
    """Adds a paper."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = one_internship(actor, ref)
    if not (actor.has(P.SELF) and is_person(actor, row)):
        side_of(actor, row)
    form = PaperForm(sent(request), files(request))
    back = url(request, "internship_detail", ref=ref)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        upload = data.pop("file")
        if attempt(form, lambda: commands.add(
            actor=actor, internship=row, upload=upload, **data
        )):  # fmt: skip
            messages.success(request, _("已归档。"))
            return redirect(back)
    return show_form(request, form, _("归档材料"), back)


@page(P.INTERNSHIP_VIEW)
def paper_download(request: HttpRequest, ref: str) -> HttpResponseBase:
    """One paper, for who sees the internship."""
    row = one_of(InternshipPaper, request.actor, ref)  # type: ignore[attr-defined]
    if row.file is None:
        raise Missing()
    return answer(row.file)


@page(P.INTERNSHIP_VIEW, post=True, get=False)
def internship_archive(request: HttpRequest, ref: str) -> HttpResponse:
    """Everything as one ZIP; the taking is recorded."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = one_internship(actor, ref)
    return answer_zip(commands.archive(actor=actor, internship=row), f"internship-{row.ref}.zip")
