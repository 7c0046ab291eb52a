"""A form field for an upload."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ..punctuation import listed
from ..refusals import Invalid
from .keeping import LARGEST, MB, check
from .kinds import PAPERS, FileKind, accepted


class UploadField(forms.FileField):
    """Takes one file of these kinds; what is wrong with it stands at the field."""

    def __init__(self, *, kinds: Sequence[FileKind] = PAPERS, **options: Any) -> None:
        self.kinds = tuple(kinds)
        endings = lazy(listed, str)([k.extension for k in self.kinds if k.extension != "jpeg"])
        options.setdefault(
            "help_text",
            format_lazy(
                "{}{}", endings, format_lazy(_("，不超过 {limit} MB"), limit=LARGEST // MB)
            ),
        )
        options.setdefault("max_length", 300)
        options.setdefault("widget", forms.FileInput(attrs={"accept": accepted(self.kinds)}))
        super().__init__(**options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The upload itself, looked at."""
        upload = super().clean(data, initial)
        if upload and upload is not initial:
            try:
                check(upload, self.kinds)
            except Invalid as refusal:
                raise ValidationError([str(s) for s in refusal.errors["file"]]) from refusal
            upload.seek(0)
        return upload
