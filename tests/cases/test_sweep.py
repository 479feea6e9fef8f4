"""The sweeper tells once, in order, and catches up after standing still."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from huying.cases.actions import handling
from huying.cases.actions.dispatching import Confirmed, dispatch
from huying.cases.actions.sweeping import sweep
from huying.cases.models import Case, CaseStep, Clock
from huying.rules.case_clocks import ClockKind
from huying.rules.case_flow import CaseState
from tests.people import AT

if TYPE_CHECKING:
    from tests.people import City

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def _sent(city: City) -> Case:
    case = city.receive()
    confirmed = Confirmed(topic="LFT", place=city.served.key, compound=city.served.key)
    return dispatch(case.pk, confirmed, actor=city["district_clerk"], at=AT + HOUR)


def _marks(case: Case) -> list[tuple[str, str]]:
    rows = CaseStep.objects.filter(case=case, step__in=["mark", "remind"]).order_by("id")
    return [(row.facts["kind"], row.facts.get("mark", "reminder")) for row in rows]


def test_unsigned_at_its_limit_it_counts_as_signed_and_the_level_above_is_told(city: City) -> None:
    case = _sent(city)
    sweep(at=AT + DAY)
    case.refresh_from_db()
    assert case.state == CaseState.HANDLING.value
    assert ("sign", "red") in _marks(case)
    told = CaseStep.objects.get(case=case, step="escalate")
    assert told.facts["unit"] == city.units["street"].pk


def test_it_reminds_then_marks_yellow_then_red(city: City) -> None:
    case = _sent(city)
    handling.sign(case.pk, actor=city["firm_staff"], at=AT + 2 * HOUR)
    handling.contact(case.pk, note="已联系", actor=city["firm_staff"], at=AT + 2 * HOUR)
    for days in (5, 6, 7, 8, 9):
        sweep(at=AT + days * DAY)
    assert _marks(case) == [("finish", "reminder"), ("finish", "yellow"), ("finish", "red")]


def test_after_standing_still_it_tells_only_what_is_due_now_and_only_once(city: City) -> None:
    case = _sent(city)
    handling.sign(case.pk, actor=city["firm_staff"], at=AT + 2 * HOUR)
    handling.contact(case.pk, note="已联系", actor=city["firm_staff"], at=AT + 2 * HOUR)
    assert sweep(at=AT + 10 * DAY) == 1
    assert sweep(at=AT + 10 * DAY) == 0
    assert _marks(case) == [("finish", "red")]


def test_a_paused_clock_is_left_alone(city: City) -> None:
    case = _sent(city)
    Clock.objects.filter(case=case).update(is_paused=True)
    assert sweep(at=AT + 30 * DAY) == 0


def test_a_case_nobody_confirms_is_marked_and_told_above(city: City) -> None:
    case = city.receive()
    sweep(at=AT + 2 * DAY)
    case.refresh_from_db()
    assert case.state == CaseState.TRIAGE.value
    assert CaseStep.objects.filter(case=case, step="escalate", facts__kind=ClockKind.SIGN.value).count() == 1
