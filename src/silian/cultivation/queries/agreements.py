"""Agreements of governance that a project may be linked to."""

from __future__ import annotations

from typing import Any

from silian.governance import public as governance


def agreement_choices() -> list[tuple[str, str]]:
    """The agreements of the consortium, by their refs, the newest first."""
    return [(row.ref, row.title) for row in governance.agreement_rows()]


def agreement_titled(title: str) -> Any:
    """The agreement of that title, or None."""
    return governance.agreement_rows().filter(title=title).first()


def one_agreement(ref: str) -> Any:
    """The agreement of a form's choice, or None."""
    return governance.agreement_rows().filter(ref=ref).first() if ref else None
