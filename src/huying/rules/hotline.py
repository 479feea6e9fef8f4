"""The rates of hotline and city management 三率、结案率 and the complaint rate (R4.9, R5.5, R12.4).

Exact fractions inside; rounded once at the end, half up, to two decimals. Where nothing was counted the rate is
not available, never 100 %.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Sequence

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreeRates:
    """Response, solved and satisfied, in per cent, and the weighted score; None where not available."""

    response: str | None
    solved: str | None
    satisfied: str | None
    score: str | None = None


def _counts(**values: int) -> None:
    for name, value in values.items():
        if value < 0:
            raise RuleBrokenError("field.type", field=name, value=value)


def _part(part: int, whole: int, *, name: str) -> Fraction | None:
    if whole <= 0:
        return None
    if part > whole:
        raise RuleBrokenError("ratio.above_one", field=name, part=part, whole=whole)
    return Fraction(part, whole)


def rounded(value: Fraction) -> str:
    """Return a value with exactly two decimals, half up."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return str(exact.quantize(CENT, ROUND_HALF_UP))


def _percent(value: Fraction | None) -> str | None:
    return None if value is None else rounded(value * 100)


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
    _counts(
        orders=orders, excluded=excluded, contacted=contacted, callbacks=callbacks, solved=solved, satisfied=satisfied
    )
    parts = [
        _part(contacted, orders - excluded, name="contacted"),
        _part(solved, callbacks, name="solved"),
        _part(satisfied, callbacks, name="satisfied"),
    ]
    response, is_solved, is_satisfied = (_percent(part) for part in parts)
    return ThreeRates(
        response=response, solved=is_solved, satisfied=is_satisfied, score=_score(parts, weights) if weights else None
    )


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


def city_rates(*, due: int, deferred: int, closed: int, on_time: int) -> CityRates:
    """Return close and on-time rates over what was due less what was deferred (R5.5)."""
    _counts(due=due, deferred=deferred, closed=closed, on_time=on_time)
    if deferred > due:
        raise RuleBrokenError("ratio.above_one", field="deferred", part=deferred, whole=due)
    return CityRates(
        close_rate=_percent(_part(closed, due - deferred, name="closed")),
        on_time_rate=_percent(_part(on_time, due - deferred, name="on_time")),
    )


def complaint_rate(*, property_orders: int, all_orders: int) -> str | None:
    """Return property matters over all hotline calls, in per cent (R12.4)."""
    _counts(property=property_orders, all=all_orders)
    return _percent(_part(property_orders, all_orders, name="property"))
