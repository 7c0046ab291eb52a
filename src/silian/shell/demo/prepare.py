"""Setting the demo up: each step can be repeated and then does nothing."""

from __future__ import annotations

import csv
import io
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.management import call_command

from silian.accounts import public as accounts
from silian.codes import public as codes
from silian.consortia import public as consortia
from silian.kernel.access import Actor, system_actor
from silian.kernel.exchange import SHEETS, Sheet, commit, stage
from silian.kernel.models import ImportBatch
from silian.kernel.refusals import Conflict
from silian.kernel.scoping import inside
from silian.organisations import public as organisations
from silian.talent import public as talent

from .cultivating_projects import cultivate_projects
from .cultivating_rounds import cultivate_rounds
from .cultivating_students import cultivate_students
from .governing import govern
from .lists import DemoProgram, demand_rows, supply_rows
from .people import PEOPLE, Person
from .sign_ins import keep, sign_ins
from .story import PERIOD, STORIES, Story
from .units import DemoUnit, units


def prepare() -> dict[str, Any]:
    """Does what is still to be done; returns the consortia and one sign-in for each role."""
    actor = system_actor("demo")
    say("数据库 database")
    call_command("migrate", verbosity=0)
    say("标准代码 code lists")
    codes.load_codes(actor=actor)
    organisations.load_universities(actor=actor)
    for story in STORIES:
        say(story.slug)
        _consortium(actor, story)
    people = _people(actor)
    found = [
        {"slug": one.slug, "name": one.name, "path": f"/c/{one.slug}/"}
        for one in consortia.running()
    ]
    return {"consortia": found, "sign_ins": people}


def say(step: str) -> None:
    """Progress, on standard error so that the answer stays readable for programs."""
    sys.stderr.write(f"· {step}\n")
    sys.stderr.flush()


def _consortium(actor: Actor, story: Story) -> None:
    if story.slug not in {one.slug for one in consortia.running()}:
        consortia.found(actor=actor, blueprint=consortia.shipped(story.slug))
    consortium = consortia.by_slug(story.slug)
    inner = actor.within(consortium.pk)
    made = units(story)
    _import(inner, SHEETS["consortia.members"], [_member(unit) for unit in made])
    programs = _programs(story)
    demand = [_text(row) for row in demand_rows(story, made, programs)]
    _import(inner, SHEETS["talent.demand"], demand)
    supply = [_text(row) for row in supply_rows(story, made, programs)]
    _import(inner, SHEETS["talent.supply"], supply)
    _publish(inner)
    govern(inner, story.slug)
    cultivate_students(inner, story.slug, made, _import)
    cultivate_projects(inner, story.slug, _import)
    cultivate_rounds(inner, story.slug, made, _import)


def _member(unit: DemoUnit) -> dict[str, str]:
    return {
        "name": unit.name,
        "kind": str(organisations.OrganisationKind(unit.kind).label),
        "seat": str(consortia.Seat(unit.seat).label),
        "region": unit.region,
        "industry": unit.industry,
        "joined_on": "2026-01-15",
        "note": "演示数据",
    }


def _text(row: dict[str, Any]) -> dict[str, str]:
    return {key: str(value) for key, value in row.items()}


def _import(actor: Actor, sheet: Sheet, rows: Sequence[dict[str, str]]) -> None:
    """Through the same door as a secretariat: a spreadsheet, its preview, its commit."""
    names = {column.key: str(column.name) for column in sheet.columns}
    text = io.StringIO()
    writer = csv.DictWriter(text, [names[key] for key in rows[0]])
    writer.writeheader()
    writer.writerows({names[key]: value for key, value in row.items()} for row in rows)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "demo.csv"
        path.write_text(text.getvalue(), encoding="utf-8-sig")
        staged = stage(
            actor=actor, sheet=sheet, path=path, file_name=f"demo-{sheet.key}.csv",
            options={"is_demo": True, "demo": True, "period": PERIOD},
        )  # fmt: skip
    if staged.repeated:
        return
    if staged.batch.errors:
        assert actor.consortium_id is not None
        with inside(actor.consortium_id):
            batch = ImportBatch.objects.get(pk=staged.batch.pk)
            line = batch.lines.filter(state="error").first()
            raise Conflict(f"{sheet.key}: {line.values} {line.problems}")
    if staged.batch.ok or staged.batch.warnings:
        commit(actor=actor, batch=staged.batch)


def _programs(story: Story) -> list[DemoProgram]:
    return [
        DemoProgram(
            program.code,
            program.name,
            program.level,
            tuple(codes.positions_of_program(program.code)),
            tuple((o.code, o.name) for o in codes.occupations_of_program(program.code)),
        )
        for program in map(codes.find_program, story.programs)
    ]


def _publish(actor: Actor) -> None:
    """One publication of each list, when there is none yet."""
    assert actor.consortium_id is not None
    with inside(actor.consortium_id):
        kinds = {snapshot.kind for snapshot in talent.publications()}
    for kind in ("demand", "supply"):
        if kind not in kinds:
            talent.publish_list(actor=actor, kind=kind, period=PERIOD)


def _people(actor: Actor) -> list[dict[str, str]]:
    """One account for each role. The password is drawn once for this installation."""
    if sign_ins():
        return sign_ins()
    # Letters and digits that cannot be mistaken for each other, with a mark for the rules.
    password = "-".join(secrets.token_hex(3) for _part in range(3))
    for person in PEOPLE:
        _account(actor, person, password)
    keep(
        [
            {
                "role": person.role,
                "label": person.about,
                "username": person.username,
                "password": password,
                "about": person.about,
            }
            for person in PEOPLE
        ]
    )
    return sign_ins()


def _account(actor: Actor, person: Person, password: str) -> None:
    user = accounts.find_user(person.username)
    if user is None:
        invited = accounts.invite(
            actor=actor, username=person.username, name=person.name,
            email=f"{person.username}@example.com", is_demo=True,
        )  # fmt: skip
        user = accounts.accept(actor=actor, key=invited.key, password=password)
    for slug in person.consortia or ("",):
        consortium = consortia.by_slug(slug) if slug else None
        unit = None
        if person.unit_kind and consortium is not None:
            story = next(story for story in STORIES if story.slug == slug)
            name = next(u.name for u in units(story) if u.kind == person.unit_kind)
            unit, _others = organisations.find_or_suggest(name)
        if (
            not consortia.assignments_of(user)
            .filter(role=person.role, consortium=consortium, organisation=unit)
            .exists()
        ):
            consortia.assign(
                actor=actor.within(consortium.pk if consortium else None),
                user=user, role=person.role, consortium=consortium, organisation=unit,
            )  # fmt: skip
