"""`silian codes …`: load the lists, search them, and trace a program's five links."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from silian.kernel.access import system_actor
from silian.kernel.cli import Format, FormatOption, emit

from .engine.chain import KINDS, REST, Graph
from .enums import NodeKind
from .queries.catalogue import DATA
from .queries.details import trace as trace_program
from .queries.find import find_program, search_all
from .services.load import ListReport, load_codes

app = typer.Typer(help="标准代码 / code lists", no_args_is_help=True)


@app.command()
def load(
    folder: Annotated[Path, typer.Option(help="文件所在目录 / folder of the files")] = DATA,
    force: Annotated[bool, typer.Option(help="文件没有变化也重新比对 / compare again")] = False,
    format: FormatOption = Format.text,
) -> None:
    """载入标准代码，可重复运行 / Load the packaged lists; a second run changes nothing."""
    reports = load_codes(actor=system_actor("cli"), folder=folder, force=force)
    if format is Format.json:
        changed = any(r.added or r.changed or r.removed for r in reports)
        emit({"changed": changed, "lists": [r.as_dict() for r in reports]}, format)
        return
    for report in reports:
        print(_line(report))
        for gap in report.gaps:
            print(f"    {gap['kind']}: {gap['count']}")
    if all(report.unchanged for report in reports):
        print("没有变化：文件与上次载入时相同。 / Nothing changed.")


def _line(report: ListReport) -> str:
    head = f"{report.key:20} {report.edition:28} 读取 {report.read:>6}"
    if report.unchanged:
        return f"{head}  未变化"
    return f"{head}  新增 {report.added}  改动 {report.changed}  不再收录 {report.removed}"


@app.command()
def search(
    text: Annotated[str, typer.Argument(help="名称、代码或几个词 / name, code or words")],
    limit: Annotated[int, typer.Option(min=1, max=500)] = 30,
    format: FormatOption = Format.text,
) -> None:
    """在全部清单中查找，最相近的在前 / Search all lists, best first."""
    found = search_all(text, limit)
    rows = [
        {"list": hit.list_key, "code": hit.code, "name": hit.name, "detail": hit.detail}
        for hit in found
    ]
    if format is Format.json:
        emit(rows, format)
        return
    for hit in found:
        print(f"{hit.list_key:14} {hit.shown_code:12} {hit.name}  {hit.detail}")
    if not found:
        print("没有找到。 / Nothing found.")


@app.command()
def trace(
    code: Annotated[str, typer.Argument(help="专业代码，例如 460103 / program code")],
    format: FormatOption = Format.text,
) -> None:
    """一个专业的五业：产业—行业—企业—职业—专业 / A program's five links."""
    program = find_program(code)
    graph = trace_program(program.code)
    if format is Format.json:
        emit(_as_data(graph), format)
        return
    for kind in KINDS:
        nodes = graph.column(kind)
        print(f"{NodeKind(kind).label}：{len(nodes) or '没有登记的联系 / nothing recorded'}")
        for node in nodes:
            shown = "" if node.code == REST else node.code
            print(f"  {graph.strength[node]:7.1%}  {shown:14} {node.label}")


def _as_data(graph: Graph) -> dict[str, object]:
    """The graph as plain data: nodes by column, and links with weight, evidence and bases."""
    data: dict[str, object] = {"code": graph.start.code, "name": graph.start.label}
    for kind in KINDS:
        data[kind] = [
            {"code": node.code, "name": node.label, "share": round(graph.strength[node], 4)}
            for node in graph.column(kind)
        ]
    data["links"] = [
        {
            "from": str(flow.source),
            "to": str(flow.target),
            "share": round(flow.flow, 4),
            "weight": round(flow.weight, 4),
            "evidence": flow.evidence,
            "basis": flow.bases,
        }
        for flow in graph.flows
    ]
    return data
