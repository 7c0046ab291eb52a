"""Whether a paper is in effect on a day, and the sentences for what is wrong with one."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..models import IssuedDocument
from ..models.documents import PaperState
from .jws import Fault


class Standing(models.TextChoices):
    """What a paper is worth on a day."""

    VALID = "valid", _("有效")
    NOT_YET = "not_yet", _("尚未生效")
    EXPIRED = "expired", _("已到期")
    REVOKED = "revoked", _("已撤销")
    SUPERSEDED = "superseded", _("已被替换")


TONES = {
    Standing.VALID: "success",
    Standing.NOT_YET: "info",
    Standing.EXPIRED: "warning",
    Standing.REVOKED: "danger",
    Standing.SUPERSEDED: "danger",
}


def standing_on(
    day: dt.date,
    *,
    state: str,
    valid_from: dt.date | None,
    valid_until: dt.date | None,
    ended_on: dt.date | None = None,
    extended_until: dt.date | None = None,
) -> Standing:
    """The standing on a day; the last days count as in effect.

    `extended_until` takes the place of what is printed, `ended_on` ends either.
    """
    if state != PaperState.ISSUED:
        return Standing(state)
    ends = [last for last in (extended_until or valid_until, ended_on) if last is not None]
    if ends and day > min(ends):
        return Standing.EXPIRED
    if valid_from is not None and day < valid_from:
        return Standing.NOT_YET
    return Standing.VALID


def standing(paper: IssuedDocument, on: dt.date | None = None) -> Standing:
    """The standing of a paper, today (Asia/Shanghai) unless told."""
    return standing_on(
        on or timezone.localdate(), state=paper.state, valid_from=paper.valid_from,
        valid_until=paper.valid_until, ended_on=paper.ended_on,
        extended_until=paper.extended_until,
    )  # fmt: skip


SENTENCES: dict[Fault, object] = {
    Fault.UNSIGNED: _("这份文件里没有四链的数字签名，或文件末尾被改动过。"),
    Fault.MALFORMED: _("签名的写法不对，文件被改动过。"),
    Fault.ALGORITHM: _("签名声称使用了别的算法，不可信。"),
    Fault.FOREIGN_KEY: _("签名用的密钥不属于这个平台，文件不是这里签发的。"),
    Fault.KEY_TIME: _("签名的时间不在密钥的使用期内，不可信。"),
    Fault.SIGNATURE: _("签名与所写的事实对不上，事实被改动过。"),
    Fault.CHANGED: _("签名是真的，但不是给这份文件的：文件内容被改动或调换过。"),
    Fault.PURPOSE: _("签名是为别的用途做的，不能证明文书。"),
    Fault.UNKNOWN: _("没有查到这个验证码。请核对后重新输入；若仍查不到，这份文书不是这里签发的。"),
    Fault.DIFFERS: _("签名是真的，但文件与平台所存的那一份不是同一份。"),
    Fault.REVOKED: _("文书是真的，但已被撤销，不再有效。"),
    Fault.SUPERSEDED: _("文书是真的，但已被新的文书替换，不再有效。"),
    Fault.NOT_YET: _("文书是真的，但还没有到生效日期。"),
    Fault.EXPIRED: _("文书是真的，但已经到期，不再有效。"),
    Fault.STATUS: _("密钥文件里的状态名单被改动过，不可信。请重新下载密钥文件。"),
    Fault.STATUS_OLD: _("密钥文件里的状态名单太旧，不能确定文书是否仍有效。请重新下载密钥文件。"),
    Fault.KEY_FILE: _("密钥文件不完整或被改动过。请重新下载。"),
}


def sentence(fault: Fault) -> str:
    """What is said about it."""
    return str(SENTENCES[fault])
