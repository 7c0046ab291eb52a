"""What a row of the registry may hold: cleaning and checking, shared by every command."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from silian.kernel.refusals import Invalid

from ..engine import uscc as engine
from ..enums import OrganisationKind
from ..models import Organisation
from ..queries.sentences import sentence_of

FIELDS = (
    "name", "name_en", "short_name", "kind", "uscc", "school_code", "region_id", "industry_id",
    "size", "website", "address", "source", "is_demo",
)  # fmt: skip
_NULL_WHEN_EMPTY = {"uscc", "school_code", "region_id", "industry_id"}


def cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they are stored; TypeError for a field that is not one of the registry's.

    `region` and `industry` may be given as objects or, as `region_id`, by code.
    """
    result: dict[str, Any] = {}
    for field, value in values.items():
        if field in {"region", "industry"}:
            field, value = f"{field}_id", getattr(value, "pk", value)
        if field not in FIELDS:
            raise TypeError(f"not a field of an organisation: {field}")
        if isinstance(value, str):
            value = " ".join(value.split())
        if field == "uscc" and value:
            value = engine.normal(value)
        result[field] = None if field in _NULL_WHEN_EMPTY and not value else value
        if value is None and field not in _NULL_WHEN_EMPTY:
            result[field] = ""
    return result


def validate(organisation: Organisation) -> None:
    """Raises `Invalid` with sentences by field where the row cannot stand."""
    errors: dict[str, list[object]] = {}
    if organisation.uscc:
        sentence = sentence_of(organisation.uscc)
        if sentence:
            errors["uscc"] = [sentence]
    if organisation.kind != OrganisationKind.ENTERPRISE and organisation.size:
        errors["size"] = [_("规模只用于企业。")]
    if any(ord(letter) < 32 for letter in organisation.name):
        errors["name"] = [_("名称里不能有换行等控制字符。")]
    try:
        organisation.full_clean(exclude=["name_key", *errors], validate_unique=False)
    except ValidationError as error:
        for field, sentences in error.message_dict.items():
            errors.setdefault("" if field == "__all__" else field, []).extend(sentences)
    for field, label in (("uscc", _("统一社会信用代码")), ("school_code", _("学校标识码"))):
        other = _holder(organisation, field)
        if other is not None and field not in errors:
            errors[field] = [
                _("这个%(what)s已登记为“%(name)s”。") % {"what": label, "name": other.name}
            ]
    if errors:
        raise Invalid(errors)


def _holder(organisation: Organisation, field: str) -> Organisation | None:
    value = getattr(organisation, field)
    if not value:
        return None
    return Organisation.objects.filter(**{field: value}).exclude(pk=organisation.pk).first()
