"""The page of one case 诉求详情: what is known, its clocks, its timeline, and what may be done now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from huying.accounts import queries as accounts
from huying.accounts.models import Unit
from huying.cases import labels, policies
from huying.cases.actions import ending, photographs, shielding, taking, urging
from huying.cases.forms.steps import (
    FORMS,
    AssignForm,
    BriefForm,
    CallBackForm,
    RuleReturnForm,
    StepForm,
)
from huying.cases.models import Answer, Case, CaseStep, Clock, Extension, SendBack
from huying.cases.queries import visible
from huying.cases.queries.holders import Holders
from huying.cases.queries.limits import day_of
from huying.cases.views.rows import actor_of
from huying.core.clock import now
from huying.core.views import page
from huying.regions import queries as regions
from huying.rules.case_clocks import ClockKind
from huying.rules.case_facts import CallBackBy, Kind, Nature, Purpose, Urgency
from huying.rules.case_flow import CaseState, Step, may_follow
from huying.rules.deadline_words import sentences
from huying.rules.errors import RuleBrokenError
from huying.ui import refusals

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from huying.core.actors import Actor

OFFERED = tuple(FORMS)


def _asks(actor: Actor, case: Case) -> dict[Step, Callable[[], bool]]:
    """Return which policy opens which step for the actor."""

    def holds() -> bool:
        return policies.HANDLE_CASE.may(actor, case)

    def above() -> bool:
        return policies.END_CASE.may(actor, case)

    return {
        Step.CHECK: lambda: policies.CHECK_ANSWER.may(actor, case),
        Step.RULE_RETURN: lambda: _open_for(actor, SendBack.objects.filter(case=case, ruled_at=None)),
        Step.DECIDE_EXTENSION: lambda: _open_for(actor, Extension.objects.filter(case=case, decided_at=None)),
        Step.CALL_BACK: lambda: policies.CALL_BACK.may(actor, case),
        Step.REWORK: lambda: case.state == CaseState.ANSWERED.value and policies.SUPERVISE_CASE.may(actor, case),
        Step.STAND_LONG_TERM: above,
        Step.CLOSE: above,
        Step.REOPEN: above,
        Step.RELEASE_BRIEF: lambda: policies.RELEASE_BRIEF.may(actor, case),
        Step.URGE: lambda: policies.SUPERVISE_CASE.may(actor, case) and case.holder_unit_id != actor.unit_id,
        Step.PAUSE: lambda: not case.is_paused and holds(),
        Step.RESUME: lambda: case.is_paused and holds(),
    } | dict.fromkeys(
        (Step.SIGN, Step.ASSIGN, Step.CONTACT, Step.ACT, Step.DRAFT, Step.ISSUE, Step.SEND_BACK, Step.EXTEND), holds
    )


def _open_for(actor: Actor, rows: Any) -> bool:
    row = rows.first()
    return row is not None and policies.RULE_RETURN.may(actor, row)


def offered(case: Case, *, actor: Actor, at: datetime) -> list[dict[str, Any]]:
    """Return the steps the actor may take now, each with its form."""
    now_possible, asks = may_follow(CaseState(case.state)), _asks(actor, case)
    steps = [step for step in OFFERED if step in now_possible and asks[step]()]
    return [{"step": step.value, "label": labels.label(step), "form": _form(step, case, at=at)} for step in steps]


def _form(step: Step, case: Case, *, at: datetime, data: Any = None, files: Any = None) -> StepForm:
    initial: dict[str, Any] = {"version": case.version}
    if step is Step.RELEASE_BRIEF:
        initial["brief"] = case.brief
    form = FORMS[step](data, files, initial=initial, prefix=step.value, auto_id=f"{step.value}_%s")
    if isinstance(form, AssignForm):
        form.offer(accounts.people_in(case.holder_unit_id, on=day_of(at)))
    if isinstance(form, RuleReturnForm):
        form.offer(near_units(case, at=at))
    return form


def near_units(case: Case, *, at: datetime) -> list[Unit]:
    """Return the units that may take a case: those of the places above it, and the firm that serves it."""
    holders = Holders(on=day_of(at))
    units = list(Unit.objects.filter(place__in=holders.chain(case.place), is_active=True).order_by("-place", "name"))
    units = [unit for unit in units if unit.kind not in {"enterprise", "committee"}]
    firm = holders.firm_of(case.compound_key)
    return [unit for unit in [*units, *([firm] if firm else [])] if unit.pk != case.about_unit_id]


@page(policies.SEE_CASES)
def read(request: HttpRequest, number: str) -> HttpResponse:
    """Show one case."""
    actor, at = actor_of(request), now()
    case = visible.find(number, actor=actor)
    return _shown(request, case, actor=actor, at=at)


def _shown(
    request: HttpRequest,
    case: Case,
    *,
    actor: Actor,
    at: datetime,
    bad: StepForm | None = None,
    bad_step: str = "",
    status: int = 200,
) -> HttpResponse:
    reads = visible.reads_original(actor, case)
    steps = offered(case, actor=actor, at=at)
    for row in steps:
        if row["step"] == bad_step and bad is not None:
            row["form"], row["is_open"] = bad, True
    context = {
        "case": case,
        "reads": reads,
        "place": regions.place_book().path(case.place),
        "facts": _facts(case),
        "clocks": _clocks(case),
        "steps": _timeline(case, reads=reads),
        "answers": Answer.objects.filter(case=case).order_by("id") if _holds(actor, case) else _issued(case),
        "offered": steps,
        "may_triage": case.state == CaseState.TRIAGE.value and policies.DISPATCH_CASE.may(actor, case),
        "may_open": policies.OPEN_IDENTITY.may(actor, case) if hasattr(case, "reporter") else False,
        "purposes": labels.options(Purpose),
        "suggestion": case.suggestion if reads else {},
        "at": at,
        "bad": bad,
    }
    return render(request, "cases/case.html", context, status=status)


def _holds(actor: Actor, case: Case) -> bool:
    return policies.HANDLE_CASE.may(actor, case)


def _issued(case: Case) -> Any:
    return Answer.objects.filter(case=case, issued_at__isnull=False).order_by("id")


def _facts(case: Case) -> list[tuple[str, str]]:
    return [
        (_("Topic"), labels.topic_name(case.topic) or _("not confirmed yet")),
        (_("Kind"), labels.label(Kind(case.kind))),
        (_("Nature"), labels.label(Nature(case.nature))),
        (_("Urgency"), labels.label(Urgency(case.urgency))),
        (_("Holder"), case.holder_unit.name),
        (_("Person"), case.holder_person.name if case.holder_person else _("nobody yet")),
        (_("About"), case.about_unit.name if case.about_unit else "—"),
        (_("Line of the list"), case.list_item or "—"),
        (_("Number outside"), case.external_id or "—"),
    ]


def _clocks(case: Case) -> list[dict[str, Any]]:
    language = get_language() or "zh-hans"
    rows = Clock.objects.filter(case=case).select_related("unit").order_by("id")
    return [
        {
            "clock": clock,
            "label": labels.label(ClockKind(clock.kind)),
            "unit": clock.unit.name if clock.unit else "",
            "words": sentences(clock.steps, language=language),
            "is_late": clock.red_at is not None or (clock.stopped_at is not None and clock.stopped_at > clock.due_at),
        }
        for clock in rows
    ]


def _timeline(case: Case, *, reads: bool) -> list[dict[str, Any]]:
    rows = CaseStep.objects.filter(case=case).select_related("unit", "person").order_by("id")
    return [
        {
            "label": labels.label(Step(row.step)),
            "at": row.at,
            "unit": row.unit.name if row.unit else "",
            "person": row.person.name if row.person and reads else "",
            "note": row.note if reads else "",
            "facts": row.facts,
        }
        for row in rows
    ]


@page(policies.SEE_CASES, methods=("POST",))
def take_step(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """Take one step; a refusal keeps what was typed and says why."""
    actor, at = actor_of(request), now()
    case = visible.find(number, actor=actor)
    known = {each.value: each for each in FORMS}
    if step not in known:
        raise RuleBrokenError("case.step_unknown", step=step[:20])
    form = _form(known[step], case, at=at, data=request.POST, files=request.FILES)
    if form.is_valid():
        try:
            _take(case, known[step], form, actor=actor, at=at)
        except RuleBrokenError as error:
            form.add_error(None, refusals.words(error))
        else:
            messages.success(request, _("Done: %(step)s") % {"step": labels.label(known[step])})
            if request.POST.get("back") == "work":
                return redirect("cases:work")
            return redirect("cases:read", number=case.number)
    case = visible.find(number, actor=actor)
    return _shown(request, case, actor=actor, at=at, bad=form, bad_step=step, status=409)


def _take(case: Case, step: Step, form: StepForm, *, actor: Actor, at: datetime) -> None:
    version, facts = form.cleaned_data["version"], form.facts()
    if step is Step.CALL_BACK and isinstance(form, CallBackForm):
        taking.take(
            case, step.value, ending.Verdict(**facts), by=CallBackBy.CALLER, actor=actor, at=at, version=version
        )
    elif step is Step.RELEASE_BRIEF and isinstance(form, BriefForm):
        shielding.release_brief(case.pk, actor=actor, at=at, version=version, **facts)
    elif step is Step.URGE:
        urging.urge(case.pk, actor=actor, at=at, version=version, **facts)
    elif step is Step.ACT:
        photo = facts.pop("photo")
        taking.take(case, step.value, actor=actor, at=at, version=version, **facts)
        if photo:
            photographs.attach(case.pk, content=photo.read(), actor=actor, at=at)
    else:
        taking.take(case, step.value, actor=actor, at=at, version=version, **facts)


@page(policies.SEE_CASES, methods=("POST",))
def open_identity(request: HttpRequest, number: str) -> HttpResponse:
    """Open the reporter's identity for a purpose; it is shown once, on this page, and never kept by the browser."""
    actor, at = actor_of(request), now()
    case = visible.find(number, actor=actor)
    try:
        purpose = Purpose(request.POST.get("purpose", ""))
    except ValueError as error:
        raise RuleBrokenError("case.purpose_missing") from error
    identity = shielding.open_identity(case.pk, purpose=purpose, actor=actor, at=at)
    response = render(
        request, "cases/identity.html", {"case": case, "identity": identity, "purpose": labels.label(purpose)}
    )
    response["Cache-Control"] = "no-store"
    return response
