"""How django-allauth behaves here: no sign-up, commands for every change, keys encrypted."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from silian.kernel import privacy
from silian.kernel.access import Actor

from ..models import User
from ..services.passwords import set_password
from ..services.sessions import note_sign_in
from .address import client_address

# In the session: the ref of its `KnownSession`, which outlives changes of the session's key.
KNOWN = "known_session"
_QUIET = {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}


def themselves(user: User) -> Actor:
    """The person as actor of what concerns the own account alone."""
    return Actor(label=str(user), user_id=user.pk)


class Adapter(DefaultAccountAdapter):
    """Accounts are opened by invitation; the rest is allauth's with our commands inside."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """As django-axes counts it, for the rate limits and the list of sessions."""
        return client_address(request) or super().get_client_ip(request)

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        """Nothing is said about what one sees anyway."""
        if message_template not in _QUIET:
            super().add_message(request, level, message_template, *args, **kwargs)

    def set_password(self, user: User, password: str) -> None:
        request = context.request
        changing = request.user.is_authenticated and request.user.pk == user.pk
        keep = request.session.get(KNOWN, "") if changing else ""
        done = set_password(actor=themselves(user), user=user, password=password, keep=keep)
        # The caller goes on with this very object: it renews the session's hash from it.
        user.password = done.password

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Notes the sign-in, and brings the person's language."""
        known = note_sign_in(
            actor=themselves(user),
            user=user,
            session_key=request.session.session_key or "",
            address=self.get_client_ip(request),
            agent=request.headers.get("User-Agent", ""),
        )
        request.session[KNOWN] = known.ref
        response = super().post_login(request, user, **kwargs)
        return speak(response, user.language)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of second factors lie encrypted in the database."""

    def encrypt(self, text: str) -> str:
        return privacy.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return privacy.decrypt(encrypted_text)


def speak(response: HttpResponse, language: str) -> HttpResponse:
    """Lets the pages that follow be in the person's language, where one was chosen."""
    if language:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=365 * 24 * 3600,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response
