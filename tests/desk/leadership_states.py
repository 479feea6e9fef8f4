"""The pages of leadership as people meet them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from huying.leadership.actions import groups, majors, plans, sweep
from huying.rules.case_facts import Nature
from tests.cases.desk import set_clock
from tests.leadership.led import DAY, HOUR, TODAY, drafted, entered, forming, found, made, met, planned, running, seats
from tests.people import AT

if TYPE_CHECKING:
    from tests.people import City


def _at(name: str, number: str, days: int = 0) -> str:
    set_clock(AT + days * DAY + 3 * HOUR)
    return reverse(f"leadership:{name}", args=[number])


def all_plans(city: City) -> str:
    """Return the list with a draft, one that runs late, and one given up."""
    drafted(city)
    running(city, title="失管小区动态清零")
    plans.drop(drafted(city, title="旧规划").pk, reason="并入新规划", actor=city["district_clerk"], at=AT)
    sweep(at=AT + 40 * DAY)
    set_clock(AT + 40 * DAY)
    return reverse("leadership:plans")


def new_plan(_city: City) -> str:
    """Return the form of a new plan."""
    return reverse("leadership:new_plan")


def plan_drafted(city: City) -> str:
    """Return a draft."""
    return _at("plan", drafted(city).number)


def plan_late(city: City) -> str:
    """Return a plan with a milestone reached late and one moved."""
    plan = running(city)
    sweep(at=AT + 31 * DAY)
    first, second = plan.milestones.order_by("due_on")
    facts: dict[str, Any] = {"actor": city["district_clerk"], "at": AT + 32 * DAY}
    plans.reach(plan.pk, promise_id=first.pk, evidence="摸底台账", **facts)
    plans.move(plan.pk, promise_id=second.pk, due_on=TODAY + 120 * DAY, reason="招标延期", **facts)
    return _at("plan", plan.number, 33)


def group_forming(city: City) -> str:
    """Return a group that is not complete."""
    group = forming(city)
    for new in seats(city)[:3]:
        groups.seat(group.pk, new=new, actor=city["district_clerk"], at=AT)
    return _at("group", group.number)


def group_met(city: City) -> str:
    """Return a group with a session and a late task."""
    group = met(city)
    sweep(at=AT + 11 * DAY)
    return _at("group", group.number, 11)


def all_groups(city: City) -> str:
    """Return the groups."""
    met(city)
    forming(city)
    return reverse("leadership:groups")


def all_majors(city: City) -> str:
    """Return the ledger with a study overdue."""
    entered(city)
    sweep(at=AT + 10 * DAY)
    set_clock(AT + 10 * DAY)
    return reverse("leadership:majors")


def major_studied(city: City) -> str:
    """Return a problem that was studied late."""
    major, at = entered(city), AT + 10 * DAY
    sweep(at=at)
    facts: dict[str, Any] = {"studied_on": TODAY + 10 * DAY, "conclusion": "由街道托管，资金由区级补助。"}
    majors.study(major.pk, **facts, actor=city["district_clerk"], at=at)
    return _at("major", major.number, 10)


def visit_planned(city: City) -> str:
    """Return a planned visit."""
    return _at("visit", planned(city).number)


def visit_made(city: City) -> str:
    """Return a visit in the compound, before anything is written down."""
    return _at("visit", made(city).number, 2)


def visit_found(city: City) -> str:
    """Return a visit with findings."""
    return _at("visit", found(city).number, 3)


def all_visits(city: City) -> str:
    """Return the visits."""
    found(city)
    planned(city)
    return reverse("leadership:visits")


def findings(city: City) -> str:
    """Return what is not done, a task of it late."""
    found(city)
    sweep(at=AT + 10 * DAY)
    set_clock(AT + 10 * DAY)
    return reverse("leadership:findings")


def dossier(city: City) -> str:
    """Return the dossier of a compound with a late case."""
    city.receive(at=AT - 60 * DAY, nature=Nature.COMPLAINT)
    return _at("dossier", found(city).number, 3)
