"""The alignment of demand with supply on the command line."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from silian.consortia import public as consortia
from silian.kernel.cli import Format, FormatOption, emit
from silian.kernel.exchange.export import export_csv, export_xlsx
from silian.kernel.refusals import Invalid
from silian.kernel.scoping import inside

from ..engine.regions import RegionGrain
from ..enums import ListKind
from ..exchange.alignment import COLUMNS, lines
from ..queries.alignment.answer import Answer, answer
from ..queries.alignment.cells import CellRow, Wanted, chosen
from ..queries.alignment.intake import EDUCATION_OF
from ..queries.alignment.overview import head, region_facts, unmapped_reasons
from ..queries.alignment.placeless import placeless
from ..queries.alignment.question import LIVE, Codes, Question
from ..queries.alignment.sources import method_lines, side_words, source_line
from ..queries.alignment.words import amount, gap_words

MOST_REGIONS = 100


def mount(app: typer.Typer) -> None:
    """Adds the command to `silian talent`."""
    app.command("align")(align)


def align(
    consortium: Annotated[str, typer.Option(help="联合体地址名 / slug")],
    snapshot: Annotated[
        int, typer.Option(help="需求发布号，同期供给随之；0 为实时清单 / publication of demand")
    ] = 0,
    supply_snapshot: Annotated[
        str, typer.Option(help="供给发布号，或 live / publication of supply")
    ] = "",
    period: Annotated[str, typer.Option(help="实时清单只取这一期次 / period of live lists")] = "",
    grain: Annotated[RegionGrain, typer.Option(help="地区粒度")] = RegionGrain.PREFECTURE,
    codes: Annotated[Codes, typer.Option(help="职业：全部，或只用已确认的")] = Codes.ALL,
    top: Annotated[int, typer.Option(min=0, max=1000, help="列出几个单元 / cells to list")] = 10,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="把全部单元写到 CSV 或 XLSX 文件")
    ] = None,
    format: FormatOption = Format.text,
) -> None:
    """供需对接：总数、覆盖率和最紧缺的专业 / Align demand with supply by region and program."""
    write = _writer(output)
    where = consortia.by_slug(consortium)
    with inside(where.pk):
        asked = {
            "lists": _lists(snapshot, supply_snapshot),
            "period": period,
            "grain": grain.value,
            "codes": codes.value,
        }
        found = answer(Question.read(where.pk, asked))
        written = _write(found, output, write) if output and write else 0
        data = _data(found, consortium, top)
    if output:
        data |= {"file": str(output), "written": written}
    _print(data, format)


def _lists(demand: int, supply: str) -> str:
    """The two lists as `Question.read` names them."""
    if not supply:
        return str(demand) if demand else LIVE
    return f"{demand or LIVE}-{supply}"


def _writer(output: Path | None) -> Any:
    """The export for the ending of the file; `Invalid` for another ending, before any work."""
    if output is None:
        return None
    known = {".csv": export_csv, ".xlsx": export_xlsx}
    write = known.get(output.suffix.lower())
    if write is None:
        raise Invalid(f"文件名要以 .csv 或 .xlsx 结尾：{output.name}。")
    return write


def _write(found: Answer, output: Path, write: Any) -> int:
    try:
        with output.open("wb") as stream:
            rows = chosen(found, Wanted())
            return int(write(COLUMNS, lines(rows, source_line(found)), stream))
    except OSError as error:
        raise Invalid(f"不能写 {output.name}：{error.strerror}。") from error


def _data(found: Answer, slug: str, top: int) -> dict[str, Any]:
    """The whole answer as plain data, with what every number rests on."""
    question = found.question
    return {
        "consortium": slug,
        "demand_list": side_words(found, ListKind.DEMAND),
        "supply_list": side_words(found, ListKind.SUPPLY),
        "demand_snapshot": question.demand.number if question.demand else None,
        "supply_snapshot": question.supply.number if question.supply else None,
        "grain": question.grain.value,
        "codes": question.codes.value,
        "totals": asdict(head(found)),
        "cells": len(found.alignment),
        "top": [_cell(row) for row in chosen(found, Wanted())[:top]],
        "regions": [asdict(one) for one in region_facts(found, MOST_REGIONS)],
        "without_region": [
            {"list": one.kind.value, "rows": one.rows, "heads": one.heads, "units": one.units}
            for one in placeless(found)
        ],
        "unmapped": [
            {"reason": words, "posts": posts, "heads": heads}
            for words, posts, heads in unmapped_reasons(found)
        ],
        "method": method_lines(found),
    }


def _cell(row: CellRow) -> dict[str, Any]:
    plain = asdict(row)
    del plain["place"], plain["region_short"]
    plain["region"] = f"{row.region:06d}"
    plain["level"] = EDUCATION_OF[row.level]
    plain["sign"] = row.sign.value if row.sign else None
    plain["evidence"] = row.evidence.name if row.evidence else "ENOUGH"
    return plain


def _print_placeless(data: dict[str, Any]) -> None:
    """What compares with no region, and how to mend it; nothing where regions do not count."""
    lost = data["without_region"]
    if not lost or data["grain"] == RegionGrain.WHOLE:
        return
    parts = [
        f"{ListKind(one['list']).label} {one['rows']:,} 条 {amount(one['heads'])} 人"
        f"（{one['units']:,} 个单位）"
        for one in lost
    ]
    print(
        f"没有写明地区，不进任何地区的对照：{'；'.join(parts)}。"
        f"给条目或单位补上地区，在清单页按“未写明地区”筛选可以找到它们。"
    )


def _print(data: dict[str, Any], format: Format) -> None:
    if format is Format.json:
        emit(data, format)
        return
    totals = data["totals"]
    print(data["demand_list"])
    print(data["supply_list"])
    tsi, coverage = totals["tsi"], totals["coverage"]
    print(
        f"需求 {amount(totals['demand_heads'])} 人（{totals['demand_rows']:,} 条），"
        f"供给 {amount(totals['supply_heads'])} 人（{totals['supply_rows']:,} 条），"
        f"{gap_words(totals['demand_heads'] - totals['supply_heads'])}；"
        f"求人倍率 {'没有数值' if tsi is None else f'{tsi:.2f}'}；"
        f"岗位覆盖率 {'没有数值' if coverage is None else f'{coverage:.1%}'}"
    )
    if totals["demand_heads"]:
        print(
            f"没有对应到专业 {amount(totals['unmapped_heads'])} 人；"
            f"职业未经人确认 {amount(totals['suggested_heads'])} 人"
        )
    _print_placeless(data)
    print(f"单元 {data['cells']:,} 个；证据足够的在前，按紧缺指数 K：")
    for cell in data["top"]:
        print(
            f"  {cell['shortage']:.2f} {cell['band_words']}  {cell['region_name']}  "
            f"{cell['program']} {cell['program_name']}（{cell['level_name']}）  "
            f"需求 {amount(cell['demand'])}"
            f" ({amount(cell['demand_low'])}–{amount(cell['demand_high'])})  "
            f"供给 {amount(cell['supply'])}  {cell['gap_words']}  {cell['deviation_words']}"
            + (f"  [{cell['evidence_words']}]" if cell["evidence_words"] else "")
        )
    if "file" in data:
        print(f"已写 {data['written']:,} 行：{data['file']}")
