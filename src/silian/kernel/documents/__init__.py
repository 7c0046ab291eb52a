"""Papers: a Typst template and plain data become a PDF with the packaged fonts.

`typeset` makes a PDF of anything. Papers that hold are issued: an app declares a kind
(`register_kind`), issues (`issue`, `issue_batch`), revokes and supersedes; anyone checks.
"""

from .batches import issue_batch, resume_batch
from .codes import grouped, plain_code
from .flow import may_read
from .fonts import SANS, SERIF, missing_characters, unpack_all
from .issuing import end_source, follow_source, issue, papers_of, revoke, supersede
from .kinds import KINDS, DocumentKind, Fact, Issuer, kind_of, register_issuer, register_kind
from .papers import Design, Paper, check_papers
from .standing import TONES, Standing, standing
from .typesetting import typeset

__all__ = [
    "KINDS",
    "SANS",
    "SERIF",
    "TONES",
    "Design",
    "DocumentKind",
    "Fact",
    "Issuer",
    "Paper",
    "Standing",
    "check_papers",
    "end_source",
    "follow_source",
    "grouped",
    "issue",
    "issue_batch",
    "kind_of",
    "may_read",
    "missing_characters",
    "papers_of",
    "plain_code",
    "register_issuer",
    "register_kind",
    "resume_batch",
    "revoke",
    "standing",
    "supersede",
    "typeset",
    "unpack_all",
]
