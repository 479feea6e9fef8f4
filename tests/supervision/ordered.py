"""Orders, marks and measures for the tests."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from huying.accounts import actions as accounts
from huying.accounts import queries as account_queries
from huying.config import checkup
from huying.core.actors import SYSTEM
from huying.core.invariants import judge
from huying.rules.marks import MarkKind
from huying.rules.measures import MeasureKind
from huying.rules.roles import Role, UnitKind
from huying.supervision import actions
from huying.supervision.actions import Given, Measured, Ordered
from huying.supervision.queries.reading import Matter
from tests.cases.desk import set_clock
from tests.people import AT, DISTRICT, SINCE

if TYPE_CHECKING:
    from datetime import datetime

    from huying.core.actors import Actor
    from huying.supervision.models import Mark, Measure, Order
    from tests.people import City

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def matter(city: City, **given: Any) -> Matter:
    """Return the matter of the served compound."""
    facts: dict[str, Any] = {"place": city.served.key // 10_000 * 10_000, "compound": city.served.key}
    return Matter(**(facts | given))


def issued(
    city: City, *, by: str = "district_clerk", at: datetime = AT, about: Matter | None = None, **given: Any
) -> Order:
    """Issue an order of the district to the street."""
    facts: dict[str, Any] = {
        "about": about or matter(city),
        "unit_id": city.units["street"].pk,
        "matter": "海悦花园电梯长期停运",
        "demand": "查明原因，三日内恢复运行",
    }
    return actions.issue(Ordered(**(facts | given)), actor=city[by], at=at)


def reported(city: City, **given: Any) -> Order:
    """Issue an order that is received and reported on within the day."""
    order = issued(city, **given)
    actions.receive(order.pk, actor=city["street_officer"], at=AT + HOUR)
    by = city["street_officer"]
    return actions.report(order.pk, report="已恢复运行", evidence="维保单、照片", actor=by, at=AT + 4 * HOUR)


def closed(city: City) -> Order:
    """Bring an order to its end."""
    order = reported(city)
    return actions.close(order.pk, closing="情况属实，同意办结", actor=city["district_clerk"], at=AT + DAY)


def marked(city: City, *, by: str = "district_leader", at: datetime = AT, **given: Any) -> Mark:
    """Put a yellow mark on the street, resting on an order."""
    facts: dict[str, Any] = {"kind": MarkKind.YELLOW, "reason": "M01", "words": "督办事项逾期两日未回报"}
    if "case" not in given and "order" not in given:
        facts["order"] = issued(city, at=at)
    return actions.give(Given(**(facts | given)), actor=city[by], at=at)


def appealed(city: City) -> Mark:
    """Appeal against a mark as the street."""
    mark = marked(city)
    return actions.appeal(mark.pk, appeal="已按期回报，系统故障", actor=city["street_leader"], at=AT + DAY)


def housing(city: City) -> Actor:
    """Seat somebody in the housing department."""
    if "housing_officer" not in city.people:
        name, role = "housing_officer", Role.DEPARTMENT_OFFICER
        person = accounts.create_person(username=name, name="某住建", password="x" * 20, actor=SYSTEM, at=AT)
        post = accounts.create_post(
            unit=city.units["housing"], title=name, role=role, place_code=DISTRICT, actor=SYSTEM, at=AT
        )
        accounts.hold_post(person=person, post=post, valid_from=SINCE, actor=SYSTEM, at=AT)
        city.people[name] = person
        city.actors[name] = account_queries.actor_for(person, at=AT)
    return city.actors["housing_officer"]


def rectified(city: City, *, actor: Actor | None = None, at: datetime = AT, **given: Any) -> Measure:
    """Order the firm to rectify, as the housing department."""
    facts: dict[str, Any] = {
        "about": matter(city),
        "firm": city.firm.unit,
        "kind": MeasureKind.RECTIFY,
        "words": "物业管理用房改作仓库出租，限期恢复原用途",
        "ground": "G03",
        "due_on": (AT + 10 * DAY).date(),
    }
    return actions.make(Measured(**(facts | given)), actor=actor or housing(city), at=at)


def talked(city: City, *, by: str = "street_officer", **given: Any) -> Measure:
    """Record a talk with the firm, as the street."""
    plain: dict[str, Any] = {"kind": MeasureKind.TALK, "ground": "", "due_on": None}
    return rectified(city, actor=city[by], **(plain | given))


def department_of_city(city: City) -> int:
    """Return a department of the whole city, which no district may order."""
    unit = accounts.create_unit(
        name="市消防救援支队", kind=UnitKind.DEPARTMENT, place_code="3710", subject="fire", actor=SYSTEM, at=AT
    )
    city.units["fire"] = unit
    return unit.pk


def broken(at: datetime = AT) -> dict[str, tuple[str, ...]]:
    """Return the rules of supervision that are broken at an instant."""
    set_clock(at)
    rules = [each for each in checkup.all_invariants() if each.name.startswith("supervision.")]
    assert rules
    return {each.invariant.name: each.examples for each in judge(rules) if each.count}
