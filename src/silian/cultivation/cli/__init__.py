"""`silian cultivation …`; `placement.py` beside it has `silian placement …`."""

from __future__ import annotations

from typing import Annotated

import typer

from silian.kernel.cli import Format, FormatOption, emit

from ..engine.pathways.ladder import Path
from ..enums import Level
from ..queries.pathways import MOST_PATHS, official_paths

app = typer.Typer(help="共育 / cultivation", no_args_is_help=True)


@app.callback()
def cultivation() -> None:
    """共育 / cultivation"""


@app.command()
def paths(
    program: Annotated[str, typer.Argument(help="专业代码，例如 710102 / program code")],
    to: Annotated[
        str, typer.Option(help="到哪个层次：高职、职业本科、本科、硕士 / up to which level")
    ] = "",
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = MOST_PATHS,
    format: FormatOption = Format.text,
) -> None:
    """一个专业的贯通路径：中职—高职—本科—硕士 / Where a program leads, by the official lists."""
    start, found = official_paths(program, to, limit)
    if format is Format.json:
        emit(
            {
                "code": start.code, "name": start.name, "level": start.level, "to": to,
                "count": len(found.paths) + found.left_out, "left_out": found.left_out,
                "paths": [_as_data(path) for path in found.paths],
            },
            format,
        )  # fmt: skip
        return
    for path in found.paths:
        print(" → ".join(f"{_code(n.code)}{n.name}（{Level(n.level).label}）" for n in path.nodes))
    if not found.paths:
        print("没有接续路径。 / No continuation is listed.")
    if found.left_out:
        print(f"另有 {found.left_out} 条，请用 --limit 放宽。 / {found.left_out} more.")


def _code(code: str) -> str:
    return "" if ":" in code else f"{code} "


def _as_data(path: Path) -> list[dict[str, str]]:
    return [
        {"code": node.code, "name": node.name, "level": node.level, "years": node.years}
        for node in path.nodes
    ]
