"""The duty rota 值班 and handing over 移交 of one's own unit."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from huying.accounts import actions as accounts
from huying.accounts import policies as account_policies
from huying.accounts import queries as account_queries
from huying.accounts.models import DutyShift, Unit
from huying.cases import policies
from huying.cases.actions.handing_over import hand_over, open_cases_of
from huying.cases.forms.office import HandOverForm, ShiftForm
from huying.cases.models import Clock
from huying.cases.queries import limits as limit_queries
from huying.cases.views.rows import actor_of
from huying.core.clock import now
from huying.core.views import page
from huying.rules.case_clocks import ClockKind
from huying.rules.case_flow import CaseState
from huying.rules.errors import RuleBrokenError
from huying.ui import refusals

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from huying.core.actors import Actor

AHEAD = timedelta(days=31)
MOST_SHIFTS, MOST_CALLS = 200, 50


def unit_of(actor: Actor) -> Unit:
    """Return the actor's own unit."""
    return Unit.objects.get(pk=actor.unit_id or 0)


@page(account_policies.SET_DUTY, methods=("GET", "HEAD", "POST"))
def rota(request: HttpRequest) -> HttpResponse:
    """Show the rota of the coming month and the orders that call now; put somebody on it."""
    actor, at = actor_of(request), now()
    unit = unit_of(actor)
    people = account_queries.people_in(unit, on=limit_queries.day_of(at))
    form = ShiftForm(request.POST or None)
    form.offer("person", people)
    status = 200
    if request.method == "POST":
        status = 409
        if form.is_valid():
            chosen = {person.pk: person for person in people}[form.cleaned_data["person"]]
            facts = {name: form.cleaned_data[name] for name in ("starts_at", "ends_at", "order")}
            try:
                accounts.set_duty_shift(unit=unit, person=chosen, actor=actor, at=at, **facts)
            except RuleBrokenError as error:
                form.add_error(None, refusals.words(error))
            else:
                messages.success(request, _("%(person)s is on the rota.") % {"person": chosen.name})
                return redirect("office:duty")
    context = {"unit": unit, "form": form, "at": at, **_rota(unit, at=at)}
    return render(request, "office/duty.html", context, status=status)


def _rota(unit: Unit, *, at: datetime) -> dict[str, object]:
    shifts = DutyShift.objects.filter(unit=unit, ends_at__gt=at, starts_at__lt=at + AHEAD).select_related("person")
    calling = Clock.objects.filter(
        case__holder_unit=unit, kind=ClockKind.SIGN.value, stopped_at=None, calls__gt=0
    ).select_related("case")
    minutes = limit_queries.limits_on(limit_queries.day_of(at)).setting("call_tree_minutes")
    return {
        "shifts": shifts.order_by("starts_at", "order")[:MOST_SHIFTS],
        "calling": calling.order_by("due_at")[:MOST_CALLS],
        "minutes": minutes,
    }


@page(account_policies.SET_DUTY, methods=("POST",))
def drop(request: HttpRequest, shift_id: int) -> HttpResponse:
    """Take somebody off the rota."""
    accounts.drop_duty_shift(shift_id=shift_id, actor=actor_of(request), at=now())
    messages.success(request, _("Taken off the rota."))
    return redirect("office:duty")


@page(policies.HAND_OVER, methods=("GET", "HEAD", "POST"))
def hand_on(request: HttpRequest) -> HttpResponse:
    """Hand all open cases of somebody of the unit to a successor, or back to the desk."""
    actor, at = actor_of(request), now()
    unit = unit_of(actor)
    holders = list(unit.cases.exclude(state=CaseState.CLOSED.value).values_list("holder_person", flat=True).distinct())
    people = account_queries.people_in(unit, on=limit_queries.day_of(at))
    form = HandOverForm(request.POST or None)
    form.offer("person", people)
    form.offer("successor", people, empty=_("back to the unit's desk"))
    status = 200
    if request.method == "POST":
        status = 409
        if form.is_valid():
            try:
                count = _handed(form, unit, actor=actor, at=at)
            except RuleBrokenError as error:
                form.add_error(None, refusals.words(error))
            else:
                messages.success(request, _("%(count)s open cases were handed over.") % {"count": count})
                return redirect("office:hand_over")
    rows = [(person, open_cases_of(person.pk, unit_id=unit.pk).count()) for person in people if person.pk in holders]
    return render(request, "office/hand_over.html", {"unit": unit, "form": form, "rows": rows}, status=status)


def _handed(form: HandOverForm, unit: Unit, *, actor: Actor, at: datetime) -> int:
    data = form.cleaned_data
    return hand_over(
        person_id=data["person"],
        unit_id=unit.pk,
        successor_id=data["successor"],
        reason=data["reason"],
        actor=actor,
        at=at,
    )
