"""The calendar of a coming year, entered from its notice: deadlines move by an act with a report, never silently."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from huying.cases.actions.recalculating import foresee, recalculate
from huying.cases.models import Case, CaseStep, Clock
from huying.cases.queries.limits import day_of
from huying.core.models import AuditRecord
from huying.core.policies import NotAllowedError
from huying.rulesets import actions

if TYPE_CHECKING:
    from tests.people import City

LATE = datetime(2026, 12, 30, 2, tzinfo=UTC)  # Wednesday; five working days on lie in a year without a notice
NEW_YEAR = (date(2027, 1, 1), False, "元旦")


def _enter(city: City) -> None:
    source = "国办发明电〔2026〕X号"
    actions.edit_work_days(days=[NEW_YEAR], source=source, actor=city["city_clerk"], at=LATE)


def _due(case: Case) -> date:
    case.refresh_from_db()
    assert case.due_at is not None
    return day_of(case.due_at)


def test_beyond_the_notices_a_deadline_is_provisional(city: City) -> None:
    case = city.receive(at=LATE)
    assert _due(case) == date(2027, 1, 6)
    assert Clock.objects.get(case=case, kind="finish").is_provisional


def test_entering_a_year_moves_nothing_until_it_is_asked_and_then_says_so(city: City) -> None:
    case = city.receive(at=LATE)
    _enter(city)
    assert _due(case) == date(2027, 1, 6)
    foreseen = foresee()
    assert [(row.number, row.kind) for row in foreseen.moved if row.kind == "finish"] == [(case.number, "finish")]
    report = recalculate(actor=city["city_clerk"], at=LATE)
    assert (report.cases, _due(case)) == (1, date(2027, 1, 7))
    assert not Clock.objects.get(case=case, kind="finish").is_provisional
    step = CaseStep.objects.get(case=case, step="recalculate")
    assert [row[0] for row in step.facts["clocks"]] == [row.kind for row in report.moved]
    assert AuditRecord.objects.get(verb="calendar.recalculated").facts["cases"] == 1
    assert recalculate(actor=city["city_clerk"], at=LATE).cases == 0


def test_only_the_city_has_deadlines_worked_out_anew(city: City) -> None:
    with pytest.raises(NotAllowedError):
        recalculate(actor=city["street_officer"], at=LATE)


def test_a_mark_told_too_early_is_taken_back_with_the_deadline(city: City) -> None:
    case = city.receive(at=LATE)
    red = datetime(2027, 1, 6, 20, tzinfo=UTC)
    Clock.objects.filter(case=case, kind="finish").update(red_at=red)
    _enter(city)
    recalculate(actor=city["city_clerk"], at=red + timedelta(minutes=1))
    assert Clock.objects.get(case=case, kind="finish").red_at is None
