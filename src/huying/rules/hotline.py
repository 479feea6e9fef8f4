"""The rates of hotline and city management 三率、结案率 and the complaint rate (R4.9, R5.5, R12.4).

Exact fractions inside; rounded once at the end, half up, to two decimals. Where nothing was counted the rate is
not available, never 100 %.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from huying.rules.errors import RuleBrokenError
from huying.rules.explanations import Step
from huying.rules.figures import counted, part_of, percent, rounded

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreeRates:
    """Response, solved and satisfied, in per cent, and the weighted score; None where not available."""

    response: str | None
    solved: str | None
    satisfied: str | None
    score: str | None = None
    steps: tuple[Step, ...] = ()


def three_rates(
    *,
    orders: int,
    excluded: int,
    contacted: int,
    callbacks: int,
    solved: int,
    satisfied: int,
    weights: Sequence[int] = (),
) -> ThreeRates:
    """Return the three rates; orders excluded by approval do not count, nor call-backs that reached nobody."""
    counted(
        orders=orders, excluded=excluded, contacted=contacted, callbacks=callbacks, solved=solved, satisfied=satisfied
    )
    if excluded > orders:
        raise RuleBrokenError("ratio.above_one", field="excluded", part=excluded, whole=orders)
    parts = [
        part_of(contacted, orders - excluded, name="contacted"),
        part_of(solved, callbacks, name="solved"),
        part_of(satisfied, callbacks, name="satisfied"),
    ]
    wholes = (orders - excluded, callbacks, callbacks)
    rates = [percent(part) for part in parts]
    steps = [
        step_of(part, whole, rate)
        for part, whole, rate in zip((contacted, solved, satisfied), wholes, rates, strict=True)
    ]
    score = _score(parts, weights) if weights else None
    if score is not None:
        steps.append(Step("rates.score", {"weights": "/".join(map(str, weights)), "score": score}))
    return ThreeRates(response=rates[0], solved=rates[1], satisfied=rates[2], score=score, steps=tuple(steps))


def step_of(part: int, whole: int, rate: str | None) -> Step:
    """Return how a rate came about."""
    if rate is None:
        return Step("rates.not_available")
    return Step("rates.share", {"part": part, "whole": whole, "rate": rate})


def _score(parts: Sequence[Fraction | None], weights: Sequence[int]) -> str | None:
    if len(weights) != len(parts) or any(weight < 0 for weight in weights) or not sum(weights):
        raise RuleBrokenError("field.type", field="weights", value=list(weights))
    total = Fraction(0)
    for part, weight in zip(parts, weights, strict=True):
        if part is None:
            if weight:
                return None
            continue
        total += part * weight
    return rounded(total * 100 / sum(weights))


@dataclass(frozen=True, slots=True, kw_only=True)
class CityRates:
    """Close rate and on-time close rate of digital city management, in per cent."""

    close_rate: str | None
    on_time_rate: str | None
    steps: tuple[Step, ...] = ()


def city_rates(*, due: int, deferred: int, closed: int, on_time: int, subtracts: bool = True) -> CityRates:
    """Return close and on-time rates over what was due, less what was deferred where the city subtracts it (R5.5)."""
    counted(due=due, deferred=deferred, closed=closed, on_time=on_time)
    if deferred > due:
        raise RuleBrokenError("ratio.above_one", field="deferred", part=deferred, whole=due)
    whole = due - deferred if subtracts else due
    if not whole:
        return CityRates(close_rate=None, on_time_rate=None, steps=(Step("rates.not_available"),))
    rates = [percent(part_of(part, whole, name=name)) for name, part in (("closed", closed), ("on_time", on_time))]
    steps = tuple(step_of(part, whole, rate) for part, rate in zip((closed, on_time), rates, strict=True))
    return CityRates(close_rate=rates[0], on_time_rate=rates[1], steps=steps)


def complaint_rate(*, property_orders: int, all_orders: int) -> str | None:
    """Return property matters over all hotline calls, in per cent (R12.4)."""
    counted(property=property_orders, all=all_orders)
    return percent(part_of(property_orders, all_orders, name="property"))
