"""What accounts leaves to this floor: an administrator's role, and where a token may act."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from silian.accounts.public import TokenPlace, on_admin, register_token_places
from silian.kernel.access import Actor
from silian.organisations import public as organisations

from ..queries.actors import standing
from ..queries.consortia import consortia_of
from ..roles import PLATFORM_ADMIN
from .assignments import assign


@on_admin
def give_role(actor: Actor, user: Any) -> None:
    """An administrator made on the command line gets the role of one."""
    assign(actor=actor, user=user, role=PLATFORM_ADMIN.slug)


@register_token_places
def token_places(user: Any) -> Iterator[TokenPlace]:
    """Every consortium of the person, once for each organisation that may be acted for there."""
    for consortium in consortia_of(user):
        own = standing(user, consortium)
        names = organisations.names_of(own.organisations)
        for organisation_id in own.organisations or (None,):
            actor = standing(user, consortium, organisation_id).actor
            label = consortium.name
            if organisation_id is not None:
                label += f" · {names[organisation_id]}"
            yield TokenPlace(f"{consortium.pk}-{organisation_id or 0}", label, actor)
