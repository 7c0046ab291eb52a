"""Forms of plans, tasks and reports."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from silian.consortia import public as consortia
from silian.kernel.files import UploadField

from ...enums import MotionState, PlanState
from ...models import Motion, Task, WorkPlan
from ...queries.plans import code_key
from ..forms import DayField, MemberField, TextField, member_choices, offer


class PlanForm(forms.Form):
    """A plan of a year."""

    year = forms.IntegerField(label=gettext_lazy("年度"), min_value=2000, max_value=2100)
    title = forms.CharField(label=gettext_lazy("名称"), max_length=200)
    text = TextField(label=gettext_lazy("总体要求"), rows=6, max_length=20_000)


class TaskForm(forms.Form):
    """A task of the task book; `parent` is offered where the task may be put elsewhere."""

    title = forms.CharField(
        label=gettext_lazy("任务"), max_length=200, widget=forms.TextInput(attrs={"wide": True})
    )
    text = TextField(label=gettext_lazy("要求"), rows=3)
    owner = MemberField(label=gettext_lazy("责任单位"), required=False, choices=[])
    centre = forms.ChoiceField(label=gettext_lazy("实体机构"), required=False, choices=[])
    starts_on = DayField(label=gettext_lazy("开始"))
    due_on = DayField(label=gettext_lazy("期限"))
    target = forms.DecimalField(
        label=gettext_lazy("目标值"), required=False, min_value=0, max_digits=14, decimal_places=2
    )
    target_unit = forms.CharField(label=gettext_lazy("计量单位"), required=False, max_length=20)
    weight = forms.IntegerField(
        label=gettext_lazy("权重"), min_value=1, max_value=1000, initial=1,
        help_text=gettext_lazy("汇总进度时的份量。"),
    )  # fmt: skip
    code = forms.CharField(
        label=gettext_lazy("编号"), required=False, max_length=20,
        help_text=gettext_lazy("不填则接着编号。"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "owner", [("", _("秘书处自己办")), *member_choices()])
        centres = [(body.ref, body.title) for body in consortia.bodies()]
        if centres:
            offer(self, "centre", [("", "—"), *centres])
        else:
            del self.fields["centre"]

    def values(self) -> dict[str, Any]:
        """By field of the task."""
        data = dict(self.cleaned_data)
        ref = data.pop("centre", "")
        data["centre"] = consortia.bodies().filter(ref=ref).first() if ref else None
        return data


class MoveForm(forms.Form):
    """Under which task."""

    parent = forms.ChoiceField(label=gettext_lazy("上级任务"), required=False, choices=[])

    def __init__(self, *args: Any, task: Task, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = sorted(
            Task.objects.filter(plan=task.plan_id).exclude(pk=task.pk),
            key=lambda row: code_key(row.code),
        )
        offer(self, "parent", [("", _("最上一级")), *((row.ref, str(row)) for row in rows)])


class ReportForm(forms.Form):
    """What was done, how far, with which proof."""

    text = TextField(label=gettext_lazy("完成情况"), rows=4, required=True)
    progress = forms.IntegerField(
        label=gettext_lazy("进度（%）"), min_value=0, max_value=100, required=False
    )
    value = forms.DecimalField(
        label=gettext_lazy("完成值"), required=False, max_digits=14, decimal_places=2
    )
    evidence = UploadField(label=gettext_lazy("佐证材料"), required=False)
    final = forms.BooleanField(
        label=gettext_lazy("已经完成，申请验收"), required=False,
        help_text=gettext_lazy("进度记为 100%，等秘书处验收。"),
    )  # fmt: skip

    def __init__(self, *args: Any, task: Task, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if task.target is None:
            del self.fields["value"]
        elif task.target_unit:
            self.fields["value"].help_text = _("目标：%(target)s %(unit)s") % {
                "target": f"{task.target:f}", "unit": task.target_unit,
            }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Progress may be left out where the task is done."""
        data = super().clean() or self.cleaned_data
        if data.get("progress") is None and not data.get("final") and "progress" not in self.errors:
            self.add_error("progress", _("请填写进度，或勾选“申请验收”。"))
        return data


class AnswerForm(forms.Form):
    """The secretariat's answer."""

    note = TextField(label=gettext_lazy("意见"), rows=2, max_length=300)


class AdoptForm(forms.Form):
    """How the plan was adopted."""

    motion = forms.ChoiceField(label=gettext_lazy("通过它的议案"), required=False, choices=[])
    on = DayField(label=gettext_lazy("通过日期"), required=True)
    note = forms.CharField(
        label=gettext_lazy("通过依据"), required=False, max_length=300,
        help_text=gettext_lazy("没有议案时写明在哪次会议、以什么方式通过。"),
        widget=forms.TextInput(attrs={"wide": True}),
    )  # fmt: skip

    def __init__(self, *args: Any, plan: WorkPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Motion.objects.filter(plan=plan, state=MotionState.PASSED)
        if rows:
            offer(self, "motion", [("", "—"), *((row.ref, row.title) for row in rows)])
        else:
            del self.fields["motion"]

    def values(self) -> dict[str, Any]:
        """As the command takes them."""
        data = dict(self.cleaned_data)
        ref = data.pop("motion", "")
        return data | {"motion": Motion.objects.filter(ref=ref).first() if ref else None}


class CloseForm(forms.Form):
    """The summary of the year."""

    summary = TextField(
        label=gettext_lazy("年度总结"), rows=16, required=True, max_length=20_000,
        help_text=gettext_lazy("系统按各项任务起草了开头，请核对并补上做法、问题和打算。"),
    )  # fmt: skip


class ImportOptions(forms.Form):
    """Which plan the tasks of the file belong to."""

    plan = forms.ChoiceField(label=gettext_lazy("工作计划"), choices=[])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = WorkPlan.objects.exclude(state=PlanState.CLOSED)
        offer(self, "plan", [(row.ref, f"{row.year} {row.title}") for row in rows])
