"""How a sub-command answers: readable text, or JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any

import typer
from django.core.serializers.json import DjangoJSONEncoder


class Format(StrEnum):
    text = "text"
    json = "json"


FormatOption = Annotated[Format, typer.Option("--format", help="text 或 json / text or json")]


def emit(data: Any, format: Format = Format.text) -> None:
    """Prints an answer: JSON as it stands, text as aligned lines."""
    if format is Format.json:
        print(json.dumps(data, ensure_ascii=False, indent=2, cls=DjangoJSONEncoder))
    else:
        _write(data, 0)


def _write(data: Any, depth: int) -> None:
    pad = "  " * depth
    if isinstance(data, Mapping):
        for key, value in data.items():
            if isinstance(value, Mapping | list | tuple) and value:
                print(f"{pad}{key}:")
                _write(value, depth + 1)
            else:
                print(f"{pad}{key}: {'' if value is None or value == [] else value}")
    elif isinstance(data, Sequence) and not isinstance(data, str):
        for item in data:
            if isinstance(item, Mapping):
                print(pad + "- " + "  ".join(f"{k}={v}" for k, v in item.items()))
            else:
                print(f"{pad}- {item}")
    else:
        print(f"{pad}{data}")
