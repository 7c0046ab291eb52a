"""Contact data inside free text: found and taken out before anything is published.

People write a phone number into the description of a post. What looks like one is replaced;
a number of people, a year, an amount of money or a code of the catalogues stays.
"""

from __future__ import annotations

import re

HIDDEN = "［联系方式已隐去］"

_PATTERNS = re.compile(
    r"(?<![\d.])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"  # 手机
    r"|(?<!\d)[(（]?0\d{2,3}[)）]?[- ]?\d{7,8}(?!\d)"  # 区号与固定电话
    r"|[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}"
    r"|(?:微信号?|QQ|wechat|vx)[:： ]?\s*[A-Za-z0-9_-]{5,20}",
    re.IGNORECASE,
)


def without_contacts(text: str) -> tuple[str, int]:
    """The text with every contact replaced by `HIDDEN`, and how many there were."""
    return _PATTERNS.subn(HIDDEN, text)
