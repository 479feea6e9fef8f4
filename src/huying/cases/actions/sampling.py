"""Who is called back 回访抽样: drawn by rule from the answers of each day; anybody can draw it again (R4.8).

The pool is every case answered on a day. The seed is made of the day and the hash of that pool, so nobody chooses
it; `rules.draw` ranks the pool, and the share of the rule set, rounded up, is taken from the top.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from django.db import transaction

from huying.cases import policies
from huying.cases.models import Answer, CallSample, CallTask, Case
from huying.cases.models.cases import CHINA
from huying.cases.queries.limits import day_of, limits_on
from huying.core import audit
from huying.core.actors import SYSTEM
from huying.rules import draw
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from datetime import date

    from huying.core.actors import Actor
    from huying.rules.draw import Drawn

SHARE = "call_back_share"
MOST_DAYS_BACK = 14


def pool_of(day: date) -> dict[str, Case]:
    """Return the cases answered on a day, by number."""
    begin = datetime(day.year, day.month, day.day, tzinfo=CHINA)
    answered = Answer.objects.filter(issued_at__gte=begin, issued_at__lt=begin + timedelta(days=1)).values("case_id")
    rows = Case.objects.filter(pk__in=answered, is_history=False).only("pk", "received_at", "round")
    return {case.number: case for case in rows}


def drawn_of(day: date, pool: dict[str, Case], *, share: str) -> tuple[str, Drawn]:
    """Return the seed and the draw for a pool; the same pool gives the same draw for ever."""
    quota = draw.quota(count=len(pool), ratio=Fraction(share), bound=draw.Bound.AT_LEAST)
    seed = f"{day:%Y-%m-%d}|{draw.pool_hash(pool)}"
    return seed, draw.draw(seed=seed, pool=list(pool), take=quota.take)


@transaction.atomic
def draw_sample(day: date, *, actor: Actor, at: datetime) -> CallSample | None:
    """Draw once for the answers of a day that is over; None where nothing was answered or it was drawn before."""
    policies.DRAW_SAMPLE.check(actor)
    if day >= day_of(at):
        raise RuleBrokenError("sample.day_not_over", day=day)
    pool = pool_of(day)
    if not pool or CallSample.objects.select_for_update().filter(day=day).exists():
        return None
    share = str(limits_on(day).setting(SHARE))
    seed, drawn = drawn_of(day, pool, share=share)
    sample = CallSample.objects.create(
        day=day,
        share=share,
        seed=seed,
        pool_hash=drawn.pool_hash,
        pool_count=len(pool),
        taken=len(drawn.chosen),
        drawn_at=at,
    )
    CallTask.objects.bulk_create(
        CallTask(sample=sample, case=pool[number], round=pool[number].round, rank=rank)
        for rank, number in enumerate(drawn.chosen, start=1)
    )
    audit.record(
        "call_sample.drawn", sample, actor=actor, at=at, pool_hash=sample.pool_hash, pool=len(pool), taken=sample.taken
    )
    return sample


def draw_due(*, at: datetime) -> int:
    """Draw for each day of the last two weeks that was not drawn yet; the worker asks this hourly."""
    today = day_of(at)
    days = [today - timedelta(days=back) for back in range(MOST_DAYS_BACK, 0, -1)]
    drawn = set(CallSample.objects.filter(day__in=days).values_list("day", flat=True))
    return sum(draw_sample(day, actor=SYSTEM, at=at) is not None for day in days if day not in drawn)
