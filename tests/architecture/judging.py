"""Compares what came back with what had to come back, and looks for what was planted."""

from __future__ import annotations

from tests.architecture.asking import Reply
from tests.architecture.matrix import Answer, Case
from tests.story import PLANTED, Planted

# Whose contacts a role reads in clear without a reveal: those that it typed in itself, and
# names (never phones) of members, for who keeps the roll.
OWN = {
    "enterprise_hr": {"jia.maker", "jia.by_enterprise_hr"},
    "school_office": {"jia.school", "jia.by_school_office"},
    "member_office": {"jia.office"},
    "shared_hr": {"jia.shared"},
    "secretariat": {"jia.by_secretariat"},
    "nobody": {"jia.applicant"},
}
KEEPS_THE_ROLL = {"secretariat", "platform_admin"}
# Who sees what other units have entered, though not their contacts.
SEES_UNITS = {"secretariat", "platform_admin", "authority", "expert", "auditor"}


def fault_of(case: Case, answer: Answer, reply: Reply) -> str:
    """What is wrong with a reply; '' when nothing is."""
    if reply.status >= 500:
        return f"{case}: {reply.status} {reply.error}"
    if reply.status not in answer.statuses:
        return f"{case}: {reply.status}, not one of {sorted(answer.statuses)}"
    if answer.text and answer.text not in reply.text:
        return f"{case}: {reply.status} without the reason “{answer.text}”"
    to_sign_in = answer.statuses == {302} and not answer.opened
    if to_sign_in and "/account/login/" not in reply.headers["Location"]:
        return f"{case}: sent to {reply.headers['Location']}, not to the sign-in"
    return "" if is_reveal(case, answer) else leak_of(case, reply)


def is_reveal(case: Case, answer: Answer) -> bool:
    """A logged opening, or all of a student's data: showing it is what the page is for."""
    given_out = case.route.name in {"cultivation:student_data", "cultivation:my_data"}
    return (given_out or case.route.name.endswith("_contact")) and answer.opened


def leak_of(case: Case, reply: Reply) -> str:
    """A planted text that this role must not read here."""
    for planted in PLANTED:
        if planted.text in reply.text and not may_read(case.role, planted):
            return f"{case}: shows {planted.text}, a {planted.kind} of {planted.owner}"
    return ""


def may_read(role: str, planted: Planted) -> bool:
    """Whether the role may find the text on a page of 甲 or of the platform."""
    if planted.consortium == "yi" or planted.owner == "jia.student":
        return False
    if planted.owner in OWN.get(role, ()):
        return True
    if planted.kind == "person":
        return role in KEEPS_THE_ROLL
    return planted.kind == "mark" and (planted.owner == "jia.public" or role in SEES_UNITS)
