"""The cast of the demo: one person for each role, with names that are obviously made up."""

from __future__ import annotations

from dataclasses import dataclass

ALL = (
    "jjj-automotive",
    "cloud-computing",
    "jjj-ai-park",
    "shaoxing-digital-artisan",
    "chengyu-smart-manufacturing",
)


@dataclass(frozen=True)
class Person:
    """A demo person: the role, where it holds, and the kind of demo unit acted for."""

    username: str
    name: str
    role: str
    about: str
    consortia: tuple[str, ...] = ()
    unit_kind: str = ""


PEOPLE = (
    Person("secretariat", "秦示例", "secretariat", "秘书处 Secretariat", ALL),
    Person("enterprise", "齐示例", "enterprise_hr", "企业人力资源 Enterprise HR", ALL[:1],
           "enterprise"),
    Person("school", "楚示例", "school_office", "学校办公室 School office", ALL[:2],
           "vocational_college"),
    Person("authority", "燕示例", "authority", "园区与主管部门 Park or authority", ALL),
    Person("expert", "赵示例", "expert", "专家 Expert", ALL),
    Person("member", "魏示例", "member_office", "协会 Association", ALL[:1], "association"),
    Person("admin", "韩示例", "platform_admin", "平台管理员 Platform administrator"),
    Person("auditor", "宋示例", "auditor", "审计员 Auditor"),
)  # fmt: skip
