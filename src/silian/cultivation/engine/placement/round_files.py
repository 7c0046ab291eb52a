"""A whole round from its files: identifiers, market, and the result read and written."""

from __future__ import annotations

import os
import re
import secrets
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from .faults import MOST_FAULTS, Fault, Faulty, Report
from .files import NUMBER, SUFFIXES, Table, filled, quoted
from .intake import Posts, Preferences, Priorities, assemble
from .market import Market
from .post_table import read_posts

_PLAIN = re.compile(r"0|-?[1-9][0-9]{0,17}", re.ASCII)


@dataclass(slots=True)
class Ids:
    """Identifiers in order: `values[c]` is that of code c (int64, or text as objects).

    Numbers where every one is written as a plain whole number, in their order; else texts in the
    order of code points. `rows[c]`: the row in the table, from 0.
    """

    name: str
    values: NDArray[Any]
    rows: NDArray[np.int64]
    listed: bool = False

    def __len__(self) -> int:
        return len(self.values)

    def find(self, written: str) -> int:
        """The code of an identifier as a person writes it, −1 if there is none."""
        found = np.flatnonzero(self.values.astype(str) == written.strip())
        return int(found[0]) if len(found) else -1

    def plain(self, code: int) -> Any:
        """The identifier of a code as JSON has it."""
        value = self.values[code]
        return int(value) if isinstance(value, np.integer) else value

    def codes(self, table: Table, column: str) -> str:
        """The expression of the codes of a column, −1 where the identifier is not known."""
        numbers = self.values.dtype != object
        if numbers and table.is_whole(column) and len(self):
            low, high = int(self.values[0]), int(self.values[-1])
            if high - low + 1 == len(self):
                inside = f'"{column}" BETWEEN {low} AND {high}'
                return f'CASE WHEN {inside} THEN ("{column}"::BIGINT - {low})::INTEGER ELSE -1 END'
        if not self.listed:
            ids = {"code": np.arange(len(self)), "value": self.values.astype(str).astype(object)}
            table.link.register(f"{self.name}_values", ids)
            table.link.execute(
                f"CREATE TYPE {self.name} AS ENUM "  # noqa: S608  (a name of ours)
                f"(SELECT value FROM {self.name}_values ORDER BY code)"
            )
            self.listed = True
        return f"coalesce(enum_code(TRY_CAST({table.sql(column)} AS {self.name}))::INTEGER, -1)"


@dataclass(slots=True)
class Round:
    """What the files of a round say."""

    market: Market
    students: Ids
    posts: Ids
    seed: int
    multiple: bool
    scored: bool
    link: duckdb.DuckDBPyConnection


def read_round(
    students: Path,
    posts: Path,
    preferences: Path,
    priorities: Path | None = None,
    *,
    seed: int = 0,
    multiple: bool = False,
) -> Round:
    """The round of four files; see `silian placement`. Raises `Faulty` with every fault."""
    threading.Thread(target=_get_ready).start()
    link = duckdb.connect()
    who = Table.open(link, students, "students", ["student_id"])
    where = Table.open(link, posts, "posts", ["post_id", "capacity"])
    wishes = Table.open(link, preferences, "preferences", ["student_id", "rank", "post_id"])
    scores = None
    if priorities is not None:
        scores = Table.open(link, priorities, "priorities", ["post_id", "student_id"])
    report = Report()
    student_ids = _ids(who, "student_id", "student_ids", report)
    post_ids = _ids(where, "post_id", "post_ids", report)
    report.stop()
    offered = _posts(where, who, student_ids, post_ids, report)
    report.stop()
    given = _preferences(wishes, student_ids, post_ids, report)
    ranked = None if scores is None else _priorities(scores, student_ids, post_ids, report)
    report.stop()
    market = assemble(
        len(student_ids), offered, given, ranked, seed=seed, multiple=multiple,
        names={"preferences": wishes.name, "priorities": scores.name if scores else ""},
    )  # fmt: skip
    return Round(market, student_ids, post_ids, seed, multiple, scores is not None, link)


def _get_ready() -> None:
    """Loads the compiled engine while the files are being read."""
    with suppress(ImportError):
        from . import compiled

        compiled.get_ready()


def _ids(table: Table, column: str, name: str, report: Report) -> Ids:
    values = table.read({"id": f'"{column}"' if table.is_whole(column) else table.sql(column)})
    given = values["id"]
    if isinstance(given, np.ma.MaskedArray) and given.mask.any():
        for row in np.flatnonzero(given.mask)[: MOST_FAULTS + 1]:
            report.add(table.name, int(row) + 2, column, "编号为空", "the identifier is empty")
        report.stop()
    ids = filled(given, 0)
    if ids.dtype == object and all(_PLAIN.fullmatch(one) for one in ids):
        ids = ids.astype(np.int64)
    order = np.argsort(ids, kind="stable")
    ids = ids[order]
    for at in np.flatnonzero(ids[1:] == ids[:-1])[: MOST_FAULTS + 1]:
        first, second = int(order[at]) + 2, int(order[at + 1]) + 2
        report.add(
            table.name, second, column,
            f"编号“{ids[at]}”重复（另见第 {first} 行）",
            f"the identifier “{ids[at]}” is given twice (see row {first})",
        )  # fmt: skip
    return Ids(name, ids, order)


def _posts(table: Table, who: Table, students: Ids, posts: Ids, report: Report) -> Posts:
    wanted = [one for one in ("capacity", "minimum", "reserves") if one in table.columns]
    cells = table.read({one: table.sql(one) for one in wanted})
    plain = {one: filled(cells[one].astype(object), None) for one in wanted}
    seen: dict[str, NDArray[np.object_] | None] = {}

    def attribute(name: str) -> NDArray[np.object_] | None:
        if name not in seen:
            seen[name] = None
            if name in who.columns:
                column = who.read({"value": who.sql(name)})["value"].astype(object)
                seen[name] = filled(column, "")[students.rows]
        return seen[name]

    return read_posts(
        plain["capacity"], plain.get("minimum"), plain.get("reserves"), posts.rows, attribute,
        table.name, report,
    )  # fmt: skip


def _preferences(table: Table, students: Ids, posts: Ids, report: Report) -> Preferences:
    found = table.read(
        {
            "student": students.codes(table, "student_id"),
            "post": posts.codes(table, "post_id"),
            "rank": _rank(table),
        }
    )
    _known(table, found, report)
    rank = filled(found["rank"], 0)
    for row in np.flatnonzero(rank < 1)[: MOST_FAULTS + 1]:
        shown = table.cell("rank", int(row))
        report.add(
            table.name, int(row) + 2, "rank",
            f"志愿序号“{shown}”不是正整数", f"the rank “{shown}” is not a whole number from 1 on",
        )  # fmt: skip
    return Preferences(found["student"], found["post"], rank)


def _rank(table: Table) -> str:
    """Whole numbers from 1 on as int32, 0 for anything else."""
    if table.is_whole("rank"):
        return 'CASE WHEN "rank" BETWEEN 1 AND 999999999 THEN "rank"::INTEGER ELSE 0 END'
    text = table.sql("rank")
    return (
        f"CASE WHEN regexp_full_match({text}, '[0-9]{{1,9}}(\\.0+)?') "
        f"THEN CAST(regexp_extract({text}, '[0-9]+') AS INTEGER) ELSE 0 END"
    )


def _known(table: Table, found: dict[str, Any], report: Report) -> None:
    for column, zh, en in (("student", "学生", "student"), ("post", "岗位", "post")):
        found[column] = codes = filled(found[column], -1)
        for row in np.flatnonzero(codes < 0)[: MOST_FAULTS + 1]:
            name = f"{column}_id"
            shown = table.cell(name, int(row))
            report.add(
                table.name, int(row) + 2, name,
                f"没有编号为“{shown}”的{zh}", f"there is no {en} “{shown}”",
            )  # fmt: skip


def _priorities(table: Table, students: Ids, posts: Ids, report: Report) -> Priorities:
    kinds = [one for one in ("score", "rank") if one in table.columns]
    if len(kinds) != 1:
        raise Faulty([Fault(table.name, 1, "", "须有 score 或 rank 其中一列",
                            "it needs one of the columns score and rank")])  # fmt: skip
    kind = kinds[0]
    number = f'"{kind}"::DOUBLE'
    if table.columns[kind] == "VARCHAR":
        text = table.sql(kind)
        number = (
            f"CASE WHEN regexp_full_match({text}, '{NUMBER}') THEN TRY_CAST({text} AS DOUBLE) END"
        )
    found = table.read(
        {
            "student": students.codes(table, "student_id"),
            "post": posts.codes(table, "post_id"),
            "value": number,
        }
    )
    _known(table, found, report)
    value = filled(found["value"], np.nan)
    for row in np.flatnonzero(~np.isfinite(value))[: MOST_FAULTS + 1]:
        shown = table.cell(kind, int(row))
        zh, en = (f"“{shown}”不是数字", f"“{shown}” is no number")
        if not shown:
            zh, en = "没有填写", "nothing is given"
        report.add(table.name, int(row) + 2, kind, zh, en)
    return Priorities(found["student"], found["post"], value if kind == "score" else -value)


def read_result(found: Round, path: Path) -> tuple[NDArray[np.int32], list[Fault]]:
    """The entry that each student holds by a result file, (n,), and what contradicts the lists.

    Raises `Faulty` for a file that is no result: columns missing, unknown identifiers.
    """
    table = Table.open(found.link, path, "result", ["student_id", "post_id"])
    blank = f"({table.sql('post_id')} IS NULL)"
    cells = table.read(
        {
            "student": found.students.codes(table, "student_id"),
            "post": f"CASE WHEN {blank} THEN -2 ELSE {found.posts.codes(table, 'post_id')} END",
            "rank": _rank(table) if "rank" in table.columns else "0",
            "empty": f"({table.sql('rank')} IS NULL)" if "rank" in table.columns else "true",
        }
    )
    student, post = filled(cells["student"], -1), filled(cells["post"], -1)
    report = Report()
    _known(table, {"student": student, "post": np.where(post == -2, 0, post)}, report)
    report.stop()
    _once(table, student, len(found.students), found.students, report)
    entry = _entries(found.market, student, post)
    rows = np.flatnonzero((post >= 0) & (entry < 0))
    for row in rows[: MOST_FAULTS + 1]:
        report.add(
            table.name, int(row) + 2, "post_id",
            "学生没有填报这个岗位", "the student did not name this post",
        )  # fmt: skip
    if "rank" in table.columns:
        _ranks(table, found.market, entry, cells, report)
    held = np.full(len(found.students), -1, np.int32)
    held[student] = entry
    return held, report.faults


def _once(table: Table, student: NDArray[np.int32], count: int, ids: Ids, report: Report) -> None:
    times = np.bincount(student, minlength=count)
    for code in np.flatnonzero(times != 1)[: MOST_FAULTS + 1]:
        shown = ids.values[code]
        if times[code]:
            row = int(np.flatnonzero(student == code)[1]) + 2
            report.add(table.name, row, "student_id", f"学生“{shown}”写了不止一次",
                       f"the student “{shown}” is given more than once")  # fmt: skip
        else:
            report.add(table.name, 0, "student_id", f"缺少学生“{shown}”",
                       f"the student “{shown}” is missing")  # fmt: skip


def _entries(
    market: Market, student: NDArray[np.int32], post: NDArray[np.int32]
) -> NDArray[np.int32]:
    """The entry of each pair, −1 where the student did not name the post."""
    entry = np.full(len(student), -1, np.int64)
    left = np.flatnonzero(post >= 0)
    at = market.start[student[left]].astype(np.int64)
    while len(left):
        inside = at < market.start[student[left] + 1]
        left, at = left[inside], at[inside]
        hit = market.post[at] == post[left]
        entry[left[hit]] = at[hit]
        left, at = left[~hit], at[~hit] + 1
    return entry.astype(np.int32)


def _ranks(
    table: Table, market: Market, entry: NDArray[np.int32], cells: dict[str, Any], report: Report
) -> None:
    rank, empty = filled(cells["rank"], 0), filled(cells["empty"], True).astype(bool)
    wanted = np.zeros(len(entry), np.int64)
    held = np.flatnonzero(entry >= 0)
    owner = np.searchsorted(market.start, entry[held], side="right") - 1
    wanted[held] = (
        entry[held] - market.start[owner] + 1 if market.ranks is None else market.ranks[entry[held]]
    )
    wrong = np.where(entry >= 0, rank != wanted, ~empty)
    for row in np.flatnonzero(wrong)[: MOST_FAULTS + 1]:
        report.add(
            table.name, int(row) + 2, "rank",
            "志愿序号与学生所填不符", "the rank is not that which the student gave",
        )  # fmt: skip


def write_result(found: Round, entry: NDArray[np.int32], path: Path) -> None:
    """`student_id,post_id,rank` by student, empty where nobody took them; whole or not at all.

    Raises `Faulty` for another suffix and for a place that cannot be written to.
    """
    check_writable(path, SUFFIXES)
    held = entry >= 0
    market = found.market
    post = market.post[np.maximum(entry, 0)] if len(market.words) else np.zeros(len(entry), int)
    rank = market.ranks_of(entry)
    ids = found.posts.values[post] if len(found.posts) else post
    rows = {"student_id": found.students.values, "post_id": ids, "rank": rank, "held": held}
    found.link.register("rows_of_result", rows)
    kind = "PARQUET" if path.suffix.lower() == ".parquet" else "CSV, HEADER"
    _whole(
        path,
        lambda part: found.link.execute(
            "COPY (SELECT student_id, CASE WHEN held THEN post_id END AS post_id, "  # noqa: S608  (our names)
            "CASE WHEN held THEN rank END AS rank FROM rows_of_result) "
            f"TO {quoted(str(part))} (FORMAT {kind})"
        ),
    )
    found.link.unregister("rows_of_result")


def check_writable(path: Path, suffixes: Sequence[str] | set[str]) -> None:
    """`Faulty` where a file of this name cannot come to be."""
    if path.suffix.lower() not in suffixes:
        names = " / ".join(sorted(suffixes))
        raise Faulty([Fault(path.name, 0, "", f"文件名须以 {names} 结尾",
                            f"the name must end in {names}")])  # fmt: skip
    if not path.parent.is_dir():
        raise Faulty([Fault(path.name, 0, "", "没有这个文件夹", "there is no such folder")])


def write_text(path: Path, text: str) -> None:
    """A file in UTF-8, whole or not at all. Raises `Faulty` where it cannot be written."""
    _whole(path, lambda part: part.write_text(text, encoding="utf-8"))


def _whole(path: Path, write: Any) -> None:
    """Writes under a temporary name beside `path` and renames: nothing stays half done."""
    part = path.with_name(f".{path.stem}.{secrets.token_hex(6)}{path.suffix}")
    try:
        write(part)
        os.replace(part, path)
    except (OSError, duckdb.Error) as error:
        raise Faulty([Fault(path.name, 0, "", "无法写入", "it cannot be written")]) from error
    finally:
        with suppress(OSError):
            part.unlink()
