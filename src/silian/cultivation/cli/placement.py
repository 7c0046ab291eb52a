"""`silian placement …`: solve, verify and explain a market from files."""

from __future__ import annotations

import typer

app = typer.Typer(help="双选 / placement", no_args_is_help=True)
