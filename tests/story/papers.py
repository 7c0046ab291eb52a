"""An issued paper and a batch in each consortium. The file is a blank page: nobody reads it."""

from __future__ import annotations

import datetime as dt

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from silian.kernel.documents.codes import grouped
from silian.kernel.models import DocumentBatch, IssuedDocument

from .cast import Story
from .planted import mark_of

_PARTS = (
    b"%PDF-1.4\n",
    b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n",
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n",
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n",
)


def blank_page() -> bytes:
    """The smallest PDF."""
    starts = [sum(map(len, _PARTS[:at])) for at in range(1, 4)]
    rows = "".join(f"{start:010d} 00000 n \n" for start in starts)
    whole = b"".join(_PARTS)
    table = f"xref\n0 4\n0000000000 65535 f \n{rows}trailer<</Size 4/Root 1 0 R>>\n"
    return whole + f"{table}startxref\n{len(whole)}\n%%EOF\n".encode()


def build_papers(story: Story) -> None:
    """A letter that a unit holds: `paper.<slug>`, `paper_code.<slug>`, `document_batch.<slug>`."""
    for at, slug in enumerate(("jia", "yi")):
        consortium, unit = story.consortia[slug], story.unit(slug, "maker")
        path = f"papers/{consortium.pk}/story.pdf"
        if not default_storage.exists(path):
            default_storage.save(path, ContentFile(blank_page()))
        with story.inside(slug):
            row = IssuedDocument.objects.create(
                consortium_id=consortium.pk, kind="letter", number=f"示例{slug}聘字〔2026〕001号",
                year=2026, serial=1, issuer=consortium.name, issuer_ref=consortium.ref,
                holder=unit.name, holder_organisation_id=unit.pk, title="理事单位",
                facts={"body": "理事会", "post": "理事", "basis": mark_of(f"{slug}.paper")},
                issued_on=dt.date(2026, 3, 1), code="23456789abcdefghjkmnpqrstuv" + "23"[at],
                sha256=f"{at}" * 64, signature="x", key_id="x", path=path, size=1, is_demo=True,
            )  # fmt: skip
            batch = DocumentBatch.objects.create(
                consortium_id=consortium.pk, kind="letter", total=1, state="failed",
                problems=["示例：没有纸了。"], requested_by=mark_of(f"{slug}.batch"), is_demo=True,
            )  # fmt: skip
        story.refs[f"paper.{slug}"] = row.ref
        story.refs[f"paper_code.{slug}"] = grouped(row.code)
        story.refs[f"document_batch.{slug}"] = batch.ref
