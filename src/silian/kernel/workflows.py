"""Workflow: from this state, by this verb, to that. One table for each aggregate.

Diagrams, documentation and the tests of every unlisted pair derive from the table.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .access import Actor, Decision, may, require
from .refusals import Conflict


@dataclass(frozen=True)
class Step:
    """A verb: the states it starts from, the state it leads to, and the permission it asks."""

    verb: str
    sources: tuple[str, ...]
    target: str
    permission: StrEnum
    label: object
    tone: str = "primary"


@dataclass(frozen=True)
class Workflow:
    """The table of one aggregate; `labels` and `tones` say how a state is shown."""

    name: str
    states: type[models.TextChoices]
    initial: str
    steps: tuple[Step, ...]
    tones: dict[str, str]

    def step(self, verb: str) -> Step:
        """The step of that verb; KeyError where the table has none."""
        for step in self.steps:
            if step.verb == verb:
                return step
        raise KeyError(verb)

    def open_steps(self, actor: Actor, obj: Any) -> list[Step]:
        """The steps that this actor may take on this object now: the buttons of its page."""
        return [
            step
            for step in self.steps
            if obj.state in step.sources and may(actor, step.permission, obj)
        ]

    def check(self, actor: Actor, obj: Any, verb: str) -> Decision:
        """May this person, and is it allowed now."""
        step = self.step(verb)
        decision = may(actor, step.permission, obj)
        if not decision:
            return decision
        if obj.state not in step.sources:
            return Decision(False, self._not_now(obj, step))
        return Decision(True)

    def advance(self, actor: Actor, obj: Any, verb: str) -> dict[str, list[str]]:
        """Moves a locked object along, unsaved, and returns the change for the audit entry.

        Raises `Forbidden` when the actor may not, `Conflict` when the state is not one of the
        step's sources.
        """
        step = self.step(verb)
        require(actor, step.permission, obj)
        if obj.state not in step.sources:
            raise Conflict(self._not_now(obj, step))
        before = obj.state
        obj.state = step.target
        if hasattr(obj, "state_changed_at"):
            obj.state_changed_at = timezone.now()
        return {"state": [before, step.target]}

    def _not_now(self, obj: Any, step: Step) -> object:
        return _("现在是“%(state)s”，不能%(verb)s。") % {
            "state": self.states(obj.state).label,
            "verb": step.label,
        }

    def mermaid(self) -> str:
        """The state diagram in Mermaid, for the generated documentation."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        for step in self.steps:
            lines += [f"    {source} --> {step.target}: {step.verb}" for source in step.sources]
        return "\n".join(lines)


WORKFLOWS: dict[str, Workflow] = {}


def register_workflow(workflow: Workflow) -> Workflow:
    """Makes a table known to the documentation and to the tests of all pairs."""
    if workflow.name in WORKFLOWS:
        raise ValueError(f"workflow registered twice: {workflow.name}")
    WORKFLOWS[workflow.name] = workflow
    return workflow
