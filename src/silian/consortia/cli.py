"""`silian consortium …`: found, list, show, import members, give a role."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from django.db.models import Model

from silian.accounts import public as accounts
from silian.kernel.access import system_actor
from silian.kernel.cli import Format, FormatOption, emit
from silian.kernel.exchange import commit as commit_batch
from silian.kernel.exchange import readings, stage, unpack, write_template
from silian.kernel.models import ImportBatch
from silian.kernel.models.batches import RowState
from silian.kernel.refusals import Invalid
from silian.kernel.scoping import across, inside
from silian.organisations import public as organisations

from .engine.blueprint import Blueprint, parse
from .engine.tree import Problem
from .enums import ConsortiumState
from .models import Consortium
from .queries.about import about
from .queries.consortia import active_member_counts, by_slug, listed
from .queries.founding import Plan, plan_founding
from .services.assignments import assign as assign_role
from .services.founding import found as found_consortium
from .services.member_import import MEMBERS

app = typer.Typer(help="联合体 / consortia", no_args_is_help=True)


def _said(problem: Problem) -> dict[str, Any]:
    return {
        "path": problem.path,
        "line": problem.line,
        "sentence": problem.sentence.zh,
        "sentence_en": problem.sentence.en,
        "mend": problem.mend.zh,
        "mend_en": problem.mend.en,
        "warning": problem.warning,
    }


def _read(file: Path) -> Blueprint:
    """The blueprint of a file; `Invalid` with every problem of it."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid(f"不能读取 {file.name}：{type(error).__name__}") from error
    blueprint, problems = parse(text)
    if blueprint is None:
        lines = [
            f"第 {p.line} 行 {p.path}：{p.sentence.zh}{p.mend.zh}"
            for p in problems
            if not p.warning
        ] or ["文件是空的。"]
        raise Invalid({"": lines})
    return blueprint


def _planned(plan: Plan, committed: bool) -> dict[str, Any]:
    b = plan.blueprint
    return {
        "slug": b.slug,
        "name": b.name,
        "kind": b.kind,
        "state": plan.state,
        "committed": committed,
        "may_be_founded": plan.may_be_founded,
        "creates": plan.counts,
        "members_by_kind": dict(plan.kinds),
        "new_organisations": [u.name for u in plan.units.values() if u.is_new],
        "found_organisations": [u.name for u in plan.units.values() if not u.is_new],
        "problems": [_said(problem) for problem in plan.problems],
    }


@app.command()
def found(
    file: Annotated[Path, typer.Argument(help="蓝图文件 / blueprint (YAML)")],
    commit: Annotated[bool, typer.Option("--commit", help="真正成立 / create it")] = False,
    reason: Annotated[str, typer.Option(help="不合规则的理由 / reason for unmet rules")] = "",
    format: FormatOption = Format.text,
) -> None:
    """预览蓝图会建立什么；加 --commit 才建立 / Preview a blueprint; --commit creates it."""
    blueprint = _read(file)
    plan = plan_founding(blueprint, reason)
    if commit and plan.state != "unchanged":
        found_consortium(actor=system_actor("cli"), blueprint=blueprint, override_reason=reason)
    answer = _planned(plan, committed=commit and plan.state != "unchanged")
    if format is Format.json:
        emit(answer, format)
        return
    _print_plan(plan, answer)


def _print_plan(plan: Plan, answer: dict[str, Any]) -> None:
    print(f"{answer['name']}（{answer['slug']}）")
    for problem in plan.problems:
        mark = "注意" if problem.warning else "错误"
        print(f"  {mark} {problem.path}：{problem.sentence.zh}{problem.mend.zh}")
    if plan.state == "unchanged":
        print("已按这份蓝图成立，没有变化。")
        return
    if plan.state == "changed":
        print("这个地址名已有联合体；修改请在它的设置里进行。")
        return
    for key, count in answer["creates"].items():
        print(f"  {key}: {count}")
    done = "已成立。" if answer["committed"] else "这是预览。加 --commit 成立。"
    print(done if plan.may_be_founded else "还不能成立，请先改正上面的错误。")


@app.command("list")
def list_(
    all_: Annotated[bool, typer.Option("--all", help="也列出仅登记和已结束的")] = False,
    format: FormatOption = Format.text,
) -> None:
    """列出运行中的联合体 / List the running consortia."""
    rows = listed().order_by("slug")
    if not all_:
        rows = rows.filter(state=ConsortiumState.ACTIVE)
    with across():  # the installation's own list of how many members each has
        members = active_member_counts()
    emit(
        [
            {
                "slug": row.slug,
                "name": row.name,
                "kind": row.kind,
                "scope": row.scope,
                "state": row.state,
                "founded_on": row.founded_on,
                "members": members.get(row.pk, 0),
            }
            for row in rows
        ],
        format,
    )


@app.command()
def show(
    slug: Annotated[str, typer.Argument(help="地址名 / slug")], format: FormatOption = Format.text
) -> None:
    """一个联合体的全部公开事实 / Everything public about one consortium."""
    consortium = by_slug(slug)
    with inside(consortium.pk):
        emit(_shown(consortium), format)


def _shown(consortium: Consortium) -> dict[str, Any]:
    page = about(consortium)
    return {
        "slug": consortium.slug,
        "name": consortium.name,
        "name_en": consortium.name_en,
        "kind": consortium.kind,
        "scope": consortium.scope,
        "state": consortium.state,
        "founded_on": consortium.founded_on,
        "home_region": consortium.home_region_text,
        "park": consortium.park,
        "industry": consortium.industry_text,
        "source": consortium.source,
        "override_reason": consortium.rule_override_reason,
        "parent": consortium.parent.slug if consortium.parent else None,
        "hosts": [one.slug for one in page.related["hosted"]],
        "lead_units": [str(row.organisation) for row in page.leads],
        "members": page.members,
        "members_by_kind": page.kinds,
        "aims": [zh for zh, _en in page.aims],
        "parties": {rows[0].role: _names(rows) for _label, rows in page.parties},
        "zones": [str(zone) for zone in page.zones],
        "bodies": {rows[0].kind: [str(row) for row in rows] for _label, rows in page.bodies},
        "circles": {kind: [str(c) for c in rows] for kind, rows in page.circles.items() if rows},
        "duties": {row.actor_kind: row.duty for row in page.duties},
        "occasions": [
            {"title": row.title, "on": row.on, "venue": row.venue, "theme": row.theme}
            for row in page.occasions
        ],
        "facts": {rows[0].section: [_fact(row) for row in rows] for _label, rows in page.facts},
    }


def _names(rows: list[Any]) -> list[str]:
    return [str(row.organisation) for row in rows]


def _fact(row: Any) -> str:
    number = "" if row.number is None else f"{row.number.normalize():f}"
    return "：".join(part for part in (row.title, number, row.value) if part)


class Kind(StrEnum):
    """The spreadsheets of a consortium."""

    MEMBERS = "members"


KindArgument = Annotated[Kind, typer.Argument(help="members 成员名单 / roll of members")]


@app.command()
def template(
    kind: KindArgument,
    output: Annotated[Path, typer.Option("-o", "--output", help="写到这个文件 / file to write")],
    lang: Annotated[str, typer.Option(help="zh-hans 或 en")] = "zh-hans",
    format: FormatOption = Format.text,
) -> None:
    """写出空白的成员名单模板 / Write the empty template of the roll of members."""
    if lang not in ("zh-hans", "en"):
        raise Invalid("语言只有 zh-hans 和 en。")
    try:
        with output.open("wb") as file:
            write_template(MEMBERS, file, lang)
    except OSError as error:
        raise Invalid(f"不能写 {output.name}：{error.strerror}。") from error
    emit({"file": str(output), "sheet": MEMBERS.key, "columns": len(MEMBERS.columns)}, format)


@app.command("import")
def import_(
    kind: KindArgument,
    file: Annotated[Path, typer.Argument(help="成员名单 / XLSX or CSV")],
    consortium: Annotated[str, typer.Option(help="联合体地址名 / slug")],
    commit: Annotated[bool, typer.Option("--commit", help="提交 / save")] = False,
    format: FormatOption = Format.text,
) -> None:
    """预览成员名单；加 --commit 才写入 / Preview a roll of members; --commit saves it."""
    import_members(file, consortium, commit, format)


@app.command("import-members", hidden=True)
def import_members(
    file: Annotated[Path, typer.Argument(help="成员名单 / XLSX or CSV")],
    consortium: Annotated[str, typer.Option(help="联合体地址名 / slug")],
    commit: Annotated[bool, typer.Option("--commit", help="提交 / save")] = False,
    format: FormatOption = Format.text,
) -> None:
    """预览成员名单；加 --commit 才写入 / Preview a roll of members; --commit saves it."""
    where = by_slug(consortium)
    actor = system_actor("cli", where.pk)
    if not file.is_file():
        raise Invalid(f"没有文件 {file.name}。")
    staged = stage(actor=actor, sheet=MEMBERS, path=file, file_name=file.name)
    batch = staged.batch
    created = unchanged = 0
    problems = _problems(where, batch)
    if commit and not staged.repeated:
        if batch.errors:
            emit({"rows": batch.rows, "errors": batch.errors, "problems": problems}, format)
            raise Invalid(f"还有 {batch.errors} 行有错误，一行也没有写入。")
        done = commit_batch(actor=actor, batch=batch)
        batch, created, unchanged = done.batch, done.created, done.unchanged
    emit(
        {
            "rows": batch.rows,
            "errors": batch.errors,
            "warnings": batch.warnings,
            "duplicates": batch.duplicates,
            "committed": commit and not staged.repeated,
            "repeated": staged.repeated,
            "created": created,
            "unchanged": unchanged,
            "read_as": _read_as(where, batch),
            "problems": problems,
        },
        format,
    )


def _read_as(consortium: Consortium, batch: ImportBatch) -> list[dict[str, Any]]:
    """Words of the first thousand rows that were read as something else, once each."""
    found: dict[tuple[str, str, str], int] = {}
    with inside(consortium.pk):
        for line in batch.lines.order_by("number")[:1000]:
            raw, values = unpack(MEMBERS, line.values, line.cleaned, line.private)
            for one in readings(MEMBERS, raw, values):
                key = (MEMBERS.column(one.column).title(), one.value, str(one.sentence))
                found[key] = found.get(key, 0) + 1
    return [
        {"column": column, "value": value, "sentence": sentence, "rows": rows}
        for (column, value, sentence), rows in found.items()
    ]


def _problems(consortium: Consortium, batch: ImportBatch) -> list[dict[str, Any]]:
    """Every error and warning of a preview by row and column, the first thousand rows of them."""
    titles = {column.key: column.title() for column in MEMBERS.columns}
    with inside(consortium.pk):
        lines = batch.lines.filter(state__in=(RowState.ERROR, RowState.WARNING))
        return [
            {
                "row": line.number,
                "column": titles.get(problem["column"], ""),
                "value": problem["value"],
                "sentence": problem["sentence"],
                "mend": problem["mend"],
                "suggestions": [label for _value, label in problem["suggestions"]],
                "severity": problem["severity"],
            }
            for line in lines.order_by("number")[:1000]
            for problem in json.loads(line.problems)
        ]


@app.command()
def assign(
    username: Annotated[str, typer.Argument(help="用户名 / user name")],
    role: Annotated[str, typer.Argument(help="角色，例如 secretariat / role slug")],
    consortium: Annotated[str, typer.Option(help="联合体地址名 / slug")] = "",
    organisation: Annotated[str, typer.Option(help="单位名称 / organisation")] = "",
    format: FormatOption = Format.text,
) -> None:
    """给一个人一个角色 / Give a person a role, for instance the first secretariat."""
    user = accounts.find_user(username)
    if user is None:
        raise Invalid(f"没有用户“{username}”。")
    unit: Model | None = None
    if organisation:
        unit, _offered = organisations.find_or_suggest(organisation)
        if unit is None:
            raise Invalid(f"单位库里没有“{organisation}”。")
    where = by_slug(consortium) if consortium else None
    row = assign_role(
        actor=system_actor("cli"), user=user, role=role, consortium=where, organisation=unit
    )
    emit({"user": username, "role": row.role, "from": row.valid_from}, format)
