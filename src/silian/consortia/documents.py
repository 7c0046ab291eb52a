"""How papers name the consortium that issues them."""

from __future__ import annotations

from silian.kernel.documents import Issuer, register_issuer

from .models import Consortium


def issuer(consortium_id: int) -> Issuer:
    """The consortium as it stands on paper today."""
    found = Consortium.objects.get(pk=consortium_id)
    return Issuer(found.name, found.name_en, found.ref, found.slug, found.is_demo)


register_issuer(issuer)
