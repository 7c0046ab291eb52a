"""Tokens at the door of the HTTP API."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.security import HttpBearer

from .public import TokenHolder, note_use, user_of_token


class TokenAuth(HttpBearer):
    """`Authorization: Bearer sil_…`; the operation finds the `TokenHolder` in `request.auth`.

    It builds the actor for the consortium of its address and hands it through
    `accounts.public.limited`, which leaves it the token's rights alone.
    """

    def authenticate(self, request: HttpRequest, token: str) -> TokenHolder | None:
        """Whose token it is; None (401) where it opens nothing."""
        holder = user_of_token(token)
        if holder is None:
            return None
        note_use(holder.token)
        request.user = holder.user
        return holder
