"""One cast for tests: two consortia, 甲 and 乙, one organisation in both, a person for every role.

All names are invented. `build()` writes everything into the open transaction and forgets what
the process held in memory; what is planted to be looked for afterwards is in `planted`.
"""

from __future__ import annotations

from silian.codes import public as codes
from silian.organisations import public as organisations
from silian.talent.exchange import members
from silian.talent.queries import suggestions

from .cast import ROLES, VISITOR, Story, build_cast
from .cultivated import build_cultivation
from .governance import build_governance
from .lists import load_lists
from .papers import build_papers
from .planted import PLANTED, Planted
from .rows import build_rows

__all__ = ["PLANTED", "ROLES", "VISITOR", "Planted", "Story", "build", "forget"]


def forget() -> None:
    """Nothing that was held in memory for another database is believed."""
    for held in (codes, organisations, members, suggestions):
        held.forget()


def build() -> Story:
    """The whole story; call it in a transaction that is rolled back, and `forget()` after."""
    forget()
    load_lists()
    story = build_cast()
    forget()
    build_rows(story)
    build_governance(story)
    build_cultivation(story)
    build_papers(story)
    forget()
    return story
