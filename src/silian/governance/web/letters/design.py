"""How papers look: the form, and samples of every kind."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from silian.consortia import public as consortia
from silian.kernel.documents import SANS, SERIF, missing_characters
from silian.kernel.models.documents import PaperLanguage
from silian.kernel.refusals import Missing
from silian.kernel.ui.page import page

from ...documents.kinds import ALL
from ...documents.samples import sample_pdf
from ...permissions import P
from ...policy import place_of
from ...queries.letters import look_of
from ...services.letter_design import save_design
from ..forms import attempt, files, sent
from .forms import DesignForm
from .papers import actor_of, url


@page(P.LETTER_ISSUE, post=True)
def design(request: HttpRequest) -> HttpResponse:
    """Short name in numbers, mark, line under the text; beside it a sample of each kind."""
    actor = actor_of(request)
    look = look_of(place_of(actor))
    saved = look.saved
    names = ("monogram", "issuer", "issuer_en", "image_authorised_by", "image_authorised_on")
    initial = {name: getattr(saved, name) for name in names} if saved else {}
    form = DesignForm(
        sent(request), files(request), initial={**initial, "prefix": look.prefix},
        has_image=bool(saved and saved.image_id),
    )  # fmt: skip
    ready = request.method == "POST" and form.is_valid()
    # Fonts are unpacked on first use, which takes seconds: not while the command holds its lock.
    missing_characters([], (*SERIF, *SANS))
    if ready and attempt(form, lambda: save_design(actor=actor, **form.cleaned_data)):
        messages.success(request, _("已保存。以后颁发的文书用新的样式，已颁发的不变。"))
        return redirect(url(request, "letter_design"))
    english = (get_language() or "").startswith("en")
    context = {
        "form": form, "parts": form.parts(), "saved": saved,
        "back": url(request, "letters"),
        "samples": [
            {
                "name": kind.name_en if english else kind.name,
                "number": kind.number(look.prefix, consortia.today().year, 1),
                "links": [
                    (label, f"{url(request, 'letter_sample', kind=kind.key)}?language={value}")
                    for value, label in PaperLanguage.choices
                ],
            }
            for kind in ALL
        ],
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "governance/letters/design.html", context, status=status)


@page(P.LETTER_ISSUE)
def sample(request: HttpRequest, kind: str) -> HttpResponse:
    """A sample of a kind as a PDF, in `?language=zh|en|both`."""
    if kind not in {one.key for one in ALL}:
        raise Missing()
    language = request.GET.get("language", "")
    if language not in PaperLanguage.values:
        language = PaperLanguage.ZH.value
    place = place_of(actor_of(request))
    pdf = sample_pdf(kind, look_of(place), place, language, consortia.today())
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="sample-{kind}-{language}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
