"""Pages about other people: for the platform administrator, inviting also for secretariats."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from silian.kernel.access import may
from silian.kernel.refusals import Conflict, Forbidden, Invalid, Missing
from silian.kernel.ui.page import page

from ..models import User
from ..permissions import AccountsPermission as P
from ..queries.people import open_sessions
from ..services import people as commands
from .forms import DeactivateForm, InviteForm, PersonForm, put_errors
from .sign_in import has_second_factor
from .tables import person_table, token_table


def _person(ref: str) -> User:
    user = User.objects.filter(ref=ref).first()
    if user is None:
        raise Missing()
    return user


def _back(user: User) -> HttpResponse:
    return redirect(reverse("accounts:person_detail", kwargs={"ref": user.ref}))


@page(P.VIEW)
def person_list(request: Any) -> HttpResponse:
    """Every account."""
    return render(request, "accounts/people.html", {"table": person_table(request)})


@page(P.VIEW)
def person_detail(request: Any, ref: str) -> HttpResponse:
    """One account."""
    person = _person(ref)
    context = {
        "person": person,
        "sessions": open_sessions(person.pk).count(),
        "second_factor": has_second_factor(person),
        "may_manage": may(request.actor, P.MANAGE, person),
        "may_invite": may(request.actor, P.INVITE),
        "form": DeactivateForm(),
        "table": token_table(request, person),
    }
    return render(request, "accounts/person.html", context)


@page(P.INVITE, post=True)
def person_invite(request: Any) -> HttpResponse:
    """Opens an account and shows the one-time link, this once."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invited = commands.invite(actor=request.actor, **form.cleaned_data)
        except Invalid as refusal:
            put_errors(form, refusal)
        else:
            return _show_link(request, invited)
    status = 422 if form.errors else 200
    return render(request, "accounts/invite.html", {"form": form}, status=status)


@page(P.INVITE, post=True, get=False)
def person_invite_again(request: Any, ref: str) -> HttpResponse:
    """A new link for somebody who never set a password."""
    person = _person(ref)
    try:
        invited = commands.invite_again(actor=request.actor, user=person)
    except Conflict as refusal:
        messages.error(request, str(refusal))
        return _back(person)
    return _show_link(request, invited)


def _show_link(request: Any, invited: commands.Invited) -> HttpResponse:
    path = reverse("accounts:welcome_link", kwargs={"key": invited.key})
    context = {"invited": invited, "link": request.build_absolute_uri(path)}
    return render(request, "accounts/invited.html", context)


@page(P.MANAGE, post=True)
def person_edit(request: Any, ref: str) -> HttpResponse:
    """Changes name, address or language of somebody."""
    person = _person(ref)
    initial = {"name": person.name, "email": person.email, "language": person.language}
    form = PersonForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            commands.update(actor=request.actor, user=person, **form.cleaned_data)
        except Invalid as refusal:
            put_errors(form, refusal)
        else:
            messages.success(request, _("已保存。"))
            return _back(person)
    context = {"form": form, "person": person}
    status = 422 if form.errors else 200
    return render(request, "accounts/person_edit.html", context, status=status)


@page(P.MANAGE, post=True, get=False)
def person_deactivate(request: Any, ref: str) -> HttpResponse:
    """Closes an account."""
    person = _person(ref)
    reason = request.POST.get("reason", "")
    try:
        commands.deactivate(actor=request.actor, user=person, reason=reason)
        messages.success(request, _("已停用，全部登录和令牌都已结束。"))
    except (Conflict, Forbidden, Invalid) as refusal:
        messages.error(request, str(refusal.reason))
    return _back(person)


@page(P.MANAGE, post=True, get=False)
def person_reactivate(request: Any, ref: str) -> HttpResponse:
    """Opens an account again."""
    person = _person(ref)
    try:
        commands.reactivate(actor=request.actor, user=person)
        messages.success(request, _("已恢复，本人可以重新登录。"))
    except Conflict as refusal:
        messages.error(request, str(refusal))
    return _back(person)
