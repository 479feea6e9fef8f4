"""A heating plan in force, and many people telling the same at once, for the tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from huying.rules.seasons import SeasonKind
from huying.seasons.actions import planning, surging
from huying.seasons.actions.planning import NewSeason
from huying.seasons.models import Surge
from tests.cases.desk import sent
from tests.people import AT
from tests.seasons.duty import HOUR, MINUTE

if TYPE_CHECKING:
    from datetime import datetime

    from huying.cases.models import Case
    from huying.seasons.models import SeasonPlan
    from tests.people import City

ENOUGH = 10
"""How many people make a surge of heating, as shipped."""
OPENED = AT - 2 * HOUR
TEXT = "家里暖气不热，室温只有14度。"
FIRST_WORDS = "换热站故障，正在抢修，预计今晚恢复供暖。"


def new_plan(**given: Any) -> NewSeason:
    """Return the district's plan for the heating season."""
    facts: dict[str, Any] = {
        "kind": SeasonKind.HEATING,
        "title": "供暖季应急预案",
        "triggers": "开栓或寒潮蓝色预警",
        "instructions": "两小时内联系供热单位；报修集中时立即报告。",
        "topics": ("WPH",),
        "starts": "11-15",
        "ends": "03-15",
    }
    return NewSeason(**(facts | given))


def drafted(city: City, *, at: datetime = OPENED, **given: Any) -> SeasonPlan:
    """Draft it, with a line for the street and one for a post of the department."""
    by = city["district_clerk"]
    plan = planning.draft(new_plan(**given), actor=by, at=at)
    post = city["department_leader"].post_id
    for words, unit, holder in (("入户测温登记", "street", None), ("协调供热单位抢修", "urban", post)):
        planning.add_task(plan.pk, words=words, unit=city.units[unit].pk, post=holder, actor=by, at=at)
    return plan


def released(city: City, **given: Any) -> SeasonPlan:
    """Draft and release."""
    return planning.release(drafted(city, **given).pk, actor=city["district_clerk"], at=OPENED)


def in_force(city: City, *, at: datetime = OPENED, **given: Any) -> SeasonPlan:
    """Draft, release and put in force."""
    plan = released(city, **given)
    return planning.put_in_force(plan.pk, reason="今日开栓", actor=city["district_clerk"], at=at)


def told(city: City, number: int, *, at: datetime = AT, **given: Any) -> Case:
    """Let one person tell that it is cold."""
    facts: dict[str, Any] = {"text": TEXT, "phone": f"1380000{number:04d}", "name": f"某{number}"}
    return sent(city, at=at, topic="WPH", **(facts | given))


def crowd(city: City, people: int = ENOUGH, *, first: int = 1) -> list[Case]:
    """Let many tell it, a minute after one another."""
    return [told(city, number, at=AT + number * MINUTE) for number in range(first, first + people)]


def proposed(city: City, people: int = ENOUGH) -> Surge:
    """Let enough people tell it for the worker to propose an event."""
    in_force(city)
    crowd(city, people)
    surging.sweep(at=AT + HOUR)
    return Surge.objects.get()


def declared(city: City, people: int = ENOUGH) -> Surge:
    """Let the street declare it, all but the last case."""
    surge = proposed(city, people)
    keys = list(surge.links.order_by("pk").values_list("case_id", flat=True))
    return surging.declare(
        surge.pk,
        title="竹岛片区供暖故障",
        unit=city.units["street"].pk,
        words=FIRST_WORDS,
        chosen=keys[:-1],
        actor=city["street_leader"],
        at=AT + 2 * HOUR,
    )
