"""Lists of issued papers and of batches."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from silian.kernel.access import may
from silian.kernel.documents import TONES, Standing, kind_of, standing
from silian.kernel.models import DocumentBatch, IssuedDocument
from silian.kernel.ui.table import Choice, Column, Empty, Table, Tool

from ...documents.kinds import ALL
from ...permissions import P
from ...queries.letters import batches, papers, standing_is

BATCH_TONES = {"queued": "info", "running": "progress", "done": "success", "failed": "danger"}


def kind_name(kind: str) -> str:
    """The name of a kind in the language of the page."""
    return str(kind_of(kind).name)


def holder_of(paper: IssuedDocument) -> str:
    """Whose paper it is."""
    return str(paper.holder)


def _of_body(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(facts__body=value)


def _bodies(rows: QuerySet[Any]) -> list[tuple[str, str]]:
    found = rows.order_by().values_list("facts__body", flat=True).distinct()
    return [(body, body) for body in sorted({str(body) for body in found if body})]


def _years(rows: QuerySet[Any]) -> list[tuple[int, str]]:
    years = rows.order_by("-year").values_list("year", flat=True).distinct()
    return [(year, str(year)) for year in years]


def paper_table(request: HttpRequest) -> Table:
    """All papers of the consortium."""
    slug = request.consortium.slug  # type: ignore[attr-defined]
    issues = bool(may(request.actor, P.LETTER_ISSUE))  # type: ignore[attr-defined]
    rows = papers()
    empty = Empty(
        _("还没有颁发过文书"),
        _("聘书、牌匾和证书按任职、成员席位或决议成批颁发，每份都有编号和验证码。"),
        _("颁发文书") if issues else "",
        reverse("governance:letter_choose", kwargs={"slug": slug}) if issues else "",
        "file-certificate",
    )
    running = reverse("governance:letter_batches", kwargs={"slug": slug})
    tools = [Tool(_("成批签发"), running, "progress")] if issues else []
    return Table(
        request,
        rows,
        _columns(slug),
        empty,
        search=("number", "holder", "title"),
        search_hint=_("文号、持有方、标题……"),
        filters=[
            Choice("kind", _("种类"), [(kind.key, kind.name) for kind in ALL]),
            Choice(
                "standing", _("状态"), Standing.choices,
                apply=lambda found, value: found.filter(standing_is(value)),
            ),
            Choice("body", _("机构"), _bodies(rows), apply=_of_body),
            Choice("year", _("年度"), _years(rows)),
        ],
        tools=tools,
        title=_("已颁发的文书"),
        stacked=True,
    )  # fmt: skip


def _columns(slug: str) -> list[Column]:
    def page_of(paper: IssuedDocument) -> str:
        return reverse("governance:letter", kwargs={"slug": slug, "ref": paper.ref})

    return [
        Column("number", gettext_lazy("文号"), url=page_of, sort="serial", nowrap=True),
        Column("kind", gettext_lazy("种类"), lambda paper: kind_name(paper.kind), sort="kind"),
        Column("holder", gettext_lazy("持有方"), holder_of, sort="holder", wide=True),
        Column("title", gettext_lazy("标题"), wide=True),
        Column("issued_on", gettext_lazy("签发日期"), sort="issued_on", nowrap=True),
        Column("valid_until", gettext_lazy("有效期至"), sort="valid_until", nowrap=True),
        Column(
            "standing", gettext_lazy("状态"), lambda paper: standing(paper).label,
            badge=lambda paper: TONES[standing(paper)],
        ),
    ]  # fmt: skip


def batch_table(request: HttpRequest) -> Table:
    """Batches, the newest first."""
    slug = request.consortium.slug  # type: ignore[attr-defined]

    def page_of(batch: DocumentBatch) -> str:
        return reverse("documents:batch", kwargs={"slug": slug, "ref": batch.ref})

    return Table(
        request,
        batches(request.actor),  # type: ignore[attr-defined]
        [
            Column("created_at", gettext_lazy("提交时间"), url=page_of, nowrap=True),
            Column("kind", gettext_lazy("种类"), lambda batch: kind_name(batch.kind)),
            Column(
                "state", gettext_lazy("状态"), lambda batch: batch.get_state_display(),
                badge=lambda batch: BATCH_TONES.get(batch.state, "neutral"),
            ),
            Column("done", gettext_lazy("已签发"), numeric=True),
            Column("total", gettext_lazy("总数"), numeric=True),
            Column("requested_by", gettext_lazy("签发人")),
        ],
        Empty(
            _("还没有成批签发过"), _("选好种类和对象，一次可以签发上千份。"), _("颁发文书"),
            reverse("governance:letter_choose", kwargs={"slug": slug}), "progress",
        ),
        title=_("成批签发"),
        stacked=True,
    )  # fmt: skip
