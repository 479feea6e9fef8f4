"""The ledger of major problems at the desk 重大问题台账."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render

from huying.cases.queries.limits import day_of
from huying.cases.views.intake import located
from huying.core.clock import now
from huying.core.views import page
from huying.leadership import policies
from huying.leadership.actions import majors as actions
from huying.leadership.desk import MAJOR_BOOK
from huying.leadership.forms.majors import EnterForm, FilterForm
from huying.leadership.queries import reading
from huying.leadership.queries.visible import MAJORS
from huying.leadership.views.stepping import actor_of, begin, listed, narrowed, new_token, shown, take
from huying.regions import queries as regions
from huying.rules.majors import MajorState

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.http import HttpRequest, HttpResponse

    from huying.core.actors import Actor
    from huying.leadership.models import MajorProblem
    from huying.leadership.queries.reading import Whole


@page(policies.SEE_LEADERSHIP)
def board(request: HttpRequest) -> HttpResponse:
    """Show the ledger, the newest first, with when each problem is to be studied next."""
    form = FilterForm(request.GET or None)
    asked = narrowed(form)
    wanted: dict[str, Any] = {"state": asked.get("state", "")}
    if asked.get("late"):
        wanted = {"state": MajorState.OPEN.value, "study_by__lt": day_of(now())}
    context = listed(request, MAJOR_BOOK, form, wanted)
    today, book = day_of(context["at"]), regions.place_book()
    context["rows"] = [
        (row, book.path(row.place), context["states"][row.pk], is_late(row, today=today)) for row in context["found"]
    ]
    return render(request, "leadership/majors.html", context)


def is_late(row: MajorProblem, *, today: date) -> bool:
    """Tell whether the study of an open problem is overdue."""
    return row.state == MajorState.OPEN.value and row.study_by < today


@page(policies.KEEP_LEDGER, methods=("GET", "HEAD", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    """Enter a major problem."""
    return begin(request, MAJOR_BOOK, EnterForm(request.POST or None, initial=new_token()), door=_enter)


def _enter(facts: dict[str, Any], actor: Actor, at: datetime) -> MajorProblem:
    place = located(facts["place"])[0]
    return actions.enter(**(facts | {"place": place}), actor=actor, at=at)


def _read(row: MajorProblem, _at: datetime) -> Whole:
    return reading.major(row)


def _more(seen: Whole, _actor: Actor, at: datetime) -> dict[str, Any]:
    return {"is_late": is_late(seen.row, today=day_of(at))}


@page(policies.SEE_LEADERSHIP)
def one(request: HttpRequest, number: str) -> HttpResponse:
    """Show one problem with its studies."""
    row = MAJORS.find(number, actor=actor_of(request))
    return shown(request, MAJOR_BOOK, row, read=_read, more=_more)


@page(policies.SEE_LEADERSHIP, methods=("POST",))
def step(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """Take one step of a problem."""
    return take(request, MAJOR_BOOK, number, step, read=_read, more=_more)
