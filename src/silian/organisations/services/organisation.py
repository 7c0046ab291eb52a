"""Registering and changing organisations, and their aliases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from silian.kernel import audit
from silian.kernel.access import Actor, require
from silian.kernel.commands import command, lock
from silian.kernel.refusals import Conflict, Invalid

from ..engine.names import plain_key
from ..models import Organisation, OrganisationAlias
from ..permissions import OrganisationPermission as P
from ..queries.index import forget
from .values import cleaned, validate

BATCH = 2000


@command("organisations.organisation.register", P.ORGANISATION_REGISTER)
def register(
    *,
    actor: Actor,
    name: str,
    kind: str,
    uscc: str = "",
    school_code: str = "",
    name_en: str = "",
    short_name: str = "",
    region_id: str | None = None,
    industry_id: str | None = None,
    size: str = "",
    website: str = "",
    address: str = "",
    source: str = "",
    is_demo: bool = False,
    same_name: bool = False,
) -> Organisation:
    """Adds an organisation to the registry; region and industry are given by their codes.

    Raises `Invalid`; `Conflict` where one of that very name exists already, unless
    `same_name` says that it is another one.
    """
    require(actor, P.ORGANISATION_REGISTER)
    given = {
        "name": name, "kind": kind, "uscc": uscc, "school_code": school_code, "name_en": name_en,
        "short_name": short_name, "region_id": region_id, "industry_id": industry_id,
        "size": size, "website": website, "address": address, "source": source,
        "is_demo": is_demo,
    }  # fmt: skip
    organisation = Organisation(**cleaned(given))
    validate(organisation)
    if not same_name:
        _refuse_same_name(organisation)
    _save(organisation)
    audit.record(actor, organisation, {"name": ["", organisation.name], "kind": kind})
    transaction.on_commit(forget)
    return organisation


@command("organisations.organisation.register_many", P.ORGANISATION_REGISTER)
def register_many(*, actor: Actor, rows: Iterable[Mapping[str, Any]]) -> list[Organisation]:
    """Adds many organisations that were checked row by row before; one entry for all.

    The database refuses a code that came in between (`Conflict`); nothing is then added.
    """
    require(actor, P.ORGANISATION_REGISTER)
    organisations = [Organisation(**cleaned(row)) for row in rows]
    try:
        with transaction.atomic():
            Organisation.objects.bulk_create(organisations, batch_size=BATCH)
    except IntegrityError as error:
        raise Conflict(_("其中有单位的代码刚刚被登记。请重新预览后再导入。")) from error
    audit.record(actor, _("单位库"), {"added": len(organisations)})
    transaction.on_commit(forget)
    return organisations


@command("organisations.organisation.update", P.ORGANISATION_EDIT)
def update(*, actor: Actor, organisation: Organisation, values: Mapping[str, Any]) -> Organisation:
    """Changes the fields named in `values`; a changed name stays findable as an alias.

    Raises `Forbidden` (also for a merged one), `Invalid`.
    """
    organisation = lock(Organisation, organisation)
    require(actor, P.ORGANISATION_EDIT, organisation)
    changes: dict[str, list[Any]] = {}
    for field, value in cleaned(values).items():
        before = getattr(organisation, field)
        if before != value:
            changes[field] = [before, value]
            setattr(organisation, field, value)
    validate(organisation)
    _save(organisation)
    if "name" in changes:
        OrganisationAlias.objects.get_or_create(organisation=organisation, name=changes["name"][0])
    audit.record(actor, organisation, changes)
    transaction.on_commit(forget)
    return organisation


@command("organisations.alias.add", P.ORGANISATION_EDIT)
def alias_add(*, actor: Actor, organisation: Organisation, name: str) -> OrganisationAlias:
    """Adds a name under which lists write it. `Invalid` for an empty one or one it has already."""
    organisation = lock(Organisation, organisation)
    require(actor, P.ORGANISATION_EDIT, organisation)
    name = " ".join(name.split())
    if not plain_key(name):
        raise Invalid({"name": [_("请填写别名。")]})
    if len(name) > 200:
        raise Invalid({"name": [_("别名不能超过 200 个字。")]})
    if name == organisation.name or organisation.aliases.filter(name=name).exists():
        raise Invalid({"name": [_("已经有这个名称。")]})
    alias = OrganisationAlias.objects.create(organisation=organisation, name=name)
    audit.record(actor, organisation, {"alias": ["", name]})
    transaction.on_commit(forget)
    return alias


@command("organisations.alias.remove", P.ORGANISATION_EDIT)
def alias_remove(*, actor: Actor, alias: OrganisationAlias) -> None:
    """Takes an alias away, for one that means somebody else."""
    alias = lock(OrganisationAlias, alias)
    organisation = lock(Organisation, alias.organisation)
    require(actor, P.ORGANISATION_EDIT, organisation)
    alias.delete()
    audit.record(actor, organisation, {"alias": [alias.name, ""]})
    transaction.on_commit(forget)


def _refuse_same_name(organisation: Organisation) -> None:
    other = (
        Organisation.objects.current()
        .filter(name=organisation.name)
        .exclude(pk=organisation.pk)
        .first()
    )
    if other is not None:
        raise Conflict(
            _("单位库里已有“%(name)s”。如果确实是另一个单位，请勾选“同名的另一个单位”。")
            % {"name": other.name}
        )


def _save(organisation: Organisation) -> None:
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError as error:
        raise Conflict(_("这个代码刚刚被别人登记。请刷新后再试。")) from error
