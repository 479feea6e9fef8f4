"""Whom callers call: drawn by rule from the answers of a day, the same for everybody who draws again."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from huying.cases.actions import answering, ending, handling
from huying.cases.actions.dispatching import Confirmed, dispatch
from huying.cases.actions.ending import Verdict
from huying.cases.actions.sampling import draw_due, draw_sample, drawn_of, pool_of
from huying.cases.actions.sweeping import sweep
from huying.cases.models import CallSample, CallTask, Case, Clock
from huying.core.actors import SYSTEM
from huying.core.models import AuditRecord
from huying.core.policies import NotAllowedError
from huying.rules.case_facts import CallBackBy
from huying.rules.case_flow import CaseState
from huying.rules.errors import RuleBrokenError
from tests.people import AT

if TYPE_CHECKING:
    from tests.people import City

DAY = timedelta(days=1)
UNSOLVED = Verdict(is_contacted=True, is_solved=False, is_satisfied=False)


def _answered(city: City) -> Case:
    confirmed = Confirmed(topic="LFT", place=city.served.key, compound=city.served.key)
    case = dispatch(city.receive().pk, confirmed, actor=city["district_clerk"], at=AT)
    handling.sign(case.pk, actor=city["firm_staff"], at=AT)
    answering.draft(case.pk, text="修好了。", actor=city["firm_staff"], at=AT)
    return answering.issue(case.pk, actor=city["firm_manager"], at=AT)


def test_one_in_ten_rounded_up_by_the_published_ranking(city: City) -> None:
    numbers = sorted(_answered(city).number for _ in range(11))
    sample = draw_sample(AT.date(), actor=SYSTEM, at=AT + DAY)
    assert sample is not None
    assert (sample.pool_count, sample.taken) == (11, 2)
    assert sample.pool_hash == sha256("\n".join(numbers).encode()).hexdigest()
    assert sample.seed == f"2021-06-01|{sample.pool_hash}"
    ranked = sorted(numbers, key=lambda number: sha256(f"{sample.seed}|{number}".encode()).hexdigest())
    chosen = [task.case.number for task in CallTask.objects.filter(sample=sample).order_by("rank")]
    assert chosen == ranked[:2]
    assert AuditRecord.objects.filter(verb="call_sample.drawn").count() == 1


def test_a_day_is_drawn_once_and_only_when_it_is_over(city: City) -> None:
    _answered(city)
    with pytest.raises(RuleBrokenError, match=r"sample\.day_not_over"):
        draw_sample(AT.date(), actor=SYSTEM, at=AT)
    assert draw_due(at=AT + 2 * DAY) == 1
    assert draw_due(at=AT + 2 * DAY) == 0
    assert CallSample.objects.count() == 1
    with pytest.raises(NotAllowedError):
        draw_sample(AT.date(), actor=city["firm_staff"], at=AT + DAY)


def test_drawn_again_later_it_is_the_same_whatever_became_of_the_cases(city: City) -> None:
    cases = [_answered(city) for _ in range(4)]
    sample = draw_sample(AT.date(), actor=SYSTEM, at=AT + DAY)
    assert sample is not None
    for case in cases:
        ending.call_back(case.pk, UNSOLVED, by=CallBackBy.CALLER, actor=city["caller"], at=AT + DAY)
    seed, drawn = drawn_of(AT.date(), pool_of(AT.date()), share=sample.share)
    assert (seed, drawn.pool_hash) == (sample.seed, sample.pool_hash)


def test_undone_again_it_waits_for_the_level_above_and_does_not_close_itself(city: City) -> None:
    case = _answered(city)
    ending.call_back(case.pk, UNSOLVED, by=CallBackBy.CALLER, actor=city["caller"], at=AT + DAY)
    answering.draft(case.pk, text="已返修。", actor=city["firm_staff"], at=AT + DAY)
    answering.issue(case.pk, actor=city["firm_manager"], at=AT + DAY)
    again = ending.call_back(case.pk, UNSOLVED, by=CallBackBy.CALLER, actor=city["caller"], at=AT + 2 * DAY)
    assert again.state == CaseState.ANSWERED.value
    assert Clock.objects.filter(case=case, kind="call_back", stopped_at=None).exists()
    sweep(at=AT + 30 * DAY)
    case.refresh_from_db()
    assert case.state == CaseState.ANSWERED.value
    assert case.steps.filter(step="escalate").exists()
    assert sweep(at=AT + 31 * DAY) == 0
