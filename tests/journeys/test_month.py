"""A month of the city, replayed by simulated staff: nothing is lost, and every rate is what an own count gives."""

from __future__ import annotations

import os
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from huying.cases.models import Case, CaseStep, Clock, SendBack
from huying.closings.models import Closing
from huying.closings.queries import figures
from huying.closings.queries.rules import rules_of
from huying.config import checkup
from huying.core.invariants import judge
from huying.rules.case_clocks import ClockKind
from huying.rules.case_flow import FLOW, CaseState, Step
from huying.rules.figures import percent
from huying.rules.whistles import LEVELS
from huying.whistles.models import Whistle, WhistleCall
from tests.journeys.month import CHINA, DAYS, FIRST, Month

if TYPE_CHECKING:
    from tests.people import City

CASES = int(os.environ.get("HUYING_MONTH_CASES", "36"))
"""More with the variable set: a thousand take some minutes."""
END = datetime(2021, 7, 1, tzinfo=CHINA)


def _states_after(case: Case) -> set[CaseState]:
    """Walk a case's own timeline through the table of steps, without asking the case."""
    possible = {CaseState.TRIAGE}
    for taken in CaseStep.objects.filter(case=case).order_by("pk"):
        step = Step(taken.step)
        if step in {Step.RECEIVE, Step.IMPORT_HISTORY}:
            continue
        move = FLOW[step]
        before = possible & move.start
        assert before, (case.pk, step, possible)
        possible = set().union(*(move.may_lead(state) for state in before))
    return possible


def _in_june(at: datetime) -> bool:
    return FIRST.replace(hour=0) <= at < END


@pytest.mark.parametrize("seed", ["huying-1"])
def test_a_month_loses_nothing(city: City, seed: str) -> None:
    month = Month(city, cases=CASES, seed=seed)
    month.play()
    assert len(month.ledger) == CASES
    assert month.answers[200] > 5 * CASES
    assert month.answers[403] + month.answers[404] + month.answers[409] > 0

    cases = list(Case.objects.order_by("pk"))
    assert {case.number for case in cases} == set(month.ledger)
    for case in cases:
        assert CaseState(case.state) in _states_after(case), case.number
        assert case.state != CaseState.CLOSED.value or case.ending
    assert {case.state for case in cases} >= {CaseState.CLOSED.value}
    assert SendBack.objects.exists()
    assert Clock.objects.filter(red_at__isnull=False).exists()

    found = [each for each in judge(checkup.all_invariants()) if each.count]
    assert [(each.invariant.name, each.examples) for each in found] == []
    print(dict(month.answers), dict(month.refused))  # noqa: T201 - what the play met, shown with -rP
    _whistles(month)
    _rates(month)


def _whistles(month: Month) -> None:
    """Hold that what nobody answered was told to every level."""
    assert Whistle.objects.count() == DAYS * 4 // 16 + (DAYS * 4 % 16 > 7)
    for call in WhistleCall.objects.filter(whistle__in=month.unanswered):
        assert call.late_at is not None
        assert call.told == len(LEVELS)


def _rates(month: Month) -> None:
    """Hold that the frozen month says what the play heard and what the clocks' rows say."""
    closing = Closing.objects.get(month=date(2021, 6, 1))
    line = figures.whole(closing, rules_of(closing))
    heard = [
        [verdict for verdict in told.verdicts if _in_june(verdict[0])][-1]
        for told in month.ledger.values()
        if any(_in_june(verdict[0]) for verdict in told.verdicts)
    ]
    solved = sum(is_solved for _at, is_solved, _is_satisfied in heard)
    satisfied = sum(is_satisfied for _at, _is_solved, is_satisfied in heard)
    assert (line.tally.received, line.tally.call_backs) == (CASES, len(heard))
    assert (line.tally.solved, line.tally.satisfied) == (solved, satisfied)
    assert line.solved.value == percent(Fraction(solved, len(heard)))
    assert line.satisfied.value == percent(Fraction(satisfied, len(heard)))
    contacted = {
        clock.case_id
        for clock in Clock.objects.filter(kind=ClockKind.CONTACT.value)
        if not clock.is_cancelled
        and clock.stopped_at is not None
        and clock.stopped_at <= closing.frozen_at
        and (clock.red_at is None or clock.red_at > closing.frozen_at)
    }
    assert line.tally.contacted == len(contacted)
    assert line.response.value == percent(Fraction(len(contacted), CASES))
    assert closing.frozen_at - timedelta(days=8) < END
