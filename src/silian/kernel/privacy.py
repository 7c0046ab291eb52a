"""Personal data: what each field is kept for, how it is encrypted, masked and revealed.

A model field that holds something about a person is one of the fields below and carries a
`Personal` declaration: purpose, legal basis, keeping time, and who may see it. A test walks
`personal_fields()` and fails for a field that looks personal and declares nothing.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import models
from django.db.models.lookups import Exact, IsNull
from django.utils.translation import gettext as _

from .access import Actor, require
from .commands import command, lock
from .refusals import Forbidden, Missing

# --- Masks ------------------------------------------------------------------------------------


def mask_name(name: str) -> str:
    """张*三 for three characters and more, 李* for two; a single one disappears."""
    text = name.strip()
    if len(text) <= 2:
        return text[:1] + "*" if len(text) == 2 else "*" * len(text)
    return text[0] + "*" * (len(text) - 2) + text[-1]


def mask_phone(phone: str) -> str:
    """138****1234; of a shorter number the last four at most, of a very short one nothing."""
    digits = re.sub(r"\D", "", phone)
    if len(digits) >= 11:
        return f"{digits[-11:][:3]}****{digits[-4:]}"
    return f"****{digits[-4:]}" if len(digits) >= 7 else "*" * len(digits)


def mask_email(email: str) -> str:
    """z***@x.cn; a text without an address in it is covered whole."""
    name, at, domain = email.strip().rpartition("@")
    return f"{name[:1]}***@{domain}" if at and name else "*" * len(email.strip())


def mask_id_number(number: str) -> str:
    """The first three and the last four of a 居民身份证号; a shorter one is covered whole."""
    text = number.strip()
    return text[:3] + "*" * (len(text) - 7) + text[-4:] if len(text) >= 15 else "*" * len(text)


def mask_card(number: str) -> str:
    """The last four of a bank card."""
    digits = re.sub(r"\D", "", number)
    return f"****{digits[-4:]}" if len(digits) >= 8 else "*" * len(digits)


def mask_birthday(day: object) -> str:
    """The year of a date, or of a text that begins with one."""
    return str(day)[:4] if re.match(r"\d{4}", str(day)) else ""


MASKS: dict[str, Callable[[Any], str]] = {
    "name": mask_name,
    "phone": mask_phone,
    "email": mask_email,
    "id_number": mask_id_number,
    "card": mask_card,
    "birthday": mask_birthday,
}


# --- Declarations -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Personal:
    """Why a field about a person is kept, on what ground, how long, and who may see it.

    `mask` is a key of `MASKS`; `reveal` is the permission with which the whole value may be
    opened, one logged entry each time. Without it nobody opens it on a page.
    """

    purpose: object
    basis: object
    keep: object
    viewers: object
    mask: str = ""
    reveal: StrEnum | None = None


class PersonalField(models.Field):
    """Mixed into a plain field: the declaration travels with it, the column stays what it was."""

    personal: Personal

    def __init__(self, *args: Any, personal: Personal | None = None, **kwargs: Any) -> None:
        # Migrations build the field without its declaration.
        if personal is not None:
            self.personal = personal
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[Any, ...]:
        """As the plain field of the same name: migrations know nothing of declarations."""
        name, path, args, kwargs = super().deconstruct()
        if path.startswith("silian.kernel.privacy.Personal"):
            path = "django.db.models." + type(self).__name__.removeprefix("Personal")
        return name, path, args, kwargs


class PersonalCharField(PersonalField, models.CharField):
    """A short text about a person, readable in the database."""


class PersonalTextField(PersonalField, models.TextField):
    """A long text about a person, readable in the database."""


class PersonalEmailField(PersonalField, models.EmailField):
    """An e-mail address."""


class PersonalDateField(PersonalField, models.DateField):
    """A date about a person."""


def personal_fields() -> Iterator[tuple[type[models.Model], models.Field, Personal]]:
    """Every declared field of the product, for the register of processing and for the tests."""
    for model, field in _own_fields():
        declared = getattr(field, "personal", None)
        if declared is not None:
            yield model, field, declared


_LOOKS_PERSONAL = re.compile(
    r"(^|_)(e?mail|phone|mobile|tel|contact|person|id_number|id_card|birth(day|date)?|student_name|"
    r"teacher_name|full_name|first_name|last_name|username|wechat|signature|ip_address)(_|$)"
)


def undeclared_fields() -> list[str]:
    """Labels of text and date fields that look personal by their name and declare nothing."""
    kinds = (models.CharField, models.TextField, models.DateField)
    return [
        f"{model._meta.label}.{field.name}"
        for model, field in _own_fields()
        if isinstance(field, kinds) and not hasattr(field, "personal")
        if isinstance(field, EncryptedCharField | models.EmailField)
        or _LOOKS_PERSONAL.search(field.name)
    ]


def _own_fields() -> Iterator[tuple[type[models.Model], models.Field]]:
    for model in apps.get_models():
        if model.__module__.startswith("silian."):
            for field in model._meta.local_fields:
                yield model, field


# --- Encryption at rest -----------------------------------------------------------------------

_VERSION = "v1:"
_NONCE = 12


@lru_cache(maxsize=4)
def _key(secret: str, use: str) -> bytes:
    hkdf = HKDF(algorithm=SHA256(), length=32, salt=b"silian", info=use.encode())
    return hkdf.derive(secret.encode())


@lru_cache(maxsize=4)
def _cipher(secret: str) -> AESGCM:
    return AESGCM(_key(secret, "field v1"))


def encrypt(text: str) -> str:
    """The text under AES-256-GCM with a random nonce; the empty text stays empty."""
    if not text:
        return text
    nonce = os.urandom(_NONCE)
    sealed = _cipher(settings.FIELD_KEY).encrypt(nonce, text.encode(), None)
    return _VERSION + base64.urlsafe_b64encode(nonce + sealed).decode("ascii")


def decrypt(stored: str) -> str:
    """What `encrypt` was given. `ImproperlyConfigured` when the key does not fit the value."""
    if not stored:
        return stored
    try:
        if not stored.startswith(_VERSION):
            raise ValueError(stored[:3])
        sealed = base64.urlsafe_b64decode(stored[len(_VERSION) :])
        return _cipher(settings.FIELD_KEY).decrypt(sealed[:_NONCE], sealed[_NONCE:], None).decode()
    except (InvalidTag, ValueError) as error:
        raise ImproperlyConfigured(
            "SILIAN_FIELD_KEY 与已加密的数据不符 / does not fit the encrypted data"
        ) from error


def fingerprint(text: str) -> str:
    """A keyed digest (64 hex digits) by which equal values can be found without decrypting."""
    key = _key(settings.FIELD_KEY, "fingerprint v1")
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


class EncryptedCharField(PersonalField, models.CharField):
    """A text that is clear in Python and ciphertext in the database.

    `max_length` limits the clear text. It can be asked only whether it is empty: each
    encryption of the same text differs; where equal ones must be found, keep a `fingerprint`.
    """

    def get_internal_type(self) -> str:
        """A column without a length: ciphertext is longer than what was written."""
        return "TextField"

    def from_db_value(self, value: str | None, *_context: Any) -> str | None:
        return decrypt(value) if value else value

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Encrypts on insert and update, single or in bulk; expressions go through."""
        if isinstance(value, str):
            return encrypt(value)
        return super().get_db_prep_save(value, connection)

    def get_lookup(self, lookup_name: str) -> Any:
        lookup = {"exact": _ExactlyEmpty, "isnull": IsNull}.get(lookup_name)
        if lookup is None:
            raise FieldError(f"{self.name} is encrypted: only '' and isnull can be asked")
        return lookup


class _ExactlyEmpty(Exact):
    """Equality with the empty text, the only one that ciphertext can answer."""

    def get_prep_lookup(self) -> Any:
        if self.rhs != "":
            raise FieldError("an encrypted field can only be compared with the empty text")
        return super().get_prep_lookup()


# --- Showing ----------------------------------------------------------------------------------


def _declared(obj: models.Model, field: str) -> Personal:
    declared = getattr(obj._meta.get_field(field), "personal", None)
    if declared is None:
        raise LookupError(f"{obj._meta.label}.{field} declares no personal data")
    return declared


def masked(obj: models.Model, field: str) -> str:
    """The value of a personal field as pages show it; LookupError for an undeclared field."""
    declared = _declared(obj, field)
    value = getattr(obj, field)
    if value in (None, ""):
        return ""
    return MASKS[declared.mask](value) if declared.mask else str(value)


@command("kernel.personal.reveal", None)
def reveal(*, actor: Actor, obj: models.Model, field: str) -> str:
    """Opens one personal value in full; the entry says who opened what, never the value.

    Raises `Forbidden` when the declaration names no permission or the actor lacks it.
    """
    # The fields above are used by kernel.models itself, on which the audit depends.
    from . import audit

    declared = _declared(obj, field)
    if declared.reveal is None:
        raise Forbidden(_("这项个人信息不在页面上展示全文。"))
    row = lock(type(obj), obj)
    require(actor, declared.reveal, row)
    value = getattr(row, field)
    if value in (None, ""):
        raise Missing(_("这一项没有填写。"))
    audit.record(actor, row, {"field": field})
    return str(value)
