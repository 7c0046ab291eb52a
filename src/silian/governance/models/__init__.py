"""What the database holds of governance."""

from .agreements import Agreement, AgreementVersion, Duty, Party
from .ballots import (
    Ballot,
    Motion,
    PaperCount,
    Recusal,
    Resolution,
    Scrutineer,
    Slip,
    Vote,
    Voter,
)
from .bodies import GoverningBody, Mandate, Term
from .charter import Article, Charter, Regulation
from .elections import Candidate, Election
from .letters import LetterDesign
from .meetings import (
    AgendaItem,
    Attendance,
    Meeting,
    MeetingPaper,
    Minutes,
    PresenceChange,
    Proxy,
    Speaker,
)
from .plans import Task, TaskReport, WorkPlan

__all__ = [
    "AgendaItem", "Agreement", "AgreementVersion", "Article", "Attendance", "Ballot", "Candidate",
    "Charter", "Duty", "Election", "GoverningBody", "LetterDesign", "Mandate", "Meeting",
    "MeetingPaper", "Minutes", "Motion", "PaperCount", "Party", "PresenceChange", "Proxy",
    "Recusal", "Regulation", "Resolution", "Scrutineer", "Slip", "Speaker", "Task", "TaskReport",
    "Term", "Vote", "Voter", "WorkPlan",
]  # fmt: skip
