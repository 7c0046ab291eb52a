"""`silian governance …`: the engine on a file, without a database."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from silian.kernel.cli import Format, FormatOption, emit
from silian.kernel.refusals import Invalid

from ..engine.export import announced, check_export, recount
from ..engine.outcome import Inconsistent, decide, read_case
from ..engine.sealing import slip_of
from ..engine.thresholds import Unreadable

app = typer.Typer(help="治理 / governance", no_args_is_help=True)

LARGEST_FILE = 64 * 1024 * 1024


@app.command()
def outcome(
    file: Annotated[Path, typer.Argument(help="人数、票数与规则 / counts and rule, JSON")],
    format: FormatOption = Format.text,
) -> None:
    """由规则和票数得出表决结果 / The outcome of a vote from its rule and counts."""
    try:
        decided = decide(*read_case(_read(file)))
    except (Unreadable, Inconsistent) as error:
        raise Invalid(str(error)) from error
    if format is Format.json:
        emit(decided.plain(), format)
        return
    print(decided.sentence)
    print(decided.sentence_en)


@app.command()
def tally(
    file: Annotated[Path, typer.Argument(help="导出的计票文件 / the export of a ballot, JSON")],
    receipt: Annotated[str, typer.Option(help="回执码，找出这张票 / find the slip of it")] = "",
    format: FormatOption = Format.text,
) -> None:
    """由选票独立重新计票，与公布的结果核对；不符时退出码为 1
    / Count an export again from its slips; exit 1 if it differs from what was announced."""
    export = _read(file)
    try:
        counts, decided = announced(recount(export))
    except (Unreadable, Inconsistent) as error:
        raise Invalid(str(error)) from error
    problems = [f"{zh} / {en}" for zh, en in check_export(export)]
    answer: dict[str, Any] = {
        "kind": export["kind"],
        "counts": counts,
        "outcome": decided,
        "agrees": not problems,
        "problems": problems,
    }
    if receipt:
        answer["slip"] = slip_of(export["slips"], receipt)
    if format is Format.json:
        emit(answer, format)
    else:
        _print(answer, receipt)
    if problems:
        raise typer.Exit(1)


def _print(answer: Mapping[str, Any], receipt: str) -> None:
    print(answer["outcome"]["sentence"])
    print(answer["outcome"]["sentence_en"])
    if receipt and answer["slip"] is None:
        print("没有这个回执码的选票。 / There is no slip with this receipt.")
    elif receipt:
        print(json.dumps(answer["slip"], ensure_ascii=False))
    for problem in answer["problems"]:
        print(problem)
    if not answer["problems"]:
        print("与公布的票数和结果一致。 / It agrees with what was announced.")


def _read(file: Path) -> Any:
    """The JSON of a file; `Invalid` with a sentence for whatever is none."""
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise Invalid(f"文件太大：{file} / The file is too large: {file}")
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid(f"无法读取文件：{file} / The file cannot be read: {file}") from error
    try:
        data = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
        json.dumps(data, ensure_ascii=False).encode()
    except _Twice as error:
        raise Invalid(f"“{error}”写了两次。 / “{error}” is given twice.") from error
    except (ValueError, RecursionError) as error:
        raise Invalid(
            f"文件不是正确的 JSON：{file} / The file is not correct JSON: {file}"
        ) from error
    return data


class _Twice(ValueError):
    """A name that an object gives twice; which one would count?"""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _Twice(key)
        found[key] = value
    return found


def _no_constant(name: str) -> None:
    raise ValueError(name)
