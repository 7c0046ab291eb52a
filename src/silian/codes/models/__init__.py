from .links import (
    IndustryOccupation,
    OccupationSynonym,
    OccupationWorkType,
    ProgramOccupation,
    SectorIndustry,
)
from .lists import (
    Certificate,
    CodeList,
    Industry,
    Occupation,
    PendingOccupation,
    Region,
    Sector,
    University,
)
from .programs import (
    Program,
    ProgramAbility,
    ProgramCertificate,
    ProgramCourse,
    ProgramNext,
    ProgramPosition,
)

__all__ = [
    "Certificate",
    "CodeList",
    "Industry",
    "IndustryOccupation",
    "Occupation",
    "OccupationSynonym",
    "OccupationWorkType",
    "PendingOccupation",
    "Program",
    "ProgramAbility",
    "ProgramCertificate",
    "ProgramCourse",
    "ProgramNext",
    "ProgramOccupation",
    "ProgramPosition",
    "Region",
    "Sector",
    "SectorIndustry",
    "University",
]
