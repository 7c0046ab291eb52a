"""`silian verify`, and `silian documents`: the key file and the signing key."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from silian.governance.cli.documents import issue
from silian.kernel.access import system_actor
from silian.kernel.cli import Format, FormatOption, emit
from silian.kernel.documents.checking import Verdict, check_offline, check_upload
from silian.kernel.documents.keyfile import key_file
from silian.kernel.documents.keys import rotate_key as rotate
from silian.kernel.refusals import Invalid

app = typer.Typer(help="签发的文书 / issued papers", no_args_is_help=True)

app.command()(issue)

LARGEST = 64 * 1024 * 1024
KeysOption = Annotated[
    Path | None,
    typer.Option("--keys", help="密钥文件：不联网、不用数据库 / key file: no network, no database"),
]


def verify(
    file: Annotated[Path, typer.Argument(help="文书的 PDF / the paper")],
    keys: KeysOption = None,
    format: FormatOption = Format.text,
) -> None:
    """核对一份文书的签名和状态 / check the signature and the status of a paper."""
    pdf = _bytes(file)
    verdict: Verdict = check_offline(pdf, _json(keys)) if keys else check_upload(pdf)
    emit({"file": file.name, **verdict.plain()}, format)
    if not verdict.ok:
        print(verdict.sentence, file=sys.stderr)
        raise typer.Exit(2)


def _bytes(file: Path) -> bytes:
    try:
        if file.stat().st_size > LARGEST:
            raise Invalid(f"{file.name}：文件太大，不会是签发的文书。 / too large to be a paper.")
        return file.read_bytes()
    except OSError as error:
        raise Invalid(f"不能读取 {file}：{type(error).__name__}") from error


def _json(file: Path) -> Any:
    try:
        return json.loads(_bytes(file))
    except (ValueError, RecursionError) as error:
        raise Invalid(f"{file.name} 不是密钥文件。 / is not a key file.") from error


@app.command()
def keys(
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="写入的文件 / file to write")
    ] = None,
) -> None:
    """输出密钥文件：公钥和已签名的状态名单 / the key file: public keys, signed status list."""
    text = json.dumps(key_file(), ensure_ascii=False, indent=1)
    if output is None:
        print(text)
    else:
        output.write_text(text + "\n", encoding="utf-8")


@app.command("rotate-key")
def rotate_key(format: FormatOption = Format.text) -> None:
    """换一把签名密钥；旧的签名仍然可信 / sign with a new key; old signatures stay good."""
    emit({"key": rotate(actor=system_actor("cli"))}, format)
