"""Two regions and two programs whose alignment is counted by hand.

Shaoxing wants 30 turners (nobody named a program) and 10 from another employer who named
460103; Beijing wants 20 repairers and 6 people of an unknown occupation. Both programs train
turners, 460104 alone trains repairers. Shaoxing offers 20 of 460103 and 5 of 460104, Beijing
10 of 460103.
"""

from __future__ import annotations

import secrets
from typing import Any

from talent_world import World

from silian.codes.models import Program, ProgramOccupation
from silian.talent.enums import CodeState, RecordState
from silian.talent.models import DemandProgram, DemandRecord, SupplyRecord

TURNER, REPAIRER = "6-18-01-01", "6-31-01-02"
SHAOXING, BEIJING = "330604", "110115"


def load_programs() -> None:
    """460104 beside the programs of `talent_world`; turners come from associates alone."""
    Program.objects.create(
        code="460104", code6="460104", name="机电设备技术", name_en="Electromechanical Equipment",
        level="associate", category_code="46", category_name="装备制造", edition="2021",
    )  # fmt: skip
    ProgramOccupation.objects.exclude(program_id="460103").delete()
    for occupation in (TURNER, REPAIRER):
        ProgramOccupation.objects.create(
            program_id="460104", occupation_id=occupation, source="示例"
        )


def want(world: World, headcount: int, region: str | None, **fields: Any) -> DemandRecord:
    """An approved line of demand; `programs` are those that the employer named."""
    programs = fields.pop("programs", ())
    occupation = fields.pop("occupation", TURNER)
    values = {
        "organisation": world.maker,
        "position": f"装调工{secrets.token_hex(3)}",
        "education": "associate",
        "period": "2026",
        "state": RecordState.APPROVED,
        "row_key": secrets.token_hex(8),
        "occupation_id": occupation,
        "occupation_state": CodeState.CONFIRMED if occupation else CodeState.NONE,
        "contact_name": "张三",
        "contact_phone": "13800000000",
    }
    record = DemandRecord.objects.create(
        consortium=world.consortium, headcount=headcount, region_id=region, **{**values, **fields}
    )
    for program in programs:
        DemandProgram.objects.create(consortium=world.consortium, demand=record, program_id=program)
    return record


def offer(
    world: World, net_available: int, region: str | None, program: str, **fields: Any
) -> SupplyRecord:
    """An approved line of supply."""
    values = {
        "organisation": world.school,
        "education": "associate",
        "period": "2026",
        "state": RecordState.APPROVED,
        "row_key": secrets.token_hex(8),
        "graduates": net_available,
    }
    return SupplyRecord.objects.create(
        consortium=world.consortium,
        net_available=net_available,
        region_id=region,
        program_id=program,
        **{**values, **fields},
    )


def fill(world: World) -> None:
    """The lists of the docstring."""
    with world.inside():
        want(world, 30, SHAOXING, position="数控车工")
        want(world, 10, SHAOXING, organisation=world.rival, programs=["460103"])
        want(world, 20, BEIJING, occupation=REPAIRER)
        want(world, 6, BEIJING, occupation=None, position="生产管理")
        offer(world, 20, SHAOXING, "460103")
        offer(world, 5, SHAOXING, "460104")
        offer(world, 10, BEIJING, "460103")
