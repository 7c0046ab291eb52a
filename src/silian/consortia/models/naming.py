"""Names in the language of the page."""

from __future__ import annotations

from django.utils.translation import get_language


def english() -> bool:
    """Whether the page is read in English."""
    return (get_language() or "").startswith("en")


class Titled:
    """Something with `name` and, where it was given, `name_en`."""

    name: str
    name_en: str

    @property
    def title(self) -> str:
        """The name in the reader's language, where there is one."""
        return (self.name_en or self.name) if english() else self.name
