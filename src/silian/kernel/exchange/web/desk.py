"""One sheet's set of pages: what its app may add, and where each page stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ...access import Actor
from ...models import ImportBatch
from ...refusals import Missing
from ..columns import Sheet
from ..flow import visible

OWN_KEYS = {"ref", "number"}


@dataclass(frozen=True)
class Desk:
    """The sheet, the stem of its route names, and what its app adds.

    `options_form`: further fields on the upload page, stored as the batch's options.
    `done_url(request)`: where the records are seen after the commit.
    """

    sheet: Sheet
    name: str
    options_form: type[forms.Form] | None = None
    done_url: Callable[[HttpRequest], str] | None = None

    def url(self, request: HttpRequest, page: str = "", **kwargs: Any) -> str:
        """The address of a page of this set, beside the page that is being shown."""
        match = request.resolver_match
        assert match is not None
        kept = {key: value for key, value in match.kwargs.items() if key not in OWN_KEYS}
        name = f"{self.name}_{page}" if page else self.name
        space = f"{match.namespace}:" if match.namespace else ""
        return reverse(space + name, kwargs={**kept, **kwargs})

    def batch(self, actor: Actor, ref: str) -> ImportBatch:
        """The batch of an address; `Missing` where the actor may see none. Use it in `reach`."""
        found: ImportBatch | None = visible(actor, self.sheet).filter(ref=ref).first()
        if found is None:
            raise Missing()
        return found


class UploadForm(forms.Form):
    """The file to import."""

    file = forms.FileField(
        label=_("表格文件"),
        help_text=_("可以把文件拖到这里。接收 .xlsx 和 .csv，最多 64 MB、200,000 行。"),
        error_messages={
            "required": _("请选择一个文件。"),
            "empty": _("文件是空的。请下载模板，填写后再上传。"),
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv", "wide": True, "class": "drop-zone"}),
    )
