"""One line of a list: its form, its page, its steps, its codes and its contact."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from silian.kernel.access import may, require
from silian.kernel.models import AuditEntry
from silian.kernel.privacy import masked, reveal
from silian.kernel.refusals import Conflict, Forbidden, Invalid, Missing

from ..enums import CodeState, ListKind
from ..exchange.lists import TalentList
from ..exchange.shown import cells
from ..models import DemandProgram, DemandRecord
from ..permissions import P
from ..queries.suggestions import Candidate, evidence_words, suggest_codes
from ..services import demand as demand_commands
from ..services import supply as supply_commands
from ..workflows import EDITABLE, NOT_A_BUTTON, TONES
from .facts import facts_of
from .forms import PICK, LineForm
from .lists import COMMANDS
from .tables import url

ENTER = {
    ListKind.DEMAND: demand_commands.enter_demand,
    ListKind.SUPPLY: supply_commands.enter_supply,
}
UPDATE = {
    ListKind.DEMAND: demand_commands.update_demand,
    ListKind.SUPPLY: supply_commands.update_supply,
}
SUBMIT = {
    ListKind.DEMAND: demand_commands.submit_demand,
    ListKind.SUPPLY: supply_commands.submit_supply,
}
COMMAND_WORDS = {
    "enter": gettext_lazy("填报"),
    "update": gettext_lazy("修改"),
    "submit": gettext_lazy("提交审核"),
    "approve": gettext_lazy("通过"),
    "return": gettext_lazy("退回"),
    "withdraw": gettext_lazy("撤回"),
    "confirm_occupation": gettext_lazy("确认职业"),
    "confirm_programs": gettext_lazy("确认专业"),
    "commit": gettext_lazy("由表格导入"),
    "stage": gettext_lazy("上传表格"),
    "receive": gettext_lazy("上传表格"),
    "queue": gettext_lazy("排队提交"),
    "correct": gettext_lazy("更正表格"),
    "reveal": gettext_lazy("查看联系方式"),
}
MASKED = ("contact_name", "contact_phone")


def _line(talent_list: TalentList, request: Any, ref: str) -> Any:
    """The line of the address; `Missing` where it is not here, `Forbidden` for another's."""
    rows = talent_list.model.objects.select_related(
        "organisation", "region", "region__parent", "sector",
        *(("occupation", "industry") if talent_list.kind == ListKind.DEMAND else ("program",)),
    )  # fmt: skip
    record = rows.filter(ref=ref).first()
    if record is None:
        raise Missing()
    require(request.actor, talent_list.view, record)
    return record


def _form(talent_list: TalentList, request: Any, data: Any, initial: Any = None) -> LineForm:
    return LineForm(
        talent_list,
        request.actor,
        request.consortium.slug,
        data,
        initial=initial,
        reports_for_all=request.actor.everything or request.actor.has(P.LIST_REPORT_FOR),
    )


def create(talent_list: TalentList, request: Any) -> HttpResponse:
    """The five-minute form: the required few open, the rest folded."""
    if request.method != "POST":
        return _form_page(talent_list, request, _form(talent_list, request, None))
    form = _form(talent_list, request, request.POST)
    if not form.is_valid():
        return _form_page(talent_list, request, form)
    submit = "draft" not in request.POST
    try:
        record = ENTER[talent_list.kind](actor=request.actor, values=form.values(), submit=submit)
    except (Invalid, Conflict, Forbidden) as refusal:
        _put(form, refusal)
        return _form_page(talent_list, request, form)
    messages.success(request, _("已提交，等待秘书处审核。") if submit else _("已存为草稿。"))
    if "another" in request.POST:
        return redirect(url(request, f"{talent_list.kind}_create"))
    return redirect(url(request, f"{talent_list.kind}_detail", ref=record.ref))


def edit(talent_list: TalentList, request: Any, ref: str) -> HttpResponse:
    """Changes a line."""
    record = _line(talent_list, request, ref)
    require(request.actor, talent_list.write, record)
    # Who reports for other units reads their contact by a logged reveal alone.
    own = request.actor.organisation_id == record.organisation_id
    initial = _initial(talent_list, record, contacts=own) if request.method != "POST" else None
    form = _form(talent_list, request, request.POST if initial is None else None, initial)
    if not own:
        form.hide_contacts()
    if not form.is_valid():
        return _form_page(talent_list, request, form, record)
    values = form.values()
    if not own and values["organisation"] == record.organisation.ref:
        values |= {name: values.get(name) or getattr(record, name) for name in MASKED}
    try:
        UPDATE[talent_list.kind](actor=request.actor, ref=ref, values=values)
    except (Invalid, Conflict, Forbidden) as refusal:
        _put(form, refusal)
        return _form_page(talent_list, request, form, record)
    messages.success(request, _("已保存。"))
    return redirect(url(request, f"{talent_list.kind}_detail", ref=ref))


def _put(form: LineForm, refusal: Any) -> None:
    if isinstance(refusal, Invalid):
        form.put_errors(refusal)
    else:
        form.add_error(None, str(refusal.reason))


def _initial(talent_list: TalentList, record: Any, *, contacts: bool) -> dict[str, Any]:
    """The record as the form would have been filled in."""
    found = cells(talent_list, record, _programs(record), contacts=contacts)
    found["organisation"] = record.organisation.ref
    for column in talent_list.columns:
        value = found.get(column.key)
        if column.choices is not None and column.kind == "list":
            found[column.key] = [str(column.choices(item).label) for item in value or []]
        elif column.choices is not None and value:
            found[column.key] = str(column.choices(value).label)
        elif isinstance(value, list):
            found[column.key] = "、".join(value)
    return found


def _form_page(
    talent_list: TalentList, request: Any, form: LineForm, record: Any = None
) -> HttpResponse:
    kind = talent_list.kind
    here = (
        url(request, f"{kind}_detail", ref=record.ref) if record else url(request, f"{kind}_list")
    )
    context = {
        "form": form,
        "parts": form.parts(),
        "talent_list": talent_list,
        "record": record,
        "cancel_url": here,
        "import_url": url(request, f"{kind}_import"),
        "demand": kind == ListKind.DEMAND,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "talent/form.html", context, status=status)


def suggest(talent_list: TalentList, request: Any) -> HttpResponse:
    """The part of the form that offers codes for the position typed so far."""
    title = request.GET.get("position", "")[:100]
    column = talent_list.column("education")
    assert column.lookup is not None
    level = column.lookup.resolve(request.GET.get("education", "")).code or ""
    found = suggest_codes(title, "", level) if len(title.strip()) > 1 else None
    context = {"found": found, "title": title, "picked": request.GET.get(PICK, ""), "name": PICK}
    return render(request, "talent/suggested.html", context)


def detail(talent_list: TalentList, request: Any, ref: str) -> HttpResponse:
    """One line: everything in it, where it stands, what comes next, what happened."""
    record = _line(talent_list, request, ref)
    actor, kind = request.actor, talent_list.kind
    programs = _programs(record)
    steps = [s for s in talent_list.flow.open_steps(actor, record) if s.verb not in NOT_A_BUTTON]
    may_reveal = bool(may(actor, P.CONTACT_REVEAL, record))
    context = {
        "record": record,
        "talent_list": talent_list,
        "demand": kind == ListKind.DEMAND,
        "tone": TONES[record.state],
        "steps": steps,
        "groups": facts_of(talent_list, record, programs),
        "contact": [(name, masked(record, name)) for name in MASKED],
        "may_reveal": may_reveal,
        "may_edit": record.state in EDITABLE and bool(may(actor, talent_list.write, record)),
        "timeline": {"title": _("经过"), "items": _history(record)},
        "urls": {
            name: url(request, f"{kind}_{name}", ref=ref)
            for name in ("edit", "step", "contact", *(("code",) if kind == "demand" else ()))
        },
    }
    if isinstance(record, DemandRecord):
        context |= _coding(request, record, programs)
    return render(request, "talent/detail.html", context)


def _programs(record: Any) -> list[DemandProgram]:
    if not isinstance(record, DemandRecord):
        return []
    return list(record.programs.select_related("program").order_by("id"))


def _coding(request: Any, record: DemandRecord, programs: list[DemandProgram]) -> dict[str, Any]:
    """What the panel of codes reads: what is confirmed, what is suggested and why."""
    offered: tuple[Candidate, ...] = ()
    if record.occupation_state != CodeState.CONFIRMED:
        offered = suggest_codes(record.position, record.abilities, record.education).occupations
    return {
        "may_confirm": bool(may(request.actor, P.CODE_CONFIRM, record)),
        "because": evidence_words(record.occupation_evidence),
        "offered": [one for one in offered if one.code != record.occupation_id],
        "programs": programs,
        "programs_suggested": [p for p in programs if p.code_state == CodeState.SUGGESTED],
    }


def _history(record: Any) -> list[dict[str, Any]]:
    """What the audit trail says about this line, and about the import it came in with."""
    refs = [record.ref, *([record.batch_ref] if record.batch_ref else [])]
    entries = AuditEntry.objects.filter(chain=record.consortium_id, subject_ref__in=refs)
    return [
        {
            "when": timezone.localtime(datetime.fromisoformat(entry.at)).strftime("%Y-%m-%d %H:%M"),
            "title": COMMAND_WORDS.get(entry.command.rpartition(".")[2], entry.command),
            "who": entry.actor,
            "body": record.review_note if at == 0 and record.review_note else "",
            "icon": "history",
        }
        for at, entry in enumerate(entries.order_by("-number")[:50])
    ]


def step(talent_list: TalentList, request: Any, ref: str) -> HttpResponse:
    """Takes one step of the workflow."""
    kind = talent_list.kind
    back = url(request, f"{kind}_detail", ref=ref)
    verb = request.POST.get("verb", "")
    try:
        if verb == "submit":
            SUBMIT[kind](actor=request.actor, ref=ref)
        elif verb in ("approve", "withdraw"):
            COMMANDS[kind, verb](actor=request.actor, refs=[ref])
        else:
            raise Missing()
        messages.success(request, _("已办理。"))
    except (Conflict, Invalid) as refusal:
        messages.error(request, str(refusal))
    return redirect(back)


def code(talent_list: TalentList, request: Any, ref: str) -> HttpResponse:
    """Confirms the occupation suggested or another one, or the programs suggested."""
    try:
        if "programs" in request.POST or "no_programs" in request.POST:
            demand_commands.confirm_programs(
                actor=request.actor, ref=ref, programs=request.POST.getlist("programs")
            )
        else:
            demand_commands.confirm_occupation(
                actor=request.actor, refs=[ref], occupation=request.POST.get("occupation", "")
            )
        messages.success(request, _("已确认。"))
    except (Conflict, Invalid) as refusal:
        messages.error(request, str(refusal))
    return redirect(url(request, f"{talent_list.kind}_detail", ref=ref))


def contact(talent_list: TalentList, request: Any, ref: str) -> HttpResponse:
    """Shows the contact in full, once; the trail keeps who looked."""
    record = _line(talent_list, request, ref)
    shown = []
    for name in MASKED:
        try:
            shown.append((name, reveal(actor=request.actor, obj=record, field=name)))
        except Missing:
            shown.append((name, ""))
    return render(request, "talent/contact.html", {"contact": shown, "record": record})
