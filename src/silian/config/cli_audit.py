"""`silian audit`: proof that the record of what was done is as it was written."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from silian.kernel import audit, scoping
from silian.kernel.audit.daily import anchor_file
from silian.kernel.audit.verify import read_anchors
from silian.kernel.cli import Format, FormatOption, emit

app = typer.Typer(
    help="审计链的锚定与核验 / anchor and verify the audit chain", no_args_is_help=True
)

AnchorOption = Annotated[
    Path | None, typer.Option("--anchors", help="锚点文件 / file of anchors kept outside")
]


@app.command()
def verify(anchors: AnchorOption = None, format: FormatOption = Format.text) -> None:
    """核验每条审计链：改、删、插、换、截、重写都会被发现 / verify every audit chain."""
    with scoping.across():
        known = read_anchors(anchors or anchor_file())
        read, faults = audit.verify(known)
    emit(
        {
            "entries": read,
            "anchors": len(known),
            "ok": not faults,
            "faults": [asdict(fault) for fault in faults],
        },
        format,
    )
    if faults:
        raise typer.Exit(2)


@app.command()
def anchor(anchors: AnchorOption = None, format: FormatOption = Format.text) -> None:
    """把每条链的末端写入库外文件 / write the head of every chain to a file outside."""
    with scoping.across():
        heads = audit.anchor(anchors or anchor_file())
    emit({"file": str(anchors or anchor_file()), "heads": [asdict(h) for h in heads]}, format)
