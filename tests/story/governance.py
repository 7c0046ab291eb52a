"""How both consortia govern themselves: one row of everything, laid directly."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from silian.consortia.queries.actors import today
from silian.governance.engine.rules import PRESETS, plain, read_rules
from silian.governance.models import (
    AgendaItem,
    Agreement,
    AgreementVersion,
    Article,
    Attendance,
    Ballot,
    Candidate,
    Charter,
    Duty,
    Election,
    GoverningBody,
    Mandate,
    Meeting,
    MeetingPaper,
    Minutes,
    Motion,
    Party,
    Proxy,
    Recusal,
    Regulation,
    Resolution,
    Scrutineer,
    Speaker,
    Task,
    TaskReport,
    Term,
    Voter,
    WorkPlan,
)
from silian.governance.services import ballots, closing, votes
from silian.kernel.models import StoredFile

from .cast import MEMBERS, Story
from .planted import mark_of


class Laying:
    """Lays rows of one consortium and keeps their refs as `<name>.<slug>`."""

    def __init__(self, story: Story, slug: str) -> None:
        self.story, self.slug = story, slug
        self.consortium = story.consortia[slug]
        self.mark = mark_of(f"{slug}.public")

    def lay(self, name: str, row: Any) -> Any:
        """Saves the row under its name."""
        row.consortium = self.consortium
        row.save()
        self.story.refs[f"{name}.{self.slug}"] = row.ref
        return row

    def unit(self, name: str) -> Any:
        """A member of this consortium."""
        return self.story.unit(self.slug, name)


def build_governance(story: Story) -> None:
    """Everything, in both consortia."""
    for slug in ("jia", "yi"):
        with story.inside(slug):
            laying = Laying(story, slug)
            term = _bodies(laying)
            _charters(laying)
            plan = _plan(laying)
            meeting, item, called = _meeting(laying, term)
            motion = _ballot(laying, meeting, item, called, plan)
            _election(laying, meeting, term)
            _resolution(laying, meeting, motion)
            _agreement(laying)


def _bodies(to: Laying) -> Term:
    body = to.lay("governing_body", GoverningBody(kind="council", name=f"理事会{to.mark}"))
    to.lay("assembly", GoverningBody(kind="assembly", name="成员大会"))
    day = today()
    term = to.lay("term", Term(
        body=body, number=1, starts_on=day - dt.timedelta(days=100),
        ends_on=day + dt.timedelta(days=900), seats=len(MEMBERS[to.slug]),
    ))  # fmt: skip
    for number, name in enumerate(MEMBERS[to.slug]):
        to.lay("mandate" if number == 0 else f"mandate_{name}", Mandate(
            term=term, organisation=to.unit(name), post="director" if number else "chair",
            starts_on=term.starts_on, ends_on=term.ends_on, basis=to.mark,
            representative=f"示例{name}", is_demo=True,
        ))  # fmt: skip
    return term


def _charters(to: Laying) -> None:
    rules = plain(read_rules(PRESETS["simple"].rules))
    held = to.lay("charter", Charter(
        version=1, title=f"章程{to.mark}", rules=rules, state="in_force", adopted_on=today(),
        effective_on=today(), adopted_note="示例",
    ))  # fmt: skip
    to.lay("article_held", Article(charter=held, number=1, chapter="总则", text=f"第一条{to.mark}"))
    draft = to.lay("charter_draft", Charter(version=2, title="章程修订稿", rules=rules))
    to.lay("article", Article(charter=draft, number=1, chapter="总则", text=f"修订{to.mark}"))
    to.lay("regulation", Regulation(title=f"制度{to.mark}", text="正文", file=_file(to, "制度")))


def _file(to: Laying, name: str) -> StoredFile:
    row = StoredFile(
        consortium_id=to.consortium.pk, name=f"{name}.pdf", size=1, sha256="0" * 64,
        media_type="application/pdf", path=f"story/{to.slug}-{name}.pdf",
    )  # fmt: skip
    row.save()
    if not default_storage.exists(row.path):
        default_storage.save(row.path, ContentFile(b"x"))
    return row


def _plan(to: Laying) -> WorkPlan:
    plan = to.lay("plan", WorkPlan(year=2026, title=f"计划{to.mark}", state="adopted",
                                   adopted_on=today()))  # fmt: skip
    task = to.lay("task", Task(plan=plan, code="1", title=f"任务{to.mark}",
                               owner=to.unit("maker"), due_on=today()))  # fmt: skip
    to.lay("report", TaskReport(task=task, progress=50, text=to.mark,
                                evidence=_file(to, "佐证")))  # fmt: skip
    to.lay("task_other", Task(plan=plan, code="2", title="另一任务", owner=to.unit("school")))
    return plan


def _meeting(to: Laying, term: Term) -> tuple[Meeting, AgendaItem, dict[str, Attendance]]:
    now = timezone.now()
    meeting = to.lay("meeting", Meeting(
        body=term.body, term=term, kind="council", mode="online", title=f"会议{to.mark}",
        starts_at=now, state="open", convened_at=now, opened_at=now,
    ))  # fmt: skip
    to.story.refs[f"live.{to.slug}"] = meeting.live_key
    to.lay("meeting_draft", Meeting(
        body=term.body, term=term, kind="council", mode="online", title="筹备中的会议",
        starts_at=now + dt.timedelta(days=30),
    ))  # fmt: skip
    coming = to.lay("meeting_called", Meeting(
        body=term.body, term=term, kind="council", mode="online", title="已通知的会议",
        starts_at=now + dt.timedelta(days=30), state="convened", convened_at=now,
    ))  # fmt: skip
    for name in MEMBERS[to.slug]:
        Attendance.objects.create(consortium=to.consortium, meeting=coming,
                                  organisation=to.unit(name), post="director")  # fmt: skip
    closed = to.lay("meeting_closed", Meeting(
        body=term.body, term=term, kind="council", mode="online", title="开过的会议",
        starts_at=now, state="closed", convened_at=now, opened_at=now, closed_at=now,
    ))  # fmt: skip
    to.lay("minutes", Minutes(meeting=closed, text=f"纪要{to.mark}"))
    item = to.lay("item", AgendaItem(meeting=meeting, position=1, kind="motion",
                                     title=f"议程{to.mark}"))  # fmt: skip
    to.lay("meeting_paper", MeetingPaper(meeting=meeting, item=item, title=f"材料{to.mark}",
                                         file=_file(to, "材料")))  # fmt: skip
    called = {
        name: to.lay(f"attendance_{name}", Attendance(
            meeting=meeting, organisation=to.unit(name), post="director",
            presence="absent" if name == "school" else "online",
        ))
        for name in MEMBERS[to.slug]
    }  # fmt: skip
    to.lay("guest", Attendance(meeting=meeting, organisation=to.story.units["stranger"],
                               voting=False))  # fmt: skip
    to.lay("proxy", Proxy(meeting=meeting, giver=called["school"], holder=called["maker"]))
    to.lay("speaker", Speaker(item=item, attendance=called["maker"]))
    to.lay("scrutineer", Scrutineer(meeting=meeting, attendance=called["shared"]))
    return meeting, item, called


def _ballot(
    to: Laying, meeting: Meeting, item: AgendaItem, called: dict[str, Attendance], plan: WorkPlan
) -> Motion:
    motion = to.lay("motion", Motion(
        meeting=meeting, item=item, number=1, title=f"议案{to.mark}", state="admitted",
        proposer=to.unit("maker"),
    ))  # fmt: skip
    to.lay("motion_proposed", Motion(title="待列入的议案", proposer=to.unit("maker")))
    to.lay("recusal", Recusal(motion=motion, attendance=called["shared"], reason=to.mark))
    ballot = ballots.prepare(actor=to.story.system(to.slug), motion=motion)
    ballots.open_ballot(actor=to.story.system(to.slug), ballot=ballot)
    to.story.refs[f"ballot.{to.slug}"] = ballot.ref
    for name in ("maker", "school"):
        voter = Voter.objects.get(ballot=ballot, organisation=to.unit(name))
        to.story.refs[f"voter_{name}.{to.slug}"] = voter.ref
    to.lay("ballot_on_paper", Ballot(meeting=meeting, motion=_another(to, meeting, 2),
                                     on_paper=True))  # fmt: skip
    actor = to.story.system(to.slug)
    printed = ballots.prepare(actor=actor, motion=_another(to, meeting, 4), on_paper=True)
    ballots.open_ballot(actor=actor, ballot=printed)
    to.story.refs[f"ballot_on_paper_open.{to.slug}"] = printed.ref
    _closed_ballot(to, meeting)
    return motion


def _another(to: Laying, meeting: Meeting, number: int) -> Motion:
    motion = Motion(meeting=meeting, number=number, title=f"议案{number}", state="admitted")
    return to.lay(f"motion_{number}", motion)


def _closed_ballot(to: Laying, meeting: Meeting) -> None:
    """An open vote that was counted, by the commands themselves."""
    actor = to.story.system(to.slug)
    motion = _another(to, meeting, 3)
    ballot = ballots.prepare(actor=actor, motion=motion)
    ballots.open_ballot(actor=actor, ballot=ballot)
    unit = to.unit("maker").pk
    votes.cast(actor=replace(actor, organisation_id=unit), ballot=ballot,
               content={"choice": "yes"})  # fmt: skip
    closing.close(actor=actor, ballot=ballot)
    to.story.refs[f"ballot_closed.{to.slug}"] = ballot.ref


def _election(to: Laying, meeting: Meeting, term: Term) -> None:
    election = to.lay("election", Election(meeting=meeting, term=term, post="vice_chair",
                                           title=f"选举{to.mark}", seats=1))  # fmt: skip
    to.lay("candidate", Candidate(election=election, organisation=to.unit("maker")))


def _resolution(to: Laying, meeting: Meeting, motion: Motion) -> None:
    to.lay("resolution", Resolution(
        meeting=meeting, year=2026, number=1, title=f"决议{to.mark}", text="正文",
        adopted_on=today(),
    ))  # fmt: skip


def _agreement(to: Laying) -> None:
    agreement = to.lay("agreement", Agreement(title=f"协议{to.mark}",
                                              scan=_file(to, "扫描件")))  # fmt: skip
    to.lay("agreement_version", AgreementVersion(agreement=agreement, number=1, text=to.mark,
                                                 sha256="0" * 64))  # fmt: skip
    to.lay("agreement_version_2", AgreementVersion(agreement=agreement, number=2, text="二稿",
                                                   sha256="1" * 64))  # fmt: skip
    for order, name in enumerate(("maker", "school"), 1):
        party = to.lay(f"party_{name}", Party(
            agreement=agreement, organisation=to.unit(name), order=order,
            label="甲乙"[order - 1], approval_proof=_file(to, f"审批件{order}"),
        ))  # fmt: skip
    to.lay("agreement_duty", Duty(agreement=agreement, party=party, title="义务"))
