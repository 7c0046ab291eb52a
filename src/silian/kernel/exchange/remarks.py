"""What the preview says about any row beside its problems: nothing is wrong, but one may look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from .cleaning import typed
from .columns import Column, Remark, Sheet, fold


def readings(sheet: Sheet, raw: Sequence[Any], values: Mapping[str, Any]) -> list[Remark]:
    """How words were read that are no labels of their column: “高职” read as “高等职业学校”.

    `raw` are the cells in the order of the columns, `values` the cleaned ones by key.
    """
    found = []
    for column, cell in zip(sheet.columns, raw, strict=True):
        value = values.get(column.key)
        if column.words and value is not None and _is_a_word(column, typed(cell)):
            assert column.choices is not None
            sentence = _("读作“%(label)s”。") % {"label": column.choices(value).label}
            found.append(Remark(column.key, sentence, typed(cell)[:200]))
    return found


def _is_a_word(column: Column, text: str) -> bool:
    assert column.choices is not None
    folded = fold(text)
    own = {fold(str(one)) for pair in column.choices.choices for one in pair}
    return folded not in own and folded in {fold(word) for word in column.words}
