"""A blueprint: the facts of a consortium in one file, as typed values.

`parse(text)` is pure. It returns the blueprint and the problems found; the format is
described in docs/reference/blueprint.md. What the file does not say stays empty.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal

from ..enums import (
    ActorKind,
    BodyKind,
    CircleKind,
    ConsortiumKind,
    FactSection,
    OccasionKind,
    PartyRole,
    Scope,
    Seat,
)
from .reader import Reader
from .said import Said
from .tree import Problem, read

VERSION = "1"

UNIT_KINDS = (
    "enterprise", "secondary_school", "vocational_college", "university", "association",
    "institute", "park", "government", "media", "other",
)  # fmt: skip


@dataclass(frozen=True)
class Unit:
    """What is said about an organisation that the file names; `kind` '' where nothing is."""

    name: str
    kind: str = ""
    name_en: str = ""
    short_name: str = ""
    uscc: str = ""
    region: str = ""


@dataclass(frozen=True)
class Member:
    """A member with its seat and, in an alliance of five actors, which of them it is."""

    unit: str
    seat: str = Seat.MEMBER.value
    actor: str = ""


@dataclass(frozen=True)
class Party:
    """A unit in a role."""

    unit: str
    role: str


@dataclass(frozen=True)
class Occasion:
    """A day of the consortium; `on` None where the source gives none."""

    kind: str
    title: str
    on: dt.date | None
    note: str
    venue: str
    theme: str
    steps: tuple[str, ...]
    attending: tuple[str, ...]
    parties: tuple[Party, ...]


@dataclass(frozen=True)
class Zone:
    name: str
    name_en: str = ""
    region: str = ""


@dataclass(frozen=True)
class Body:
    kind: str
    name: str
    name_en: str
    industry: str
    lead: str
    partners: tuple[str, ...]
    tasks: tuple[str, ...]
    founded_on: dt.date | None
    note: str


@dataclass(frozen=True)
class Circle:
    kind: str
    name: str
    name_en: str
    items: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class Fact:
    section: str
    title: str
    title_en: str
    value: str
    value_en: str
    number: Decimal | None
    on: dt.date | None
    source: str


@dataclass(frozen=True)
class Related:
    """A consortium that this one refers to: its parent, or one that it hosts."""

    slug: str
    name: str
    name_en: str
    kind: str
    scope: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Aim:
    zh: str
    en: str = ""


@dataclass(frozen=True)
class Blueprint:
    """Everything that a founding creates, in the order of the file."""

    slug: str
    name: str
    name_en: str
    kind: str
    scope: str
    industry: str
    sectors: tuple[str, ...]
    regions: tuple[str, ...]
    home_region: str
    park: str
    area_mu: Decimal | None
    founded_on: dt.date | None
    founded_note: str
    source: str
    override_reason: str
    aims: tuple[Aim, ...]
    units: tuple[Unit, ...]
    members: tuple[Member, ...]
    parties: tuple[Party, ...]
    occasions: tuple[Occasion, ...]
    zones: tuple[Zone, ...]
    bodies: tuple[Body, ...]
    circles: tuple[Circle, ...]
    duties: tuple[tuple[str, str], ...]
    facts: tuple[Fact, ...]
    parent: Related | None
    hosts: tuple[Related, ...]

    @property
    def sha256(self) -> str:
        """Over the facts, not the text: comments and layout do not make another blueprint."""
        plain = json.dumps(
            dataclasses.asdict(self), ensure_ascii=False, sort_keys=True, default=str
        )
        return hashlib.sha256(plain.encode()).hexdigest()

    @property
    def leads(self) -> tuple[str, ...]:
        """The names of the lead units."""
        return tuple(m.unit for m in self.members if m.seat == Seat.LEAD)

    @property
    def unit_names(self) -> tuple[str, ...]:
        """Every organisation that the file names anywhere, once each, in its order."""
        named = [m.unit for m in self.members] + [p.unit for p in self.parties]
        for occasion in self.occasions:
            named += [party.unit for party in occasion.parties]
        for body in self.bodies:
            named += [body.lead] if body.lead else []
            named += body.partners
        named += [unit.name for unit in self.units]
        return tuple(dict.fromkeys(named))


def parse(text: str) -> tuple[Blueprint | None, list[Problem]]:
    """Reads a blueprint. It is None when an error (not a mere warning) was found."""
    tree = read(text)
    if tree.problems:
        return None, tree.problems
    root = Reader(tree, tree.data)
    if not isinstance(tree.data, dict):
        return None, tree.problems
    blueprint = _blueprint(root)
    root.done()
    if any(not problem.warning for problem in tree.problems):
        return None, tree.problems
    return blueprint, tree.problems


def _blueprint(root: Reader) -> Blueprint:
    root.choice("silian", [VERSION])
    source = root.text("source", required=True, longest=300)
    parent = root.child("parent")
    related = _related(parent, source) if parent else None
    if parent:
        parent.done()
    return Blueprint(
        slug=root.slug("slug"),
        name=root.text("name", required=True, longest=120),
        name_en=root.text("name_en"),
        kind=root.choice("kind", ConsortiumKind.values),
        scope=root.choice("scope", Scope.values),
        industry=root.text("industry", longest=100),
        sectors=root.texts("sectors", longest=60),
        regions=root.texts("regions", longest=60),
        home_region=root.text("home_region", longest=100),
        park=root.text("park", longest=100),
        area_mu=root.number("area_mu"),
        founded_on=root.date("founded_on"),
        founded_note=root.text("founded_note"),
        source=source,
        override_reason=root.text("override_reason", longest=500),
        aims=tuple(
            Aim(aim.text("zh", required=True), aim.text("en"))
            for aim in root.children("aims", short="zh")
        ),
        units=tuple(_unit(unit) for unit in root.children("units")),
        members=_members(root),
        parties=_parties(root),
        occasions=tuple(_occasion(one) for one in root.children("occasions")),
        zones=tuple(
            Zone(z.text("name", required=True, longest=100), z.text("name_en"), z.text("region"))
            for z in root.children("zones", short="name")
        ),
        bodies=tuple(_body(body) for body in root.children("bodies")),
        circles=tuple(_circle(circle) for circle in root.children("circles")),
        duties=_duties(root),
        facts=tuple(_fact(fact, source) for fact in root.children("facts")),
        parent=related,
        hosts=tuple(_related(one, source) for one in root.children("hosts")),
    )


def _unit(unit: Reader) -> Unit:
    return Unit(
        name=unit.text("name", required=True),
        kind=unit.choice("kind", UNIT_KINDS),
        name_en=unit.text("name_en"),
        short_name=unit.text("short_name", longest=100),
        uscc=unit.text("uscc", longest=18),
        region=unit.text("region", longest=60),
    )


def _members(root: Reader) -> tuple[Member, ...]:
    """`lead_units` and `members` together; a unit has one seat."""
    found: dict[str, Member] = {}
    for name in root.texts("lead_units"):
        found[name] = Member(name, Seat.LEAD.value)
    for entry in root.children("members", short="unit"):
        name = entry.text("unit", required=True)
        seat = entry.choice("seat", Seat.values, default=Seat.MEMBER.value)
        actor = entry.choice("actor", ActorKind.values, default="")
        if name in found:
            root.tree.report(
                entry.path,
                Said(f"“{name}”已经有席位。", f"“{name}” already has a seat."),
                Said("每个单位只写一次；牵头单位只写在 lead_units。",
                     "Name each unit once; lead units only under lead_units."),
            )  # fmt: skip
        elif name:
            found[name] = Member(name, seat, actor)
    return tuple(found.values())


def _parties(owner: Reader) -> tuple[Party, ...]:
    """`parties` is a mapping from roles to lists of names."""
    reader = owner.child("parties")
    if reader is None:
        return ()
    found = [Party(name, role) for role in PartyRole.values for name in reader.texts(role)]
    reader.done()
    return tuple(found)


def _occasion(one: Reader) -> Occasion:
    return Occasion(
        kind=one.choice("kind", OccasionKind.values),
        title=one.text("title", required=True),
        on=one.date("on"),
        note=one.text("note"),
        venue=one.text("venue"),
        theme=one.text("theme"),
        steps=one.texts("steps", longest=100),
        attending=one.texts("attending", longest=40),
        parties=_parties(one),
    )


def _body(body: Reader) -> Body:
    return Body(
        kind=body.choice("kind", BodyKind.values),
        name=body.text("name", required=True, longest=100),
        name_en=body.text("name_en"),
        industry=body.text("industry", longest=100),
        lead=body.text("lead"),
        partners=body.texts("partners"),
        tasks=body.texts("tasks"),
        founded_on=body.date("founded_on"),
        note=body.text("note", longest=300),
    )


def _circle(circle: Reader) -> Circle:
    return Circle(
        kind=circle.choice("kind", CircleKind.values),
        name=circle.text("name", required=True, longest=60),
        name_en=circle.text("name_en", longest=120),
        items=circle.texts("items", longest=60),
        note=circle.text("note", longest=300),
    )


def _duties(root: Reader) -> tuple[tuple[str, str], ...]:
    reader = root.child("duties")
    if reader is None:
        return ()
    found = [(kind, reader.text(kind, longest=100)) for kind in ActorKind.values]
    reader.done()
    return tuple((kind, duty) for kind, duty in found if duty)


def _fact(fact: Reader, source: str) -> Fact:
    return Fact(
        section=fact.choice("section", FactSection.values),
        title=fact.text("title", required=True),
        title_en=fact.text("title_en", longest=300),
        value=fact.text("value", longest=500),
        value_en=fact.text("value_en", longest=500),
        number=fact.number("number"),
        on=fact.date("on"),
        source=fact.text("source", longest=300) or source,
    )


def _related(one: Reader, source: str) -> Related:
    return Related(
        slug=one.slug("slug"),
        name=one.text("name", required=True, longest=120),
        name_en=one.text("name_en"),
        kind=one.choice("kind", ConsortiumKind.values),
        scope=one.choice("scope", Scope.values),
        facts=tuple(_fact(fact, source) for fact in one.children("facts")),
    )
