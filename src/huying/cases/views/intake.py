"""Writing a case down and confirming it 登记与核定."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from huying.cases import labels, policies
from huying.cases.actions import receiving
from huying.cases.actions.building import choose
from huying.cases.actions.demands import Demand
from huying.cases.actions.dispatching import Confirmed, dispatch
from huying.cases.forms.intake import DispatchForm, IntakeForm
from huying.cases.models import Case
from huying.cases.queries import limits as limit_queries
from huying.cases.queries import lists, visible
from huying.cases.queries.holders import Holders, level_of_key
from huying.cases.suggesting import suggestion_for
from huying.cases.views.case import near_units
from huying.cases.views.rows import actor_of, shown
from huying.core import crypto, idempotency
from huying.core.clock import now
from huying.core.views import page
from huying.estates import queries as estates
from huying.regions import queries as regions
from huying.rules.case_facts import Channel, Kind, Nature, Privacy, Urgency
from huying.rules.case_flow import CaseState
from huying.rules.errors import RuleBrokenError
from huying.rules.places import PlaceLevel, code_of, key_of, level_of
from huying.ui import refusals

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from huying.core.actors import Actor

FOUND_MOST = 12


def located(code: str) -> tuple[int | None, int | None]:
    """Return the place key and the compound key of a code a form gave."""
    if not code:
        return None, None
    if level_of(code) is PlaceLevel.COMPOUND:
        key = estates.compound_by_code(code).key
        return key, key
    return regions.resolve(code).key, None


@page(policies.RECEIVE_CASE, methods=("GET", "HEAD", "POST"))
def write_down(request: HttpRequest) -> HttpResponse:
    """Write a case down for somebody on the phone, at the desk, or by letter."""
    actor, at = actor_of(request), now()
    form = IntakeForm(request.POST or None, initial={"token": crypto.new_token()})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                answer = _received(form.cleaned_data, actor=actor, at=at)
            except RuleBrokenError as error:
                form.add_error(None, refusals.words(error))
            else:
                return render(request, "cases/receipt.html", {"answer": answer})
    return render(request, "cases/intake.html", {"form": form}, status=status)


def _received(data: dict[str, Any], *, actor: Actor, at: datetime) -> dict[str, Any]:
    place, compound = located(data["place"])
    demand = Demand(
        channel=Channel(data["channel"]),
        text=data["text"],
        title=data["title"],
        kind=Kind(data["kind"]),
        nature=Nature(data["nature"]),
        privacy=Privacy(data["privacy"]),
        urgency=Urgency(data["urgency"]) if data["urgency"] else None,
        topic=data["topic"],
        place=place,
        compound=compound,
        address=data["address"],
        name=data["name"],
        phone=data["phone"],
        suggestion={} if data["topic"] else suggestion_for(f"{data['title']}\n{data['text']}"),
    )

    def work() -> dict[str, Any]:
        receipt = receiving.receive(demand, actor=actor, at=at)
        return {"number": receipt.case.number, "code": receipt.code, "holder": receipt.case.holder_unit.name}

    body = {name: str(value) for name, value in data.items()}
    answer, _is_new = idempotency.once(scope=f"intake:{actor.person_id}", key=data["token"], body=body, work=work)
    return answer


@page(policies.DISPATCH_CASE, methods=("GET", "HEAD", "POST"))
def confirm(request: HttpRequest, number: str) -> HttpResponse:
    """Confirm what a case is about and send it; the next one of the queue follows."""
    actor, at = actor_of(request), now()
    case = visible.find(number, actor=actor)
    policies.DISPATCH_CASE.check(actor, case)
    form = DispatchForm(request.POST or None, initial=_initial(case))
    form.fields["unit"].choices = [("", _("by the list")), *((unit.pk, unit.name) for unit in near_units(case, at=at))]  # type: ignore[attr-defined]
    status = 200
    if request.method == "POST":
        status = 409
        if form.is_valid():
            try:
                done = _dispatched(case, form.cleaned_data, actor=actor, at=at)
            except RuleBrokenError as error:
                form.add_error(None, refusals.words(error))
            else:
                messages.success(
                    request,
                    _("%(number)s went to %(unit)s.") % {"number": done.number, "unit": done.holder_unit.name},
                )
                return _next(actor, at)
    context = {
        "form": form,
        "case": case,
        "preview": _preview(case, at=at),
        "found": [(code, labels.topic_name(code)) for code in case.suggestion.get("topics", [])],
    }
    return render(request, "cases/dispatch.html", context, status=status)


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


def _preview(case: Case, *, at: datetime) -> dict[str, Any] | None:
    """Return where the suggested topic would lead, with the questions still open; nobody is sent anywhere by it."""
    topic = case.topic or case.suggestion.get("topic")
    if not topic:
        return None
    day = limit_queries.day_of(at)
    compound = case.compound_key
    if compound is None and case.suggestion.get("compound"):
        compound = key_of(str(case.suggestion["compound"]))
    tried = Case(
        topic=topic,
        kind=case.kind,
        nature=case.nature,
        urgency=case.urgency,
        place=compound or case.place,
        compound_key=compound,
    )
    found, unit = choose(tried, duties=limit_queries.duties_on(day), holders=Holders(on=day))
    return {"unit": unit, "route": found}


def _next(actor: Actor, at: datetime) -> HttpResponse:
    waiting = lists.narrowed(actor, lists.CaseFilter(state=CaseState.TRIAGE.value), at=at)
    following = next(
        (case for case in waiting.order_by("due_at", "pk")[:20] if policies.DISPATCH_CASE.may(actor, case)), None
    )
    return redirect("cases:dispatch", number=following.number) if following else redirect("cases:triage")


@page(policies.DISPATCH_CASE)
def triage(request: HttpRequest) -> HttpResponse:
    """Show what waits to be confirmed, the most pressing first."""
    actor, at = actor_of(request), now()
    wanted = lists.CaseFilter(state=CaseState.TRIAGE.value, order=lists.BY_DUE)
    found = lists.page_of(actor, wanted, at=at, cursor=request.GET.get("cursor", ""))
    context = {
        "rows": shown(found.rows, actor=actor, at=at),
        "next_cursor": found.next_cursor,
        "has_cursor": bool(request.GET.get("cursor")),
        "at": at,
    }
    return render(request, "cases/triage.html", context)


@page(policies.RECEIVE_CASE)
def find_place(request: HttpRequest) -> HttpResponse:
    """Offer compounds by name, alias or pinyin initials, as a small list that fills the field."""
    found = estates.search_compounds(request.GET.get("place", "").strip())[:FOUND_MOST]
    book = regions.place_book()
    rows = [{"code": row.code, "name": row.name, "path": book.path(row.key)} for row in found]
    return render(request, "cases/places.html", {"rows": rows})
