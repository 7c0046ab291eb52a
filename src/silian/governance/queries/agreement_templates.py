"""Templates of agreements: our own neutral words, with blanks for what only the parties know."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from silian.kernel.refusals import Invalid

from ..engine.drafting import filled
from ..models import Agreement, Party

FOLDER = Path(__file__).resolve().parents[1] / "data" / "agreements"
BLANK = "【＿＿】"


class Template(NamedTuple):
    """A template: its key (the file's name), its title, and what it is for."""

    key: str
    title: object
    about: object


TEMPLATES = (
    Template("three-party", _("三方共建协议"), _("三个牵头单位共同建设联合体、共同体或平台")),
    Template("school-enterprise", _("校企合作协议"), _("一所学校与一家或多家企业的全面合作")),
    Template("joint-project", _("共育项目协议"), _("共同开展一个人才培养项目")),
    Template("industry-college", _("产业学院共建协议"), _("学校与企业、园区共建产业学院")),
    Template("internship", _("实习三方协议"), _("学校、实习单位与实习组织方约定岗位实习的职责")),
    Template("technical-service", _("技术服务协议"), _("委托研发、检测、咨询等技术服务")),
)


def title_of(key: str) -> object:
    """The title of a template; "" for an empty text."""
    return next((template.title for template in TEMPLATES if template.key == key), "")


@lru_cache(maxsize=16)
def template_text(key: str) -> str:
    """The text of a template; `Invalid` for one that is not there."""
    if key not in {template.key for template in TEMPLATES}:
        raise Invalid({"kind": [_("没有这份模板。")]})
    return (FOLDER / f"{key}.md").read_text(encoding="utf-8").strip()


def first_text(key: str, agreement: Agreement, parties: Sequence[Party]) -> str:
    """The first version: the template with what is known filled in, or a bare head."""
    names = "\n".join(f"{party.label}：{party.organisation.name}" for party in parties)
    duties = "\n".join(f"{party.label}：{party.duty or BLANK}" for party in parties)
    words = {
        "title": agreement.title,
        "parties": names,
        "duties": duties,
        "purpose": agreement.purpose or BLANK,
        "starts_on": _day(agreement.starts_on),
        "ends_on": _day(agreement.ends_on),
    }
    text = template_text(key) if key else "{{title}}\n\n{{parties}}\n\n" + BLANK
    return filled(text, words)


def _day(day: object) -> str:
    return f"{day:%Y}年{day:%m}月{day:%d}日" if day else f"{BLANK}年{BLANK}月{BLANK}日"
