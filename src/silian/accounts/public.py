"""What upper apps may use of accounts."""

from __future__ import annotations

from .enums import TokenState
from .models import ApiToken, User
from .permissions import AccountsPermission
from .queries.acting import acting_for, set_acting_for
from .queries.people import demo_accounts, find_user, people
from .queries.places import TokenPlace, register_token_places
from .queries.tokens import TokenHolder, limited, state_of, tokens_of, user_of_token
from .services.people import (
    Invited,
    accept,
    create_admin,
    deactivate,
    invite,
    invite_again,
    on_admin,
    reactivate,
    update,
)
from .services.tokens import (
    NewToken,
    create_token,
    move_organisation,
    note_use,
    revoke_token,
)

# Granted to roles by `consortia.roles`, since roles live on a higher floor.
SECRETARIAT_PERMISSIONS = (AccountsPermission.INVITE,)
PLATFORM_PERMISSIONS = tuple(AccountsPermission)

__all__ = [
    "PLATFORM_PERMISSIONS",
    "SECRETARIAT_PERMISSIONS",
    "AccountsPermission",
    "ApiToken",
    "Invited",
    "NewToken",
    "TokenHolder",
    "TokenPlace",
    "TokenState",
    "User",
    "accept",
    "acting_for",
    "create_admin",
    "create_token",
    "deactivate",
    "demo_accounts",
    "find_user",
    "invite",
    "invite_again",
    "limited",
    "move_organisation",
    "note_use",
    "on_admin",
    "people",
    "reactivate",
    "register_token_places",
    "revoke_token",
    "set_acting_for",
    "state_of",
    "tokens_of",
    "update",
    "user_of_token",
]
