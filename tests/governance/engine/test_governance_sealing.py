"""The sealed envelope and the receipt."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from silian.governance.engine import sealing
from silian.governance.engine.sealing import (
    BLOCK,
    SealBroken,
    new_key,
    new_receipt,
    normal_receipt,
    open_sealed,
    published,
    seal,
    slip_of,
)

PRIVATE, PUBLIC = new_key()


@given(st.binary(max_size=1500), st.binary(max_size=40))
def test_what_is_sealed_opens_for_its_key_and_ballot(plain: bytes, about: bytes) -> None:
    assert open_sealed(PRIVATE, seal(PUBLIC, plain, about=about), about=about) == plain


def test_same_slip_twice_looks_different() -> None:
    assert seal(PUBLIC, b"yes", about=b"b1") != seal(PUBLIC, b"yes", about=b"b1")


def test_envelopes_of_all_choices_have_one_length() -> None:
    slips = [b"", b'{"choice":"no"}', b'{"choice":"abstain"}', b"x" * (BLOCK - 4)]
    assert len({len(seal(PUBLIC, slip, about=b"b1")) for slip in slips}) == 1
    longer = len(seal(PUBLIC, b"x" * (BLOCK - 3), about=b"b1"))
    assert longer - len(seal(PUBLIC, b"x", about=b"b1")) == BLOCK
    assert longer == len(seal(PUBLIC, b"x", about=b"b1", least=BLOCK + 1))


def test_other_key_or_ballot_or_any_changed_byte_does_not_open() -> None:
    sealed = seal(PUBLIC, b"yes", about=b"b1")
    with pytest.raises(SealBroken):
        open_sealed(PRIVATE, sealed, about=b"b2")
    with pytest.raises(SealBroken):
        open_sealed(new_key()[0], sealed, about=b"b1")
    with pytest.raises(SealBroken):
        open_sealed(b"short", sealed, about=b"b1")
    for at in range(0, len(sealed), 7):
        changed = bytes([*sealed[:at], sealed[at] ^ 1, *sealed[at + 1 :]])
        with pytest.raises(SealBroken):
            open_sealed(PRIVATE, changed, about=b"b1")
    for cut in (b"", sealed[:31], sealed[:-1], sealed + b"\0"):
        with pytest.raises(SealBroken):
            open_sealed(PRIVATE, cut, about=b"b1")


@pytest.mark.parametrize(
    "filled",
    [b"", b"\0\0", b"\0" * 511, b"\xff" * BLOCK, (600).to_bytes(4, "big") + b"x" * (BLOCK - 4),
     (1).to_bytes(4, "big") + b"xx" + b"\0" * (BLOCK - 6)],
)  # fmt: skip
def test_envelope_filled_otherwise_is_refused(filled: bytes) -> None:
    public = sealing.X25519PublicKey.from_public_bytes(PUBLIC)
    sealed = sealing._SUITE.encrypt(filled, public, info=b"b1")
    with pytest.raises(SealBroken):
        open_sealed(PRIVATE, sealed, about=b"b1")


def test_keys_are_fresh_and_32_bytes() -> None:
    keys = {new_key() for _ in range(20)}
    assert len(keys) == 20
    assert {len(half) for pair in keys for half in pair} == {32}


def test_receipts_have_160_bits_and_read_well() -> None:
    receipts = {new_receipt() for _ in range(500)}
    assert len(receipts) == 500
    assert all(re.fullmatch(r"([A-Z2-7]{4}-){7}[A-Z2-7]{4}", receipt) for receipt in receipts)
    letters = [receipt.replace("-", "") for receipt in receipts]
    assert all(len({word[at] for word in letters}) == 32 for at in range(32))


def test_receipt_is_found_however_it_was_typed() -> None:
    receipt = "ABCO-IIBB-2345-6722-ABCD-EFGH-IJKL-MNOP"
    typed = " abc0 118b 2345 6722 abcd efgh ijkl mnop "
    assert normal_receipt(typed) == receipt
    slips = [{"receipt": receipt, "choice": "no"}, {"receipt": new_receipt(), "choice": "yes"}]
    assert slip_of(slips, typed) == slips[0]
    assert slip_of(slips, "") is None
    assert slip_of(slips, "票" * 9) is None


def test_list_is_published_by_receipt_and_leaves_the_slips_alone() -> None:
    slips = [{"receipt": new_receipt(), "choice": "yes"} for _ in range(30)]
    before = json.dumps(slips)
    listed = published(slips)
    assert [slip["receipt"] for slip in listed] == sorted(slip["receipt"] for slip in slips)
    assert json.dumps(slips) == before
