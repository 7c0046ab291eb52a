"""`silian placement …`: solve, verify and explain a round from files, without a database.

The engine is imported when a command runs: numba and DuckDB would slow down every other one.
"""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from silian import __version__
from silian.kernel.cli import Format, FormatOption, emit
from silian.kernel.refusals import Invalid

if TYPE_CHECKING:
    from ..engine.placement.explain import Explanation, Threshold
    from ..engine.placement.round_files import Round
    from ..engine.placement.solve import Placement

app = typer.Typer(
    help="双选：求解、核验、解释 / placement: solve, verify, explain", no_args_is_help=True
)


class Side(StrEnum):
    students = "students"
    posts = "posts"


class Closing(StrEnum):
    one_by_one = "one-by-one"
    batch = "batch"


class ReserveOrder(StrEnum):
    first = "first"
    last = "last"


class Lottery(StrEnum):
    single = "single"
    multiple = "multiple"


StudentsOption = Annotated[
    Path, typer.Option("--students", help="学生：student_id 和任意属性 / students, CSV or Parquet")
]
PostsOption = Annotated[
    Path,
    typer.Option("--posts", help="岗位：post_id,capacity[,minimum][,reserves] / posts"),
]
PreferencesOption = Annotated[
    Path, typer.Option("--preferences", help="志愿：student_id,rank,post_id / preferences")
]
PrioritiesOption = Annotated[
    Path | None,
    typer.Option(
        "--priorities",
        help="优先次序：post_id,student_id,score（高者先）或 rank（低者先）；没有的一对不具备资格；"
        "不给则抽签 / priorities; without them a lottery",
    ),
]
SeedOption = Annotated[int, typer.Option(min=0, help="抽签种子，同分时也用 / seed of the lottery")]
SideOption = Annotated[Side, typer.Option(help="对哪一方最优 / best for which side")]
ClosingOption = Annotated[
    Closing, typer.Option(help="低于最低人数时逐个或成批取消 / how posts below a minimum close")
]
OrderOption = Annotated[
    ReserveOrder, typer.Option(help="预留名额先用或后用 / reserves before or after open places")
]
LotteryOption = Annotated[
    Lottery, typer.Option(help="全体一签或每岗一签 / one lottery for all, or one a post")
]
ThreadsOption = Annotated[
    int | None, typer.Option(min=1, max=64, help="线程数，不影响结果 / threads; same result")
]


@app.command()
def solve(
    students: StudentsOption,
    posts: PostsOption,
    preferences: PreferencesOption,
    output: Annotated[Path, typer.Option("-o", "--output", help="结果：student_id,post_id,rank")],
    priorities: PrioritiesOption = None,
    seed: SeedOption = 0,
    report: Annotated[Path | None, typer.Option(help="报告 / report, JSON")] = None,
    optimal: SideOption = Side.students,
    closing: ClosingOption = Closing.one_by_one,
    reserve_order: OrderOption = ReserveOrder.first,
    lottery: LotteryOption = Lottery.single,
    threads: ThreadsOption = None,
    format: FormatOption = Format.text,
) -> None:
    """求出稳定且对学生（或岗位）最优的分配，附证明
    / The stable assignment that is best for the students (or the posts), with its certificate."""
    from ..engine.placement.report import build_report
    from ..engine.placement.round_files import SUFFIXES, check_writable, write_result, write_text

    with _Refusing():
        check_writable(output, SUFFIXES)
        if report:
            check_writable(report, {".json"})
        found = _read(students, posts, preferences, priorities, seed, lottery)
        placement, certificate = _solved(found, optimal, closing, reserve_order, threads)
        data = build_report(found, placement, certificate, __version__, closing.value)
        if report:
            write_text(report, json.dumps(data, ensure_ascii=False, indent=1) + "\n")
        write_result(found, placement.entry, output)
    if format is Format.json:
        emit(data, format)
        return
    counts = data["counts"]
    print(f"已录取 {counts['placed']} 人，未录取 {counts['unplaced']} 人，"
          f"取消岗位 {counts['closed_posts']} 个；结果稳定，{_best(optimal)[0]}。")  # fmt: skip
    print(f"{counts['placed']} placed, {counts['unplaced']} unplaced, "
          f"{counts['closed_posts']} posts closed; stable and {_best(optimal)[1]}.")  # fmt: skip
    print(f"抽签种子 {seed} / seed {seed}")


def _best(side: Side) -> tuple[str, str]:
    if side is Side.students:
        return "对学生最优", "best for the students"
    return "对岗位最优", "best for the posts"


@app.command()
def verify(
    students: StudentsOption,
    posts: PostsOption,
    preferences: PreferencesOption,
    result: Annotated[Path | None, typer.Argument(help="要核验的结果 / the result")] = None,
    result_option: Annotated[
        Path | None, typer.Option("--result", "-o", "--output", help="同上 / the same")
    ] = None,
    priorities: PrioritiesOption = None,
    seed: SeedOption = 0,
    optimal: SideOption = Side.students,
    closing: ClosingOption = Closing.one_by_one,
    reserve_order: OrderOption = ReserveOrder.first,
    lottery: LotteryOption = Lottery.single,
    format: FormatOption = Format.text,
) -> None:
    """由志愿和优先次序独立核验一份结果；不稳定或非最优时退出码为 1，并列出阻塞对
    / Check a result from the lists and priorities; exit 1 with the blocking pairs if it is not."""
    from ..engine.placement.certificate import certify
    from ..engine.placement.report import certificate_data
    from ..engine.placement.round_files import read_result

    path = result or result_option
    if path is None:
        raise Invalid("请给出要核验的结果文件。 / Name the result to be checked.")
    with _Refusing():
        found = _read(students, posts, preferences, priorities, seed, lottery)
        entry, faults = read_result(found, path)
    certificate = certify(
        found.market, entry, optimal=optimal.value, closing=closing.value,
        reserve_order=reserve_order.value,
    )  # fmt: skip
    data = certificate_data(found, certificate)
    data["right"] = data["right"] and not faults
    data["faults"] = [str(fault) for fault in faults]
    if format is Format.json:
        emit(data, format)
    else:
        for line in _verdict(data, optimal):
            print(line)
    if not data["right"]:
        raise typer.Exit(1)


def _verdict(data: dict[str, Any], side: Side) -> list[str]:
    """What `verify` says: one line for each finding, Chinese and English."""
    if data["right"]:
        zh, en = _best(side)
        return [f"结果稳定，{zh}。 / The result is stable and {en}."]
    lines = list(data["faults"])
    pairs = data["blocking_pairs"]
    lines += [
        f"阻塞对：学生 {one['student_id']}，岗位 {one['post_id']} / "
        f"blocking pair: student {one['student_id']}, post {one['post_id']}"
        for one in pairs
    ]
    if data["blocking_count"] > len(pairs):
        lines.append(f"共 {data['blocking_count']} 处 / {data['blocking_count']} in all")
    for name, zh, en in (
        ("not_eligible", "不具备资格的学生", "students who are not eligible"),
        ("over_capacity", "超过名额或预留规则的岗位", "posts above their places or reserves"),
        ("below_minimum", "低于最低人数却未取消的岗位", "open posts below their minimum"),
        ("cycle", "互换即可改善，涉及岗位", "an exchange would be better for all, at the posts"),
    ):
        if data[name]:
            shown = ", ".join(str(one) for one in data[name])
            lines.append(f"{zh}：{shown} / {en}: {shown}")
    if not data["closings_follow_the_rule"]:
        lines.append("取消的岗位不合规则。 / The closed posts are not those the rule closes.")
    return lines


@app.command()
def explain(
    student: Annotated[str, typer.Argument(help="学生编号 / student_id")],
    students: StudentsOption,
    posts: PostsOption,
    preferences: PreferencesOption,
    priorities: PrioritiesOption = None,
    seed: SeedOption = 0,
    optimal: SideOption = Side.students,
    closing: ClosingOption = Closing.one_by_one,
    reserve_order: OrderOption = ReserveOrder.first,
    lottery: LotteryOption = Lottery.single,
    exact: Annotated[
        bool, typer.Option("--exact", help="另算复核用的准确分数线 / also the exact thresholds")
    ] = False,
    format: FormatOption = Format.text,
) -> None:
    """说明一名学生每个未录取的更高志愿的原因 / Why a student did not get each higher choice."""
    from ..engine.placement.explain import explain as reasons
    from ..engine.placement.explain import threshold

    with _Refusing():
        found = _read(students, posts, preferences, priorities, seed, lottery)
    code = found.students.find(student)
    if code < 0:
        raise Invalid(f"没有编号为“{student}”的学生。 / There is no student “{student}”.")
    if exact and optimal is Side.posts:
        raise Invalid(
            "准确分数线只对学生最优的结果计算。 / Exact thresholds need --optimal students."
        )
    placement, _certificate = _solved(found, optimal, closing, reserve_order, None)
    answer = reasons(found.market, placement, code)
    limits = {
        one.post: threshold(found.market, placement, code, one.post, seed=seed,
                            multiple=found.multiple)
        for one in answer.reasons
        if exact and one.kind != "not_eligible"
    }  # fmt: skip
    data = _explanation(found, placement, answer, limits)
    if format is Format.json:
        emit(data, format)
        return
    for line in _sentences(data):
        print(line)


def _explanation(
    found: Round, placement: Placement, answer: Explanation, limits: dict[int, Threshold]
) -> dict[str, Any]:
    """An explanation with identifiers, as plain data."""
    student, post = found.students.plain, found.posts.plain
    reasons = []
    for one in answer.reasons:
        line: dict[str, Any] = {"rank": one.rank, "post_id": post(one.post), "reason": one.kind}
        if one.kind == "cutoff":
            line["score"] = one.score
            line["cutoffs"] = [
                {
                    "reserve": None if bar.reserve is None else bar.reserve,
                    "student_id": student(bar.student),
                    "score": bar.score,
                    "by_lottery": bar.lottery,
                    "member": bar.member,
                }
                for bar in one.bars
            ]
        elif one.kind == "closed":
            line |= {"filled": one.filled, "minimum": one.minimum}
        if one.post in limits:
            limit = limits[one.post]
            line["threshold"] = {"kind": limit.kind, "score": limit.score, "above": limit.above}
        reasons.append(line)
    return {
        "student_id": student(answer.student),
        "post_id": None if answer.post is None else post(answer.post),
        "rank": answer.rank,
        "not_obtained": reasons,
    }


def _sentences(data: dict[str, Any]) -> list[str]:
    """The explanation in words; the cutoff is a fact, not a promise."""
    if data["post_id"] is None:
        lines = ["未录取。 / Not placed."]
    else:
        lines = [f"录取：第 {data['rank']} 志愿 {data['post_id']} / "
                 f"placed: choice {data['rank']}, {data['post_id']}"]  # fmt: skip
    for one in data["not_obtained"]:
        zh, en = _why(one)
        lines.append(f"第 {one['rank']} 志愿 {one['post_id']}：{zh} / "
                     f"choice {one['rank']}, {one['post_id']}: {en}")  # fmt: skip
    return lines


def _why(one: dict[str, Any]) -> tuple[str, str]:
    if one["reason"] == "not_eligible":
        return "不具备资格。", "not eligible."
    if one["reason"] == "closed":
        counts = (one["filled"], one["minimum"])
        return (f"岗位因人数不足取消（{counts[0]} 人，最低 {counts[1]} 人）。",
                f"the post was closed ({counts[0]} of at least {counts[1]}).")  # fmt: skip
    zh, en = [], []
    for bar in one["cutoffs"]:
        where = ("", "") if bar["reserve"] is None else ("预留名额中", "in the reserve, ")
        if bar["score"] is None:
            zh.append(f"{where[0]}抽签号靠后")
            en.append(f"{where[1]}the lottery number was lower")
        elif bar["member"]:
            zh.append(f"{where[0]}已由符合条件者占满")
            en.append(f"{where[1]}members took all the places")
        else:
            lot = ("，同分按抽签", ", equal scores by lottery") if bar["by_lottery"] else ("", "")
            zh.append(f"{where[0]}最后录取者 {bar['score']:g} 分，本人 {one['score']:g} 分{lot[0]}")
            en.append(f"{where[1]}the last admitted had {bar['score']:g}, "
                      f"this student {one['score']:g}{lot[1]}")  # fmt: skip
    limit = one.get("threshold")
    if limit and limit["kind"] == "score":
        zh.append(f"经复算须{'高于' if limit['above'] else '达到'} {limit['score']:g} 分")
        en.append(f"by recount {'more than' if limit['above'] else 'at least'} {limit['score']:g}")
    return "；".join(zh) + "。", "; ".join(en) + "."


class _Refusing:
    """Turns the engine's faults into the refusal that the command line answers with exit 2."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        from ..engine.placement.faults import Faulty

        if isinstance(error, Faulty):
            more = f"\n还有 {error.more} 处 / and {error.more} more" if error.more else ""
            raise Invalid(f"{error}{more}") from error


def _read(
    students: Path,
    posts: Path,
    preferences: Path,
    priorities: Path | None,
    seed: int,
    lottery: Lottery,
) -> Round:
    from ..engine.placement.round_files import read_round

    return read_round(
        students, posts, preferences, priorities, seed=seed,
        multiple=lottery is Lottery.multiple,
    )  # fmt: skip


def _solved(
    found: Round, optimal: Side, closing: Closing, order: ReserveOrder, threads: int | None
) -> tuple[Placement, Any]:
    """The assignment and its certificate, which must hold."""
    from ..engine.placement.certificate import certify
    from ..engine.placement.solve import solve as solved

    placement = solved(
        found.market, optimal=optimal.value, closing=closing.value, reserve_order=order.value,
        threads=threads,
    )  # fmt: skip
    certificate = certify(
        found.market, placement.entry, optimal=optimal.value, closing=closing.value,
        reserve_order=order.value, replay=False,
    )  # fmt: skip
    if not certificate.right:
        raise AssertionError("the engine's own result failed its certificate")
    return placement, certificate
