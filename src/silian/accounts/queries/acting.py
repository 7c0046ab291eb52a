"""For which organisation a person acts in a consortium, as chosen in the session.

The choice is a wish: whoever builds the actor checks it against the person's roles.
"""

from __future__ import annotations

from django.http import HttpRequest


def _key(consortium_id: int) -> str:
    return f"acting:{consortium_id}"


def acting_for(request: HttpRequest, consortium_id: int) -> int | None:
    """The organisation that the person chose to act for there; None where nothing was chosen."""
    chosen = request.session.get(_key(consortium_id))
    return chosen if isinstance(chosen, int) else None


def set_acting_for(request: HttpRequest, consortium_id: int, organisation_id: int | None) -> None:
    """Keeps the choice in the session; None forgets it."""
    if organisation_id is None:
        request.session.pop(_key(consortium_id), None)
    else:
        request.session[_key(consortium_id)] = organisation_id
