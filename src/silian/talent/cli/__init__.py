"""`silian talent …`."""

from __future__ import annotations

import typer

from . import alignment, lists

app = typer.Typer(help="人才清单：模板、导入、发布 / talent lists", no_args_is_help=True)
lists.mount(app)
alignment.mount(app)
