"""The views of one desk; each asks for the permission of its sheet."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ...access import Actor
from ...models import ImportBatch
from ...models.batches import RowState
from ...refusals import Conflict, Invalid, Missing, TooLarge
from ...ui.table import Column as TableColumn
from ...ui.table import Empty, Table
from ..cleaning import typed
from ..columns import Column, listed
from ..committing import IN_THE_PAGE_ROWS, commit, correct, discard, leave_out, queue
from ..export import download, export_xlsx, file_name
from ..flow import BATCHES, reach, visible
from ..preview import unpack
from ..staging import receive
from ..template import write_template
from .desk import Desk, UploadForm
from .shown import BatchShown, cells_of

CELL = "cell-"


def actor_of(request: HttpRequest) -> Actor:
    """Who is asking."""
    return request.actor  # type: ignore[attr-defined]


def upload(desk: Desk, request: HttpRequest) -> HttpResponse:
    """The upload page with the history of imports; takes a file and goes to its preview."""
    posted = request.method == "POST"
    typed_in = request.POST if posted else None
    form = UploadForm(typed_in, request.FILES if posted else None)
    more = desk.options_form(typed_in) if desk.options_form else None
    if posted:
        answer = _take(desk, request, form, more)
        if answer is not None:
            return answer
    with reach(actor_of(request).consortium_id):
        context = {
            "desk": desk, "sheet": desk.sheet, "form": form, "more": more,
            "table": _history(desk, request), "template_url": desk.url(request, "template"),
            "required": listed(c.title() for c in desk.sheet.columns if c.required),
        }  # fmt: skip
        status = 422 if form.errors else 200
        return render(request, "exchange/upload.html", context, status=status)


def _take(
    desk: Desk, request: HttpRequest, form: UploadForm, more: forms.Form | None
) -> HttpResponse | None:
    """Reads the upload; None when it was refused, with the sentence on the form."""
    if not form.is_valid() or (more is not None and not more.is_valid()):
        return None
    file = form.cleaned_data["file"]
    options = {key: str(value) for key, value in more.cleaned_data.items()} if more else {}
    try:
        staged = receive(
            actor=actor_of(request), sheet=desk.sheet, upload=file, file_name=file.name,
            options=options,
        )  # fmt: skip
    except (Invalid, TooLarge) as refusal:
        form.add_error("file", str(refusal))
        return None
    if staged.repeated:
        messages.info(request, _("这个文件已经导入过，没有任何改变。下面是当时的结果。"))
    return redirect(desk.url(request, "batch", ref=staged.batch.ref))


def _history(desk: Desk, request: HttpRequest) -> Table:
    def address(batch: ImportBatch) -> str:
        return desk.url(request, "batch", ref=batch.ref)

    return Table(
        request,
        visible(actor_of(request), desk.sheet),
        [
            TableColumn("file_name", gettext_lazy("文件"), url=address, wide=True),
            TableColumn(
                "state", gettext_lazy("状态"), lambda batch: batch.get_state_display(),
                badge=lambda batch: BATCHES.tones[batch.state],
            ),
            TableColumn("rows", gettext_lazy("行数"), numeric=True),
            TableColumn("errors", gettext_lazy("错误"), numeric=True),
            TableColumn("created", gettext_lazy("新增"), numeric=True),
            TableColumn("uploaded_by", gettext_lazy("上传者")),
            TableColumn("created_at", gettext_lazy("上传时间"), nowrap=True),
        ],
        Empty(_("还没有导入过"), _("先下载模板，填好后从上面上传。"), icon="file-spreadsheet"),
        title=_("导入记录"),
    )  # fmt: skip


def template(desk: Desk, request: HttpRequest) -> FileResponse:
    """The template with drop-downs, in the language of the page or of `?lang=`."""
    lang = request.GET.get("lang") or request.LANGUAGE_CODE
    lang = "en" if lang.startswith("en") else "zh-hans"
    title = desk.sheet.title_en if lang == "en" else str(desk.sheet.name())
    name = file_name(title, "template" if lang == "en" else "模板", suffix="xlsx")
    return download(name, lambda stream: write_template(desk.sheet, stream, lang))


def batch(desk: Desk, request: HttpRequest, ref: str) -> HttpResponse:
    """The page of one batch: progress, preview or result."""
    with reach(actor_of(request).consortium_id):
        shown = BatchShown(request, desk, desk.batch(actor_of(request), ref))
        return render(request, "exchange/batch.html", {"shown": shown, "sheet": desk.sheet})


def progress(desk: Desk, request: HttpRequest, ref: str) -> HttpResponse:
    """The part of the page that asks again every two seconds while a job is at work."""
    with reach(actor_of(request).consortium_id):
        shown = BatchShown(request, desk, desk.batch(actor_of(request), ref))
        if shown.is_waiting:
            return render(request, "exchange/progress.html", {"shown": shown})
    response = HttpResponse()
    response["HX-Refresh"] = "true"
    return response


def row(desk: Desk, request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """One row: its form, and its correction."""
    actor = actor_of(request)
    if request.method == "POST":
        return _change_row(desk, request, ref, number)
    with reach(actor.consortium_id):
        shown = BatchShown(request, desk, desk.batch(actor, ref))
        line = shown.batch.lines.filter(number=number).first()
        if line is None:
            raise Missing()
        context = {
            "shown": shown, "row": shown.row(line), "cells": cells_of(desk.sheet, line),
        }  # fmt: skip
        name = "exchange/edit_row.html" if _is_htmx(request) else "exchange/edit.html"
        return render(request, name, context)


def _change_row(desk: Desk, request: HttpRequest, ref: str, number: int) -> HttpResponse:
    actor = actor_of(request)
    with reach(actor.consortium_id):
        found = desk.batch(actor, ref)
    line = None
    if "leave_out" in request.POST:
        leave_out(actor=actor, batch=found, number=number)
        messages.success(request, _("第 %(n)d 行不再导入。") % {"n": number})
    else:
        line = correct(actor=actor, batch=found, number=number, values=_typed_cells(desk, request))
    if not _is_htmx(request):
        return redirect(desk.url(request, "batch", ref=ref) + f"#row-{number}")
    with reach(actor.consortium_id):
        found.refresh_from_db()
        shown = BatchShown(request, desk, found)
        context = {"shown": shown, "row": shown.row(line) if line else None, "swapped": True}
        return render(request, "exchange/changed.html", context)


def _typed_cells(desk: Desk, request: HttpRequest) -> dict[str, str]:
    """The cells of the form; of contact data only what was typed anew."""
    found = {}
    for column in desk.sheet.columns:
        text = request.POST.get(CELL + column.key)
        if text is not None and not (column.private and not text.strip()):
            found[column.key] = text
    return found


def commit_page(desk: Desk, request: HttpRequest, ref: str) -> HttpResponse:
    """Commits now, or has a job do it where there are many rows."""
    actor = actor_of(request)
    with reach(actor.consortium_id):
        found = desk.batch(actor, ref)
    try:
        if found.rows > IN_THE_PAGE_ROWS and found.state == "previewed":
            queue(actor=actor, batch=found)
            messages.info(request, _("正在后台提交，可以离开此页。"))
        else:
            _say(request, commit(actor=actor, batch=found))
    except Conflict as refusal:
        messages.error(request, str(refusal))
    return redirect(desk.url(request, "batch", ref=ref))


def _say(request: HttpRequest, done: Any) -> None:
    if done.repeated:
        messages.info(request, _("这份表格已经提交过，没有任何改变。"))
        return
    text = ngettext("已新增 %(n)d 条记录。", "已新增 %(n)d 条记录。", done.created)
    messages.success(request, text % {"n": done.created})


def discard_page(desk: Desk, request: HttpRequest, ref: str) -> HttpResponse:
    """Throws the preview away."""
    actor = actor_of(request)
    with reach(actor.consortium_id):
        found = desk.batch(actor, ref)
    try:
        discard(actor=actor, batch=found)
        messages.success(request, _("已放弃这次导入，没有写入任何数据。"))
    except Conflict as refusal:
        messages.error(request, str(refusal))
    return redirect(desk.url(request))


def errors(desk: Desk, request: HttpRequest, ref: str) -> FileResponse:
    """The rows with errors as XLSX, their problems in a column of their own."""
    actor = actor_of(request)
    with reach(actor.consortium_id):
        found = desk.batch(actor, ref)
        own = actor.everything or (actor.user_id == found.uploaded_by_id)
        kept = [column for column in desk.sheet.columns if own or not column.private]
        # Cells as they were typed, whatever their column asks for.
        texts = [Column(key=c.key, name=c.name, name_en=c.name_en, width=c.width) for c in kept]
        columns = [
            Column(key="-row", name=gettext_lazy("行号"), name_en="Row", kind="integer"),
            *texts,
            Column(key="-problems", name=gettext_lazy("问题"), name_en="Problems", width=60),
        ]
        name = file_name(desk.sheet.name(), _("有错误的行"), suffix="xlsx")
        return download(name, lambda s: export_xlsx(columns, _wrong(desk, found), s))


def _wrong(desk: Desk, found: ImportBatch) -> Iterator[dict[str, Any]]:
    lines = found.lines.filter(state=RowState.ERROR).order_by("number")
    for line in lines.iterator(chunk_size=1_000):
        raw, _values = unpack(desk.sheet, line.values, line.cleaned, line.private)
        cells = {key: typed(cell) for key, cell in zip(desk.sheet.keys, raw, strict=True)}
        yield {**cells, "-row": line.number, "-problems": _told(desk, line.problems)}


def _told(desk: Desk, problems: str) -> str:
    sentences = []
    for found in json.loads(problems):
        key = found["column"]
        title = desk.sheet.column(key).title() if key in desk.sheet.keys else ""
        sentences.append(" ".join(filter(None, [title, found["sentence"], found["mend"]])))
    return "\n".join(sentences)


def _is_htmx(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))
