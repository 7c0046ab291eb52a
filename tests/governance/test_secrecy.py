"""A secret ballot: sealed while open, slips without a trace after, counted again by anybody."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core import serializers
from governance_world import World, build_motion
from voting import assembly, close, opened, vote

from silian.governance.engine.export import check_export, recount_script
from silian.governance.enums import BallotState
from silian.governance.models import Ballot, Slip, Vote, Voter
from silian.governance.queries.counting import export_of
from silian.governance.services import ballot_keys, ballots, closing
from silian.kernel.models import AuditEntry
from silian.kernel.refusals import Conflict

pytestmark = pytest.mark.django_db
CHOICES = dict(enumerate(["yes", "yes", "no", "yes", "abstain", "yes", "yes", "no"]))


def secret(world: World, **fields: Any) -> Ballot:
    """An open secret ballot on a motion."""
    return opened(world, secret=True, **fields)


def key_file(ballot: Ballot) -> Path:
    return Path(settings.DATA) / ballot_keys.FOLDER / f"{ballot.ref}.key"


def dump(world: World) -> str:
    """Every row of the tables that a ballot touches, and the audit chain."""
    with world.inside():
        rows = [*Ballot.objects.all(), *Voter.objects.all(), *Vote.objects.all(),
                *AuditEntry.objects.all()]  # fmt: skip
        return serializers.serialize("json", rows)


def test_what_was_voted_stands_nowhere_while_it_is_open(world: World) -> None:
    ballot = secret(world)
    receipts = vote(world, ballot, CHOICES)
    assert len(set(receipts)) == 8
    text = dump(world)
    assert not any(receipt in text for receipt in receipts)
    with world.inside():
        sealed = list(Vote.objects.values_list("sealed", flat=True))
        assert list(Vote.objects.values_list("content", flat=True)) == [None] * 8
    assert len({len(bytes(envelope)) for envelope in sealed}) == 1
    key = ballot_keys.read(ballot.ref)
    assert key.private.hex() not in text
    assert key_file(ballot).stat().st_mode & 0o777 == 0o600


def test_after_the_close_slips_stand_by_receipt_and_nothing_joins_them(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    ballot = secret(world)
    receipts = vote(world, ballot, CHOICES)
    with django_capture_on_commit_callbacks(execute=True):
        done = close(world, ballot)
    assert done.result["counts"] == {"yes": 5, "no": 2, "abstain": 1, "invalid": 0}
    with world.inside():
        slips = list(Slip.objects.order_by("pk"))
        assert Vote.objects.count() == 0
        assert all(Voter.objects.values_list("voted", flat=True))
    assert [slip.receipt for slip in slips] == sorted(receipts)
    assert {slip.receipt: slip.content["choice"] for slip in slips} == dict(
        zip(receipts, CHOICES.values(), strict=True)
    )
    assert {field.name for field in Slip._meta.fields} == {
        "id", "consortium", "ballot", "receipt", "content",
    }  # fmt: skip
    assert not key_file(ballot).exists()
    assert not any(receipt in dump(world) for receipt in receipts)


def test_anyone_counts_again_from_the_export(world: World, tmp_path: Path) -> None:
    ballot = secret(world)
    receipts = vote(world, ballot, CHOICES)
    done = close(world, ballot)
    with world.inside():
        record = export_of(done)
    assert check_export(record) == []
    assert record["sha256"] == done.result["sha256"]
    assert receipts[2] in {slip["receipt"] for slip in record["slips"]}
    assert "示例整车" not in json.dumps(record["slips"], ensure_ascii=False)
    file, script = tmp_path / "export.json", tmp_path / "recount.py"
    file.write_text(json.dumps(record), encoding="utf-8")
    script.write_bytes(recount_script())
    command = [sys.executable, script, file, receipts[2]]
    ran = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "'yes': 5" in ran.stdout
    assert receipts[2] in ran.stdout


def test_an_open_ballot_is_exported_by_name(world: World) -> None:
    ballot = opened(world)
    vote(world, ballot, CHOICES)
    done = close(world, ballot)
    with world.inside():
        record = export_of(done)
    assert check_export(record) == []
    assert {slip["unit"]: slip["choice"] for slip in record["slips"]} == {
        world.units[at].name: choice for at, choice in CHOICES.items()
    }


def test_a_changed_vote_has_a_new_receipt_and_leaves_one_slip(world: World) -> None:
    ballot = secret(world)
    first, second = vote(world, ballot, {0: "yes"}) + vote(world, ballot, {0: "no"})
    assert first != second
    vote(world, ballot, dict.fromkeys(range(1, 6), "yes"))
    done = close(world, ballot)
    with world.inside():
        found = {slip.receipt: slip.content["choice"] for slip in Slip.objects.all()}
    assert first not in found
    assert found[second] == "no"
    assert done.result["counts"]["yes"] == 5


def test_fewer_than_five_voters_are_no_secret(world: World) -> None:
    world.set_rules(assembly={"quorum": {"fraction": "1/3", "of": "seats"}})
    motion = build_motion(world, assembly(world, present=range(4)))
    ballot = ballots.prepare(actor=world.secretariat, motion=motion, secret=True)
    with pytest.raises(Conflict, match="至少要 5 个单位在场"):
        ballots.open_ballot(actor=world.secretariat, ballot=ballot)
    assert not key_file(ballot).exists()


def test_too_few_votes_are_not_counted_in_secret(world: World) -> None:
    ballot = secret(world)
    vote(world, ballot, dict.fromkeys(range(4), "yes"))
    with pytest.raises(Conflict, match="只有 4 个单位投票"):
        close(world, ballot)
    vote(world, ballot, {4: "no"})
    assert close(world, ballot).result["counts"]["no"] == 1


def test_void_destroys_votes_and_key(world: World, django_capture_on_commit_callbacks: Any) -> None:
    ballot = secret(world)
    vote(world, ballot, CHOICES)
    with django_capture_on_commit_callbacks(execute=True):
        ballots.void(actor=world.secretariat, ballot=ballot, reason="示例")
    with world.inside():
        assert (Vote.objects.count(), Slip.objects.count()) == (0, 0)
    assert not key_file(ballot).exists()


def test_a_quorum_lost_opens_no_envelope(world: World) -> None:
    ballot = secret(world)
    vote(world, ballot, CHOICES)
    with world.inside():
        ballot.meeting.attendances.filter(organisation__in=world.units[:4]).update(
            presence="absent"
        )
    done = close(world, ballot)
    assert done.result["counted"] is False
    with world.inside():
        assert (Vote.objects.count(), Slip.objects.count()) == (0, 0)
        assert check_export(export_of(done)) == []


def test_without_the_key_nothing_is_counted_and_nothing_lost(world: World) -> None:
    ballot = secret(world)
    vote(world, ballot, CHOICES)
    ballot_keys.destroy(ballot.ref)
    with pytest.raises(Conflict, match="请作废这次表决"):
        close(world, ballot)
    with world.inside():
        assert Ballot.objects.get().state == BallotState.OPEN
        assert Vote.objects.count() == 8


def test_a_swapped_envelope_is_found(world: World) -> None:
    ballot = secret(world)
    vote(world, ballot, CHOICES)
    with world.inside():
        row = Vote.objects.first()
        sealed = bytearray(row.sealed)
        sealed[-1] ^= 1
        Vote.objects.filter(pk=row.pk).update(sealed=bytes(sealed))
    with pytest.raises(Conflict, match="被改动过"):
        close(world, ballot)


def test_killed_between_commit_and_destruction_the_key_goes_later(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    ballot = secret(world)
    vote(world, ballot, CHOICES)
    close(world, ballot)
    assert key_file(ballot).exists(), "in a test nothing is committed: as after a kill"
    assert closing.sweep_keys() == [ballot.ref]
    assert not key_file(ballot).exists()

    ballot_keys.keep(ballot.ref, ballot_keys.BallotKey(b"x" * 32))
    with django_capture_on_commit_callbacks(execute=True):
        close(world, ballot)
    assert not key_file(ballot).exists()


def test_the_sweep_leaves_what_is_open_or_opening(world: World) -> None:
    running, waiting = secret(world), "a" * 16
    ballot_keys.keep(waiting, ballot_keys.BallotKey(b"x" * 32))
    assert closing.sweep_keys() == []
    past = time.time() - 3 * 24 * 3600
    for ref in (running.ref, waiting):
        os.utime(Path(settings.DATA) / ballot_keys.FOLDER / f"{ref}.key", (past, past))
    assert closing.sweep_keys() == [waiting]
    assert key_file(running).exists()
    ballot_keys.destroy(running.ref)


@pytest.mark.parametrize("ref", ["../secret", "", "A", "a/b"])
def test_a_key_has_no_odd_name(ref: str) -> None:
    with pytest.raises(ballot_keys.KeyGone):
        ballot_keys.keep(ref, ballot_keys.BallotKey())
