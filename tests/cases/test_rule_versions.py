"""A case keeps the rules it began with: what is released later holds for cases that come later."""

from __future__ import annotations

import copy
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from huying.cases.actions import handling, sweeping, timing
from huying.cases.models import Clock
from huying.rules.case_clocks import ClockKind
from huying.rules.case_facts import PauseReason
from huying.rules.deadlines import CHINA
from huying.rules.roles import Role
from huying.rulesets import actions, queries
from tests.cases.desk import DAY, HOUR, sent
from tests.people import AT, seat

if TYPE_CHECKING:
    from datetime import datetime

    from huying.cases.models import Case
    from tests.people import City

FAMILY, TOMORROW = "case_limits", AT + DAY


@pytest.fixture
def shorter(city: City) -> City:
    """The city, where from tomorrow on a matter is to be done in one working day and not in five."""
    clerk = seat(city, "second_clerk", unit="city", role=Role.CITY_CLERK, place="3710")
    body = copy.deepcopy(queries.versions(FAMILY)[0].body)
    body["normal"]["finish"] = {"amount": 1, "unit": "working_days"}
    day = TOMORROW.astimezone(CHINA).date()
    given: dict[str, Any] = {"actor": city["city_clerk"], "at": AT}
    row = actions.draft_rule_set(family=FAMILY, valid_from=day, source="市政府通知", body=body, **given)
    actions.propose_rule_set(rule_set_id=row.pk, remark="", **given)
    actions.release_rule_set(rule_set_id=row.pk, actor=clerk, at=AT)
    return city


def finish_of(case: Case) -> tuple[int, int, datetime]:
    clock = Clock.objects.get(case=case, kind=ClockKind.FINISH.value, stopped_at=None)
    return clock.rule_version, clock.amount, clock.due_at


def test_a_running_clock_keeps_its_version_and_a_later_case_has_the_next(shorter: City) -> None:
    running = sent(shorter)
    before = finish_of(running)
    assert before[:2] == (1, 5)
    handling.sign(running.pk, actor=shorter["firm_staff"], at=TOMORROW)
    sweeping.sweep(at=TOMORROW + HOUR)
    assert finish_of(running) == before
    later = sent(shorter, at=TOMORROW)
    assert finish_of(later)[:2] == (2, 1)
    assert finish_of(later)[2] < before[2]


def test_a_pause_under_the_next_version_moves_the_limit_of_the_first(shorter: City) -> None:
    case = sent(shorter)
    staff = shorter["firm_staff"]
    handling.sign(case.pk, actor=staff, at=AT + HOUR)
    due = finish_of(case)[2]
    timing.pause(case.pk, reason=PauseReason.EXPERT_OPINION, note="待鉴定", actor=staff, at=TOMORROW)
    timing.resume(case.pk, note="", actor=staff, at=TOMORROW + timedelta(days=2))
    assert finish_of(case)[:2] == (1, 5)
    assert finish_of(case)[2] > due
