"""What stands for each part of an address: own, other unit's, other consortium's, not there.

An entry names the routes (by the beginning of their names), the parts of their addresses that
belong together, and the variants put there. A route whose part has no entry fails the access
matrix: add one here.
"""

from __future__ import annotations

from .cultivated import PLACES as CULTIVATED
from .governed import GOVERNED
from .variants import (
    EVERYBODY,
    GONE,
    NUL,
    Place,
    Variant,
    elsewhere,
    gone,
    known,
    other_unit,
    own,
    place,
)

__all__ = ["NUL", "PLACES", "Place", "Variant", "places", "unfilled"]

MANAGE = ("secretariat", "platform_admin")
SEE_ALL = ("secretariat", "authority", "expert")
ACCOUNTS = (
    place("accounts:session_", "ref", own("session.{role}"),
          other_unit("session.shared_hr", "shared_hr"), gone()),
    place("accounts:token_", "ref", own("token.{role}"),
          other_unit("token.shared_hr", "shared_hr", "platform_admin"), gone(), gone(NUL)),
    place("accounts:person_", "ref", own("person.former"), gone(), gone(NUL)),
    place("accounts:welcome_link", "key", own("sil_no-such-invitation")),
    place("account_reset_password_from_key", "uidb36 key", own("1 no-such-key")),
)  # fmt: skip
CODES = (
    place("codes:list_export", "noun kind", own("program csv"), own("region xlsx"),
          gone("no-such csv"), gone("program exe")),
    place("codes:program_", "code", *known("460103")),
    place("codes:occupation_", "code", *known("6-18-01-01")),
    place("codes:industry_", "code", *known("36")),
    place("codes:region_", "code", *known("330604")),
    place("codes:university_", "code", *known("4133099999")),
    place("codes:sector_", "code", *known("automotive")),
    place("codes:certificate_", "ref", *known("certificate")),
)  # fmt: skip
REGISTRY = (
    place("organisations:", "ref", own("unit.maker"), gone(), gone(NUL)),
    place("organisations:alias_remove", "ref alias", own("unit.maker alias"),
          gone(f"unit.maker {GONE}"), gone("unit.rival alias"), gone(f"{GONE} alias")),
    place("organisations:organisation_import_", "ref",
          own("batch.organisations.registry.platform_admin"),
          elsewhere("batch.consortia.members.secretariat"), gone()),
    place("organisations:organisation_import_row", "ref number",
          own("batch.organisations.registry.platform_admin 2"),
          elsewhere("batch.consortia.members.secretariat 2"),
          gone("batch.organisations.registry.platform_admin 999999")),
)  # fmt: skip
CONSORTIA = (
    place("consortia:staff_revoke", "ref", own("assignment.auditor.platform"),
          elsewhere("assignment.secretariat.jia"), gone(), gone(NUL)),
    place("consortium:people_revoke", "ref", own("assignment.member_office.jia"),
          elsewhere("assignment.secretariat_yi.yi"),
          elsewhere("assignment.platform_admin.platform"), gone(), gone(NUL)),
    place("consortium:membership_status", "ref", own("membership.jia.applicant", "nobody"),
          other_unit("membership.jia.maker"), elsewhere("membership.yi.applicant"), gone(),
          gone(NUL)),
    place("consortium:membership_retract", "ref", own("membership.jia.applicant", "nobody"),
          other_unit("membership.jia.maker"), elsewhere("membership.yi.applicant"), gone(),
          gone(NUL)),
    place("consortium:member_", "ref", own("membership.jia.maker"),
          own("membership.jia.rival"), elsewhere("membership.yi.maker"),
          elsewhere("membership.yi.shared"), gone(), gone(NUL)),
    place("consortium:member_edit", "ref", own("membership.jia.maker", *MANAGE, "enterprise_hr"),
          other_unit("membership.jia.rival", *MANAGE), elsewhere("membership.yi.shared"), gone()),
    place("consortium:member_step", "ref verb",
          own("membership.jia.maker withdraw", *MANAGE),
          other_unit("membership.jia.maker leave", "enterprise_hr"),
          other_unit("membership.jia.applicant admit", *MANAGE),
          elsewhere("membership.yi.applicant admit"),
          gone("membership.jia.maker no-such"), gone(f"{GONE} withdraw")),
    place("consortium:member_import_", "ref",
          own("batch.consortia.members.secretariat", *MANAGE),
          elsewhere("batch.consortia.members.secretariat_yi"),
          elsewhere("batch.talent.demand.secretariat"), gone()),
    place("consortium:member_import_row", "ref number",
          own("batch.consortia.members.secretariat 2", *MANAGE),
          elsewhere("batch.consortia.members.secretariat_yi 2"),
          gone("batch.consortia.members.secretariat 999999")),
    place("consortium:structure_add", "part", own("zone"), own("fact"), gone("no-such")),
    place("consortium:structure_", "part ref",
          *(own(f"{part} {part}.jia") for part in
            ("zone", "body", "circle", "duty", "occasion", "party", "fact")),
          *(elsewhere(f"{part} {part}.yi") for part in
            ("zone", "body", "circle", "duty", "occasion", "party", "fact")),
          gone("no-such zone.jia"), gone("body zone.jia"), gone(f"zone {GONE}")),
)  # fmt: skip


def lines(kind: str, writer: str, unit: str, other: str) -> tuple[Place, ...]:
    """The pages of one talent list: its lines, its imports, its export."""
    batch = f"batch.talent.{kind}"
    line, others, foreign = f"{kind}.jia.{unit}", f"{kind}.jia.{other}", f"{kind}.yi.{unit}"
    strangers = (
        elsewhere(foreign),
        *((elsewhere("demand.yi.shared"),) if kind == "demand" else ()),
    )
    return (
        place(f"talent:{kind}_", "ref", own(line, writer, *SEE_ALL), other_unit(others, *SEE_ALL),
              *strangers, gone()),
        *(
            place(f"talent:{kind}_{page}", "ref", own(line, writer, "secretariat"),
                  other_unit(others, "secretariat"), *strangers, gone())
            for page in ("edit", "step", "contact")
        ),
        place(f"talent:{kind}_export", "format", own("csv"), own("xlsx"), gone("exe")),
        place(f"talent:{kind}_import_", "ref", own(f"{batch}.{writer}", writer, "secretariat"),
              other_unit(f"{batch}.secretariat", "secretariat"),
              elsewhere(f"{batch}.secretariat_yi"),
              elsewhere("batch.consortia.members.secretariat"), gone()),
        place(f"talent:{kind}_import_row", "ref number",
              own(f"{batch}.{writer} 2", writer, "secretariat"),
              other_unit(f"{batch}.secretariat 2", "secretariat"),
              elsewhere(f"{batch}.secretariat_yi 2"), gone(f"{batch}.{writer} 999999")),
    )  # fmt: skip


TALENT = (
    *lines("demand", "enterprise_hr", "maker", "rival"),
    *lines("supply", "school_office", "school", "college"),
    place("talent:lookup", "key", own("region"), gone("no-such")),
    place("talent:publication_", "kind number", own("demand 1"), own("supply 1"),
          elsewhere("demand 2"), gone("supply 999"), gone("no-such 1")),
    place("talent:publication_file", "kind number format", own("demand 1 csv"),
          own("demand 1 xlsx"), own("supply 1 jsonl"), elsewhere("demand 2 csv"),
          gone("supply 999 csv"), gone("demand 1 exe")),
    place("talent:alignment_cell", "region program level", own("330600 460103 associate"),
          gone("330600 999999 associate"), gone("110000 460103 associate"),
          gone("330600 460103 no-such")),
    place("talent:alignment_rows", "kind", own("demand"), own("supply"), gone("no-such")),
    place("talent:alignment_export", "format", own("csv"), own("xlsx"), gone("exe")),
    place("talent:formula", "key", own("gap"), gone("no-such")),
)  # fmt: skip
PAPERS = (
    place("verify:", "code", *known("paper_code.jia")),
    # For whoever sees the governance of 甲, and for the unit that holds it: a student does neither.
    place("documents:download", "ref", own("paper.jia", *(EVERYBODY - {"student"})),
          elsewhere("paper.yi"), gone()),
    place("documents:batch", "ref", own("document_batch.jia", "secretariat"),
          elsewhere("document_batch.yi"), gone()),
)  # fmt: skip
PLACES: tuple[Place, ...] = (
    *ACCOUNTS, *CODES, *REGISTRY, *CONSORTIA, *TALENT, *PAPERS, *GOVERNED, *CULTIVATED,
)  # fmt: skip


def places(route: str, parts: tuple[str, ...]) -> list[Place]:
    """The entries that fill the parts of a route: of two that fit, the one that says more."""
    fitting = [p for p in PLACES if route.startswith(p.routes) and set(p.parts) <= set(parts)]
    fitting.sort(key=lambda p: (len(p.parts), len(p.routes)), reverse=True)
    chosen: list[Place] = []
    open_parts = set(parts)
    for entry in fitting:
        if set(entry.parts) <= open_parts:
            chosen.append(entry)
            open_parts -= set(entry.parts)
    return chosen


def unfilled(route: str, parts: tuple[str, ...]) -> list[str]:
    """The parts for which nothing is registered."""
    filled = {part for entry in places(route, parts) for part in entry.parts}
    return [part for part in parts if part not in filled]
