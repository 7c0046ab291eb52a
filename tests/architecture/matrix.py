"""Route × method × role × object owner: which cases there are, and what each must answer.

What must be answered is derived from what the route declares and from the roles of the story,
not from the code that decides it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote

from django.urls import reverse

from silian.kernel.access import permission_title, permissions_of
from silian.kernel.ui.page import PUBLIC, RELATED, SIGNED_IN
from tests.architecture.routes import Route
from tests.story.cast import ROLES, VISITOR, Story
from tests.story.objects import NUL, Place, Variant, places
from tests.story.postings import EMPTY, POSTINGS, Posting

# Permissions of what the installation shares count on the platform's pages wherever held.
SHARED = ("codes.", "organisations.", "accounts.")
FINE = {"GET": frozenset({200, 302}), "POST": frozenset({200, 302, 400, 409, 410, 413, 422})}
# Pages that answer otherwise although they are open, each with its reason.
OTHERWISE: dict[str, tuple[frozenset[int], str]] = {
    "accounts:welcome": (frozenset({410}), "no invitation is open in this session"),
    "mfa_view_recovery_codes": (frozenset({302, 404}), "nobody of the story has a second factor"),
    "mfa_download_recovery_codes": (frozenset({302, 404}), "as above"),
    "mfa_generate_recovery_codes": (frozenset({302, 404}), "as above"),
    "mfa_deactivate_totp": (frozenset({302, 404}), "as above"),
    "consortium:acting": (frozenset({403}), "an empty form names no unit to act for"),
    "talent:demand_batch": (frozenset({404}), "an empty form names no action"),
    "talent:supply_batch": (frozenset({404}), "an empty form names no action"),
    "governance:ballot_new": (frozenset({404}), "it asks behind the question mark on what"),
    "governance:resolution_new": (frozenset({404}), "as above"),
    "governance:agreement_parties": (frozenset({200, 404}), "an empty form names nothing to do"),
    "governance:attendance_mark": (frozenset({404}), "an empty form names no unit"),
    "talent:demand_step": (frozenset({404}), "an empty form names no step"),
    "talent:supply_step": (frozenset({404}), "an empty form names no step"),
}


@dataclass(frozen=True)
class Case:
    """One request: a role asks for a page with these objects in its address."""

    route: Route
    method: str
    role: str
    variants: tuple[tuple[Place, Variant], ...]
    posting: Posting = EMPTY

    @property
    def whose(self) -> str:
        """The owner that decides: of several objects in the address the strangest."""
        ranks = ("own", "other_unit", "other_consortium", "gone")
        return max((v.whose for _place, v in self.variants), key=ranks.index, default="own")

    @property
    def is_open(self) -> bool:
        """Whether every object of the address, and of what is posted, is open to the role."""
        told = self.posting.open_to is None or self.role in self.posting.open_to
        return told and all(self.role in variant.open_to for _place, variant in self.variants)

    def url(self, story: Story, slug: str = "jia") -> str:
        """The address."""
        parts = {
            part: value
            for place, variant in self.variants
            for part, value in zip(place.parts, variant.values(story, self.role), strict=True)
        }
        if self.route.in_consortium:
            parts["slug"] = slug
        plain = {part: "NUL" if value == NUL else value for part, value in parts.items()}
        return reverse(self.route.name, kwargs=plain).replace("NUL", quote("\x00"))

    def __str__(self) -> str:
        named = ", ".join(f"{v.whose} {' '.join(v.keys)}" for _place, v in self.variants)
        return f"{self.method} {self.route.name}({named}) as {self.role}"


@dataclass(frozen=True)
class Answer:
    """What must come back: one of these statuses, and this text in the body."""

    statuses: frozenset[int]
    text: str = ""
    opened: bool = False


def combinations(route: Route) -> Iterator[tuple[tuple[Place, Variant], ...]]:
    """The objects of an address: the usual ones, then each in each of its other variants."""
    entries = places(route.name, route.own_parts)
    first = [(entry, entry.variants[0]) for entry in entries]
    yield tuple(first)
    for at, entry in enumerate(entries):
        for variant in entry.variants[1:]:
            yield (*first[:at], (entry, variant), *first[at + 1 :])


def cases(route: Route, method: str) -> list[Case]:
    """Every case of a route by a method; what is posted belongs to the first combination."""
    found = [
        Case(route, method, role, variants) for variants in combinations(route) for role in ROLES
    ]
    if method == "POST":
        usual = next(combinations(route))
        found += [
            Case(route, method, role, usual, posting)
            for posting in POSTINGS.get(route.name, ())
            for role in ROLES
        ]
    return found


def held_here(role: str, route: Route) -> frozenset[str]:
    """The permissions that the roles of the story carry at this route."""
    near = {slug for slug, where, _unit in ROLES[role] if where is None}
    if route.in_consortium:
        near |= {slug for slug, where, _unit in ROLES[role] if where == "jia"}
        return permissions_of({*near, "signed_in"})
    everywhere = permissions_of({slug for slug, _where, _unit in ROLES[role]})
    shared = {name for name in everywhere if name.startswith(SHARED)}
    return permissions_of({*near, "signed_in"}) | shared


def is_related(role: str) -> bool:
    """Whether the role of the story has anything to do with 甲."""
    return any(where in (None, "jia") for _slug, where, _unit in ROLES[role])


def barred(case: Case) -> Answer | None:
    """The refusal that the role meets before any object of the address is looked at."""
    route, role = case.route, case.role
    if case.method not in route.methods:
        return Answer(frozenset({405}))
    if route.access is not PUBLIC and role == VISITOR:
        return Answer(frozenset({302}))
    private = route.access not in (PUBLIC, SIGNED_IN)
    if route.in_consortium and private and not is_related(role):
        return Answer(frozenset({404}))
    if isinstance(route.access, StrEnum) and route.access.value not in held_here(role, route):
        return Answer(frozenset({403}), text=str(permission_title(route.access)))
    return None


def expected(case: Case) -> Answer:
    """What the route's declaration and the story demand."""
    refusal = barred(case)
    if refusal is not None:
        return refusal
    if case.posting.open_to is not None and not case.is_open:
        return Answer(frozenset({200, 302, 403, 404, 409, 422}))
    if not case.is_open:
        hidden = case.whose in ("other_consortium", "gone")
        return Answer(frozenset({404} if hidden else {403, 404}))
    otherwise = OTHERWISE.get(case.route.name) if not case.posting.data else None
    return Answer(otherwise[0] if otherwise else FINE[case.method], opened=True)


def telling(route: Route, method: str) -> list[Case]:
    """The cases of the quick suite: each reason to be refused before any object is looked at,
    and each object of the address and each posting as one to whom it is open and as one to whom
    it is not. All the others are asked in the long form."""
    usual = next(combinations(route))
    chosen, asked = [], set()
    for case in cases(route, method):
        refusal = barred(case)
        if refusal is not None and (case.variants != usual or case.posting.data):
            continue
        told = id(case.posting), case.variants, case.is_open
        kind = told if refusal is None else refusal
        if kind not in asked:
            asked.add(kind)
            chosen.append(case)
    return chosen


def repeated(route: Route, method: str) -> list[Case]:
    """The other cases: roles refused whatever the object."""
    quick = telling(route, method)
    return [c for c in cases(route, method) if c not in quick]


def is_declared(route: Route) -> bool:
    """Whether the route says who may open it; RELATED means nothing outside a consortium."""
    known = route.access in (PUBLIC, SIGNED_IN) or isinstance(route.access, StrEnum)
    return known or (route.access is RELATED and route.in_consortium)
