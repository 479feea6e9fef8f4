"""The lists of supervision 督办清单: orders, the ledger of marks, measures, and reminders of cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from huying.cases import labels as case_labels
from huying.core.clock import now
from huying.core.views import page
from huying.regions import queries as regions
from huying.rules.case_flow import Step
from huying.rules.marks import MarkKind, MarkState
from huying.rules.measures import MeasureKind, MeasureState
from huying.rules.supervision import OPEN, OrderKind, OrderState
from huying.supervision import labels, policies
from huying.supervision.forms import FilterForm
from huying.supervision.queries import reminding
from huying.supervision.queries.rules import rules_of
from huying.supervision.queries.visible import Wanted, page_of
from huying.supervision.views.shared import BOARDS, MODELS, actor_of

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of a list: what it is, its address, and what stands beside it."""

    title: str
    number: str
    address: str
    state: str
    unit: str
    sender: str
    where: str
    at: datetime
    due: datetime | None = None
    is_late: bool = False


def _order(row: Any, at: datetime) -> Line:
    is_open = OrderState(row.state) in OPEN
    return Line(
        title=labels.label(OrderKind(row.kind)),
        number=row.number,
        address=reverse("supervision:order", args=[row.pk]),
        state=labels.label(OrderState(row.state)),
        unit=row.unit.name,
        sender=row.issuer.name,
        where=regions.place_book().path(row.place),
        at=row.issued_at,
        due=row.report_by if is_open else None,
        is_late=row.lates > 0 or row.receipt_late_at is not None or (is_open and row.report_by < at),
    )


def _mark(row: Any, _at: datetime) -> Line:
    return Line(
        title=f"{labels.label(MarkKind(row.kind))}: {labels.reason_name(rules_of(row), row.reason)}",
        number=row.number,
        address=reverse("supervision:mark", args=[row.pk]),
        state=labels.label(MarkState(row.state)),
        unit=row.unit.name,
        sender=row.giver.name,
        where=regions.place_book().path(row.place),
        at=row.given_at,
    )


def _measure(row: Any, _at: datetime) -> Line:
    return Line(
        title=labels.label(MeasureKind(row.kind)),
        number=row.number,
        address=reverse("supervision:measure", args=[row.pk]),
        state=labels.label(MeasureState(row.state)),
        unit=row.firm.name,
        sender=row.body.name,
        where=regions.place_book().path(row.place),
        at=row.made_at,
        is_late=row.late_at is not None,
    )


LINES = {"order": _order, "mark": _mark, "measure": _measure}


def _shown(request: HttpRequest, life: str) -> HttpResponse:
    actor, at = actor_of(request), now()
    form = FilterForm(request.GET or None)
    form.offer(life)
    wanted = form.wanted() if form.is_bound and form.is_valid() else Wanted()
    found = page_of(MODELS[life], actor, wanted, cursor=request.GET.get("cursor", ""))
    context = {
        "life": life,
        "heading": {"order": _("Supervision orders"), "mark": _("Ledger of marks"), "measure": _("Measures")}[life],
        "empty": {
            "order": _("No order yet. From a case, a whistle or a place an order goes to a unit below."),
            "mark": _("No unit was marked yet. A mark rests on an order or a case."),
            "measure": _(
                "No measure towards an enterprise yet. From a case or a place a body with the power takes one."
            ),
        }[life],
        "form": form,
        "here": reverse(BOARDS[life]),
        "tabs": _tabs(life),
        "rows": [LINES[life](row, at) for row in found.rows],
        "next_cursor": found.next_cursor,
        "has_cursor": bool(request.GET.get("cursor")),
        "is_filtered": wanted != Wanted(),
        "may_order": policies.ISSUE_ORDER.may(actor),
        "may_measure": policies.TAKE_MEASURE.may(actor),
        "at": at,
    }
    return render(request, "supervision/list.html", context)


def _tabs(here: str) -> list[tuple[str, str, bool]]:
    named = (
        ("order", _("Supervision orders"), "supervision:list"),
        ("mark", _("Ledger of marks"), "supervision:marks"),
        ("measure", _("Measures towards enterprises"), "supervision:measures"),
        ("reminder", _("Reminders of cases"), "supervision:reminders"),
    )
    return [(words, reverse(name), life == here) for life, words, name in named]


@page(policies.SEE_SUPERVISION)
def orders(request: HttpRequest) -> HttpResponse:
    """Show the orders in sight, the newest first."""
    return _shown(request, "order")


@page(policies.SEE_SUPERVISION)
def marks(request: HttpRequest) -> HttpResponse:
    """Show the ledger of marks, withdrawn ones too."""
    return _shown(request, "mark")


@page(policies.SEE_SUPERVISION)
def measures(request: HttpRequest) -> HttpResponse:
    """Show the measures towards enterprises."""
    return _shown(request, "measure")


@page(policies.SEE_SUPERVISION)
def reminders(request: HttpRequest) -> HttpResponse:
    """Show where cases in sight were urged, or their clocks marked by themselves."""
    found = reminding.page_of(actor_of(request), cursor=request.GET.get("cursor", ""))
    context = {
        "tabs": _tabs("reminder"),
        "rows": [(row, case_labels.label(Step(row.step))) for row in found.rows],
        "next_cursor": found.next_cursor,
        "has_cursor": bool(request.GET.get("cursor")),
        "at": now(),
    }
    return render(request, "supervision/reminders.html", context)
