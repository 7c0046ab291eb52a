"""Duties of a project: by preset or one by one, handed in with proof, accepted or returned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from silian.consortia.public import today
from silian.kernel import audit
from silian.kernel.access import Actor
from silian.kernel.commands import command, lock
from silian.kernel.files import keep
from silian.kernel.refusals import Conflict, Invalid

from ..engine.projects.reckoning import after_months
from ..enums import DutyState, ProjectState
from ..models import DutyEvidence, Project, ProjectDuty, ProjectParty
from ..permissions import P
from ..queries.project_kinds import is_english, kinds, presets
from ..workflows import DUTY
from .projects import changing, check_changing
from .reasons import reason_of
from .values import fill, valid

FIELDS = frozenset({"party", "title", "text", "due_on"})


def _put(row: ProjectDuty, values: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := set(values) - FIELDS:
        raise TypeError(f"no field of a duty: {sorted(unknown)}")
    changes = fill(row, values)
    row.title = row.title.strip()
    party = row.party if row.party_id else None
    if party is None or party.project_id != row.project_id:
        raise Invalid({"party": [_("请选择本项目的参与单位。")]})
    valid(row, leave_out=("project", "party"))
    return changes


@command("cultivation.duty.add", P.PROJECT_MANAGE)
def add(*, actor: Actor, project: Project | str, values: Mapping[str, Any]) -> ProjectDuty:
    """A duty of one of the parties; `values` by field (see FIELDS)."""
    parent = changing(actor, project)
    row = ProjectDuty(consortium_id=parent.consortium_id, project=parent)
    changes = _put(row, values)
    row.save()
    audit.record(actor, row, changes | {"project": str(parent)})
    return row


@command("cultivation.duty.add_preset", P.PROJECT_MANAGE)
def add_preset(*, actor: Actor, project: Project | str, preset: str = "") -> list[ProjectDuty]:
    """The duties of a preset (that of the project's kind without one), each for the first party
    of its side, due so many months after the project's first day, or after today.

    What a party has already under the same title is left out; a side without a party as well.
    `Invalid` for an unknown preset, `Conflict` where nothing was to be added.
    """
    parent = changing(actor, project)
    found = presets().get(preset or kinds()[parent.kind].duties)
    if found is None:
        raise Invalid({"preset": [_("没有这套职责。")]})
    first: dict[str, ProjectParty] = {}
    for party in parent.parties.select_related("organisation"):
        first.setdefault(party.side, party)
    there = set(parent.duties.values_list("party_id", "title"))
    start, made = parent.starts_on or today(), []
    for line in found.duties:
        owner, title = first.get(line.side), line.title.title(is_english())
        if owner is None or (owner.pk, title) in there:
            continue
        row = ProjectDuty(consortium_id=parent.consortium_id, project=parent)
        _put(row, {"party": owner, "title": title, "due_on": after_months(start, line.months)})
        row.save()
        made.append(row)
    if not made:
        raise Conflict(_("没有可加的职责：各方都已有，或还没有相应的参与单位。"))
    audit.record(actor, parent, {"preset": found.key, "duties": [row.title for row in made]})
    return made


def _changing(actor: Actor, duty: ProjectDuty | str) -> ProjectDuty:
    row = lock(ProjectDuty, duty)
    changing(actor, row.project)
    if row.state in {DutyState.DONE, DutyState.DROPPED}:
        raise Conflict(_("职责现在是“%(state)s”，不再改动。") % {"state": row.get_state_display()})
    return row


@command("cultivation.duty.update", P.PROJECT_MANAGE)
def update(*, actor: Actor, duty: ProjectDuty | str, values: Mapping[str, Any]) -> ProjectDuty:
    """Changes a duty. `Conflict` for one that is done or dropped."""
    row = _changing(actor, duty)
    changes = _put(row, values)
    row.save()
    audit.record(actor, row, changes)
    return row


@command("cultivation.duty.submit", P.DUTY_REPORT)
def submit(
    *, actor: Actor, duty: ProjectDuty | str, report: str, note: str = "", upload: Any = None
) -> ProjectDuty:
    """The owner hands a duty in: what was done, and its proof, a file or a line that says where
    the proof lies. `Invalid` without a report or any proof, `Conflict` before the project runs.
    """
    row = lock(ProjectDuty, duty)
    changes: dict[str, Any] = dict(DUTY.advance(actor, row, "submit"))
    check_changing(row.project)
    if row.project.state != ProjectState.RUNNING:
        raise Conflict(_("项目启动之后才提交职责。"))
    errors: dict[str, list[object]] = {}
    if not report.strip():
        errors["report"] = [_("请写明完成了什么。")]
    if not note.strip() and upload is None:
        errors["note"] = [_("请附佐证文件，或写明佐证在哪里。")]
    if errors:
        raise Invalid(errors)
    row.report, row.review = report.strip()[:5_000], ""
    proof = DutyEvidence(
        consortium_id=row.consortium_id, duty=row, given_by=actor.label[:200],
        note=note.strip()[:300] or str(upload.name)[:300],
    )  # fmt: skip
    if upload is not None:
        proof.file = keep(actor=actor, upload=upload)
    row.save()
    proof.save()
    sha256 = proof.file.sha256 if proof.file else ""
    audit.record(actor, row, changes | {"evidence": sha256 or proof.note})
    return row


@command("cultivation.duty.accept", P.PROJECT_MANAGE)
def accept(*, actor: Actor, duty: ProjectDuty | str, note: str = "") -> ProjectDuty:
    """Accepts what was handed in: the duty is done."""
    return _review(actor, duty, "accept", note.strip()[:500])


@command("cultivation.duty.send_back", P.PROJECT_MANAGE)
def send_back(*, actor: Actor, duty: ProjectDuty | str, reason: str) -> ProjectDuty:
    """Returns what was handed in: the duty is open again. `Invalid` without a reason."""
    return _review(actor, duty, "return", reason_of(reason))


@command("cultivation.duty.drop", P.PROJECT_MANAGE)
def drop(*, actor: Actor, duty: ProjectDuty | str, reason: str) -> ProjectDuty:
    """Frees the party of a duty. `Invalid` without a reason."""
    return _review(actor, duty, "drop", reason_of(reason))


def _review(actor: Actor, duty: ProjectDuty | str, verb: str, words: str) -> ProjectDuty:
    row = lock(ProjectDuty, duty)
    changes: dict[str, Any] = dict(DUTY.advance(actor, row, verb))
    check_changing(row.project)
    row.review = words
    row.save()
    audit.record(actor, row, changes | {"review": words})
    return row
