"""A party that nobody signs in for: the secretariat records from its paper, and says so."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from governance_world import World

from silian.accounts.models import User
from silian.consortia.models import RoleAssignment
from silian.consortia.public import with_people
from silian.consortia.queries.actors import today
from silian.governance.documents.agreement import agreement_data
from silian.governance.models import Agreement, Party
from silian.governance.queries import agreements as queries
from silian.governance.services import agreements, on_behalf, parties
from silian.kernel.models import AuditEntry
from silian.kernel.refusals import Conflict, Forbidden, Invalid

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def scan(name: str = "审批件.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF)


def party(world: World, agreement: Agreement, at: int) -> Party:
    with world.inside():
        return Party.objects.select_related("approval_proof", "confirmation_proof").get(
            agreement=agreement, organisation=world.units[at]
        )


@pytest.fixture
def silent(world: World) -> Agreement:
    """An agreement of units 0 and 1 at approval; of unit 1 the only person never signed in."""
    User.objects.filter(pk=world.people[1].pk).update(password="!never-set")
    with world.inside():
        row = agreements.draft(
            actor=world.secretariat, title="示例合作协议", text="示例协议\n一、共同培养人才。",
            parties=[(world.units[0], ""), (world.units[1], "")],
        )  # fmt: skip
        return agreements.submit(actor=world.secretariat, agreement=row)


def sha_of(world: World, agreement: Agreement) -> str:
    with world.inside():
        return queries.latest(agreement).sha256


def test_who_can_sign_in_is_counted_by_person_day_and_role(world: World) -> None:
    units = [unit.pk for unit in world.units]
    assert with_people(units, world.consortium.pk) == set(units)
    User.objects.filter(pk=world.people[1].pk).update(password="!never-set")
    User.objects.filter(pk=world.people[2].pk).update(is_active=False)
    RoleAssignment.objects.filter(user=world.people[3]).update(
        valid_from=today() - dt.timedelta(days=9), valid_until=today() - dt.timedelta(days=1)
    )
    assert with_people(units, world.consortium.pk) == set(units) - set(units[1:4])
    assert with_people(units, world.consortium.pk + 1) == set()


def test_a_unit_without_an_account_does_not_block_the_agreement(
    world: World, silent: Agreement
) -> None:
    sha = sha_of(world, silent)
    with world.inside():
        parties.approve(actor=world.actors[0], party=party(world, silent, 0), sha256=sha)
        made = on_behalf.record_approval(
            actor=world.secretariat, party=party(world, silent, 1), sha256=sha,
            person="示例乙 院长", on=today(), upload=scan(),
        )  # fmt: skip
        assert (made.approved_by, made.approved_on) == ("示例乙 院长", today())
        assert made.approval_recorded_by == world.secretariat.label
        silent.refresh_from_db()
        assert silent.state == "signing"
        parties.confirm(
            actor=world.actors[0], party=party(world, silent, 0), sha256=sha,
            signatory="示例甲", signatory_title="总经理",
        )  # fmt: skip
        signed = on_behalf.record_confirmation(
            actor=world.secretariat, party=party(world, silent, 1), sha256=sha,
            signatory="示例乙", signatory_title="院长", on=today(), upload=scan("协议.pdf"),
        )  # fmt: skip
        assert signed.confirmation_proof.name == "协议.pdf"
        done = agreements.enforce(actor=world.secretariat, agreement=silent, signed_on=today())
        assert done.state == "in_force"
        printed = agreement_data(silent)["parties"]
        assert "由秘书处代为登记" not in printed[0]["confirmed"]
        assert "由秘书处代为登记" in printed[1]["confirmed"]
    entry = AuditEntry.objects.filter(command="governance.party.record_confirmation").get()
    changes = json.loads(entry.changes)
    assert changes["recorded_by_secretariat"] is True
    assert changes["unit"] == "示例职业技术学院"
    assert len(changes["proof_sha256"]) == 64


def test_the_secretariat_sees_that_it_is_its_turn(world: World, silent: Agreement) -> None:
    sha = sha_of(world, silent)
    with world.inside():
        rows = queries.visible(world.secretariat)
        assert list(queries.awaiting_office(rows)) == [silent]
        on_behalf.record_approval(
            actor=world.secretariat, party=party(world, silent, 1), sha256=sha, person="示例乙",
            on=today(), upload=scan(),
        )  # fmt: skip
        assert not queries.awaiting_office(rows.all()).exists()
        parties.approve(actor=world.actors[0], party=party(world, silent, 0), sha256=sha)
        assert not queries.awaiting_office(rows.all()).exists(), "the first party signs first"
        parties.confirm(
            actor=world.actors[0], party=party(world, silent, 0), sha256=sha,
            signatory="示例甲", signatory_title="总经理",
        )  # fmt: skip
        assert list(queries.awaiting_office(rows.all())) == [silent]


def test_a_unit_with_people_speaks_for_itself(world: World, silent: Agreement) -> None:
    values = {"sha256": sha_of(world, silent), "person": "示例", "on": today(), "upload": scan()}
    with world.inside():
        with pytest.raises(Conflict, match="请由它自己办理"):
            on_behalf.record_approval(
                actor=world.secretariat, party=party(world, silent, 0), **values
            )
        with pytest.raises(Forbidden):
            on_behalf.record_approval(
                actor=world.actors[0], party=party(world, silent, 1), **values
            )
        assert party(world, silent, 1).approved_at is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"person": " "}, {"on": dt.date(2020, 1, 1)}, {"on": today() + dt.timedelta(days=1)},
        {"upload": SimpleUploadedFile("x.html", b"<html>")},
    ],
    ids=["nobody", "before the text", "to come", "no scan"],
)  # fmt: skip
def test_what_proves_nothing_is_refused(
    world: World, silent: Agreement, wrong: dict[str, Any]
) -> None:
    values = {
        "sha256": sha_of(world, silent), "person": "示例乙", "on": today(), "upload": scan(),
    } | wrong  # fmt: skip
    with world.inside(), pytest.raises(Invalid):
        on_behalf.record_approval(actor=world.secretariat, party=party(world, silent, 1), **values)
    assert party(world, silent, 1).approved_at is None


def test_another_text_and_another_turn_are_refused(world: World, silent: Agreement) -> None:
    with world.inside():
        one = party(world, silent, 1)
        with pytest.raises(Conflict, match="文本已经变了"):
            on_behalf.record_approval(
                actor=world.secretariat, party=one, sha256="0" * 64, person="示例", on=today(),
                upload=scan(),
            )  # fmt: skip
        with pytest.raises(Conflict, match="不能办理这一步"):
            on_behalf.record_confirmation(
                actor=world.secretariat, party=one, sha256=sha_of(world, silent), signatory="示例",
                signatory_title="院长", on=today(), upload=scan(),
            )  # fmt: skip


def test_a_record_goes_with_the_text_it_was_of(world: World, silent: Agreement) -> None:
    with world.inside():
        on_behalf.record_approval(
            actor=world.secretariat, party=party(world, silent, 1), sha256=sha_of(world, silent),
            person="示例乙", on=today(), upload=scan(),
        )  # fmt: skip
        agreements.recall(actor=world.secretariat, agreement=silent, reason="改一处")
        row = party(world, silent, 1)
    assert (row.approval_recorded_by, row.approved_on, row.approval_proof) == ("", None, None)


def test_the_database_holds_no_record_without_its_proof(world: World, silent: Agreement) -> None:
    pk = party(world, silent, 1).pk
    with world.inside(), pytest.raises(IntegrityError), transaction.atomic():
        Party.objects.filter(pk=pk).update(approval_recorded_by="示例")


def test_recording_from_the_screen(
    world: World, silent: Agreement, client_of: Callable[..., Client], text: Callable[..., str]
) -> None:
    def to(name: str, **kwargs: Any) -> str:
        return reverse(
            f"governance:{name}", kwargs={"slug": world.slug, "ref": silent.ref, **kwargs}
        )

    office, unit = client_of(world.secretary), client_of(world.people[0])
    silent_party, other = party(world, silent, 1), party(world, silent, 0)
    address = to("agreement_record", party=silent_party.ref, verb="approve")
    page = text(office.get(to("agreement_detail")))
    assert address in page
    assert to("agreement_record", party=other.ref, verb="approve") not in page
    assert address not in text(unit.get(to("agreement_detail")))
    assert unit.get(address).status_code == 403
    form = text(office.get(address))
    assert 'enctype="multipart/form-data"' in form
    values = {"sha256": sha_of(world, silent), "person": "示例乙 院长", "on": today().isoformat()}
    assert office.post(address, values).status_code == 422
    assert office.post(address, values | {"upload": scan()}).status_code == 302
    page = text(unit.get(to("agreement_detail")))
    assert "由秘书处代为登记" in page
    assert "示例乙 院长" in page
    proof = unit.get(to("agreement_proof", party=silent_party.ref, verb="approve"))
    assert b"".join(proof.streaming_content) == PDF
    assert unit.get(to("agreement_proof", party=other.ref, verb="approve")).status_code == 404
    assert "现在不能为" in text(office.get(address, follow=True)), "it was recorded already"
    stranger = client_of(world.people[4])
    gone = stranger.get(to("agreement_proof", party=silent_party.ref, verb="approve"))
    assert gone.status_code in {403, 404}
