"""The page of one case 诉求详情: what is known, its clocks, its story, and what may be done now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from huying.cases import duty_words, labels, links, mirrored, policies, reply_words, telling
from huying.cases.actions import ending, photographs, replying, shielding, taking
from huying.cases.forms.steps import FORMS, DraftForm, ReplyForm, StepForm
from huying.cases.models import Answer, Case, Clock, OutsideOrder
from huying.cases.queries import parts, visible
from huying.cases.views import offers, problems
from huying.cases.views.rows import actor_of, shown
from huying.core.clock import now
from huying.core.views import page
from huying.estates.queries import compounds_by_key
from huying.rules.case_clocks import ClockKind
from huying.rules.case_facts import CallBackBy, Kind, Nature, PhotoMoment, Purpose, Urgency
from huying.rules.case_flow import CaseState, Step
from huying.rules.errors import RuleBrokenError
from huying.rules.explanations import Step as Reason
from huying.rules.explanations import explain
from huying.rules.places import key_of
from huying.rules.roles import Role
from huying.ui import refusals

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from huying.cases.models import CasePart, CaseStep
    from huying.core.actors import Actor

REPLY = "reply"


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
    holds = policies.HANDLE_CASE.may(actor, case)
    steps = offers.offered(case, actor=actor, at=at)
    for offer in steps:
        if offer.step == bad_step and bad is not None:
            offer.form, offer.is_open = bad, True
    rows = telling.steps_of(case)
    names = telling.names_in(rows)
    told = telling.tell(rows, names, reads=reads)
    answers = _answers(actor, case, reads=reads, is_holder=holds)
    context = {
        "case": case,
        "row": shown([case], actor=actor, at=at)[0],
        "reads": reads,
        "facts": _facts(case, reads=reads),
        "clocks": _clocks(case),
        "steps": told,
        "missed": _missed(bad, case, told),
        "desks": telling.desks_of(case, rows, names, at=at) if reads else [],
        "orders": _orders(case, at=at) if reads and case.source else [],
        "answers": answers,
        "parts": _parts(case, rows, actor=actor, reads_all=reads or holds),
        "links": links.links_for(case, actor=actor),
        "presses": links.presses_for(case, actor=actor),
        "offered": steps,
        "reply": _reply_form(case, bad, bad_step) if holds and case.state == CaseState.HANDLING.value else None,
        "may_triage": case.state == CaseState.TRIAGE.value and policies.DISPATCH_CASE.may(actor, case),
        "may_open": policies.OPEN_IDENTITY.may(actor, case) if hasattr(case, "reporter") else False,
        "purpose": _usual_purpose(actor),
        "purposes": labels.options(Purpose),
        "photos": case.attachments.order_by("id") if reads else [],
        "suggestion": _suggested(case) if reads else {},
        "beside": problems.beside(case, actor=actor, at=at),
        "aided": bad_step,
        "hints": reply_words.hints_for(_written(bad), case, actor=actor),
        "draft_hints": _draft_hints(answers, case, steps, actor=actor),
        "at": at,
    }
    return render(request, "cases/case.html", context, status=status)


def _suggested(case: Case) -> dict[str, Any]:
    """Return what the machine suggests, in words, while nobody has confirmed what the case is about."""
    said = case.suggestion
    if case.is_topic_confirmed or not said.get("why"):
        return {}
    key = key_of(said["compound"]) if said.get("compound") else 0
    compound = compounds_by_key({key}).get(key) if key and key != case.compound_key else None
    topic = said.get("topic")
    return {"topic": labels.topic_name(topic) if topic else "", "compound": compound, "why": said["why"]}


def _written(form: StepForm | None) -> str:
    """Return the answer that stands in a form, empty where the form asks for none."""
    return str(form["text"].value() or "") if isinstance(form, ReplyForm | DraftForm) else ""


def _draft_hints(
    answers: list[dict[str, Any]], case: Case, steps: list[offers.Offer], *, actor: Actor
) -> list[reply_words.Hint]:
    """Return how the draft reads, for whoever may check it now."""
    waiting = [each["answer"].text for each in answers if each["is_waiting"]]
    if not waiting or all(offer.step != Step.CHECK.value for offer in steps):
        return []
    return reply_words.hints_for(waiting[-1], case, actor=actor)


def _usual_purpose(actor: Actor) -> dict[str, str]:
    """Return for what this post usually opens a contact, so that one press is enough."""
    purpose = Purpose.CALL_BACK if actor.role is Role.CALLER else Purpose.HANDLING_CALL
    return {"value": purpose.value, "label": labels.label(purpose)}


def _missed(bad: StepForm | None, case: Case, told: list[telling.Told]) -> list[telling.Told]:
    """Return what was done since the form that came back was opened; each step counts one version."""
    seen = bad.cleaned_data.get("version") if bad is not None and hasattr(bad, "cleaned_data") else None
    if not seen or seen >= case.version:
        return []
    return told[-(case.version - seen) :]


def _answers(actor: Actor, case: Case, *, reads: bool, is_holder: bool) -> list[dict[str, Any]]:
    """Return the answers an actor may read; who reads only the brief reads none but its own: they may name people."""
    rows = Answer.objects.filter(case=case).select_related("unit", "drafted_by").order_by("id")
    found = rows if is_holder else rows.filter(issued_at__isnull=False)
    if not reads:
        found = found.filter(unit_id=actor.unit_id or 0)
    return [{"answer": row, "is_waiting": row.issued_at is None and not row.is_refused} for row in found]


def _parts(case: Case, rows: list[CaseStep], *, actor: Actor, reads_all: bool) -> list[CasePart]:
    """Return what other units were asked; a case that never was split costs no question."""
    if not any(row.step == Step.SPLIT.value for row in rows):
        return []
    return list(parts.parts_of(case, actor=actor, reads_all=reads_all))


def _facts(case: Case, *, reads: bool) -> list[tuple[str, str]]:
    found = [
        (_("Topic"), labels.topic_name(case.topic) or _("not confirmed yet")),
        (_("Kind"), labels.label(Kind(case.kind))),
        (_("Nature"), labels.label(Nature(case.nature))),
        (_("Urgency"), labels.label(Urgency(case.urgency))),
        (_("Holder"), case.holder_unit.name),
        (_("Person"), case.holder_person.name if case.holder_person and reads else "—"),
        (_("About"), case.about_unit.name if case.about_unit else "—"),
        (_("Line of the list"), duty_words.line_name(case.list_item, number=case.list_version) or "—"),
    ]
    return [*found, (_("Number outside"), case.external_id)] if reads and case.external_id else found


def _clocks(case: Case) -> list[dict[str, Any]]:
    tongue = "en" if (get_language() or "").startswith("en") else "zh"
    rows = Clock.objects.filter(case=case).select_related("unit").order_by("-id")
    return [
        {
            "clock": clock,
            "label": labels.label(ClockKind(clock.kind)),
            "unit": clock.unit.name if clock.unit else "",
            "reasons": [
                (each[tongue], each[f"article_{tongue}"])
                for each in explain(Reason(code, facts) for code, facts in clock.steps)
            ],
            "is_late": clock.red_at is not None or (clock.stopped_at is not None and clock.stopped_at > clock.due_at),
            "is_running": clock.stopped_at is None,
        }
        for clock in sorted(rows, key=lambda clock: clock.stopped_at is not None)
    ]


def _orders(case: Case, *, at: datetime) -> list[mirrored.Mirrored]:
    orders = list(OutsideOrder.objects.filter(case=case).order_by("-round"))
    call_back = case.call_backs.order_by("-id").first() if orders else None
    return mirrored.compared(case, orders, call_back=call_back, at=at)


def _reply_form(case: Case, bad: StepForm | None, bad_step: str) -> StepForm:
    if bad_step == REPLY and bad is not None:
        return bad
    return ReplyForm(initial={"version": case.version}, prefix=REPLY, auto_id=f"{REPLY}_%s")


@page(policies.SEE_CASES, methods=("POST",))
def take_step(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """Take one step; a refusal keeps what was typed and says why."""
    actor, at = actor_of(request), now()
    case = visible.find(number, actor=actor)
    known = {each.value: each for each in FORMS}
    if step not in known:
        raise RuleBrokenError("case.step_unknown", step=step[:20])
    form = offers.form_of(known[step], case, actor=actor, at=at, data=request.POST, files=request.FILES)
    status = 422
    if form.is_valid():
        try:
            taken = _take(case, known[step], form, actor=actor, at=at)
        except RuleBrokenError as error:
            form.add_error(None, refusals.words(error))
            status = refusals.status(error)
        else:
            messages.success(request, _("Done: %(step)s") % {"step": labels.label(known[step])})
            return _onward(request, taken, actor=actor)
    case = visible.find(number, actor=actor)
    return _shown(request, case, actor=actor, at=at, bad=form, bad_step=step, status=status)


def _onward(request: HttpRequest, taken: Case, *, actor: Actor) -> HttpResponse:
    """Lead back to where the step was taken, or to the work list where it took the case out of sight."""
    if not visible.sees(actor, taken.number):
        told = {"number": taken.number, "unit": taken.holder_unit.name}
        messages.info(request, _("Case %(number)s was handed to %(unit)s; it is no longer with you.") % told)
        return redirect("cases:work")
    match request.POST.get("back"):
        case "work":
            return redirect("cases:work")
        case "standing":
            return redirect("office:standing_case", number=taken.number)
    return redirect("cases:read", number=taken.number)


def _take(case: Case, step: Step, form: StepForm, *, actor: Actor, at: datetime) -> Case:
    by: dict[str, Any] = {"actor": actor, "at": at, "version": form.cleaned_data["version"]}
    facts = form.facts()
    if step is Step.CALL_BACK:
        return taking.take(case, step.value, ending.Verdict(**facts), by=CallBackBy.CALLER, **by)
    if photo := facts.pop("photo", None):
        by["photo"] = photo.read(photographs.MOST_BYTES + 1)
    return taking.take(case, step.value, **facts, **by)


@page(policies.HANDLE_CASE, methods=("POST",))
def reply(request: HttpRequest, number: str) -> HttpResponse:
    """Note what was done with photographs before and after, and draft the answer, in one form."""
    actor, at = actor_of(request), now()
    case = visible.find(number, actor=actor)
    form = ReplyForm(request.POST, request.FILES, prefix=REPLY, auto_id=f"{REPLY}_%s")
    status = 422
    if form.is_valid():
        photos = {
            moment: form.cleaned_data[moment.value].read()
            for moment in (PhotoMoment.BEFORE, PhotoMoment.AFTER)
            if form.cleaned_data[moment.value]
        }
        try:
            replying.reply(
                case.pk,
                text=form.cleaned_data["text"],
                photos=photos,
                actor=actor,
                at=at,
                version=form.cleaned_data["version"],
            )
        except RuleBrokenError as error:
            form.add_error(None, refusals.words(error))
            status = refusals.status(error)
        else:
            messages.success(request, _("The answer is with the checkers."))
            return redirect("cases:work")
    case = visible.find(number, actor=actor)
    return _shown(request, case, actor=actor, at=at, bad=form, bad_step=REPLY, status=status)


@page(policies.HANDLE_CASE, methods=("POST",))
def look_over(request: HttpRequest, number: str) -> HttpResponse:
    """Show how an answer reads before it is sent: as a piece of the page while typing, else the page with its form."""
    actor, at = actor_of(request), now()
    case = visible.find(number, actor=actor)
    policies.HANDLE_CASE.check(actor, case)
    is_reply = f"{REPLY}-text" in request.POST
    step = REPLY if is_reply else Step.DRAFT.value
    form = (ReplyForm if is_reply else DraftForm)(request.POST, prefix=step, auto_id=f"{step}_%s")
    if request.headers.get("HX-Request"):
        hints = reply_words.hints_for(_written(form), case, actor=actor)
        return render(request, "cases/reply_aid.html", {"hints": hints})
    return _shown(request, case, actor=actor, at=at, bad=form, bad_step=step)


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
