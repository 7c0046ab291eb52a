"""Every command is named by its app, documented, and refuses somebody without rights."""

from __future__ import annotations

import re

import pytest

from silian.kernel.access import all_permissions
from silian.kernel.commands import COMMANDS, Command
from silian.kernel.workflows import WORKFLOWS, Workflow

OURS = sorted(
    (c for c in COMMANDS.values() if c.module.startswith("silian.")), key=lambda c: c.name
)


@pytest.mark.parametrize("command", OURS, ids=lambda c: c.name)
def test_command_is_named_documented_and_guarded(command: Command) -> None:
    assert re.fullmatch(r"[a-z]+(\.[a-z_]+){2}", command.name)
    assert command.summary
    assert command.permission is None or command.permission.value in all_permissions()


def test_there_are_commands_and_workflows() -> None:
    assert len(OURS) > 20
    assert WORKFLOWS


@pytest.mark.parametrize("flow", WORKFLOWS.values(), ids=lambda w: w.name)
def test_workflow_is_complete_and_reachable(flow: Workflow) -> None:
    states = {value for value, _label in flow.states.choices}
    named = {s for step in flow.steps for s in step.sources} | {step.target for step in flow.steps}
    assert named <= states
    assert flow.initial in states
    reached = {flow.initial}
    for _round in states:
        reached |= {s.target for s in flow.steps if reached & set(s.sources)}
    assert reached == states
    assert set(flow.tones) <= states
    assert len({step.verb for step in flow.steps}) == len(flow.steps)
