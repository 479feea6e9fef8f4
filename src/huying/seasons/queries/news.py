"""Whom a step concerns, and what each is told: number, place, state and instant, nobody's words."""

from __future__ import annotations

from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING, Any

from huying.accounts.queries import on_duty, people_with
from huying.cases.queries.holders import Holders
from huying.cases.queries.limits import day_of
from huying.notices.actions import Told
from huying.regions import queries as regions
from huying.rules.roles import LEADERS
from huying.rules.rosters import RosterStep
from huying.rules.season_plans import SeasonStep
from huying.rules.surges import SurgeStep
from huying.rules.watches import WatchStep
from huying.seasons.policies import ABOVE, DECLARERS, DOERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from huying.accounts.models import Unit
    from huying.core.lives import Life

PREFIX = "seasons."
FRESH = timedelta(days=1)
"""A step older than this is no news: the worker stood still, or a history was told anew."""


class News(Enum):
    """What is told; a closed list, so that no words of people can enter."""

    WATCH_LATE = "watch_late"  # 逾时未接班
    ROSTER_GAPS = "roster_gaps"  # 节假日缺班
    REPORT_MISSED = "report_missed"  # 每日一报逾时
    SEASON_REMIND = "season_remind"  # 时节将至
    SEASON_OPENED = "season_opened"  # 预案启动
    SEASON_DUTY = "season_duty"  # 预案启动，请安排值守
    SEASON_CLOSED = "season_closed"  # 预案终止
    SURGE_PROPOSED = "surge_proposed"  # 集中诉求待研判
    SURGE_DECLARED = "surge_declared"  # 立为事件
    SURGE_ENDED = "surge_ended"  # 事件结束


class Audience(Enum):
    """Who is meant."""

    LEADERS = "leaders"  # the unit's leaders; those of the level above where it has none
    ABOVE = "above"  # leaders and clerks of the level above the unit
    UNIT = "unit"  # those who work in the unit that keeps it
    CALLED = "called"  # those who work in the units the plan names
    UNGUARDED = "unguarded"  # leaders of named units with nobody on the rota now
    GUARDS = "guards"  # who is on duty for the named units now
    DECLARERS = "declarers"  # who may declare an event: the office that keeps the plan
    HOLDER = "holder"  # those who work in the unit that holds the event


TELLS: Mapping[Enum, tuple[tuple[News, Audience], ...]] = {
    WatchStep.LATE: ((News.WATCH_LATE, Audience.LEADERS),),
    RosterStep.TELL_GAPS: ((News.ROSTER_GAPS, Audience.LEADERS), (News.ROSTER_GAPS, Audience.ABOVE)),
    RosterStep.MISS: ((News.REPORT_MISSED, Audience.ABOVE),),
    SeasonStep.REMIND: ((News.SEASON_REMIND, Audience.UNIT),),
    SeasonStep.OPEN: (
        (News.SEASON_DUTY, Audience.UNGUARDED),
        (News.SEASON_OPENED, Audience.GUARDS),
        (News.SEASON_OPENED, Audience.CALLED),
    ),
    SeasonStep.CLOSE: ((News.SEASON_CLOSED, Audience.CALLED),),
    SurgeStep.PROPOSE: ((News.SURGE_PROPOSED, Audience.DECLARERS),),
    SurgeStep.DECLARE: ((News.SURGE_DECLARED, Audience.HOLDER), (News.SURGE_DECLARED, Audience.CALLED)),
    SurgeStep.HAND_ON: ((News.SURGE_DECLARED, Audience.HOLDER),),
    SurgeStep.END: ((News.SURGE_ENDED, Audience.HOLDER), (News.SURGE_ENDED, Audience.CALLED)),
}
"""The table 通知表; a step that is not in it tells nobody."""
OF_LIFE: Mapping[str, tuple[News, ...]] = {
    "watch": (News.WATCH_LATE,),
    "roster": (News.ROSTER_GAPS, News.REPORT_MISSED),
    "season": (News.SEASON_REMIND, News.SEASON_OPENED, News.SEASON_DUTY, News.SEASON_CLOSED),
    "surge": (News.SURGE_PROPOSED, News.SURGE_DECLARED, News.SURGE_ENDED),
}
ASKING_DUTY = frozenset({Audience.UNGUARDED, Audience.GUARDS})
"""Who is told only where the plan's kind asks for duty."""


def news_of(life: Life[Any], step_ids: Sequence[int], *, at: Any) -> list[Told]:
    """Return what is told of steps, at most one notice for each step and person, none to who took it."""
    timeline: Any = life.timeline
    rows = timeline.objects.filter(pk__in=step_ids, at__gt=at - FRESH).select_related(life.name).order_by("pk")
    return [told for row in rows for told in _of(life, row)]


def _of(life: Life[Any], taken: Any) -> Iterator[Told]:
    row, seen, step = getattr(taken, life.name), {taken.person_id}, life.steps(taken.step)
    for news, audience in TELLS.get(step, ()):
        if audience in ASKING_DUTY and not taken.facts.get("calls_duty"):
            continue
        for person in _meant(audience, row, taken):
            if person in seen:
                continue
            seen.add(person)
            yield Told(
                key=f"{PREFIX}{life.name}:{taken.pk}",
                person=person,
                kind=f"{PREFIX}{news.value}",
                subject=row.number,
                place=regions.place_book().name(row.place),
                state=row.state,
                is_danger=news is News.SURGE_DECLARED,
                due_at=None,
            )


def _meant(audience: Audience, row: Any, taken: Any) -> list[int]:
    on = day_of(taken.at)
    if audience is Audience.CALLED:
        return _people(named_units(row), DOERS, on=on)
    if audience is Audience.GUARDS:
        return [person.pk for unit in named_units(row) for person in on_duty(unit, at=taken.at)]
    if audience is Audience.UNGUARDED:
        return _people([unit for unit in named_units(row) if not on_duty(unit, at=taken.at)], LEADERS, on=on)
    if audience is Audience.DECLARERS:
        return _people([row.season.unit_id], DECLARERS, on=on)
    return _of_unit(audience, row, on=on)


def _of_unit(audience: Audience, row: Any, *, on: date) -> list[int]:
    if audience in {Audience.UNIT, Audience.HOLDER}:
        return _people([row.unit_id], DOERS, on=on)
    if audience is Audience.LEADERS and (found := _people([row.unit_id], LEADERS, on=on)):
        return found
    unit: Unit = row.unit
    return _people([Holders(on=on).above(unit, place=unit.place).pk], ABOVE, on=on)


def named_units(row: Any) -> list[int]:
    """Return the units the plan of a row names, each once."""
    season = getattr(row, "season", row)
    return sorted(set(season.tasks.values_list("unit_id", flat=True)))


def _people(units: Sequence[int], roles: frozenset[Any], *, on: date) -> list[int]:
    return [person for unit in units for person in people_with(unit, roles, on=on)]
