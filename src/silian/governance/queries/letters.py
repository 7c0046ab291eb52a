"""Issued papers here: how they look, which there are, which stand for what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from silian.consortia import public as consortia
from silian.consortia.public import Consortium
from silian.kernel.access import Actor
from silian.kernel.documents import Design, Standing
from silian.kernel.models import DocumentBatch, IssuedDocument
from silian.kernel.models.documents import PaperBatchState, PaperState
from silian.kernel.refusals import Missing

from ..models import LetterDesign, Mandate, Term
from ..policy import place_of

LONGEST_PREFIX = 20
MANDATE = "governance.mandate"
MEMBER = "consortia.membership"
RESOLUTION = "governance.resolution"
MINUTES = "governance.minutes"
AWARD = "governance.award"
HOSTED = "consortia.hosted"


@dataclass(frozen=True)
class Look:
    """The short name in numbers and the design; `saved` is None until somebody chose one."""

    prefix: str
    design: Design
    saved: LetterDesign | None = None


def look_of(consortium_id: int) -> Look:
    """How papers of the consortium look; its own name stands in until a design is saved."""
    saved = LetterDesign.objects.select_related("image").first()
    if saved is None:
        name = Consortium.objects.values_list("name", flat=True).get(pk=consortium_id)
        return Look(name[:LONGEST_PREFIX], Design())
    return Look(saved.prefix, design_from(saved), saved)


def design_from(row: LetterDesign) -> Design:
    """The design as the kernel takes it."""
    return Design(
        monogram=row.monogram, image=row.image.ref if row.image else "",
        signed_by=row.issuer, signed_by_en=row.issuer_en,
    )  # fmt: skip


def papers() -> QuerySet[IssuedDocument]:
    """All issued papers here, newest first."""
    rows: QuerySet[IssuedDocument] = IssuedDocument.objects.select_related(
        "superseded_by", "batch"
    ).order_by("-pk")
    return rows


def paper_of(ref: str) -> IssuedDocument:
    """The paper of that address."""
    found = papers().filter(ref=ref).first()
    if found is None:
        raise Missing()
    return found


def own_papers(actor: Actor) -> QuerySet[IssuedDocument]:
    """What the unit that the actor acts for holds; nothing for somebody without a unit."""
    if actor.organisation_id is None:
        return papers().none()
    return papers().filter(holder_organisation_id=actor.organisation_id)


def batches(actor: Actor) -> QuerySet[DocumentBatch]:
    """Batches of this consortium, newest first."""
    rows: QuerySet[DocumentBatch] = DocumentBatch.objects.filter(consortium_id=place_of(actor))
    return rows.order_by("-pk")


def batch_of(actor: Actor, ref: str) -> DocumentBatch:
    """The batch of that address."""
    found = batches(actor).filter(ref=ref).first()
    if found is None:
        raise Missing()
    return found


def standing_is(standing: str) -> Q:
    """The papers that stand so today: the same rule as `kernel.documents.standing`."""
    today = consortia.today()
    issued = Q(state=PaperState.ISSUED)
    prolonged = Q(extended_until__gte=today)
    lasting = Q(valid_until__isnull=True) | Q(valid_until__gte=today) | prolonged
    unended = Q(ended_on__isnull=True) | Q(ended_on__gte=today)
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=today)
    if standing == Standing.VALID:
        return issued & lasting & unended & begun
    if standing == Standing.NOT_YET:
        return issued & lasting & unended & Q(valid_from__gt=today)
    if standing == Standing.EXPIRED:
        # Said without negation: rows without the day are neither over nor prolonged.
        unprolonged = Q(extended_until__isnull=True) | Q(extended_until__lt=today)
        return issued & (Q(valid_until__lt=today) & unprolonged | Q(ended_on__lt=today))
    return Q(state=standing)


def in_effect(source: str, refs: Iterable[str] | None = None) -> dict[str, list[IssuedDocument]]:
    """Papers issued from sources, neither revoked nor superseded, by the source's ref."""
    rows = papers().filter(source=source, state=PaperState.ISSUED)
    if refs is not None:
        rows = rows.filter(source_ref__in=list(refs))
    found: dict[str, list[IssuedDocument]] = {}
    for row in rows:
        found.setdefault(row.source_ref, []).append(row)
    return found


def being_issued(kind: str) -> set[tuple[str, str]]:
    """(source ref, title) of the papers of this kind that a job has still to issue."""
    rows = DocumentBatch.objects.filter(
        kind=kind, state__in=(PaperBatchState.QUEUED, PaperBatchState.RUNNING)
    )
    return {
        (paper["source_ref"], paper["title"]) for row in rows for paper in row.papers[row.done :]
    }


def outdated(term: Term) -> list[IssuedDocument]:
    """Papers of mandates that go on, which print another last day than the mandate now has."""
    held = Mandate.objects.filter(term=term, ended_on__isnull=True)
    ends = dict(held.values_list("ref", "ends_on"))
    rows = papers().filter(source=MANDATE, source_ref__in=list(ends), state=PaperState.ISSUED)
    return [row for row in rows.order_by("pk") if row.valid_until != ends[row.source_ref]]


def letter_of(mandate_ref: str) -> IssuedDocument | None:
    """The letter of appointment of a mandate that was neither revoked nor superseded."""
    return (
        papers()
        .filter(source=MANDATE, source_ref=mandate_ref, kind="letter", state=PaperState.ISSUED)
        .first()
    )
