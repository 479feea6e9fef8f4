"""The sweeper tells once, in order, and catches up after standing still."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

from huying.cases.actions import handling, sweeping
from huying.cases.actions.dispatching import Confirmed, dispatch
from huying.cases.actions.sweeping import Pass, sweep, sweep_within
from huying.cases.models import Case, CaseStep, Clock
from huying.config import working
from huying.core import clock
from huying.core.models import Setting
from huying.rules.case_clocks import ClockKind
from huying.rules.case_flow import CaseState
from huying.rules.errors import RuleBrokenError
from tests.people import AT

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

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


def _told() -> list[int]:
    """Return the clocks in the order in which their red marks were told."""
    rows = CaseStep.objects.filter(step="mark", facts__mark="red").order_by("id")
    return [row.facts["clock"] for row in rows]


def _due(*, at: datetime) -> list[int]:
    """Return the clocks that are due, the longest due first."""
    rows = Clock.objects.filter(stopped_at=None, due_at__lt=at).order_by("due_at", "id")
    return list(rows.values_list("pk", flat=True))


def _every_second() -> Callable[[], float]:
    """Return a clock of which a second is over at each look."""
    seconds = count()
    return lambda: float(next(seconds))


@pytest.mark.parametrize(("seconds", "each"), [(0, 1), (1, 1), (3, 3)])
def test_passes_of_a_short_time_lose_nothing_and_do_nothing_twice(city: City, seconds: int, each: int) -> None:
    for days in (3, 0, 4, 1, 2, 5, 6):
        city.receive(at=AT + days * DAY, received_at=AT + days * DAY)
    at = AT + 20 * DAY
    due = _due(at=at)
    assert len(due) >= 7
    passes: list[Pass] = []
    while not passes or passes[-1].is_more:
        passes.append(sweep_within(seconds, at=at, ticks=_every_second()))
        assert _told() == due[: each * len(passes)]
    assert [one.done for one in passes[:-1]] == [each] * (len(passes) - 1)
    assert sum(one.done for one in passes) == len(due)
    assert _told() == due
    assert sweep_within(seconds, at=at, ticks=_every_second()) == Pass(done=0, is_more=False)
    assert _told() == due


def test_what_cannot_be_done_takes_no_time_from_the_others(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    for _each in range(4):
        city.receive()
    at = AT + 2 * DAY
    due = _due(at=at)
    real = sweeping._one

    def refused(clock_id: int, *, at: datetime) -> int:
        if clock_id in due[:2]:
            raise RuleBrokenError("case.step_not_allowed")
        return real(clock_id, at=at)

    monkeypatch.setattr(sweeping, "_one", refused)
    for number in range(3, len(due) + 1):
        found = sweep_within(0, at=at, ticks=_every_second())
        assert found == Pass(done=1, is_more=number < len(due))
        assert _told() == due[2:number]


def test_the_worker_goes_on_at_once_while_more_is_due(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    for _each in range(3):
        city.receive()
    at = AT + 2 * DAY
    due = _due(at=at)
    monkeypatch.setattr(clock, "now", lambda: at)
    monkeypatch.setattr(settings, "HUYING_SWEEP_SECONDS", 0)
    worker = working.Worker()
    for number in range(1, len(due)):
        worker._turn()
        assert (_told(), worker._is_more) == (due[:number], True)
        assert not Setting.objects.filter(pk=working.SWEPT).exists()
    worker._turn()
    assert (_told(), worker._is_more) == (due, False)
    assert Setting.objects.filter(pk=working.SWEPT).exists()
