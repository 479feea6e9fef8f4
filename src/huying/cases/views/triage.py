"""Confirming on one screen 核定派单台: the queue, the case, the suggestion; by keyboard, one by one or many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from huying.cases import labels, policies
from huying.cases.actions import triaging
from huying.cases.actions.dispatching import Confirmed, dispatch
from huying.cases.forms.intake import DispatchForm
from huying.cases.queries import visible, work
from huying.cases.queries.holders import level_of_key
from huying.cases.views import problems
from huying.cases.views.intake import located
from huying.cases.views.offers import near_units
from huying.cases.views.previewing import preview
from huying.cases.views.rows import actor_of, shown
from huying.core.clock import now
from huying.core.policies import NotAllowedError
from huying.core.views import page
from huying.estates import queries as estates
from huying.regions import queries as regions
from huying.rules.case_facts import Kind, Nature, Urgency
from huying.rules.case_flow import CaseState
from huying.rules.errors import RuleBrokenError
from huying.rules.places import PlaceLevel, code_of
from huying.rules.topics import TOPICS
from huying.ui import refusals

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse, QueryDict

    from huying.cases.actions.triaging import Accepted
    from huying.cases.models import Case
    from huying.core.actors import Actor

DIGITS = 9


@page(policies.DISPATCH_CASE)
def triage(request: HttpRequest) -> HttpResponse:
    """Show the queue, most pressing first, with one case of it open."""
    actor, at = actor_of(request), now()
    asked = request.GET.get("case", "")
    return _screen(request, actor=actor, at=at, number=asked)


def _screen(
    request: HttpRequest,
    *,
    actor: Actor,
    at: datetime,
    number: str = "",
    form: DispatchForm | None = None,
    status: int = 200,
) -> HttpResponse:
    queue = work.to_confirm(actor)
    numbers = [case.number for case in queue]
    current = _current(queue, numbers, number, actor=actor)
    place = numbers.index(current.number) if current is not None and current.number in numbers else -1
    context = {
        "rows": [(row, _hint(row.case)) for row in shown(queue, actor=actor, at=at)],
        "current": current,
        "pane": _pane(current, form, chosen=request.GET, at=at) if current is not None else None,
        "case": current,
        "beside": problems.beside(current, actor=actor, at=at) if current is not None else {},
        "following": numbers[place + 1] if 0 <= place < len(numbers) - 1 else "",
        "previous": numbers[place - 1] if place > 0 else "",
        "sent": triaging.just_sent(actor, at=at),
        "undo_seconds": int(triaging.UNDO_SHOWN.total_seconds()),
        "most": triaging.MOST_AT_ONCE,
        "at": at,
    }
    return render(request, "cases/triage.html", context, status=status)


def _current(queue: Sequence[Case], numbers: Sequence[str], number: str, *, actor: Actor) -> Case | None:
    """Return the case to open: the one asked for if it still waits within sight, else the first."""
    if number in numbers:
        return queue[numbers.index(number)]
    if number and visible.sees(actor, number):
        case = visible.find(number, actor=actor)
        if case.state == CaseState.TRIAGE.value and policies.DISPATCH_CASE.may(actor, case):
            return case
    return queue[0] if queue else None


def _hint(case: Case) -> str:
    """Return the suggested topic's name for the queue, empty where nothing is suggested."""
    confirmed = triaging.suggested(case)
    return labels.topic_name(confirmed.topic) if confirmed is not None else ""


def _pane(case: Case, form: DispatchForm | None, *, chosen: QueryDict, at: datetime) -> dict[str, Any]:
    suggestion = case.suggestion
    found = [str(code) for code in suggestion.get("topics", [])]
    topic = case.topic or str(suggestion.get("topic") or "")
    first = list(dict.fromkeys([*([topic] if topic else []), *found, *TOPICS]))[:DIGITS]
    return {
        "form": form or _offered(DispatchForm(initial=_initial(case)), case, at=at),
        "topics": [(digit, code, labels.topic_name(code)) for digit, code in enumerate(first, start=1)],
        "chosen": topic,
        "confidence": case.topic_confidence,
        "why": suggestion.get("why", []),
        "place": _place_words(case),
        "preview": preview(case, chosen, at=at),
    }


def _place_words(case: Case) -> str:
    confirmed = triaging.suggested(case)
    compound = case.compound_key or (confirmed.compound if confirmed is not None else None)
    known = estates.compounds_by_key({compound}) if compound else {}
    name = known[compound].name if compound in known else ""
    return " ".join(filter(None, (regions.place_book().path(compound or case.place), name)))


def _offered(form: DispatchForm, case: Case, *, at: datetime) -> DispatchForm:
    units = [(unit.pk, unit.name) for unit in near_units(case, at=at)]
    form.fields["unit"].choices = [("", _("by the list")), *units]  # type: ignore[attr-defined]  # a choice field
    return form


def _initial(case: Case) -> dict[str, Any]:
    suggestion = case.suggestion
    compound = code_of(case.compound_key, PlaceLevel.COMPOUND) if case.compound_key else suggestion.get("compound")
    level = level_of_key(case.place)
    return {
        "version": case.version,
        "topic": case.topic or suggestion.get("topic"),
        "place": compound or ("" if level is PlaceLevel.CITY else code_of(case.place, level)),
        "kind": case.kind,
        "nature": case.nature,
        "urgency": case.urgency,
    }


@page(policies.DISPATCH_CASE, methods=("GET", "HEAD", "POST"))
def confirm(request: HttpRequest, number: str) -> HttpResponse:
    """Confirm what a case is about and send it; the next one of the queue opens by itself."""
    actor, at = actor_of(request), now()
    case = visible.find(number, actor=actor)
    policies.DISPATCH_CASE.check(actor, case)
    if request.method != "POST":
        return redirect(f"{reverse('cases:triage')}?case={number}")
    form = _offered(DispatchForm(request.POST), case, at=at)
    status = 422
    if form.is_valid():
        try:
            done = _dispatched(case, form.cleaned_data, actor=actor, at=at)
        except RuleBrokenError as error:
            form.add_error(None, refusals.words(error))
            status = refusals.status(error)
        else:
            told = {"number": done.number, "unit": done.holder_unit.name}
            messages.success(request, _("%(number)s went to %(unit)s.") % told)
            return redirect(f"{reverse('cases:triage')}?case={request.POST.get('following', '')[:40]}")
    return _screen(request, actor=actor, at=at, number=number, form=form, status=status)


def _dispatched(case: Case, data: dict[str, Any], *, actor: Actor, at: datetime) -> Case:
    place, compound = located(data["place"])
    confirmed = Confirmed(
        topic=data["topic"],
        place=place or case.place,
        compound=compound,
        kind=Kind(data["kind"]),
        nature=Nature(data["nature"]),
        urgency=Urgency(data["urgency"]),
        part=data["part"],
        unit=data["unit"],
        reason=data["reason"],
    )
    return dispatch(case.pk, confirmed, actor=actor, at=at, version=data["version"])


@page(policies.DISPATCH_CASE, methods=("POST",))
def accept_many(request: HttpRequest) -> HttpResponse:
    """Accept the suggestions of the cases that are ticked; what is refused is told with its reason."""
    actor, at = actor_of(request), now()
    numbers = list(dict.fromkeys(request.POST.getlist("number")))
    cases = [visible.find(number, actor=actor) for number in numbers[: triaging.MOST_AT_ONCE + 1]]
    if not cases:
        messages.warning(request, _("Tick the cases first."))
        return redirect("cases:triage")
    done = triaging.accept_many(cases, actor=actor, at=at)
    sent = sum(row.refusal is None for row in done)
    if sent:
        messages.success(request, _("%(count)s cases were sent as suggested.") % {"count": sent})
    for row in done:
        if row.refusal is not None:
            messages.warning(request, _refused(row))
    return redirect("cases:triage")


def _refused(row: Accepted) -> str:
    error = row.refusal
    words = refusals.words(error) if isinstance(error, RuleBrokenError) else _("Your post may not send this case.")
    return f"{row.case.number}: {words}"


@page(policies.TAKE_BACK_DISPATCH, methods=("POST",))
def take_back(request: HttpRequest) -> HttpResponse:
    """Take back what one sent in the last seconds."""
    actor, at = actor_of(request), now()
    numbers = list(dict.fromkeys(request.POST.getlist("number")))[: triaging.MOST_AT_ONCE]
    own = {step.case.number: step.case for step in triaging.just_sent(actor, at=at, within=triaging.UNDO_WITHIN)}
    back = 0
    for case in [own.get(number) or visible.find(number, actor=actor) for number in numbers]:
        try:
            triaging.take_back(case.pk, actor=actor, at=at)
            back += 1
        except (RuleBrokenError, NotAllowedError) as error:
            messages.warning(request, _refused(triaging.Accepted(case=case, refusal=error)))
    if back:
        messages.success(request, _("%(count)s cases wait to be confirmed again.") % {"count": back})
    return redirect(f"{reverse('cases:triage')}?case={numbers[0] if numbers else ''}")
