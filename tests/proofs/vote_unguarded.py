"""The server for the negative control of the vote proof: it never sees that a unit has voted."""

from __future__ import annotations

from typing import Any

from silian.config.wsgi import application
from silian.governance.models import Vote
from silian.governance.services import votes
from silian.governance.web.ballots import voting

__all__ = ["application"]


class Blind:
    """The votes, as they look to somebody who finds none."""

    def __call__(self, **values: Any) -> Vote:
        return Vote(**values)

    @property
    def objects(self) -> Any:
        return Vote.objects.none()


for module in (votes, voting):
    module.Vote = Blind()  # type: ignore[assignment]
