"""YAML text to plain data, with the line of every value, and nothing that YAML can do beyond.

Anchors, tags of its own and repeated keys are refused: a blueprint is read by people.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml

from .said import Said

MAX_BYTES = 256 * 1024
MAX_DEPTH = 8


@dataclass(frozen=True)
class Problem:
    """Something about a place of the file: what is wrong and how to mend it.

    `path` is like `bodies[2].kind`, `line` counts from 1 (0 where there is none). A warning
    does not keep the blueprint from being used.
    """

    path: str
    line: int
    sentence: Said
    mend: Said
    warning: bool = False


@dataclass
class Tree:
    """The data of a file, the line of each path, and what was wrong with it."""

    data: Any = None
    lines: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def report(self, path: str, sentence: Said, mend: Said, warning: bool = False) -> None:
        """Adds a problem at a path; the line is that of the nearest path that has one."""
        at = path
        while at and at not in self.lines:
            at = at.rpartition(".")[0] if "." in at else ""
        self.problems.append(Problem(path, self.lines.get(at, 0), sentence, mend, warning))


def read(text: str) -> Tree:
    """Reads a YAML text; the data is None where it cannot be read at all."""
    tree = Tree()
    if len(text.encode()) > MAX_BYTES:
        tree.report(
            "",
            Said("文件超过 256 KiB。", "The file is larger than 256 KiB."),
            Said("蓝图只写事实；成员名单请用表格导入。",
                 "A blueprint holds facts; import a roll of members as a spreadsheet."),
        )  # fmt: skip
        return tree
    try:
        node = _compose(text, tree)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 0
        what = str(getattr(error, "problem", None) or "YAML")
        tree.problems.append(
            Problem(
                "",
                line,
                Said(f"第 {line} 行不是合法的 YAML：{what}。",
                     f"Line {line} is not valid YAML: {what}."),
                Said("检查缩进、冒号后的空格和引号。",
                     "Check indentation, the space after a colon, and quotes."),
            )
        )  # fmt: skip
        return tree
    if node is not None:
        tree.data = _build(node, "", 0, tree)
    return tree


def _compose(text: str, tree: Tree) -> yaml.Node | None:
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise yaml.MarkedYAMLError(
                problem="anchors and aliases (& *)",
                problem_mark=event.start_mark,  # type: ignore[arg-type]
            )
    return yaml.compose(text, Loader=yaml.SafeLoader)


def _build(node: yaml.Node, path: str, depth: int, tree: Tree) -> Any:
    tree.lines[path] = node.start_mark.line + 1
    if depth > MAX_DEPTH:
        tree.report(
            path,
            Said("层次太深。", "Nested too deeply."),
            Said("按格式说明改写。", "Follow the description of the format."),
        )
        return None
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, depth, tree)
    if isinstance(node, yaml.SequenceNode):
        return [
            _build(item, f"{path}[{number}]", depth + 1, tree)
            for number, item in enumerate(node.value)
        ]
    return _scalar(node)


def _mapping(node: yaml.MappingNode, path: str, depth: int, tree: Tree) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        where = f"{path}.{key}" if path else key
        if key in found:
            tree.lines[where] = key_node.start_mark.line + 1
            tree.report(
                where,
                Said(f"“{key}”写了两次。", f"“{key}” is given twice."),
                Said("合并成一处。", "Merge the two."),
            )
            continue
        found[key] = _build(value_node, where, depth + 1, tree)
    return found


def _scalar(node: yaml.Node) -> Any:
    """The value as YAML 1.1 reads it, but never more than text, number, date, truth or nothing."""
    kind = node.tag.rpartition(":")[2]
    if kind not in {"int", "float", "bool", "null", "timestamp"}:
        return str(node.value)
    try:
        loader = yaml.SafeLoader("")
        return loader.construct_object(node)
    except (ValueError, yaml.YAMLError, OverflowError):
        return str(node.value)
