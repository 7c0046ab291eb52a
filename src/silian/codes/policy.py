"""Who may edit links: the permission alone decides, since links belong to nobody's unit."""

from __future__ import annotations

from silian.kernel.access import allow

from .permissions import P

allow(P.LOAD)
allow(P.EDIT_LINKS)
