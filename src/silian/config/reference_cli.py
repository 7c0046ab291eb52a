"""The page of the command line, written from the tree of sub-commands itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer
from typer.main import get_command

HEAD = (
    "# 命令行 Command line",
    "",
    "可执行文件是 `.venv/bin/silian`。成功返回 0；输入不被接受时返回 2，并在标准错误里说一句话。",
    "多数命令可加 `--format json`。`silian django …` 直达 Django 的管理命令。",
    "",
    "The executable is `.venv/bin/silian`. It returns 0, or 2 with a sentence on standard error",
    "for input that is refused. Most commands take `--format json`. `silian django …` reaches",
    "Django's own management commands.",
    "",
)


def cli_page(tree: typer.Typer) -> str:
    """Every sub-command with its arguments and options, in the order of the tree."""
    lines = list(HEAD)
    for path, command in leaves(tree):
        usage = " ".join(["silian", *path, *(_usage(p) for p in command.params if _shown(p))])
        lines += [f"## silian {' '.join(path)}", "", (command.help or "").strip(), ""]
        lines += ["```", usage, "```", ""]
        rows = [_row(p) for p in command.params if _shown(p)]
        if rows:
            lines += ["| 参数 | 默认 Default | 说明 |", "| --- | --- | --- |", *rows, ""]
    return "\n".join(lines).rstrip() + "\n"


def leaves(tree: typer.Typer) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Each command that does something: its words after `silian`, and the command."""
    yield from _walk(get_command(tree), ())


def _walk(command: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    below = getattr(command, "commands", None)
    if below is None:
        yield path, command
        return
    for name in sorted(below):
        yield from _walk(below[name], (*path, name))


def _shown(parameter: Any) -> bool:
    return parameter.name != "help" and not getattr(parameter, "hidden", False)


def _is_option(parameter: Any) -> bool:
    return bool(parameter.param_type_name == "option")


def _flag(parameter: Any) -> str:
    """`--commit`, `--serve/--no-serve` or `--port PORT`."""
    longest = max(parameter.opts, key=len)
    if getattr(parameter, "is_flag", False):
        return "/".join([longest, *parameter.secondary_opts])
    return f"{longest} {parameter.name.upper()}"


def _usage(parameter: Any) -> str:
    text = _flag(parameter) if _is_option(parameter) else str(parameter.name).upper()
    return text if parameter.required else f"[{text}]"


def _row(parameter: Any) -> str:
    name = _flag(parameter) if _is_option(parameter) else str(parameter.name).upper()
    default = parameter.default
    plain = isinstance(default, (str, int)) and not isinstance(default, bool) and default != ""
    value = getattr(default, "value", default)
    shown = f"`{value}`" if plain else "–"
    about = (getattr(parameter, "help", "") or "").replace("|", "\\|")
    return f"| `{name}` | {shown} | {about} |"
