"""Rows of lists 列表行: what a case shows in one line, worked out without a query for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.urls import reverse

from huying.cases import labels, policies
from huying.cases.clock_words import ClockWords, clock_words
from huying.cases.queries import visible
from huying.estates import queries as estates
from huying.regions import queries as regions
from huying.rules.case_facts import Urgency
from huying.rules.case_flow import CaseState
from huying.rulesets import queries as rulesets

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.http import HttpRequest

    from huying.cases.models import Case
    from huying.core.actors import Actor
    from huying.ui.typing import HuyingRequest

BRIEF_SHOWN = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A case as a list shows it."""

    case: Case
    number: str
    url: str
    title: str
    holder: str
    person: str
    place: str
    compound: str
    topic: str
    state: str
    urgency: str
    clock: ClockWords
    may_sign: bool


def actor_of(request: HttpRequest) -> Actor:
    """Return who acts."""
    return cast("HuyingRequest", request).actor


def shown(cases: Iterable[Case], *, actor: Actor, at: datetime) -> list[Row]:
    """Return rows as lists show them: one query for the names of compounds, none for the rest."""
    cases = list(cases)
    calendar, book = rulesets.calendar(), regions.place_book()
    compounds = estates.compound_names({case.compound_key for case in cases if case.compound_key})
    paths = {place: book.path(place, below=city_of(place)) for place in {case.place for case in cases}}
    here = reverse("cases:list")
    return [
        Row(
            case=case,
            number=(number := case.number),
            url=f"{here}{number}",
            title=case.title if visible.reads_original(actor, case) else case.brief[:BRIEF_SHOWN],
            holder=case.holder_name,
            person=case.handler_name,
            place=paths[case.place],
            compound=compounds.get(case.compound_key or 0, ""),
            topic=labels.topic_name(case.topic),
            state=labels.label(CaseState(case.state)),
            urgency="" if case.urgency == Urgency.NORMAL.value else labels.label(Urgency(case.urgency)),
            clock=clock_words(case, at=at, calendar=calendar),
            may_sign=case.state == CaseState.DISPATCHED.value and policies.HANDLE_CASE.may(actor, case),
        )
        for case in cases
    ]


def city_of(place: int) -> int | None:
    """Return the key of the city a place lies in, whose name every row would repeat."""
    above = regions.place_book().above(place)
    return above[0].key if len(above) > 1 else None
