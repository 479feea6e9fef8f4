"""Events at the desk 突发集中事件."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render

from huying.cases import labels as case_labels
from huying.core.views import page
from huying.regions import queries as regions
from huying.seasons import policies
from huying.seasons.desk import SURGE_BOOK
from huying.seasons.forms.surges import FilterForm
from huying.seasons.queries.visible import SURGES
from huying.seasons.views.shared import actor_of
from huying.seasons.views.stepping import listed, shown, take

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from huying.seasons.models import SurgeCase
    from huying.seasons.queries.surges import SurgeSeen


@page(policies.SEE_SEASONS)
def board(request: HttpRequest) -> HttpResponse:
    """Show the events in sight, the newest first."""
    return render(request, "seasons/surges.html", listed(request, SURGE_BOOK, FilterForm(request.GET or None)))


def _lines(links: Iterable[SurgeCase], seen: set[int]) -> list[tuple[Any, str, str, bool]]:
    """Return cases with topic, place and whether the reader may open each."""
    book = regions.place_book()
    return [
        (link.case, case_labels.topic_name(link.case.topic), book.name(link.case.place), link.case_id in seen)
        for link in links
    ]


def _more(seen: SurgeSeen, _at: datetime) -> dict[str, Any]:
    return {"joined": _lines(seen.joined, seen.seen), "proposed": _lines(seen.proposed, seen.seen)}


@page(policies.SEE_SEASONS)
def one(request: HttpRequest, number: str) -> HttpResponse:
    """Show one event: what all reporters read, its cases, and those that may belong to it."""
    return shown(request, SURGE_BOOK, SURGES.find(number, actor=actor_of(request)), more=_more)


@page(policies.SEE_SEASONS, methods=("POST",))
def step(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """Take one step of an event."""
    return take(request, SURGE_BOOK, number, step, more=_more)
