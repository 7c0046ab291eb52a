"""The same story with many rows more in 甲 and in the installation's lists."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Model
from django.utils import timezone

from silian.accounts.models import ApiToken, KnownSession, User
from silian.codes.models import (
    Certificate,
    Industry,
    IndustryOccupation,
    Occupation,
    Program,
    ProgramOccupation,
    Region,
    Sector,
    SectorIndustry,
    University,
)
from silian.consortia.models import (
    Application,
    Body,
    Circle,
    Consortium,
    ConsortiumFact,
    ConsortiumParty,
    Membership,
    MembershipChange,
    Occasion,
    RoleAssignment,
    Zone,
)
from silian.kernel.models import AuditEntry, ImportBatch, ImportRow, new_ref
from silian.organisations.models import Organisation, OrganisationAlias
from silian.talent.models import DemandProgram, DemandRecord, Snapshot, SnapshotRow, SupplyRecord

from .cast import Story
from .cultivated import cultivate
from .governing import govern
from .lists import INDUSTRY, OCCUPATION


def grow(story: Story, count: int) -> None:
    """Adds `count` rows wherever a page may list them; call it in the story's transaction."""
    _lists(count)
    units = _units(count)
    people = _people(story, count)
    with story.inside("jia"):
        _members(story, units, people)
        _structure(story, units)
        _talent(story, units)
        _imports(story, count)
        _audit(story, count)
        govern(units, count)
        cultivate(units, count)


def copies(row: Model, count: int, **changes: Any) -> list[Any]:
    """Writes copies of a row with new ids; a change is a value, or a function of the number."""
    made = []
    fields = [f for f in row._meta.concrete_fields if not f.primary_key or f.name == "code"]
    for number in range(count):
        values = {field.attname: getattr(row, field.attname) for field in fields}
        if "ref" in values:
            values["ref"] = new_ref()
        for name, change in changes.items():
            values[name] = change(number) if callable(change) else change
        made.append(type(row)(**values))
    return list(type(row)._default_manager.bulk_create(made))


def _lists(count: int) -> None:
    industry, occupation = Industry.objects.get(pk=INDUSTRY), Occupation.objects.get(pk=OCCUPATION)
    program = Program.objects.get(pk="460103")
    industries = copies(industry, count, code=lambda n: f"9{n:03d}", name=lambda n: f"行业{n}")
    occupations = copies(occupation, count, code=lambda n: f"9-{n}", name=lambda n: f"职业{n}")
    programs = copies(program, count, code=lambda n: f"99{n:04d}", code6=lambda n: f"99{n:04d}",
                      name=lambda n: f"专业{n}")  # fmt: skip
    copies(Region.objects.get(pk="330604"), count, code=lambda n: f"3399{n:02d}",
           name=lambda n: f"示例{n}县")  # fmt: skip
    copies(University.objects.get(), count, code=lambda n: f"91{n:08d}", name=lambda n: f"大学{n}")
    copies(Certificate.objects.get(), count, name=lambda n: f"证书{n}")
    for number in range(count):
        sector = Sector.objects.create(
            slug=f"sector-{number}", name=f"产业{number}", name_en=f"Sector {number}", source="示例"
        )
        SectorIndustry.objects.create(
            sector=sector, industry=industry, weight=1, source="示例", version=1
        )
        SectorIndustry.objects.create(
            sector_id="automotive", industry=industries[number], weight=1, source="示例", version=1
        )
        IndustryOccupation.objects.create(
            industry=industry, occupation=occupations[number], weight=1, source="示例", version=1
        )
        ProgramOccupation.objects.create(
            program=programs[number], occupation=occupation, source="示例"
        )
        ProgramOccupation.objects.create(
            program=program, occupation=occupations[number], source="示例"
        )


def _units(count: int) -> list[Organisation]:
    units = [
        Organisation.objects.create(
            name=f"示例添加{number}厂", kind="enterprise", region_id="330604", industry_id=INDUSTRY
        )
        for number in range(count)
    ]
    OrganisationAlias.objects.bulk_create(
        OrganisationAlias(organisation=units[0], name=f"别名{number}", name_key=f"别名{number}")
        for number in range(count)
    )
    return units


def _people(story: Story, count: int) -> list[User]:
    people = [
        User.objects.create(username=f"more-{number}", name=f"更多{number} 示例")
        for number in range(count)
    ]
    for role in ("secretariat", "platform_admin"):
        copies(ApiToken.objects.filter(user=story.people[role])[0], count, user_id=(
            story.people[role].pk), hash=lambda n, role=role: f"{role}-{n}")  # fmt: skip
        copies(KnownSession.objects.filter(user=story.people[role])[0], count,
               session_key=lambda n, role=role: f"{role}-{n}")  # fmt: skip
    copies(RoleAssignment.objects.filter(user=story.people["auditor"])[0], count,
           user_id=lambda n: people[n].pk)  # fmt: skip
    copies(story.consortia["jia"], count, slug=lambda n: f"more-{n}", name=lambda n: f"示例{n}")
    for consortium in Consortium.objects.filter(slug__startswith="more-"):
        RoleAssignment.objects.create(
            user=story.people["secretariat"], role="secretariat", consortium=consortium,
            valid_from=dt.date(2026, 1, 1),
        )  # fmt: skip
    return people


def _members(story: Story, units: list[Organisation], people: list[User]) -> None:
    consortium = story.consortia["jia"]
    for number, unit in enumerate(units):
        active = number % 2 == 0
        row = Membership.objects.create(
            consortium=consortium, organisation=unit, state="active" if active else "applied",
            joined_on=dt.date(2026, 1, 15) if active else None,
        )  # fmt: skip
        RoleAssignment.objects.create(
            user=people[number], role="enterprise_hr", consortium=consortium, organisation=unit,
            valid_from=dt.date(2026, 1, 1),
        )  # fmt: skip
        Application.objects.create(consortium=consortium, membership=row, filed_on="2026-01-01")
    first = Membership.objects.get(ref=story.refs["membership.jia.maker"])
    for _number in units:
        MembershipChange.objects.create(
            consortium=consortium, membership=first, kind="seat", before="member",
            after="director", on=dt.date(2026, 2, 1),
        )  # fmt: skip
    application = Application.objects.filter(filed_by=story.people["nobody"].pk).get()
    copies(application, len(units))


def _structure(story: Story, units: list[Organisation]) -> None:
    count = len(units)
    for model, name in ((Zone, "zone"), (Body, "body"), (Circle, "circle")):
        row = model.objects.get(ref=story.refs[f"{name}.jia"])
        more = {"lead_id": lambda n: units[n].pk} if model is Body else {}
        copies(row, count, name=lambda n: f"更多{n}", **more)
    copies(Occasion.objects.get(ref=story.refs["occasion.jia"]), count)
    copies(ConsortiumFact.objects.get(ref=story.refs["fact.jia"]), count)
    copies(ConsortiumParty.objects.get(ref=story.refs["party.jia"]), count,
           organisation_id=lambda n: units[n].pk)  # fmt: skip


def _talent(story: Story, units: list[Organisation]) -> None:
    count = len(units)
    # Every second unit is a member; lines belong to members.
    members = units[::2]
    for state in ("approved", "submitted"):
        line = DemandRecord.objects.filter(state=state)[0]
        made = copies(line, count, row_key=lambda n, state=state: f"d{state}{n}",
                      organisation_id=lambda n: members[n % len(members)].pk)  # fmt: skip
        DemandProgram.objects.bulk_create(
            DemandProgram(
                consortium=story.consortia["jia"], demand=one, program_id="080202",
                code_state="suggested",
            )
            for one in made
        )  # fmt: skip
        supply = SupplyRecord.objects.filter(state=state)[0]
        copies(supply, count, row_key=lambda n, state=state: f"s{state}{n}")
    for kind in ("demand", "supply"):
        snapshot = Snapshot.objects.get(ref=story.refs[f"snapshot.{kind}.jia"])
        row = SnapshotRow.objects.filter(snapshot=snapshot)[0]
        copies(row, count, number=lambda n: n + 100)
        copies(snapshot, count, number=lambda n: n + 100, published_at=lambda n: timezone.now())


def _imports(story: Story, count: int) -> None:
    for key, ref in story.refs.items():
        if not key.startswith("batch.") or key.endswith("_yi"):
            continue
        batch = ImportBatch.objects.filter(ref=ref).first()
        if batch is not None:
            line = ImportRow.objects.filter(batch=batch)[0]
            copies(line, count, number=lambda n: n + 100, row_key=lambda n: f"row{n}")
            copies(batch, count, sha256=lambda n: f"{n:064d}")


def _audit(story: Story, count: int) -> None:
    last = AuditEntry.objects.filter(chain=story.consortia["jia"].pk).last()
    assert last is not None
    line = DemandRecord.objects.get(ref=story.refs["demand.jia.maker"])
    copies(last, count, number=lambda n: last.number + 1 + n, subject_ref=line.ref)
