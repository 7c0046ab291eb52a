"""What stands in the addresses of governance."""

from __future__ import annotations

from .variants import Place, elsewhere, gone, other_unit, own, place

UNITS = ("enterprise_hr", "school_office", "member_office", "shared_hr")
MAKER = ("enterprise_hr",)
# Who sees an agreement between the maker and the school: its parties, and who keeps them all.
SEE_AGREEMENT = ("secretariat", "authority", "auditor", "platform_admin", "enterprise_hr",
                 "school_office")  # fmt: skip
SEE_EVIDENCE = ("secretariat", "authority", "auditor", "expert", "platform_admin", *MAKER)
FORMATS = ("csv", "xlsx")


def thing(routes: str, name: str, *roles: str) -> Place:
    """Pages of one thing: that of 甲, that of 乙, one that is not there."""
    return place(f"governance:{routes}", "ref", own(f"{name}.jia", *roles),
                 elsewhere(f"{name}.yi"), gone())  # fmt: skip


def part(routes: str, second: str, name: str, *values: str) -> Place:
    """Pages of a thing with another part: one of these values, or one that is none."""
    return place(f"governance:{routes}", f"ref {second}",
                 *(own(f"{name}.jia {value}") for value in values),
                 elsewhere(f"{name}.yi {values[0]}"), gone(f"{name}.jia no-such"))  # fmt: skip


def imports(routes: str, key: str) -> tuple[Place, ...]:
    """The pages of an import."""
    batch = f"batch.{key}"
    return (
        place(f"governance:{routes}_import_", "ref", own(f"{batch}.secretariat", "secretariat"),
              elsewhere(f"{batch}.secretariat_yi"),
              elsewhere("batch.consortia.members.secretariat"), gone()),
        place(f"governance:{routes}_import_row", "ref number",
              own(f"{batch}.secretariat 2", "secretariat"),
              elsewhere(f"{batch}.secretariat_yi 2"), gone(f"{batch}.secretariat 999999")),
    )  # fmt: skip


CHARTER = (
    thing("charter_", "charter_draft"),
    part("charter_step", "verb", "charter_draft", "propose"),
    part("charter_body_rules", "body", "charter_draft", "council"),
    thing("article_add", "charter_draft"),
    *(
        place(f"governance:article_{page}", "ref article", own("charter_draft.jia article.jia"),
              elsewhere("charter_draft.yi article.yi"), elsewhere("charter_draft.jia article.yi"),
              gone("charter_draft.jia no-such"))
        for page in ("edit", "move", "remove")
    ),
    thing("regulation_", "regulation"),
    part("regulation_step", "verb", "regulation", "adopt"),
    place("governance:regulation_draft", "key", own("finance"), gone("no-such")),
    thing("body_", "governing_body"),
    thing("term_", "term"),
    thing("term_add", "governing_body"),
    thing("mandate_", "mandate"),
    thing("mandate_appoint", "term"),
    *imports("mandate", "governance.mandates"),
)  # fmt: skip
MEETINGS = (
    place("live:", "key", own("live.jia"), gone("no-such")),
    thing("meeting_", "meeting"),
    *(thing(f"meeting_{page}", "meeting_draft") for page in ("edit", "convene", "cancel")),
    thing("meeting_reply", "meeting_called", *UNITS),
    # A draft is the secretariat's; everybody reads the minutes once they are confirmed.
    thing("meeting_minutes", "meeting_closed", "secretariat"),
    thing("attendance_", "meeting"),
    thing("agenda_", "item"),
    thing("agenda_add", "meeting"),
    thing("agenda_next", "meeting"),
    thing("paper_add", "meeting"),
    thing("paper_", "meeting_paper"),
    thing("motion_", "motion"),
    thing("motion_admit", "motion_proposed"),
    thing("motion_edit", "motion", "secretariat", *MAKER),
    thing("motion_withdraw", "motion", "secretariat", *MAKER),
    thing("proxy_give", "meeting", "secretariat", *UNITS),
    thing("proxy_end", "proxy", "secretariat", "school_office"),
    thing("sign_in_screen", "meeting"),
    thing("guest_add", "meeting"),
    thing("guest_remove", "guest"),
    thing("speaker_ask", "meeting"),
    place("governance:speaker_step", "ref step",
          own("speaker.jia withdraw", "secretariat", *MAKER),
          own("speaker.jia floor", "secretariat"), elsewhere("speaker.yi withdraw"),
          gone("speaker.jia no-such")),
    thing("minutes_", "meeting_closed"),
)  # fmt: skip
BALLOTS = (
    thing("ballot_", "ballot"),
    *(thing(f"ballot_{page}", "ballot_on_paper") for page in ("edit", "open", "paper")),
    thing("ballot_export", "ballot_closed"),
    thing("paper_count", "ballot_on_paper_open"),
    thing("paper_confirm", "ballot_on_paper_open", "secretariat", "shared_hr"),
    place("governance:vote", "ref", own("voter_maker.jia", *MAKER),
          elsewhere("voter_maker.yi"), gone()),
    thing("paper_hand_out", "voter_maker"),
    thing("recusals", "motion"),
    thing("recusal_remove", "recusal"),
    thing("scrutineers", "meeting"),
    thing("scrutineer_remove", "scrutineer"),
    thing("election_", "election"),
    part("election_step", "verb", "election", "list"),
    thing("nominate", "election"),
    place("governance:candidate_answer", "ref", own("candidate.jia", *MAKER),
          elsewhere("candidate.yi"), gone()),
    thing("resolution_", "resolution"),
)  # fmt: skip
LETTERS = (
    place("governance:letter_sample", "kind", own("letter"), own("plaque"), gone("no-such")),
    place("governance:letter_issue", "kind", own("letter"), gone("no-such")),
    place("governance:letter", "ref", own("paper.jia"), elsewhere("paper.yi"), gone()),
)
AGREEMENTS = (
    thing("agreement_", "agreement", *SEE_AGREEMENT),
    thing("agreement_text", "agreement", "secretariat", "enterprise_hr", "school_office"),
    place("governance:agreement_export", "format", *map(own, FORMATS), gone("exe")),
    place("governance:agreement_step", "ref verb", own("agreement.jia submit"),
          elsewhere("agreement.yi submit"), gone("agreement.jia no-such")),
    place("governance:agreement_record", "ref party verb",
          own("agreement.jia party_maker.jia approve"),
          elsewhere("agreement.yi party_maker.yi approve"),
          elsewhere("agreement.jia party_maker.yi approve"),
          gone("agreement.jia party_maker.jia no-such")),
    place("governance:agreement_proof", "ref party verb",
          own("agreement.jia party_maker.jia approve", *SEE_AGREEMENT),
          elsewhere("agreement.yi party_maker.yi approve"),
          elsewhere("agreement.jia party_maker.yi approve"),
          gone("agreement.jia party_maker.jia confirm")),
    place("governance:agreement_decide", "ref verb", own("agreement.jia approve", *SEE_AGREEMENT),
          elsewhere("agreement.yi approve"), gone("agreement.jia no-such")),
)  # fmt: skip
PLANS = (
    thing("plan_", "plan"),
    place("governance:plan_export", "ref format", *(own(f"plan.jia {f}") for f in FORMATS),
          elsewhere("plan.yi csv"), gone("plan.jia exe")),
    part("plan_step", "verb", "plan", "close"),
    thing("task_", "task"),
    place("governance:task_report", "ref", own("task.jia", "secretariat", *MAKER),
          other_unit("task_other.jia", "secretariat", "school_office"), elsewhere("task.yi"),
          gone()),
    place("governance:task_start", "ref", own("task.jia", "secretariat", *MAKER),
          elsewhere("task.yi"), gone()),
    part("task_step", "verb", "task", "cancel"),
    *(
        place(f"governance:task_{page}", "ref report", own("task.jia report.jia", *SEE_EVIDENCE),
              elsewhere("task.yi report.yi"), elsewhere("task.jia report.yi"),
              gone("task.jia no-such"))
        for page in ("answer", "evidence")
    ),
    *imports("task", "governance.tasks"),
)  # fmt: skip
GOVERNED: tuple[Place, ...] = (
    *CHARTER, *MEETINGS, *BALLOTS, *LETTERS, *AGREEMENTS, *PLANS,
)  # fmt: skip
