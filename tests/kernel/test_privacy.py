"""Personal data in the kernel: encryption at rest, masks, declarations and the logged reveal."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import pytest
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import connection, models
from django.test.utils import isolate_apps
from hypothesis import given
from hypothesis import strategies as st

from silian.kernel import access, privacy
from silian.kernel.access import Actor
from silian.kernel.models import AuditEntry
from silian.kernel.refusals import Forbidden, Missing


class Right(StrEnum):
    OPEN_PHONE = "test.privacy.open_phone"


DECLARED = {"purpose": "联系", "basis": "合同", "keep": "一年", "viewers": "秘书处"}
KEEPER = Actor(label="王示例", user_id=1, permissions=frozenset({Right.OPEN_PHONE.value}))
OTHER = Actor(label="李示例", user_id=2)


@pytest.fixture(scope="module", autouse=True)
def _right() -> Iterator[None]:
    access.register_permissions({Right.OPEN_PHONE: ("打开电话", "Open phone numbers")})
    yield
    del access._TITLES[Right.OPEN_PHONE.value]


@pytest.fixture
def contacts(db: None) -> Iterator[Any]:
    """A model with an encrypted phone and a plain name, and its table for this test."""
    with isolate_apps("silian.kernel"):

        class Contact(models.Model):
            person = privacy.PersonalCharField(
                max_length=20, personal=privacy.Personal(**DECLARED, mask="name")
            )
            phone = privacy.EncryptedCharField(
                max_length=20,
                blank=True,
                personal=privacy.Personal(**DECLARED, mask="phone", reveal=Right.OPEN_PHONE),
            )

            class Meta:
                app_label = "kernel"

            def __str__(self) -> str:
                return f"contact {self.pk}"

        key = "bigserial" if connection.vendor == "postgresql" else "integer"
        with connection.cursor() as cursor:
            cursor.execute(
                f"CREATE TABLE kernel_contact (id {key} PRIMARY KEY, person text, phone text)"
            )
        yield Contact


def stored(pk: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM kernel_contact WHERE id = %s", [pk])
        return cursor.fetchone()[0]


def test_phone_is_ciphertext_in_the_database_and_clear_in_python(contacts: Any) -> None:
    row = contacts.objects.create(person="张三", phone="13812345678")
    assert stored(row.pk).startswith("v1:")
    assert "138" not in stored(row.pk)
    assert contacts.objects.get(pk=row.pk).phone == "13812345678"
    assert list(contacts.objects.values_list("phone", flat=True)) == ["13812345678"]


def test_update_and_bulk_writes_encrypt_too(contacts: Any) -> None:
    rows = contacts.objects.bulk_create(
        [contacts(id=n, person="张三", phone=f"1380000000{n}") for n in (1, 2)]
    )
    contacts.objects.filter(pk=1).update(phone="13900000001")
    rows[1].phone = "13900000002"
    contacts.objects.bulk_update(rows[1:], ["phone"])
    for pk in (1, 2):
        assert stored(pk).startswith("v1:")
        assert contacts.objects.get(pk=pk).phone == f"1390000000{pk}"


def test_equal_values_differ_in_the_database_and_share_a_fingerprint(contacts: Any) -> None:
    contacts.objects.bulk_create([contacts(id=n, person="", phone="13812345678") for n in (1, 2)])
    assert stored(1) != stored(2)
    assert privacy.fingerprint("13812345678") == privacy.fingerprint("13812345678")
    assert privacy.fingerprint("13812345678") != privacy.fingerprint("13812345679")


def test_empty_can_be_asked_and_nothing_else(contacts: Any) -> None:
    contacts.objects.bulk_create(
        [contacts(id=1, person="", phone=""), contacts(id=2, person="", phone="13812345678")]
    )
    assert stored(1) == ""
    assert list(contacts.objects.exclude(phone="").values_list("pk", flat=True)) == [2]
    with pytest.raises(FieldError):
        contacts.objects.get(phone="13812345678")
    with pytest.raises(FieldError):
        contacts.objects.get(phone__contains="138")


def test_wrong_key_and_edited_ciphertext_are_refused(settings: Any) -> None:
    sealed = privacy.encrypt("13812345678")
    edited = sealed[:-2] + ("A" if sealed[-2] != "A" else "B") + sealed[-1]
    for wrong in (edited, "13812345678", "v1:AAAA"):
        with pytest.raises(ImproperlyConfigured):
            privacy.decrypt(wrong)
    settings.FIELD_KEY = "another key"
    with pytest.raises(ImproperlyConfigured):
        privacy.decrypt(sealed)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_every_text_comes_back(text: str) -> None:
    assert privacy.decrypt(privacy.encrypt(text)) == text


def test_a_long_run_of_values_comes_back() -> None:
    sealed = [privacy.encrypt(f"138{n:08d}") for n in range(10_000)]
    assert privacy.decrypt(sealed[-1]) == "13800009999"


def test_migration_keeps_the_plain_column_and_forgets_the_declaration(contacts: Any) -> None:
    person = contacts._meta.get_field("person").deconstruct()
    phone = contacts._meta.get_field("phone").deconstruct()
    assert person[1:] == ("django.db.models.CharField", [], {"max_length": 20})
    assert phone[1] == "silian.kernel.privacy.EncryptedCharField"
    assert "personal" not in phone[3]


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("name", "张小三", "张*三"),
        ("name", "李四", "李*"),
        ("name", "欧阳小明", "欧**明"),
        ("name", "王", "*"),
        ("name", "", ""),
        ("phone", "13812345678", "138****5678"),
        ("phone", "+86 138-1234-5678", "138****5678"),
        ("phone", "8812345", "****2345"),
        ("phone", "110", "***"),
        ("email", "zhang.san@x.cn", "z***@x.cn"),
        ("email", "no address", "**********"),
        ("id_number", "11010519491231002X", "110***********002X"),
        ("id_number", "1234", "****"),
        ("card", "6222 0212 3456 7890", "****7890"),
        ("birthday", "2008-05-01", "2008"),
        ("birthday", "unknown", ""),
    ],
)
def test_masks_show_what_the_table_allows(kind: str, value: str, shown: str) -> None:
    assert privacy.MASKS[kind](value) == shown


def test_masked_uses_the_mask_of_the_declaration(contacts: Any) -> None:
    row = contacts(person="张小三", phone="13812345678")
    assert privacy.masked(row, "person") == "张*三"
    assert privacy.masked(row, "phone") == "138****5678"
    assert privacy.masked(contacts(), "phone") == ""
    with pytest.raises(LookupError):
        privacy.masked(row, "id")


def test_reveal_opens_the_value_and_logs_who_opened_it(contacts: Any) -> None:
    row = contacts.objects.create(person="张小三", phone="13812345678")
    assert privacy.reveal(actor=KEEPER, obj=row, field="phone") == "13812345678"
    entry = AuditEntry.objects.get()
    assert entry.command == "kernel.personal.reveal"
    assert (entry.actor, entry.subject_ref) == ("王示例", str(row.pk))
    assert entry.changes == '{"field": "phone"}'


def test_reveal_refuses_without_the_permission_and_logs_nothing(contacts: Any) -> None:
    row = contacts.objects.create(person="张小三", phone="13812345678")
    with pytest.raises(Forbidden):
        privacy.reveal(actor=OTHER, obj=row, field="phone")
    with pytest.raises(Forbidden):
        privacy.reveal(actor=KEEPER, obj=row, field="person")
    assert not AuditEntry.objects.exists()


def test_reveal_of_an_empty_value_is_missing(contacts: Any) -> None:
    row = contacts.objects.create(person="张小三", phone="")
    with pytest.raises(Missing):
        privacy.reveal(actor=KEEPER, obj=row, field="phone")


def test_every_field_of_a_person_declares_itself() -> None:
    declared = {
        f"{model._meta.label}.{field.name}" for model, field, _ in privacy.personal_fields()
    }
    assert {
        "accounts.User.email",
        "accounts.User.name",
        "accounts.User.username",
        "accounts.KnownSession.address",
    } <= declared
    assert not {label for label in privacy.undeclared_fields() if label.startswith("accounts.")}
