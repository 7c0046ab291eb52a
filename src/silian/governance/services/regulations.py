"""制度文件: drafted from a template, written, given its formal file, adopted, revised, repealed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.base import File
from django.utils.translation import gettext as _

from silian.consortia import public as consortia
from silian.consortia.public import Consortium
from silian.kernel import audit, files
from silian.kernel.access import Actor, require
from silian.kernel.commands import command, lock
from silian.kernel.refusals import Conflict, Invalid

from ..engine import drafting
from ..enums import RegulationState
from ..models import Regulation
from ..permissions import P
from ..policy import place_of
from ..queries.regulations import templates
from ..workflows import REGULATION
from .values import fill, valid

LONGEST = 100_000


@command("governance.regulation.draft", P.CHARTER_WRITE)
def draft(*, actor: Actor, key: str = "", title: str = "", is_demo: bool = False) -> Regulation:
    """Starts a document: of the catalogue from its template, or one of its own with a title.

    `Conflict` where there is one already that is not repealed.
    """
    require(actor, P.CHARTER_WRITE)
    place = lock(Consortium, Consortium(pk=place_of(actor)))
    row = Regulation(consortium_id=place.pk, key=key, title=title.strip(), is_demo=is_demo)
    if key:
        template = templates().get(key)
        if template is None:
            raise Invalid({"key": [_("目录里没有这种文件。")]})
        row.title, row.text = row.title or template.title, template.text
    held = Regulation.objects.exclude(state=RegulationState.REPEALED)
    held = held.filter(key=key) if key else held.filter(key="", title=row.title)
    if held.exists():
        raise Conflict(_("“%(title)s”已经有了，请在它的页面上修改。") % {"title": row.title})
    valid(row)
    row.save()
    audit.record(actor, row, {"key": key, "title": row.title})
    return row


@command("governance.regulation.write", P.CHARTER_WRITE)
def write(*, actor: Actor, regulation: Regulation | str, title: str, text: str) -> Regulation:
    """Changes title and text of a draft."""
    row = _draft(actor, regulation)
    if len(text) > LONGEST:
        raise Invalid({"text": [_("正文不能超过 %(most)d 字。") % {"most": LONGEST}]})
    changes = fill(row, {"title": title.strip(), "text": text.replace("\r\n", "\n").strip()})
    valid(row)
    row.save()
    audit.record(actor, row, changes)
    return row


@command("governance.regulation.file", P.CHARTER_WRITE)
def attach(*, actor: Actor, regulation: Regulation | str, upload: File[bytes]) -> Regulation:
    """Adds the formal file, for example the sealed scan; it replaces the one before.

    To a draft, or to an adopted document that has none yet.
    """
    row = lock(Regulation, regulation)
    require(actor, P.CHARTER_WRITE, row)
    if row.state == RegulationState.REPEALED:
        raise Conflict(_("已废止的文件不能再改。"))
    if row.state == RegulationState.ADOPTED and row.file_id is not None:
        raise Conflict(_("已通过的文件要换正式文件，请先办理修订。"))
    stored = files.keep(actor=actor, upload=upload, is_demo=row.is_demo)
    row.file = stored
    row.save(update_fields=["file"])
    audit.record(actor, row, {"file": stored.name, "sha256": stored.sha256})
    return row


@command("governance.regulation.adopt", P.CHARTER_WRITE)
def adopt(
    *, actor: Actor, regulation: Regulation | str, adopted_on: dt.date, note: str
) -> Regulation:
    """Registers that the document was adopted, on a day, by what (`note`).

    `Invalid` while blanks are left in a text that no formal file stands in for.
    """
    row = lock(Regulation, regulation)
    changes: dict[str, Any] = REGULATION.advance(actor, row, "adopt")
    if not row.text.strip() and row.file_id is None:
        raise Invalid(_("请先写正文或上传正式文件。"))
    if row.file_id is None and (left := drafting.blanks(row.text)):
        sentence = _("还有 %(count)d 处空白没有填写。填好，或上传已填好的正式文件。")
        raise Invalid(sentence % {"count": left})
    if adopted_on > consortia.today():
        raise Invalid({"adopted_on": [_("通过日期不能在今天之后。")]})
    if not note.strip():
        raise Invalid({"note": [_("请写明通过的依据，例如某次理事会会议的决议。")]})
    changes |= fill(row, {"adopted_on": adopted_on, "adopted_note": note.strip()})
    valid(row)
    row.save()
    audit.record(actor, row, changes)
    return row


@command("governance.regulation.revise", P.CHARTER_WRITE)
def revise(*, actor: Actor, regulation: Regulation | str) -> Regulation:
    """Opens an adopted document for changes; until it is adopted again it counts as a draft.

    The text that was adopted stays in the audit entry; the formal file is taken off, but kept.
    """
    row = lock(Regulation, regulation)
    changes: dict[str, Any] = REGULATION.advance(actor, row, "revise")
    changes |= {"adopted_text": row.text, "adopted_file": str(row.file or "")}
    changes |= fill(row, {"adopted_on": None, "adopted_note": "", "file": None})
    row.save()
    audit.record(actor, row, changes)
    return row


@command("governance.regulation.repeal", P.CHARTER_WRITE)
def repeal(*, actor: Actor, regulation: Regulation | str, note: str) -> Regulation:
    """Records that an adopted document no longer holds, with the reason."""
    row = lock(Regulation, regulation)
    changes: dict[str, Any] = REGULATION.advance(actor, row, "repeal")
    if not note.strip():
        raise Invalid({"note": [_("请写明废止的依据或原因。")]})
    row.save()
    audit.record(actor, row, changes | {"note": note.strip()})
    return row


def _draft(actor: Actor, regulation: Regulation | str) -> Regulation:
    row = lock(Regulation, regulation)
    require(actor, P.CHARTER_WRITE, row)
    if row.state != RegulationState.DRAFT:
        raise Conflict(_("只有起草中的文件可以修改。已通过的，请先办理修订。"))
    return row
