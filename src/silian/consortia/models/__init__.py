from .assignments import RoleAssignment
from .consortium import Consortium, ConsortiumFact, ConsortiumParty, Occasion
from .membership import Application, Membership, MembershipChange
from .structure import ActorDuty, Body, Circle, Zone

__all__ = [
    "ActorDuty",
    "Application",
    "Body",
    "Circle",
    "Consortium",
    "ConsortiumFact",
    "ConsortiumParty",
    "Membership",
    "MembershipChange",
    "Occasion",
    "RoleAssignment",
    "Zone",
]
