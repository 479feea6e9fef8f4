"""Whom a step of a whistle concerns, and what each is told: number, place, state and due instant, nobody's words."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from huying.accounts.models import Unit
from huying.accounts.queries import people_with
from huying.cases.queries.holders import Holders
from huying.cases.queries.limits import day_of
from huying.estates import queries as estates
from huying.notices.actions import Told
from huying.regions import queries as regions
from huying.rules.roles import Role, UnitKind
from huying.rules.whistle_news import WhistleAudience, WhistleNews, WhistleTelling, tellings
from huying.rules.whistles import LEVELS, Cause, WhistleStep
from huying.whistles.models import StepTaken, WhistleCall
from huying.whistles.policies import APPROVERS, HOSTS, RULERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from huying.whistles.models import Whistle

PREFIX = "whistle."
FRESH = timedelta(days=1)
"""A step older than this is no news: the worker stood still, or a history was told anew."""
WITH_DUE = frozenset({WhistleNews.CALLED, WhistleNews.LATE, WhistleNews.LATE_BELOW})
OFFICES: Mapping[str, tuple[UnitKind, frozenset[Role]]] = {
    LEVELS[0]: (UnitKind.DISTRICT_OFFICE, RULERS),
    LEVELS[1]: (UnitKind.CITY_OFFICE, frozenset({Role.CITY_CLERK, Role.CITY_LEADER})),
}


def news_of(step_ids: Sequence[int], *, at: datetime) -> list[Told]:
    """Return what is told of steps, at most one notice for each step and person, none to who took it."""
    rows = StepTaken.objects.filter(pk__in=step_ids, at__gt=at - FRESH).select_related("whistle__case").order_by("pk")
    return [told for row in rows for told in _of(row)]


def _of(row: StepTaken) -> Iterator[Told]:
    whistle, seen = row.whistle, {row.person_id}
    is_blown, is_paper = whistle.blown_at == row.at, bool(row.facts.get("paper"))
    for telling in tellings(WhistleStep(row.step), is_blown=is_blown, is_paper=is_paper):
        for person in _meant(row, telling.audience):
            if person not in seen:
                seen.add(person)
                yield _told(row, telling, person)


def _told(row: StepTaken, telling: WhistleTelling, person: int) -> Told:
    whistle = row.whistle
    return Told(
        key=f"{PREFIX}step:{row.pk}",
        person=person,
        kind=f"{PREFIX}{telling.news.value}",
        subject=str(whistle.pk),
        place=_place(whistle),
        state=whistle.state,
        is_danger=whistle.cause == Cause.EMERGENCY.value,
        due_at=whistle.arrive_by if telling.news in WITH_DUE else None,
    )


def _place(whistle: Whistle) -> str:
    """Return the name the registers give the place."""
    key = whistle.compound_key
    compound = estates.compounds_by_key({key}).get(key) if key is not None else None
    return compound.name if compound is not None else regions.place_book().name(whistle.place)


def _meant(row: StepTaken, audience: WhistleAudience) -> list[int]:
    """Return the people an audience is; the unit the case of the whistle is about hears nothing of it."""
    whistle = row.whistle
    if audience is WhistleAudience.ASKER:
        return [whistle.asked_by_id] if whistle.asked_by_id is not None else []
    units, roles = _units(row, audience)
    day = day_of(row.at)
    return [person for unit in units if not _is_shielded(whistle, unit) for person in people_with(unit, roles, on=day)]


def _is_shielded(whistle: Whistle, unit_id: int) -> bool:
    case = whistle.case
    return case is not None and unit_id == case.about_unit_id and unit_id != case.holder_unit_id


def _units(row: StepTaken, audience: WhistleAudience) -> tuple[Iterable[int], frozenset[Role]]:
    whistle = row.whistle
    if audience in {WhistleAudience.HOST, WhistleAudience.APPROVERS}:
        return [whistle.unit_id], APPROVERS if audience is WhistleAudience.APPROVERS else HOSTS
    if audience is WhistleAudience.CALLED:
        return WhistleCall.objects.filter(whistle=whistle).order_by("pk").values_list("unit_id", flat=True), HOSTS
    if audience is WhistleAudience.TASKED:
        return sorted(set(whistle.tasks.values_list("unit_id", flat=True))), HOSTS
    if audience is WhistleAudience.NAMED:
        return [unit for unit in (row.facts.get("called"),) if isinstance(unit, int)], HOSTS
    level = LEVELS[0] if audience is WhistleAudience.RULERS else str(row.facts.get("level", ""))
    return _offices(row, level)


def _offices(row: StepTaken, level: str) -> tuple[Iterable[int], frozenset[Role]]:
    kind, roles = OFFICES.get(level, OFFICES[LEVELS[0]])
    chain = Holders(on=day_of(row.at)).chain(row.whistle.place)
    rows = Unit.objects.filter(kind=kind.value, is_active=True, place__in=chain).order_by("pk")
    return rows.values_list("pk", flat=True), roles
