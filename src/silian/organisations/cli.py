"""`silian organisation …`."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from django.utils.translation import gettext as _

from silian.kernel.access import system_actor
from silian.kernel.cli import Format, FormatOption, emit
from silian.kernel.refusals import Conflict, Invalid, Missing

from . import public
from .engine.matching import Match

app = typer.Typer(help="单位库 / the registry of organisations", no_args_is_help=True)

Text = Annotated[str, typer.Argument(help="编号、代码或名称 / ref, code or name")]


@app.command("list")
def list_organisations(
    query: Annotated[str, typer.Option("-q", help="名称里的词 / words of the name")] = "",
    kind: Annotated[str, typer.Option(help="类别 / kind")] = "",
    limit: Annotated[int, typer.Option(help="最多几条 / at most")] = 50,
    format: FormatOption = Format.text,
) -> None:
    """列出单位 / list organisations."""
    if kind and kind not in public.OrganisationKind.values:
        kinds = ", ".join(public.OrganisationKind.values)
        raise Invalid(_("没有这个类别。可用的类别：%(kinds)s") % {"kinds": kinds})
    if query:
        rows = public.search_organisations(query, limit if not kind else 10_000)
        rows = [row for row in rows if kind in ("", row.kind)][:limit]
    else:
        found = public.registry()
        rows = list((found.filter(kind=kind) if kind else found)[:limit])
    emit([_short(row) for row in rows], format)


@app.command()
def show(text: Text, format: FormatOption = Format.text) -> None:
    """一个单位的资料 / the facts of one organisation."""
    row = _one(text)
    region = row.region
    emit(
        {
            **_short(row),
            "name_en": row.name_en,
            "short_name": row.short_name,
            "school_code": row.school_code,
            "region_name": region.name if region else None,
            "industry": row.industry_id,
            "size": row.size,
            "website": row.website,
            "source": row.source,
            "is_demo": row.is_demo,
            "aliases": [alias.name for alias in row.aliases.all()],
        },
        format,
    )


@app.command()
def merge(
    source: Text,
    target: Text,
    commit: Annotated[bool, typer.Option("--commit", help="照预览执行 / do it")] = False,
    format: FormatOption = Format.text,
) -> None:
    """把一个单位并入另一个：先预览 / merge one into another, preview first."""
    one, other = _one(source), _one(target)
    seen = public.preview_merge(one, other)
    if seen.refusals:
        raise Conflict("；".join(seen.refusals))
    if commit:
        seen = public.merge(actor=system_actor("cli"), source=one, target=other)
    emit(
        {
            "source": one.name,
            "target": other.name,
            "moved": dict(seen.moved),
            "filled": dict(seen.filled),
            "kept": {field: {"kept": own, "dropped": lost} for field, own, lost in seen.kept},
            "committed": commit,
        },
        format,
    )


@app.command("load-universities")
def load_universities(format: FormatOption = Format.text) -> None:
    """由教育部名单建立高校 / make organisations of the ministry's list of universities."""
    done = public.load_universities(actor=system_actor("cli"))
    emit(
        {
            "read": done.read,
            "created": done.created,
            "updated": done.updated,
            "unchanged": done.unchanged,
            "adopted": done.adopted,
        },
        format,
    )


def _one(text: str) -> public.Organisation:
    match: Match = public.match_organisation(text, uscc=text, school_code=text)
    if match.code is None or not match.exact:
        sentence = _("没有找到“%(text)s”。") % {"text": text[:60]}
        offers = "、".join(f"{name} ({ref})" for ref, name in match.suggestions)
        if offers:
            sentence += _("您要找的可能是：%(offers)s。") % {"offers": offers}
        raise Missing(sentence)
    return public.by_ref(match.code)


def _short(row: public.Organisation) -> dict[str, Any]:
    return {
        "ref": row.ref,
        "name": row.name,
        "kind": row.kind,
        "uscc": row.uscc,
        "region": row.region_id,
    }
