"""Whistles for the tests: asked, blown, and what stands in them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from huying.config import checkup
from huying.core.invariants import judge
from huying.rules.whistles import Cause
from huying.whistles import actions
from huying.whistles.actions import Asked, Task
from tests.cases.desk import set_clock
from tests.people import AT

if TYPE_CHECKING:
    from datetime import datetime

    from huying.whistles.models import Whistle
    from tests.people import City

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def asked(city: City, *, by: str = "street_officer", at: datetime = AT, **given: Any) -> Whistle:
    """Ask for a whistle about the served compound; it calls the urban-management department."""
    facts: dict[str, Any] = {
        "place": city.served.key // 10_000 * 10_000,
        "compound": city.served.key,
        "called": [city.units["urban"].pk],
        "cause": Cause.JOINT_ENFORCEMENT,
        "item": "W01",
        "matter": "楼顶违建，施工噪声大",
        "tries": "6月1日上门劝阻两次，未停工",
    }
    return actions.ask(Asked(**(facts | given)), actor=city[by], at=at)


def blown(city: City, **given: Any) -> Whistle:
    """Ask as the leader, which blows it."""
    return asked(city, by="street_leader", **given)


def decided(city: City) -> Whistle:
    """Blow a whistle, let the unit arrive within the hour, and decide one task."""
    whistle = blown(city)
    urban = city.units["urban"].pk
    actions.arrive(whistle.pk, unit_id=urban, actor=city["street_officer"], at=AT + HOUR)
    task = Task(unit_id=urban, words="立案查处", due_on=(AT + 3 * DAY).date())
    return actions.decide(whistle.pk, finding="正在施工", tasks=[task], actor=city["street_officer"], at=AT + 2 * HOUR)


def closed(city: City) -> Whistle:
    """Bring a whistle to its end."""
    whistle = decided(city)
    task = whistle.tasks.get()
    by = city["department_officer"]
    actions.finish_task(whistle.pk, task_id=task.pk, evidence="已拆除", actor=by, at=AT + DAY)
    return actions.close(whistle.pk, result="已拆除，居民无异议", actor=city["street_officer"], at=AT + 2 * DAY)


def broken(at: datetime = AT) -> dict[str, tuple[str, ...]]:
    """Return the rules of whistles that are broken at an instant."""
    set_clock(at)
    rules = [each for each in checkup.all_invariants() if each.name.startswith("whistle.")]
    assert rules
    return {each.invariant.name: each.examples for each in judge(rules) if each.count}
