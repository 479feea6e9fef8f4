"""Whom a step concerns, and what each is told 通知内容: number, place, state and due instant, never anybody's words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from huying.accounts.queries import people_with
from huying.cases.models import CaseStep, Clock, SendBack
from huying.cases.queries.limits import day_of
from huying.estates import queries as estates
from huying.notices.actions import Told
from huying.regions import queries as regions
from huying.rules.case_clocks import ClockKind
from huying.rules.case_facts import Urgency
from huying.rules.case_flow import Step
from huying.rules.news import ABOVE, WORKERS, Audience, Telling, tellings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from huying.cases.models import Case

PREFIX = "case."
FRESH = timedelta(days=1)
"""A step older than this is no news: the worker stood still, or a history was told anew."""
WITH = ("case__holder_unit", "case__about_unit")


@dataclass(frozen=True, slots=True)
class Meant:
    """People, and the unit by which they are meant."""

    unit_id: int | None
    people: Sequence[int]


def news_of(step_ids: Sequence[int], *, at: datetime) -> list[Told]:
    """Return what is told of steps, at most one notice for each step and person, none to who took it."""
    rows = CaseStep.objects.filter(pk__in=step_ids, at__gt=at - FRESH).select_related(*WITH).order_by("pk")
    return [told for row in rows for told in _of(row)]


def _of(row: CaseStep) -> Iterator[Told]:
    step, facts = Step(row.step), row.facts
    seen = {row.person_id}
    for telling in tellings(step, mark=str(facts.get("mark", "")), is_upheld=bool(facts.get("upheld", True))):
        meant = _meant(row, telling)
        if _is_shielded(row.case, meant.unit_id):
            continue
        for person in meant.people:
            if person not in seen:
                seen.add(person)
                yield _told(row, telling, person)


def _is_shielded(case: Case, unit_id: int | None) -> bool:
    """Tell whether the case is about the unit: it hears of it by the released brief alone."""
    return unit_id is not None and unit_id == case.about_unit_id and unit_id != case.holder_unit_id


def _told(row: CaseStep, telling: Telling, person: int) -> Told:
    case = row.case
    return Told(
        key=f"{PREFIX}step:{row.pk}",
        person=person,
        kind=f"{PREFIX}{telling.news.value}",
        subject=case.number,
        place=_place(case),
        state=case.state,
        is_danger=case.urgency == Urgency.DANGER.value,
        due_at=case.due_at,
    )


def _place(case: Case) -> str:
    """Return the name the registers give the place; the address people wrote stays in the case."""
    key = case.compound_key
    compound = estates.compounds_by_key({key}).get(key) if key is not None else None
    return compound.name if compound is not None else regions.place_book().name(case.place)


def _meant(row: CaseStep, telling: Telling) -> Meant:
    named = row.facts.get(telling.fact)
    if telling.audience is Audience.HOLDER:
        return _holder(row)
    return _NAMED[telling.audience](row, named) if isinstance(named, int) else Meant(None, ())


def _person(row: CaseStep, person_id: int) -> Meant:
    return Meant(row.case.holder_unit_id, (person_id,))


def _unit(row: CaseStep, unit_id: int) -> Meant:
    return Meant(unit_id, people_with(unit_id, WORKERS, on=day_of(row.at)))


def _holder(row: CaseStep) -> Meant:
    person, unit = row.case.holder_person_id, row.case.holder_unit_id
    return Meant(unit, (person,)) if person is not None else _unit(row, unit)


def _bound(row: CaseStep, clock_id: int) -> Meant:
    clock = Clock.objects.only("kind", "unit").get(pk=clock_id)
    is_part = clock.kind == ClockKind.PART.value and clock.unit_id is not None
    return _unit(row, clock.unit_id or 0) if is_part else _holder(row)


def _above(row: CaseStep, unit_id: int) -> Meant:
    return Meant(unit_id, people_with(unit_id, ABOVE, on=day_of(row.at)))


def _asker(row: CaseStep, return_id: int) -> Meant:
    return _unit(row, SendBack.objects.values_list("unit_id", flat=True).get(pk=return_id))


_NAMED: Mapping[Audience, Callable[[CaseStep, int], Meant]] = {
    Audience.UNIT: _unit,
    Audience.PERSON: _person,
    Audience.CLOCK: _bound,
    Audience.ABOVE: _above,
    Audience.ASKER: _asker,
}
