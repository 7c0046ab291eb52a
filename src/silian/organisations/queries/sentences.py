"""What is said about a wrong code."""

from __future__ import annotations

from django.utils.translation import gettext as _

from ..engine import uscc as engine


def sentence_of(code: str) -> str:
    """What is wrong with a 统一社会信用代码, and how to mend it; "" for a right one."""
    found = engine.fault(code)
    if found is None:
        return ""
    sentence = {
        engine.Fault.LENGTH: _("统一社会信用代码应为 18 位，这里是 %(length)d 位。")
        % {"length": len(code)},
        engine.Fault.LETTER: _("统一社会信用代码只含数字和大写字母，且没有 I、O、S、V、Z。"),
        engine.Fault.REGION: _("统一社会信用代码第 3–8 位是登记地区划，应全为数字。"),
        engine.Fault.CHECK: _("统一社会信用代码的校验位不对，请对照营业执照核对每一位。"),
        engine.Fault.INNER: _("统一社会信用代码里的组织机构代码（第 9–17 位）校验位不对。"),
    }[found]
    mended = engine.suggestion(code)
    return sentence + (_("是否应为 %(code)s？") % {"code": mended} if mended else "")
