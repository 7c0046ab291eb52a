"""What is posted where an empty form would say nothing about who may: rows, units, roles."""

from __future__ import annotations

from dataclasses import dataclass

from .cast import ROLES, Story
from .objects import MANAGE
from .rows import PERIOD


@dataclass(frozen=True)
class Posting:
    """A filled-in form; values are looked up in `story.refs`.

    `open_to` are the roles for which it has an effect; for all others nothing may change.
    `acts`: for them something must change, or the test would say nothing.
    """

    data: tuple[tuple[str, str], ...] = ()
    open_to: frozenset[str] | None = None
    acts: bool = True

    def values(self, story: Story) -> dict[str, str]:
        """What is sent."""
        return {name: story.refs.get(value, value) for name, value in self.data}


EMPTY = Posting(acts=False)


def posting(*open_to: str, acts: bool = True, **data: str) -> Posting:
    """A form that the roles named may send with effect, and nobody else."""
    return Posting(tuple(data.items()), frozenset(open_to), acts)


def steps_and_batches(
    kind: str, writer: str, unit: str, other: str
) -> dict[str, tuple[Posting, ...]]:
    """Withdrawing and approving lines of one talent list, alone and marked in the list."""
    own, others, foreign = f"{kind}.jia.{unit}", f"{kind}.jia.{other}", f"{kind}.yi.{unit}"
    return {
        f"talent:{kind}_step": (
            posting(writer, "secretariat", verb="withdraw"),
            posting("secretariat", verb="approve"),
        ),
        f"talent:{kind}_batch": (
            posting(writer, "secretariat", action="withdraw", row=own),
            posting("secretariat", action="withdraw", row=others),
            posting("secretariat", action="approve", row=own),
            posting("secretariat", action="return", row=others, note="请核对"),
            posting(action="withdraw", row=foreign),
            posting(action="approve", row=foreign),
        ),
        f"talent:{kind}_nil": (
            posting(action="nil", organisation=f"unit.yi_{unit}", period=PERIOD, reason="示例"),
        ),
    }


POSTINGS: dict[str, tuple[Posting, ...]] = {
    **steps_and_batches("demand", "enterprise_hr", "maker", "rival"),
    **steps_and_batches("supply", "school_office", "school", "college"),
    "consortium:acting": (
        posting("shared_hr", acting="unit_id.shared", acts=False),
        posting("enterprise_hr", acting="unit_id.maker", acts=False),
        posting(acting="unit_id.yi_maker"),
    ),
    "consortium:member_batch": (
        posting(*MANAGE, action="admit", row="membership.jia.applicant"),
        posting(action="admit", row="membership.yi.applicant"),
    ),
    "consortium:member_edit": (
        posting(*MANAGE, "enterprise_hr", contact_name="新示例", contact_phone="13800000000"),
    ),
    "consortium:structure_edit": (posting(*MANAGE, name="新东区", order="0"),),
    "consortium:people_add": (
        posting("platform_admin", user="nobody", role="secretariat", valid_from="2026-01-01"),
        posting(user="nobody", role="platform_admin", valid_from="2026-01-01"),
        posting(user="nobody", role="enterprise_hr", organisation="unit.yi_maker",
                valid_from="2026-01-01"),
    ),
    "consortia:staff_add": (
        posting("platform_admin", user="nobody", role="auditor", valid_from="2026-01-01"),
    ),
    "talent:publish": (posting("secretariat", kind="demand", period=PERIOD),),
    "accounts:profile": (
        posting(*(role for role in ROLES if role != "visitor"), name="新名示例", language=""),
    ),
    "organisations:alias_add": (
        posting(*MANAGE, "secretariat_yi", name="示例整车新名"),
    ),
}  # fmt: skip
