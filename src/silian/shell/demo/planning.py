"""The year's plan and the agreements of the demo's consortia."""

from __future__ import annotations

import datetime as dt
from typing import Any

from silian.consortia import public as consortia
from silian.governance import public as governance
from silian.kernel.access import Actor

YEAR = 2026
# The headings are the tasks that policy gives every consortium; targets and owners are generated.
BRANCHES = (
    ("供需对接", (("发布人才需求清单", 2, "期"), ("发布人才供给清单", 2, "期"))),
    ("联合培养", (("开设订单班", 6, "个"), ("签订学徒协议", 120, "份"))),
    ("资源共建", (("共建课程", 12, "门"), ("开放实训基地", 8, "个"))),
    ("技术服务", (("征集技术需求", 20, "项"), ("签订技术合同", 6, "份"))),
)
AGREEMENTS = {
    "cloud-computing": ("three-party", ("三方共建协议",)),
    "shaoxing-digital-artisan": (
        "joint-project",
        ("高端装备产业数字工匠共育项目", "生命健康产业数字工匠共育项目",
         "电子商务产业数字工匠共育项目", "智能建造产业数字工匠共育项目"),
    ),
}  # fmt: skip


def plan_of_the_year(actor: Actor, slug: str, units: list[Any], *, adopted: bool) -> Any:
    """A plan with two levels of tasks, owned by demo units; reported on where it is adopted."""
    plan = governance.plans.draft(
        actor=actor, year=YEAR, title=f"{YEAR}年度工作计划", is_demo=True,
        text="演示数据：任务、目标值和责任单位由程序生成。",
    )  # fmt: skip
    centres: list[Any] = list(consortia.bodies()) or [None]
    leaves = []
    for branch, (heading, tasks) in enumerate(BRANCHES):
        top = governance.tasks.add(
            actor=actor, plan=plan, is_demo=True,
            values={"title": heading, "centre": centres[branch % len(centres)]},
        )  # fmt: skip
        for place, (title, target, unit) in enumerate(tasks):
            number = branch * 2 + place
            values = {
                "title": title, "target": target, "target_unit": unit, "weight": 1 + number % 3,
                "owner": units[number % len(units)], "starts_on": dt.date(YEAR, 2, 1),
                "due_on": dt.date(YEAR, 5, 31) + dt.timedelta(days=30 * (number % 7)),
            }  # fmt: skip
            leaves.append(
                governance.tasks.add(
                    actor=actor, plan=plan, parent=top, is_demo=True, values=values
                )
            )
    if adopted:
        governance.plans.adopt(actor=actor, plan=plan, on=dt.date(YEAR, 1, 20), note="演示数据")
        _reports(actor, leaves)
    return plan


def _reports(actor: Actor, leaves: list[Any]) -> None:
    for number, task in enumerate(leaves[:5]):
        final = number < 3
        report = governance.task_reports.report(
            actor=actor, task=task, progress=100 if final else 40, final=final,
            text="演示数据：按计划推进。", value=task.target if final else None,
        )  # fmt: skip
        if number < 2:
            governance.task_reports.accept(actor=actor, report=report)


def project_agreements(actor: Actor, slug: str, units: list[Any]) -> None:
    """The agreements that the public report names, as drafts: what the parties wrote is theirs."""
    kind, titles = AGREEMENTS.get(slug, ("", ()))
    if not titles:
        return
    leads = [m.organisation for m in consortia.active_members() if m.seat == consortia.Seat.LEAD]
    for number, title in enumerate(titles):
        parties = leads[:3] if len(leads) >= 3 else units[number * 2 : number * 2 + 3]
        governance.agreements.draft(
            actor=actor, title=title, kind=kind, is_demo=True,
            parties=[(unit, "") for unit in parties],
        )  # fmt: skip
