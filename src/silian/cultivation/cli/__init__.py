"""`silian cultivation …`; `placement.py` beside it has `silian placement …`."""

from __future__ import annotations

import typer

app = typer.Typer(help="共育 / cultivation", no_args_is_help=True)
