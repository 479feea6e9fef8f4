"""Who is told of what in leadership, once, and in closed words."""

from __future__ import annotations

from huying.core import outbox
from huying.leadership.actions import sweep
from huying.notices.models import Notice
from tests.cases.desk import set_clock
from tests.leadership.led import DAY, drafted, entered, found, met, running
from tests.people import AT, City


def told(city: City, kind: str) -> set[str]:
    outbox.drain()
    names = {person.pk: name for name, person in city.people.items()}
    return {names[row.person_id] for row in Notice.objects.filter(kind=f"leadership.{kind}")}


def test_a_unit_hears_of_its_milestone_once_the_plan_starts(city: City) -> None:
    set_clock(AT)
    drafted(city)
    assert told(city, "plan_given") == set()
    running(city)
    assert told(city, "plan_given") == {"street_leader", "street_officer", "department_leader", "department_officer"}


def test_lateness_is_told_to_who_has_it_and_who_keeps_it(city: City) -> None:
    set_clock(AT)
    running(city)
    entered(city)
    set_clock(AT + 31 * DAY)
    sweep(at=AT + 31 * DAY)
    street, office = {"street_leader", "street_officer"}, {"district_leader", "district_clerk"}
    assert told(city, "plan_late") == street | office
    assert told(city, "major_study_late") == office


def test_tasks_of_groups_and_visits_are_told(city: City) -> None:
    set_clock(AT)
    met(city)
    assert told(city, "group_given") == {"department_leader", "department_officer"}
    set_clock(AT + 2 * DAY)
    found(city)
    assert told(city, "visit_given") == {"street_leader", "street_officer"}


def test_the_end_of_a_term_is_told_to_the_office(city: City) -> None:
    met(city)
    set_clock(AT + 305 * DAY)
    sweep(at=AT + 305 * DAY)
    assert told(city, "group_term_ends") == {"district_leader", "district_clerk"}
