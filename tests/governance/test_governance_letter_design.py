"""How papers look: what a design may be, the image with its authority, a sample of each kind."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from governance_world import World

from silian.governance.documents.kinds import ALL
from silian.governance.documents.samples import sample_pdf
from silian.governance.models import LetterDesign
from silian.governance.queries.letters import look_of
from silian.governance.services import letters
from silian.governance.services.letter_design import save_design
from silian.kernel.documents.checking import check_upload
from silian.kernel.models import IssuedDocument
from silian.kernel.refusals import Forbidden, Invalid

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f"
    b"\x15\xc4\x89\x00\x00\x00\nIDATx\x9cc\x00\x01\x00\x00\x05\x00\x01\r\n-\xb4\x00\x00\x00\x00"
    b"IEND\xaeB`\x82"
)


def content(paper: IssuedDocument) -> bytes:
    with default_storage.open(paper.path, "rb") as file:
        return bytes(file.read())


def png(size: int = 0) -> ContentFile[bytes]:
    return ContentFile(PNG[:-12] + b"\0" * size + PNG[-12:], name="标志.png")


def test_design_is_used_in_numbers(world: World) -> None:
    with world.inside():
        assert look_of(world.consortium.pk).prefix == "示例甲联合体"
    save_design(actor=world.secretariat, prefix=" 示例甲联 ", monogram="甲联", issuer="示例秘书处")
    with world.inside():
        look = look_of(world.consortium.pk)
    assert (look.prefix, look.design.monogram, look.design.signed_by) == (
        "示例甲联", "甲联", "示例秘书处",
    )  # fmt: skip
    made = letters.issue_for_mandate(actor=world.secretariat, mandate=world.mandates[0])
    assert made.number.startswith("示例甲联聘字")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"prefix": ""}, "prefix"),
        ({"prefix": "甲〔1〕"}, "prefix"),
        ({"prefix": "甲", "monogram": "\U0002cccc"}, "monogram"),
        ({"prefix": "甲", "monogram": "一二三四五"}, "monogram"),
        ({"prefix": "甲", "image": png(), "image_authorised_on": dt.date(2026, 1, 1)},
         "image_authorised_by"),
        ({"prefix": "甲", "image": png(), "image_authorised_by": "示例"}, "image_authorised_on"),
        ({"prefix": "甲", "image": png(70_000), "image_authorised_by": "示例",
          "image_authorised_on": dt.date(2026, 1, 1)}, "image"),
        ({"prefix": "甲", "image": ContentFile(b"<svg/>", name="a.svg"),
          "image_authorised_by": "示例", "image_authorised_on": dt.date(2026, 1, 1)}, "image"),
    ],
)  # fmt: skip
def test_design_that_cannot_stand(world: World, given: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        save_design(actor=world.secretariat, **given)
    assert field in refused.value.errors
    with world.inside():
        assert not LetterDesign.objects.exists()


def test_image_with_its_authority_is_printed_and_can_be_removed(world: World) -> None:
    row = save_design(
        actor=world.secretariat, prefix="甲", image=png(), image_authorised_by="示例单位",
        image_authorised_on=dt.date(2026, 1, 1),
    )  # fmt: skip
    assert row.image is not None
    made = letters.issue_for_mandate(actor=world.secretariat, mandate=world.mandates[0])
    assert check_upload(content(made)).ok
    kept = save_design(actor=world.secretariat, prefix="甲乙")
    assert kept.image_id == row.image_id
    assert kept.image_authorised_by == "示例单位"
    gone = save_design(actor=world.secretariat, prefix="甲乙", remove_image=True)
    assert gone.image_id is None
    assert gone.image_authorised_by == ""


def test_design_is_the_secretariats(world: World) -> None:
    with pytest.raises(Forbidden):
        save_design(actor=world.actors[0], prefix="甲")


@pytest.mark.parametrize("language", ["zh", "en", "both"])
@pytest.mark.parametrize("kind", [kind.key for kind in ALL])
def test_sample_of_every_kind(world: World, kind: str, language: str) -> None:
    with world.inside():
        look = look_of(world.consortium.pk)
        pdf = sample_pdf(kind, look, world.consortium.pk, language, dt.date(2026, 2, 28))
    assert pdf.startswith(b"%PDF")
    assert len(pdf) < 100_000
    assert not check_upload(pdf).ok
