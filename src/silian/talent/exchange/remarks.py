"""What the preview of a demand list says of codes: those that a commit would suggest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from silian.kernel.exchange.columns import Remark, Row
from silian.kernel.punctuation import bracketed, listed

from ..queries.suggestions import CodeSuggestion, suggest_codes


def suggested_codes(rows: Sequence[Row]) -> list[list[Remark]]:
    """The codes of rows that give none, as a commit suggests them: asked for a page of rows.

    A row with both occupation and programs has no remark, as nothing is suggested for it.
    """
    return [list(_of(row)) for row in rows]


def _of(row: Row) -> Iterator[Remark]:
    if row.get("occupation") and row.get("programs"):
        return
    found = suggest_codes(
        row.get("position", ""), row.get("abilities", ""), row.get("education", "")
    )
    if not row.get("occupation"):
        yield Remark("occupation", _occupation(found))
    if not row.get("programs") and found.programs:
        names = listed(f"{one.code} {one.name}" for one in found.programs)
        yield Remark("programs", _("没有填，建议 %(names)s；提交后由人确认。") % {"names": names})


def _occupation(found: CodeSuggestion) -> str:
    best = found.occupation
    if best is None:
        return _("没有填，也没有可建议的职业；提交后可以补编码。")
    because = bracketed(best.because) if best.because else ""
    name = f"{best.code} {best.name}{because}"
    return _("没有填，建议 %(name)s；提交后由人确认。") % {"name": name}
