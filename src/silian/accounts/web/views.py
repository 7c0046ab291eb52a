"""One's own account: profile, address, sessions, tokens, and the first password."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from silian.kernel.access import ANONYMOUS, all_permissions
from silian.kernel.refusals import Conflict, Invalid, Missing
from silian.kernel.ui.page import PUBLIC, SIGNED_IN, page

from ..models import ApiToken, KnownSession
from ..permissions import AccountsPermission as P
from ..queries.people import open_invitation, open_sessions
from ..queries.places import TokenPlace, token_places
from ..queries.tokens import state_of
from ..services import people as people_commands
from ..services import sessions as session_commands
from ..services import tokens as token_commands
from .adapter import KNOWN, speak
from .confirmed import confirmed
from .forms import EmailForm, ProfileForm, TokenForm, WelcomeForm, put_errors
from .sign_in import has_second_factor, is_staff
from .tables import token_table

WELCOME = "welcome_key"


@page(SIGNED_IN, post=True)
def profile(request: Any) -> HttpResponse:
    """Name and language, and where to go for the rest."""
    user = request.user
    initial = {"name": user.name, "language": user.language}
    form = ProfileForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            people_commands.update(actor=request.actor, user=user, **form.cleaned_data)
        except Invalid as refusal:
            put_errors(form, refusal)
        else:
            messages.success(request, _("已保存。"))
            return speak(redirect("accounts:profile"), form.cleaned_data["language"])
    factor = has_second_factor(user)
    context = {
        "form": form,
        "second_factor": factor,
        "should_have_factor": is_staff(request.actor) and not factor,
        "open_sessions": open_sessions(user.pk).count(),
    }
    status = 422 if form.errors else 200
    return render(request, "accounts/profile.html", context, status=status)


@page(SIGNED_IN, post=True)
@confirmed
def profile_email(request: Any) -> HttpResponse:
    """The e-mail address; the password is asked again, since links are sent there."""
    form = EmailForm(request.POST or None, initial={"email": request.user.email})
    if request.method == "POST" and form.is_valid():
        try:
            people_commands.update(
                actor=request.actor, user=request.user, email=form.cleaned_data["email"]
            )
        except Invalid as refusal:
            put_errors(form, refusal)
        else:
            messages.success(request, _("已保存。"))
            return redirect("accounts:profile")
    status = 422 if form.errors else 200
    return render(request, "accounts/email.html", {"form": form}, status=status)


@page(SIGNED_IN)
def session_list(request: Any) -> HttpResponse:
    """Where one is signed in."""
    sessions = list(open_sessions(request.user.pk))
    context = {"sessions": sessions, "current": request.session.get(KNOWN, "")}
    return render(request, "accounts/sessions.html", context)


@page(SIGNED_IN, post=True, get=False)
def session_end(request: Any, ref: str) -> HttpResponse:
    """Signs one other browser out."""
    session = KnownSession.objects.filter(user=request.user, ref=ref, ended_at=None).first()
    if session is None:
        raise Missing()
    session_commands.end_session(actor=request.actor, session=session)
    messages.success(request, _("已结束那次登录。"))
    return redirect("accounts:session_list")


@page(SIGNED_IN, post=True, get=False)
def session_end_others(request: Any) -> HttpResponse:
    """Signs out everywhere else."""
    ended = session_commands.end_other_sessions(
        actor=request.actor, user=request.user, keep=request.session.get(KNOWN, "")
    )
    messages.success(request, _("已结束其他 %(count)d 次登录。") % {"count": ended})
    return redirect("accounts:session_list")


@page(SIGNED_IN)
def token_list(request: Any) -> HttpResponse:
    """One's own API tokens."""
    return render(request, "accounts/tokens.html", {"table": token_table(request)})


@page(SIGNED_IN, post=True)
@confirmed
def token_create(request: Any) -> HttpResponse:
    """Makes a token and shows it, this once."""
    places = _places(request)
    form = TokenForm(request.POST or None, places=places)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        place = form.places[values.pop("place")]
        try:
            made = token_commands.create_token(
                actor=place.actor,
                user=request.user,
                consortium_id=place.actor.consortium_id,
                organisation_id=place.actor.organisation_id,
                **values,
            )
        except Invalid as refusal:
            put_errors(form, refusal)
        else:
            context = {"made": made, "place": place}
            response = render(request, "accounts/token_created.html", context)
            response["Cache-Control"] = "no-store, private"
            return response
    context = {"form": form, "has_places": bool(places)}
    status = 422 if form.errors else 200
    return render(request, "accounts/token_create.html", context, status=status)


def _places(request: Any) -> list[TokenPlace]:
    places = token_places(request.user)
    if request.actor.permissions:
        places.append(TokenPlace("platform", _("整个平台"), request.actor))
    return places


def _token(request: Any, ref: str) -> ApiToken:
    """One's own token, or somebody's for who may see accounts; else it is missing."""
    token = ApiToken.objects.select_related("user").filter(ref=ref).first()
    if token is None or not (token.user_id == request.user.pk or request.actor.has(P.VIEW)):
        raise Missing()
    return token


@page(SIGNED_IN)
def token_detail(request: Any, ref: str) -> HttpResponse:
    """What a token may, until when, and its end."""
    token = _token(request, ref)
    titles = all_permissions()
    english = (get_language() or "").startswith("en")
    scopes = [
        titles[scope][1] if english else titles[scope][0]
        for scope in token.scopes
        if scope in titles
    ]
    context = {
        "token": token,
        "state": state_of(token),
        "scopes": scopes,
        "may_revoke": token.revoked_at is None
        and (token.user_id == request.user.pk or request.actor.has(P.MANAGE)),
    }
    return render(request, "accounts/token.html", context)


@page(SIGNED_IN, post=True, get=False)
def token_revoke(request: Any, ref: str) -> HttpResponse:
    """Ends one of one's own tokens, or somebody's by permission."""
    token = _token(request, ref)
    try:
        token_commands.revoke_token(actor=request.actor, token=token)
        messages.success(request, _("已撤销令牌“%(name)s”。") % {"name": token.name})
    except Conflict as refusal:
        messages.error(request, str(refusal))
    if token.user_id == request.user.pk:
        return redirect("accounts:token_list")
    return redirect(reverse("accounts:person_detail", kwargs={"ref": token.user.ref}))


@page(PUBLIC)
def welcome_link(request: HttpRequest, key: str) -> HttpResponse:
    """Takes the key out of the address, so that it stays in no history; nothing is used up."""
    request.session[WELCOME] = key[:100]
    return redirect("accounts:welcome")


@page(PUBLIC, post=True)
@sensitive_post_parameters("password", "again")
def welcome(request: HttpRequest) -> HttpResponse:
    """The first password of somebody invited."""
    key = request.session.get(WELCOME, "")
    invitation = open_invitation(key) if key else None
    if invitation is None:
        return render(request, "accounts/welcome_closed.html", status=410)
    form = WelcomeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        password = form.cleaned_data["password"]
        try:
            people_commands.accept(actor=ANONYMOUS, key=key, password=password)
        except Invalid as refusal:
            put_errors(form, refusal)
        else:
            del request.session[WELCOME]
            messages.success(request, _("密码已设置，请用它登录。"))
            return redirect("account_login")
    context = {"form": form, "person": invitation.user}
    status = 422 if form.errors else 200
    return render(request, "accounts/welcome.html", context, status=status)
