"""Why something was not done. Every refusal carries a sentence that a person can act on.

Commands raise these; the web answers with the status, the command line with exit code 2.
The sentence is a translatable string: Chinese source, English catalogue.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from .punctuation import listed, sign


class Refusal(Exception):
    """A request that was understood and not carried out; nothing was changed."""

    status = 400

    def __init__(self, reason: object) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return str(self.reason)


class Forbidden(Refusal):
    """Known to the actor, but the actor may not: 403 with the reason."""

    status = 403


class Missing(Refusal):
    """Not there, or in a consortium that is not the actor's: 404, the two look alike."""

    status = 404

    def __init__(self, reason: object = _("没有找到。它可能已删除，或不属于这个联合体。")) -> None:
        super().__init__(reason)


class Conflict(Refusal):
    """Right in itself, but not in this state or not now: 409."""

    status = 409


class TooLarge(Refusal):
    """More than this installation reads at once: 413."""

    status = 413


class Invalid(Refusal):
    """Values that cannot stand: 422, with sentences by field ('' for the whole)."""

    status = 422

    def __init__(self, errors: Mapping[str, Sequence[object]] | object) -> None:
        if not isinstance(errors, Mapping):
            errors = {"": [errors]}
        self.errors: dict[str, list[object]] = {k: list(v) for k, v in errors.items()}
        super().__init__(next(iter(next(iter(self.errors.values()), [""])), ""))

    def __str__(self) -> str:
        parts = (
            f"{field}{sign('：')}{sentence}" if field else str(sentence)
            for field, sentences in self.errors.items()
            for sentence in sentences
        )
        return listed(parts, "；")
