"""`silian documents issue`: letters, plaques and certificates into a folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from django.core.files.storage import default_storage

from silian.consortia import public as consortia
from silian.kernel.access import Actor, system_actor
from silian.kernel.cli import Format, FormatOption, emit
from silian.kernel.documents import grouped, standing
from silian.kernel.documents.batches import file_name, run_batch
from silian.kernel.models import IssuedDocument
from silian.kernel.models.documents import PaperLanguage
from silian.kernel.refusals import Invalid, Missing
from silian.kernel.scoping import inside

from ..documents.candidates import (
    Candidate,
    faults,
    mandate_candidates,
    member_candidates,
    minutes_candidates,
    note_earlier,
    resolution_candidates,
    term_for_letters,
)
from ..documents.kinds import ALL
from ..documents.papers import Setting
from ..enums import BodyKind
from ..models import GoverningBody
from ..queries.bodies import bodies
from ..services.letters import issue_letters, setting_of

OF_MANDATES = ("letter", "plaque")


def issue(
    kind: Annotated[
        str, typer.Option(help="种类：letter、plaque、membership_certificate、resolution、minutes")
    ],
    consortium: Annotated[str, typer.Option(help="联合体地址名 / slug")],
    output: Annotated[Path, typer.Option("-o", "--output", help="放文件的目录 / folder")],
    body: Annotated[
        str, typer.Option(help="机构：council 等，或机构名称 / kind or name of the body")
    ] = "",
    language: Annotated[str, typer.Option(help="zh、en 或 both")] = "zh",
    named: Annotated[bool, typer.Option("--named", help="写上代表姓名 / name the people")] = False,
    preview: Annotated[
        bool, typer.Option("--preview", help="只看，不签发 / issue nothing")
    ] = False,
    format: FormatOption = Format.text,
) -> None:
    """颁发某机构现任各单位的聘书或牌匾；已颁发的不重复 / Issue what is not yet issued."""
    _sound(kind, language, output)
    where = consortia.by_slug(consortium)
    actor = system_actor("cli", where.pk)
    with inside(where.pk):
        setting = setting_of(actor, language=language, named=named)
        found = _candidates(setting, kind, body)
        kept, left_out = _sorted_out(found)
        new = sum(one.existing is None for one in kept)
        if not preview and new:
            _issue(actor, kept, where.pk)
            note_earlier(kind, kept)
        papers = [one.existing for one in kept if one.existing is not None]
        written = [] if preview else [_write(paper, output) for paper in papers]
    answer = {
        "consortium": consortium,
        "kind": kind,
        "body": body,
        "preview": preview,
        "new": new,
        "existing": len(kept) - new,
        "papers": written or [_plain(one) for one in kept],
        "left_out": left_out,
    }
    if format is Format.json:
        emit(answer, format)
        return
    _print(answer)


def _sound(kind: str, language: str, output: Path) -> None:
    kinds = [one.key for one in ALL]
    if kind not in kinds:
        raise Invalid(f"没有这种文书：{kind}。可用：{'、'.join(kinds)}。 / Unknown kind: {kind}.")
    if kind == "award":
        raise Invalid(
            "授牌要选定决议、称号和单位，请在页面里办理。 / Awards are issued from the page."
        )
    if language not in PaperLanguage.values:
        raise Invalid("语言只能是 zh、en 或 both。 / The language is zh, en or both.")
    if output.exists() and not output.is_dir():
        raise Invalid(f"{output} 不是目录。 / {output} is not a folder.")


def _candidates(setting: Setting, kind: str, body: str) -> list[Candidate]:
    if kind not in OF_MANDATES:
        if body:
            raise Invalid(f"{kind} 不按机构颁发，请去掉 --body。 / Leave --body out.")
        if kind == "membership_certificate":
            return member_candidates(setting, kind)
        return (
            resolution_candidates(setting) if kind == "resolution" else minutes_candidates(setting)
        )
    found = _body(body)
    term = term_for_letters(found)
    if term is None:
        raise Invalid(f"{found.name}没有正在任期内的届次。 / No term of this body runs.")
    return mandate_candidates(setting, kind, term)


def _body(text: str) -> GoverningBody:
    rows = list(bodies())
    known = "、".join(f"{row.kind}（{row.name}）" for row in rows) or "没有"
    if not text:
        raise Invalid(f"请用 --body 指明机构：{known}。 / Name the body.")
    found = [row for row in rows if text in (row.kind, row.name)]
    if not found:
        raise Invalid(f"没有机构“{text}”。现有：{known}。 / There is no such body.")
    if len(found) > 1 and text in BodyKind.values:
        names = "、".join(row.name for row in found)
        raise Invalid(f"{text} 有 {len(found)} 个：{names}。请写名称。 / Name one of them.")
    return found[0]


def _sorted_out(found: Sequence[Candidate]) -> tuple[list[Candidate], list[dict[str, Any]]]:
    """Those to issue, and those left out with the reason.

    Who left has no letter, and the others get theirs; but a paper that cannot be printed stops
    all, so that nobody believes that everybody has got one.
    """
    unprintable = [
        f"{one.paper.holder}：{said}"
        for one in found
        for said in faults(one.paper)
        if said in one.problems
    ]
    if unprintable:
        raise Invalid({"": unprintable})
    kept = [one for one in found if not one.problems]
    left = [
        {"holder": one.paper.holder, "title": one.paper.title, "problems": one.problems}
        for one in found
        if one.problems
    ]
    if not kept:
        why = "；".join(f"{row['holder']}：{row['problems'][0]}" for row in left[:5])
        raise Invalid(f"没有可以颁发的对象。{why} / There is nobody to issue to.")
    return kept, left


def _issue(actor: Actor, kept: Sequence[Candidate], consortium_id: int) -> None:
    done = issue_letters(actor=actor, candidates=kept)
    if done.batch is not None:
        # The job does nothing when it comes: a batch is issued once.
        run_batch(done.batch.ref, consortium_id)
        done.batch.refresh_from_db()
        if done.batch.problems:
            raise Invalid({"": done.batch.problems})


def _write(paper: IssuedDocument, folder: Path) -> dict[str, Any]:
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / file_name(paper)
    try:
        with default_storage.open(paper.path, "rb") as file:
            target.write_bytes(file.read())
    except FileNotFoundError as error:
        raise Missing(f"{paper.number} 的文件不在数据目录里。 / Its file is missing.") from error
    return {
        "number": paper.number,
        "code": grouped(paper.code),
        "holder": str(paper.holder),
        "title": paper.title,
        "valid_from": paper.valid_from,
        "valid_until": paper.valid_until,
        "standing": standing(paper).value,
        "sha256": paper.sha256,
        "file": str(target),
    }


def _plain(one: Candidate) -> dict[str, Any]:
    return {
        "number": one.existing.number if one.existing else None,
        "holder": one.paper.holder,
        "title": one.paper.title,
        "valid_from": one.paper.valid_from,
        "valid_until": one.paper.valid_until,
    }


def _print(answer: dict[str, Any]) -> None:
    for row in answer["papers"]:
        print(f"{row['number'] or '（待编号）'}  {row['holder']}  {row['title']}")
    for row in answer["left_out"]:
        print(f"未颁发：{row['holder']}：{'；'.join(row['problems'])}")
    print(f"新颁发 {answer['new']} 份，已颁发过 {answer['existing']} 份。")
