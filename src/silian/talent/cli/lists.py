"""Template, import and publication of the two lists."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from silian.consortia import public as consortia
from silian.kernel.access import Actor, system_actor
from silian.kernel.cli import Format, FormatOption, emit
from silian.kernel.exchange import Sheet, commit, stage, write_template
from silian.kernel.models import ImportBatch
from silian.kernel.models.batches import RowState
from silian.kernel.refusals import Invalid
from silian.kernel.scoping import inside

from ..enums import ListKind
from ..services.publish import publish_list
from ..services.sheets import sheet_of

SHOWN = 1_000
KindArgument = Annotated[ListKind, typer.Argument(help="demand 需求 或 supply 供给")]
ConsortiumOption = Annotated[str, typer.Option(help="联合体地址名 / slug")]


def mount(app: typer.Typer) -> None:
    """Adds the commands to `silian talent`."""
    app.command("template")(template)
    app.command("import")(import_)
    app.command("publish")(publish)


def template(
    kind: KindArgument,
    output: Annotated[Path, typer.Option("-o", "--output", help="写到这个文件 / file to write")],
    consortium: ConsortiumOption = "",
    lang: Annotated[str, typer.Option(help="zh-hans 或 en")] = "zh-hans",
    format: FormatOption = Format.text,
) -> None:
    """写出空白模板，下拉列表来自标准代码 / Write the empty template with drop-downs.

    With --consortium its members are offered as organisations.
    """
    if lang not in ("zh-hans", "en"):
        raise Invalid("语言只有 zh-hans 和 en。")
    sheet = sheet_of(kind)
    if consortium:
        with inside(consortia.by_slug(consortium).pk):
            _write(sheet, output, lang)
    else:
        _write(sheet, output, lang)
    emit({"file": str(output), "sheet": sheet.key, "columns": len(sheet.columns)}, format)


def _write(sheet: Sheet, output: Path, lang: str) -> None:
    try:
        with output.open("wb") as file:
            write_template(sheet, file, lang)
    except OSError as error:
        raise Invalid(f"不能写 {output.name}：{error.strerror}。") from error


def import_(
    kind: KindArgument,
    file: Annotated[Path, typer.Argument(help="XLSX 或 CSV 文件 / XLSX or CSV")],
    consortium: ConsortiumOption,
    do_commit: Annotated[bool, typer.Option("--commit", help="写入 / save the rows")] = False,
    period: Annotated[str, typer.Option(help="没有填期次的行的期次 / default period")] = "",
    format: FormatOption = Format.text,
) -> None:
    """预览表格；加 --commit 才写入，全部或全不 / Preview a spreadsheet; --commit saves it."""
    if not file.is_file():
        raise Invalid(f"没有文件 {file}。")
    where = consortia.by_slug(consortium)
    actor = system_actor("cli", where.pk)
    options = {"period": period} if period else {}
    staged = stage(
        actor=actor, sheet=sheet_of(kind), path=file, file_name=file.name, options=options
    )
    answer = _report(actor, staged.batch)
    answer |= {"repeated": staged.repeated, "committed": False, "created": 0}
    if do_commit and not staged.repeated:
        if staged.batch.errors:
            answer["reason"] = f"还有 {staged.batch.errors} 行有错误，一行也没有写入。"
        else:
            done = commit(actor=actor, batch=staged.batch)
            answer |= {"committed": True, "created": done.created, "unchanged": done.unchanged}
    _print(answer, format)
    if do_commit and answer["errors"]:
        raise typer.Exit(2)


def _report(actor: Actor, batch: ImportBatch) -> dict[str, Any]:
    """The counts of a preview and every problem by row and column, the first thousand of them."""
    assert actor.consortium_id is not None
    with inside(actor.consortium_id):
        lines = batch.lines.exclude(problems="[]").order_by("number")
        titles = {column.key: column.title() for column in sheet_of_batch(batch).columns}
        problems = [
            {
                "row": line.number,
                "column": titles.get(problem["column"], ""),
                "value": problem["value"],
                "sentence": problem["sentence"],
                "mend": problem["mend"],
                "suggestions": [label for _value, label in problem["suggestions"]],
                "severity": problem["severity"],
            }
            for line in lines.filter(state__in=(RowState.ERROR, RowState.WARNING))[:SHOWN]
            for problem in json.loads(line.problems)
        ]
    return {
        "file": batch.file_name,
        "sha256": batch.sha256,
        "batch": batch.ref,
        "rows": batch.rows,
        "accepted": batch.ok + batch.warnings,
        "errors": batch.errors,
        "warnings": batch.warnings,
        "duplicates": batch.duplicates,
        "unchanged": batch.unchanged,
        "notes": [f"{note['sentence']}{note['mend']}" for note in batch.notes],
        "problems": problems,
    }


def sheet_of_batch(batch: ImportBatch) -> Sheet:
    """The sheet that a batch was read with."""
    return sheet_of(batch.sheet.removeprefix("talent."))


def _print(answer: dict[str, Any], format: Format) -> None:
    if format is Format.json:
        emit(answer, format)
        return
    print(
        f"读取 {answer['rows']} 行：可导入 {answer['accepted']}（其中留意 {answer['warnings']}），"
        f"错误 {answer['errors']}，表内重复 {answer['duplicates']}，"
        f"已在系统中 {answer['unchanged']}"
    )
    for note in answer["notes"]:
        print(f"  {note}")
    for problem in answer["problems"]:
        mark = "错误" if problem["severity"] == "error" else "留意"
        where = f"第 {problem['row']} 行 {problem['column']}".rstrip()
        offers = f"（建议：{'、'.join(problem['suggestions'])}）" if problem["suggestions"] else ""
        print(f"  {mark} {where}：{problem['sentence']}{problem['mend']}{offers}")
    if answer["repeated"]:
        print("这个文件已经导入过，没有任何改变。")
    elif answer["committed"]:
        print(f"已写入 {answer['created']} 条。")
    else:
        print(answer.get("reason") or "这是预览，没有写入。加 --commit 写入。")


def publish(
    kind: KindArgument,
    consortium: ConsortiumOption,
    period: Annotated[str, typer.Option(help="期次，例如 2026 / period")],
    title: Annotated[str, typer.Option(help="标题；留空则自动生成 / title")] = "",
    format: FormatOption = Format.text,
) -> None:
    """发布已通过审核的条目，编号并算出哈希 / Publish what is approved, numbered and hashed."""
    where = consortia.by_slug(consortium)
    actor = system_actor("cli", where.pk)
    snapshot = publish_list(actor=actor, kind=kind, period=period, title=title)
    emit(
        {
            "kind": snapshot.kind,
            "number": snapshot.number,
            "title": snapshot.title,
            "period": snapshot.period,
            "count": snapshot.count,
            "heads": snapshot.heads,
            "organisations": snapshot.organisations,
            "asked": snapshot.asked,
            "answered": snapshot.answered,
            "sha256": snapshot.sha256,
            "path": f"/c/{where.slug}/talent/publications/{snapshot.kind}/{snapshot.number}/",
        },
        format,
    )
