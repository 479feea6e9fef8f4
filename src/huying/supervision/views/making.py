"""New orders, marks and measures 新建: from a case, a whistle, an order or a place, filled in as far as known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from huying.accounts.models import Unit
from huying.cases.queries import visible as case_queries
from huying.cases.queries.holders import Holders
from huying.cases.queries.limits import day_of
from huying.core import crypto, idempotency
from huying.core.clock import now
from huying.core.views import page
from huying.rules.errors import RuleBrokenError
from huying.rules.marks import check_marked
from huying.rules.measures import MeasureKind, powers_of
from huying.rules.roles import UnitKind
from huying.rules.supervision import OrderKind
from huying.supervision import actions, policies
from huying.supervision.actions import Given, Measured, Ordered
from huying.supervision.forms import MarkForm, MeasureForm, NewForm, OrderForm, PlaceForm
from huying.supervision.models import Order
from huying.supervision.queries import reading, visible
from huying.supervision.queries.rules import rules_on
from huying.supervision.views.shared import actor_of
from huying.ui import refusals
from huying.whistles.labels import item_name
from huying.whistles.queries import visible as whistle_queries
from huying.whistles.queries.rules import list_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from huying.core.actors import Actor
    from huying.supervision.queries.reading import Matter


def _key(words: str) -> int:
    return int(words) if words.isascii() and words.isdigit() else 0


def _matter(request: HttpRequest, actor: Actor) -> Matter | None:
    """Return what the address names: a case, a whistle or a place; None where it names nothing."""
    asked = request.GET
    if asked.get("case"):
        return reading.matter_of_case(case_queries.find(asked["case"], actor=actor))
    if asked.get("whistle"):
        whistle = whistle_queries.find(_key(asked["whistle"]), actor=actor)
        return reading.matter_of_whistle(whistle, item=item_name(list_of(whistle), whistle.item))
    return None


def _placed(request: HttpRequest, heading: str) -> Matter | HttpResponse:
    """Return the matter at the place the address names, or the page that asks for it."""
    if not request.GET.get("place"):
        return render(request, "supervision/place.html", {"form": PlaceForm(), "heading": heading})
    form = PlaceForm(request.GET)
    if form.is_valid():
        try:
            return reading.matter_at(form.cleaned_data["place"])
        except RuleBrokenError as error:
            form.add_error("place", refusals.words(error))
    return render(request, "supervision/place.html", {"form": form, "heading": heading}, status=422)


def _made(
    request: HttpRequest, form: NewForm, work: Callable[[dict[str, Any]], int], *, life: str, context: dict[str, Any]
) -> HttpResponse:
    """Show the form, or do what it asks for once; a refusal keeps what was typed and says why."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            facts = form.facts()
            try:
                answer, _is_new = idempotency.once(
                    scope=f"{life}:{actor_of(request).person_id}",
                    key=form.cleaned_data["token"],
                    body={name: str(value) for name, value in facts.items()} | {"for": request.GET.urlencode()},
                    work=lambda: {"pk": work(facts)},
                )
            except RuleBrokenError as error:
                form.add_error(None, refusals.words(error))
                status = refusals.status(error)
            else:
                messages.success(request, _("It is written down."))
                return redirect(f"supervision:{life}", pk=int(answer["pk"]))
    return render(request, "supervision/new.html", context | {"form": form, "life": life}, status=status)


@page(policies.ISSUE_ORDER, methods=("GET", "HEAD", "POST"))
def order(request: HttpRequest) -> HttpResponse:
    """Issue an order."""
    actor, at = actor_of(request), now()
    about = _matter(request, actor) or _placed(request, _("Supervision order"))
    if not isinstance(about, reading.Matter):
        return about
    issuer = Unit.objects.get(pk=actor.unit_id or 0)
    units = reading.orderable(about.place, issuer=issuer, actor=actor, on=day_of(at))
    holder = about.case.holder_unit if about.case else None
    initial = {
        "token": crypto.new_token(),
        "unit_id": holder.pk if holder and holder in units else None,
        "kind": OrderKind.ORDER.value,
        "matter": about.words,
        "instructed_on": day_of(at),
    }
    form = OrderForm(request.POST or None, initial=initial)
    form.offer(units)
    context = {
        "about": about,
        "heading": _("Supervision order"),
        "press": _("Issue the order"),
        "is_firm": holder is not None and holder.kind == UnitKind.ENTERPRISE.value,
        "nobody": not units,
    }
    return _made(
        request,
        form,
        lambda facts: actions.issue(Ordered(about=about, **facts), actor=actor, at=at).pk,
        life="order",
        context=context,
    )


@page(policies.GIVE_MARK, methods=("GET", "HEAD", "POST"))
def mark(request: HttpRequest) -> HttpResponse:
    """Put a mark on the unit of an order or the holder of a case; an enterprise is refused with what there is."""
    actor, at = actor_of(request), now()
    order_key, number = request.GET.get("order", ""), request.GET.get("case", "")
    basis = visible.find(Order, _key(order_key), actor=actor) if order_key else None
    case = case_queries.find(number, actor=actor) if number and basis is None else None
    if basis is None and case is None:
        raise RuleBrokenError("mark.rests_on_nothing")
    unit = basis.unit if basis is not None else case.holder_unit if case is not None else None
    giver = Unit.objects.get(pk=actor.unit_id or 0)
    context = {"heading": _("Mark a unit"), "press": _("Give the mark"), "marked": unit, "basis": basis, "case": case}
    form = MarkForm(request.POST or None, initial={"token": crypto.new_token()})
    form.offer(rules_on(day_of(at)))
    try:
        check_marked(giver=UnitKind(giver.kind), unit=UnitKind(unit.kind if unit else giver.kind))
    except RuleBrokenError as error:
        context |= {"refused": refusals.words(error), "case_number": number}
        return render(request, "supervision/new.html", context | {"life": "mark"}, status=422)
    return _made(
        request,
        form,
        lambda facts: actions.give(Given(order=basis, case=case, **facts), actor=actor, at=at).pk,
        life="mark",
        context=context,
    )


@page(policies.TAKE_MEASURE, methods=("GET", "HEAD", "POST"))
def measure(request: HttpRequest) -> HttpResponse:
    """Take a measure towards the enterprise of a case, or of the compound at a place."""
    actor, at = actor_of(request), now()
    about = _matter(request, actor) or _placed(request, _("Measure towards the enterprise"))
    if not isinstance(about, reading.Matter):
        return about
    rules, body = rules_on(day_of(at)), Unit.objects.get(pk=actor.unit_id or 0)
    context: dict[str, Any] = {
        "about": about,
        "heading": _("Measure towards the enterprise"),
        "press": _("Write it down"),
    }
    try:
        firm = reading.firm_at(about, on=day_of(at))
    except RuleBrokenError as error:
        context |= {"refused": refusals.words(error), "life": "measure"}
        return render(request, "supervision/new.html", context, status=422)
    kinds = powers_of(UnitKind(body.kind), rules=rules)
    form = MeasureForm(
        request.POST or None,
        initial={"token": crypto.new_token(), "words": about.words, "kind": MeasureKind.TALK.value},
    )
    chain = Holders(on=day_of(at)).chain(about.place)
    departments = Unit.objects.filter(kind=UnitKind.DEPARTMENT.value, is_active=True, place__in=chain)
    form.offer(rules, kinds, departments.exclude(pk=body.pk).order_by("name"))
    return _made(
        request,
        form,
        lambda facts: actions.make(Measured(about=about, firm=firm, **facts), actor=actor, at=at).pk,
        life="measure",
        context=context | {"marked": firm},
    )
