"""The ledger of major problems: its rhythm, and what is overdue."""

from __future__ import annotations

from datetime import date

import pytest

from huying.core.policies import NotAllowedError
from huying.leadership.actions import majors, sweep
from huying.leadership.models import Study
from tests.leadership.led import DAY, TODAY, broken, entered
from tests.leadership.test_plans import refused
from tests.people import AT, City

FIRST = date(2021, 6, 8)  # five working days from Tuesday 1 June


def test_the_first_study_is_due_soon_and_the_next_in_the_rhythm(city: City) -> None:
    major, by = entered(city), city["district_clerk"]
    assert major.study_by == FIRST
    late = AT + (FIRST - TODAY) + DAY
    assert sweep(at=late - DAY) == 0
    assert sweep(at=late) == 1
    assert sweep(at=late + DAY) == 0
    studied = majors.study(major.pk, studied_on=FIRST + DAY, conclusion="逐个小区定方案", actor=by, at=late)
    assert (studied.study_by, studied.late_at) == (date(2021, 7, 9), None)
    assert Study.objects.get().was_late
    assert sweep(at=AT + 38 * DAY) == 0
    assert sweep(at=AT + 39 * DAY) == 1
    assert broken(AT + 40 * DAY) == {}


def test_what_is_missed_for_days_is_found_by_the_doctor(city: City) -> None:
    entered(city)
    assert list(broken(AT + 12 * DAY)) == ["leadership.studies"]


def test_a_study_is_neither_ahead_nor_before_the_last(city: City) -> None:
    major, by = entered(city), city["district_clerk"]
    with refused("major.never_studied"):
        majors.settle(major.pk, result="已托管", actor=by, at=AT)
    with refused("major.study_ahead"):
        majors.study(major.pk, studied_on=TODAY + DAY, conclusion="议", actor=by, at=AT)
    majors.study(major.pk, studied_on=TODAY, conclusion="议", actor=by, at=AT)
    with refused("major.study_before_last"):
        majors.study(major.pk, studied_on=TODAY - DAY, conclusion="议", actor=by, at=AT)
    assert not Study.objects.get().was_late
    settled = majors.settle(major.pk, result="已全部托管", actor=by, at=AT)
    assert (settled.state, sweep(at=AT + 300 * DAY)) == ("settled", 0)
    again = majors.reopen(major.pk, reason="又有两个小区失管", actor=by, at=AT + 9 * DAY)
    assert (again.state, again.settled_at, again.study_by) == ("open", None, date(2021, 7, 12))


def test_only_a_property_office_keeps_the_ledger(city: City) -> None:
    for name in ("street_officer", "department_leader", "community_worker", "firm_manager", "auditor"):
        with pytest.raises(NotAllowedError):
            majors.enter(title="题", matter="事", actor=city[name], at=AT)
    with pytest.raises(NotAllowedError):
        majors.study(entered(city).pk, studied_on=TODAY, conclusion="议", actor=city["city_clerk"], at=AT)
    with refused("major.place_out_of_reach"):
        majors.enter(
            title="题", matter="事", place=city.units["other_district"].place, actor=city["district_clerk"], at=AT
        )
