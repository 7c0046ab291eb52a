"""While an internship runs: the board, logs and answers, sign-ins, incidents, endings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from silian.consortia.public import today
from silian.kernel.access import require
from silian.kernel.refusals import Conflict, Invalid
from silian.kernel.ui.page import page

from ...models import Ending, Incident, Internship, WeeklyLog
from ...permissions import P
from ...queries.internships import board, is_person, one_internship, one_of
from ...services import internships_endings as endings
from ...services import internships_logs as commands
from ..forms import ReasonForm, attempt, sent
from ..students.tables import url
from ..students.views import show_form
from .forms import AnswerForm, IncidentForm, LogForm, SignInForm
from .tables import tabs


@page(P.INTERNSHIP_VIEW)
def internship_board(request: HttpRequest) -> HttpResponse:
    """What needs somebody now."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    context = {"board": board(actor), "tabs": tabs(request), "now": timezone.now()}
    return render(request, "cultivation/internships/board.html", context)


def _run(request: HttpRequest, run: Callable[[], Any], done: object) -> None:
    """Runs a command of a button; what it refuses stands on top of the next page."""
    try:
        run()
        messages.success(request, str(done))
    except (Conflict, Invalid) as refusal:
        messages.error(request, str(refusal.reason))


def _fill(
    request: HttpRequest, row: Internship, form: forms.Form, heading: object,
    run: Callable[[dict[str, Any]], Any], done: object, lead: object = "",
) -> HttpResponse:  # fmt: skip
    """The page of a form about an internship."""
    back = url(request, "internship_detail", ref=row.ref)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, lambda: run(form.cleaned_data))
    ):
        messages.success(request, str(done))
        return redirect(back)
    return show_form(request, form, heading, back, lead)


def _own(request: HttpRequest, ref: str) -> Internship:
    """The person's own internship; `Forbidden` for somebody else's."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = one_internship(actor, ref)
    require(actor, P.SELF, row)
    return row


@page(P.SELF, post=True)
def log_write(request: HttpRequest, ref: str) -> HttpResponse:
    """The log of a week, by the student."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = _own(request, ref)
    form = LogForm(sent(request), initial={"week_on": today()})
    return _fill(
        request, row, form, _("写周志"),
        lambda data: commands.write(actor=actor, internship=row, **data),
        _("周志已提交，等待两位导师批阅。"),
    )  # fmt: skip


@page(P.INTERNSHIP_MENTOR, post=True)
def log_answer(request: HttpRequest, ref: str) -> HttpResponse:
    """A mentor's answer."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    log = one_of(WeeklyLog, actor, ref)
    commands.side_of(actor, log.internship)
    form = AnswerForm(sent(request))
    return _fill(
        request, log.internship, form, _("批阅周志"),
        lambda data: commands.answer(actor=actor, log=log, text=data["text"]),
        _("已批阅。"), log.text,
    )  # fmt: skip


@page(P.SELF, post=True, get=False)
def sign_in(request: HttpRequest, ref: str) -> HttpResponse:
    """Today, by the person."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = _own(request, ref)
    _run(request, lambda: commands.sign_in(actor=actor, internship=row), _("今天已签到。"))
    return redirect(url(request, "my_page"))


@page(P.INTERNSHIP_MENTOR, post=True)
def sign_in_other(request: HttpRequest, ref: str) -> HttpResponse:
    """A day that a mentor signs in for the person, with a note."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = one_internship(actor, ref)
    commands.side_of(actor, row)
    form = SignInForm(sent(request), initial={"on": today()})
    return _fill(
        request, row, form, _("代为签到"),
        lambda data: commands.sign_in(actor=actor, internship=row, **data), _("已登记。"),
    )  # fmt: skip


@page(P.INTERNSHIP_VIEW, post=True)
def incident_report(request: HttpRequest, ref: str) -> HttpResponse:
    """An incident, by the person or by a mentor."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = one_internship(actor, ref)
    if not (actor.has(P.SELF) and is_person(actor, row)):
        commands.side_of(actor, row)
    form = IncidentForm(sent(request))
    return _fill(
        request, row, form, _("报告异常"),
        lambda data: commands.report(actor=actor, internship=row, **data),
        _("已报告，学校和实习单位都能看到。"),
    )  # fmt: skip


@page(P.INTERNSHIP_MENTOR, post=True)
def incident_handle(request: HttpRequest, ref: str) -> HttpResponse:
    """What was done about it."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = one_of(Incident, actor, ref)
    commands.side_of(actor, row.internship)
    form = AnswerForm(sent(request))
    form.fields["text"].label = _("处理结果")
    return _fill(
        request, row.internship, form, _("处理异常"),
        lambda data: commands.handle(actor=actor, incident=row, handling=data["text"]),
        _("已处理。"), row.text,
    )  # fmt: skip


@page(P.SELF, post=True)
def ending_ask(request: HttpRequest, ref: str) -> HttpResponse:
    """The person asks to end the internship."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = _own(request, ref)
    form = ReasonForm(sent(request))
    return _fill(
        request, row, form, _("提出终止实习"),
        lambda data: endings.ask(actor=actor, internship=row, reason=data["reason"]),
        _("已提出。学校 72 小时内不答复，实习自动终止。"),
        _("学校在 72 小时内答复；不答复就自动终止。学校只能提一次异议，再次提出时只能同意。"),
    )  # fmt: skip


@page(P.INTERNSHIP_MANAGE, post=True)
def ending_answer(request: HttpRequest, ref: str) -> HttpResponse:
    """The school agrees, or objects once with a reason."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = one_of(Ending, actor, ref)
    require(actor, P.INTERNSHIP_MANAGE, row.internship)
    form = EndingForm(sent(request), repeated=endings.is_repeated(row))
    return _fill(
        request, row.internship, form, _("答复终止申请"),
        lambda data: endings.answer(
            actor=actor, ending=row, agree=data["decision"] == "agree", text=data["text"]
        ),
        _("已答复。"), row.reason,
    )  # fmt: skip


class EndingForm(forms.Form):
    """Agree, or object with a reason where that may still be done."""

    decision = forms.ChoiceField(choices=[], widget=forms.RadioSelect)
    text = AnswerForm.base_fields["text"]

    def __init__(self, *args: Any, repeated: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("agree", _("同意，今天终止"))]
        if not repeated:
            choices.append(("object", _("有异议（只能提一次）")))
        field = self.fields["decision"]
        assert isinstance(field, forms.ChoiceField)
        field.label, field.choices = _("答复"), choices
        self.fields["text"].required = False
        self.fields["text"].label = _("理由和给学生的办法")


@page(P.SELF, post=True, get=False)
def ending_withdraw(request: HttpRequest, ref: str) -> HttpResponse:
    """The person takes the wish back."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = one_of(Ending, actor, ref)
    require(actor, P.SELF, row.internship)
    _run(request, lambda: endings.withdraw(actor=actor, ending=row), _("已撤回。"))
    return redirect(url(request, "internship_detail", ref=row.internship.ref))
